"""`lists show`: entries, by what they say and whom they name, as known at a date."""

from __future__ import annotations

from typing import Annotated

import typer

from merchant_compliance.cli.lists.common import (
    Kind,
    KnownAt,
    ListName,
    ValidOn,
    entry_json,
    key_from,
    known_kind,
    moment,
    print_entries,
    refuse_unknown_list,
)
from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help=help_text("只取指名此标识的；- 从标准输入读取。", "Only naming this key; - reads it from standard input."),
    ),
]
Category = Annotated[str | None, typer.Option("--category", help=help_text("只取此类目。", "Only for this category."))]
Brand = Annotated[str | None, typer.Option("--brand", help=help_text("只取此品牌。", "Only for this brand."))]
Region = Annotated[str | None, typer.Option("--region", help=help_text("只取此地区。", "Only for this region."))]
Ended = Annotated[bool, typer.Option("--ended", help=help_text("也列出已结束的。", "Ended entries too."))]
Limit = Annotated[int, typer.Option("--limit", min=1, help=help_text("最多列出几条。", "At most so many entries."))]


def register(app: typer.Typer) -> None:
    app.command(
        "show",
        help=help_text("查看条目；标识已打码。", "Show entries; keys are masked."),
        epilog=examples(
            "lists show --list onboarding-blacklist --valid-on 2021-12-31",
            "lists show --kind phone --key - < phone.txt",
            "lists show --known-at 2021-12-31 --ended --json",
        ),
    )(show)


def show(
    name: ListName = None,
    kind: Kind = None,
    key: Key = None,
    category: Category = None,
    brand: Brand = None,
    region: Region = None,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
    ended: Ended = False,
    limit: Limit = 50,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.lists.known import Wanted, count_as_known, entries_as_known
    from merchant_compliance.lists.opening import to_read

    speak(lang)
    at = moment(known_at)
    whom = None if key is None else key_from(key)
    wanted = Wanted(name, known_kind(kind), whom, category, brand, region, valid_on, ended)
    with to_read() as opened:
        hasher = None if whom is None else opened.keyed()
        count = count_as_known(opened.connection, at, wanted, hasher)
        found = list(entries_as_known(opened.connection, at, wanted, hasher, limit))
        if not found:
            refuse_unknown_list(opened, wanted, at)
    if json:
        print_json({"entries": [entry_json(kept) for kept in found], "count": count})
        return
    if found:
        print_entries(found)
    shown = len(found)
    typer.echo(tr(f"共 {count:,} 条，列出 {shown:,} 条", f"{count:,} entries, {shown:,} shown"))
