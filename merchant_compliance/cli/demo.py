"""`demo`: made-up merchants, judged, summed up and compared with the truth, in one go."""

from __future__ import annotations

import typer

from merchant_compliance.cli.options import Count, Json, Lang, MadeFor, Rules, Seed
from merchant_compliance.cli.speech import examples, help_text, speak

MERCHANTS = 10_000


def register(app: typer.Typer) -> None:
    app.command(
        help=help_text(
            "演示：生成虚构商家并判定，在当前文件夹写出 report.html、decisions.jsonl 和 demo-merchants.*。",
            "Show what this does: make up merchants, judge them, and write report.html, decisions.jsonl and "
            "demo-merchants.* into the current folder.",
        ),
        epilog=examples("demo", "demo --count 1000 --seed 7 --lang zh"),
    )(demo)


def demo(
    count: Count = MERCHANTS,
    seed: Seed = 1,
    as_of: MadeFor = None,
    rules: Rules = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`. The date is fixed, so that two runs give the same."""
    from merchant_compliance.cli.showing import show
    from merchant_compliance.merchant.synthetic import AS_OF

    speak(lang)
    show(count, seed, as_of or AS_OF, rules, json)
