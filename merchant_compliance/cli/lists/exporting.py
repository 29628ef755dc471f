"""`lists export`: entries as a list file with hashed keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.lists.common import KnownAt, ListName, ValidOn, moment, refuse_unknown_list
from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Out = Annotated[
    Path,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text("输出：.csv、.jsonl、.parquet。", "The file: .csv, .jsonl or .parquet."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "export",
        help=help_text(
            "导出为名单文件；除商家编号外，标识为 hmac: 开头的密钥哈希，可用 lists import 读回。",
            "Export a list file. Keys other than merchant ids are keyed hashes that begin with hmac:, and lists import "
            "reads them back.",
        ),
        epilog=examples("lists export -o lists.parquet", "lists export -o then.csv --known-at 2021-12-31"),
    )(export)


def export(
    out: Out,
    name: ListName = None,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.engine.rows.aside import Aside
    from merchant_compliance.lists.exporting import check_format, write_list_file
    from merchant_compliance.lists.known import Wanted, entries_as_known
    from merchant_compliance.lists.opening import to_read

    speak(lang)
    format, at = check_format(out), moment(known_at)
    wanted = Wanted(list=name, valid_on=valid_on, ever=True)
    with Aside() as aside, to_read() as opened:
        hasher = opened.keyed()
        entries = entries_as_known(opened.connection, at, wanted)
        count = write_list_file(aside.open(out), entries, hasher, format)
        if not count:
            refuse_unknown_list(opened, wanted, at)
    if json:
        print_json({"file": str(out), "entries": count})
    else:
        typer.echo(tr(f"已导出 {count:,} 条到 {out}", f"{count:,} entries exported to {out}"))
