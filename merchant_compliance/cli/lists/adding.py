"""`lists add`: one entry by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lists.common import By, Source, key_from, tell_made, who
from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.lists.entry import Entry

Name = Annotated[
    str,
    typer.Argument(metavar="LIST", help=help_text("名单，如 onboarding-blacklist。", "Such as onboarding-blacklist.")),
]
KeyKind = Annotated[
    str,
    typer.Argument(
        metavar="KIND", help=help_text("标识类型，如 merchant、phone、uscc。", "Such as merchant, phone, uscc.")
    ),
]
Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help=help_text(
            "被列名者的标识；- 从标准输入读取，不留在命令历史中。",
            "Who is listed; - reads it from standard input, so that no history keeps it.",
        ),
    ),
]
Category = Annotated[str, typer.Option("--category", help=help_text("适用类目。", "For this category."))]
Brand = Annotated[str, typer.Option("--brand", help=help_text("适用品牌。", "For this brand."))]
Region = Annotated[str, typer.Option("--region", help=help_text("适用地区。", "For this region."))]
Since = Annotated[str, typer.Option("--since", metavar="DATE", help=help_text("自此日有效。", "Valid from this day."))]
Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help=help_text("自此日不再有效。", "No longer valid on this day."))
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_text("列入原因。", "Why it is listed."))]


def register(app: typer.Typer) -> None:
    app.command(
        "add",
        help=help_text("新增一个条目。", "Add one entry."),
        epilog=examples(
            "lists add community-ban merchant m1 --reason fraud --source governance",
            "lists add category-invitations merchant m1 --category tea --since 2021-10-01",
            "lists add onboarding-blacklist phone - < phone.txt",
        ),
    )(add)


def add(
    name: Name,
    kind: KeyKind,
    key: Key,
    category: Category = "",
    brand: Brand = "",
    region: Region = "",
    since: Since = "",
    until: Until = "",
    reason: Reason = "",
    source: Source = "",
    by: By = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.lists.keeping import Act, add_entry
    from merchant_compliance.lists.opening import to_write

    speak(lang)
    said = {"category": category, "brand": brand, "region": region, "since": since, "until": until}
    entry = _entry({"list": name, "key_kind": kind, "key": key_from(key), **said, "reason": reason, "source": source})
    with to_write() as opened:
        tell_made(opened)
        added = add_entry(opened.connection, opened.hasher, entry, Act(who(by)))
    if json:
        print_json(added._asdict())
    elif added.known:
        typer.echo(tr(f"已有相同的条目 {added.id}", f"the same entry is there already: {added.id}"))
    else:
        typer.echo(tr(f"已新增条目 {added.id}", f"entry {added.id} added"))


def _entry(value: dict[str, str]) -> Entry:
    """Raises `InputError` with all that is wrong."""
    from merchant_compliance.errors import InputError
    from merchant_compliance.lists.entry import Entry
    from merchant_compliance.lists.reading import checked, near_names
    from merchant_compliance.merchant.files import Raw

    found = checked(Raw(0, value))
    if not isinstance(found, Entry):
        raise InputError(found)
    for warning in near_names([found.list]):
        typer.echo(warning.say(language()), err=True)
    return found
