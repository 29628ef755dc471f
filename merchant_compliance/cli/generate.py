"""`generate`: made-up merchants, with the ground truth of what is wrong with them beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import Count, Json, Lang, MadeFor, Seed
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Out = Annotated[
    Path,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "输出文件：.jsonl、.json、.csv、.parquet；真值和名单写在旁边。",
            "The file: .jsonl, .json, .csv or .parquet; ground truth and lists stand beside.",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        help=help_text("生成虚构商家，供试用与测试。", "Make up merchants, to try things out and to test."),
        epilog=examples(
            "generate --count 1000 -o merchants.jsonl", "generate --count 100000 --seed 7 -o merchants.parquet"
        ),
    )(generate)


def generate(
    count: Count, out: Out, seed: Seed = 1, as_of: MadeFor = None, json: Json = False, lang: Lang = None
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.making import make
    from merchant_compliance.cli.rules.common import print_json
    from merchant_compliance.merchant.synthetic import AS_OF

    speak(lang)
    written = make(out, count, seed, as_of or AS_OF)
    files = {name: str(getattr(written, name)) for name in ("merchants", "truth", "lists")}
    if json:
        print_json({**files, "count": written.count, "planted": written.planted})
        return
    wrong = sum(written.planted.values())
    typer.echo(
        tr(
            f"{written.count:,} 家商家，其中 {wrong:,} 家植入了问题",
            f"{written.count:,} merchants, something planted in {wrong:,}",
        )
    )
    for path in files.values():
        typer.echo(f"  {path}")
