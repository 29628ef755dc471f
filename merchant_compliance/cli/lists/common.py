"""What the `lists` commands share: options, who acts, and entries as rows and as data."""

from __future__ import annotations

import getpass
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from merchant_compliance.cli.options import day
from merchant_compliance.cli.speech import help_text, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from merchant_compliance.lists.entry import KeyKind
    from merchant_compliance.lists.known import Kept, Wanted
    from merchant_compliance.lists.opening import Opened

PIPE = "-"
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help=help_text("由谁记录；默认当前用户。", "Who records it; you by default.")),
]
Source = Annotated[str, typer.Option("--source", metavar="TEXT", help=help_text("来源。", "Where it comes from."))]
ListName = Annotated[
    str | None, typer.Option("--list", metavar="NAME", help=help_text("只取此名单。", "Only of this list."))
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=help_text("只取此类标识，如 phone、uscc。", "Only of this kind of key, such as phone or uscc."),
    ),
]
ValidOn = Annotated[
    date | None,
    typer.Option(
        "--valid-on", parser=day, metavar="DATE", help=help_text("只取当日有效的。", "Only valid on this day.")
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="DATE",
        help=help_text(
            "按当日结束时名单库所知；也可写带时区的时刻。默认现在。",
            "As the store knew it at the end of this day; a moment with its zone will do too. Default now.",
        ),
    ),
]


def who(given: str | None) -> str:
    """The name that was given, else that of the user who runs this."""
    if given and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return "unknown"


def moment(given: str | None) -> datetime:
    from merchant_compliance.lists.keeping import now
    from merchant_compliance.lists.known import moment_of

    return now() if given is None else moment_of(given)


def key_from(given: str) -> str:
    """The key itself, or for `-` a line of standard input: a command line is kept in the history of the shell."""
    if given != PIPE:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(tr("标识：", "key: "))
    return sys.stdin.readline().rstrip("\r\n")


def tell_made(opened: Opened) -> None:
    """A key that was just made is the only way to what is stored under it."""
    if opened.made:
        typer.echo(
            tr(
                f"已生成哈希密钥 {opened.made}；请备份，丢失后名单库无法使用",
                f"a hash key was made: {opened.made}; back it up, without it the store is of no use",
            ),
            err=True,
        )


def known_kind(kind: str | None) -> KeyKind | None:
    from merchant_compliance.errors import wrong
    from merchant_compliance.lists.complaints import KINDS
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    known = next((one for one in KINDS if one == kind), None)
    if kind is not None and known is None:
        listed = ", ".join(KINDS)
        raise wrong(
            "unknown-kind",
            Text(f"--kind 没有 {kind}", f"--kind: there is no {kind}"),
            mend=Text(f"可用：{listed}", f"known: {listed}"),
            nearest=nearest(kind, KINDS),
        )
    return known


def refuse_unknown_list(opened: Opened, wanted: Wanted, at: datetime) -> None:
    """A mistyped name would find nothing and look like an answer."""
    from merchant_compliance.errors import wrong
    from merchant_compliance.lists.known import names_as_known
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    names = names_as_known(opened.connection, at)
    if wanted.list is not None and wanted.list not in names:
        listed = ", ".join(names) or "–"
        raise wrong(
            "unknown-list",
            Text(f"名单库中没有名单 {wanted.list}", f"the store knows no list {wanted.list}"),
            mend=Text(f"已有：{listed}", f"known: {listed}"),
            nearest=nearest(wanted.list, names),
        )


def entry_json(kept: Kept) -> dict[str, Any]:
    """One entry as data; the key masked and hashed."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in kept._asdict().items()
    }


def print_entries(entries: Iterable[Kept]) -> None:
    from merchant_compliance.cli.screen import console, grid

    heads = (
        tr("编号", "Id"),
        tr("名单", "List"),
        tr("类型", "Kind"),
        tr("标识", "Key"),
        tr("适用", "For"),
        tr("自", "Since"),
        tr("至", "Until"),
        tr("原因", "Reason"),
        tr("来源", "Source"),
        tr("记录", "Recorded"),
        tr("结束", "Ended"),
    )
    console().print(grid(heads, map(_cells, entries), (0,)))


def _cells(kept: Kept) -> Sequence[str]:
    ended = f"{kept.ended_at.astimezone():%Y-%m-%d} {kept.ended_by}: {kept.ended_reason}" if kept.ended_at else ""
    return (
        str(kept.id),
        kept.list,
        kept.key_kind,
        kept.key_masked,
        " ".join(filter(None, (kept.category, kept.brand, kept.region))),
        str(kept.since or ""),
        str(kept.until or ""),
        kept.reason,
        kept.source or kept.file,
        f"{kept.recorded_at.astimezone():%Y-%m-%d} {kept.recorded_by}",
        ended,
    )
