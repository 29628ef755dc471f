"""`rules docs`: the rule centre, a rulebook as pages to read and to search."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.rules.common import Folder, print_json, rulebook_in
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

OUT = Path("rule-centre")
Into = Annotated[
    Path,
    typer.Option(
        "-o",
        "--out",
        metavar="FOLDER",
        help=help_text("写入此文件夹；没有则新建。", "Write into this folder; it is made if absent."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "docs",
        help=help_text(
            "规则中心：把规则库写成可阅读、可查找的网页。",
            "The rule centre: the rulebook as pages to read and to search.",
        ),
        epilog=examples("rules docs", "rules docs my-rules -o site --lang zh"),
    )(docs)


def docs(folder: Folder = None, out: Into = OUT, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`. Pages of policies that are no more are taken away."""
    from merchant_compliance.report.centre.writing import write_centre

    speak(lang)
    written = write_centre(rulebook_in(folder), out, language())
    if json:
        print_json([str(page) for page in written])
        return
    typer.echo(
        tr(f"已写入 {len(written)} 页，从 {written[0]} 看起", f"{len(written)} pages written; start at {written[0]}")
    )
