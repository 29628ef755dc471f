"""`lists import`: a list file into the store, as it streams by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lists.common import PIPE, By, Source, tell_made, who
from merchant_compliance.cli.options import Json, Lang, RejectedFile
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from merchant_compliance.cli.lists.rejecting import RejectedRows
    from merchant_compliance.lists.keeping import Imported, Origin
    from merchant_compliance.lists.opening import Opened

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=help_text(
            "名单文件：.csv、.jsonl、.parquet；- 表示从管道读取 JSON 行。",
            "The list file: .csv, .jsonl or .parquet; - reads JSON lines from a pipe.",
        ),
    ),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=help_text(
            "有行未通过校验时什么都不导入，退出码为 2。", "If a row is rejected, import nothing; exit with 2."
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "import",
        help=help_text(
            "导入名单文件。与仍有效条目相同的行只计数，不重复。",
            "Import a list file. Rows that are the same as an entry that has not been ended are counted, not doubled.",
        ),
        epilog=examples(
            "lists import blacklist.csv --source governance",
            "lists import - --strict < blacklist.jsonl",
            "lists import blacklist.parquet --rejected wrong.jsonl --json",
        ),
    )(import_list)


def import_list(
    file: File,
    source: Source = "",
    by: By = None,
    rejected: RejectedFile = None,
    strict: Strict = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.lists.rejecting import RejectedRows
    from merchant_compliance.engine.rows.aside import Aside
    from merchant_compliance.lists.keeping import Origin
    from merchant_compliance.lists.opening import to_write

    speak(lang)
    digest = _sha256(file)
    with Aside() as aside, RejectedRows(file, rejected, aside) as rejects, to_write() as opened:
        tell_made(opened)
        done = _bring(opened, Origin(file, digest, source), who(by), rejects, strict)
    _tell(done, file, json)


def _bring(opened: Opened, origin: Origin, by: str, rejects: RejectedRows, strict: bool) -> Imported:
    from merchant_compliance.cli.screen import progress
    from merchant_compliance.lists.keeping import Act, import_rows
    from merchant_compliance.lists.reading import LISTS
    from merchant_compliance.merchant.readers import length_of, raw_rows

    rows = raw_rows(origin.file, LISTS)
    watched = progress(rows, origin.file, length_of(origin.file), lambda raw: raw.position)
    return import_rows(opened.connection, opened.hasher, watched, Act(by), origin, rejects.write, strict)


def _sha256(file: str) -> str:
    """Of the file's bytes; empty for a pipe. Raises `InputError` for a file that cannot be read."""
    import hashlib

    from merchant_compliance.merchant.files import format_of, opened

    format_of(file)
    if file == PIPE:
        return ""
    digest = hashlib.sha256()
    with opened(file) as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _tell(done: Imported, file: str, json: bool) -> None:
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.lists.reading import near_names

    for warning in near_names(sorted(done.names), file):
        typer.echo(warning.say(language()), err=True)
    counts = {name: getattr(done, name) for name in ("recording", "read", "added", "known", "rejected")}
    if json:
        print_json({"file": file, **counts})
        return
    typer.echo(
        tr(
            f"读取 {done.read:,} 行：新增 {done.added:,} 条，已有 {done.known:,} 条，未通过校验 {done.rejected:,} 行",
            f"{done.read:,} rows read: {done.added:,} added, {done.known:,} known already, {done.rejected:,} rejected",
        )
    )
