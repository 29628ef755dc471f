"""`generate`: made-up merchants, with the ground truth of what is wrong with them beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.speech import examples, help_text, speak

Count = Annotated[int, typer.Option("--count", min=1, help=help_text("商家数。", "How many merchants."))]
Seed = Annotated[
    int,
    typer.Option("--seed", help=help_text("随机种子；相同种子得到相同数据。", "The same seed gives the same data.")),
]
Out = Annotated[
    Path,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "输出文件：.jsonl、.csv、.parquet；真值写在旁边。",
            "The file: .jsonl, .csv or .parquet; ground truth beside.",
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


def generate(count: Count, out: Out, seed: Seed = 1, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`."""
    speak(lang)
    raise NotImplementedError(count, out, seed, json)
