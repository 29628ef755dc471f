"""`rules durable`: which rules durable_rules judges as well, and of the others what stands in the way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer

from merchant_compliance.cli.cross_check import as_json
from merchant_compliance.cli.options import AsOf, Json, Lang
from merchant_compliance.cli.rules.common import Folder, print_json, rulebook_in
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr


def register(app: typer.Typer) -> None:
    app.command(
        "durable",
        help=help_text(
            "列出不能由 durable_rules 对照的规则和原因。",
            "List the rules that cannot be checked against durable_rules, and why.",
        ),
        epilog=examples("rules durable", "rules durable --as-of 2021-12-31 --json"),
    )(durable)


def durable(folder: Folder = None, as_of: AsOf = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`. Needs no durable_rules: nothing is judged."""
    from datetime import date

    speak(lang)
    found = as_json(rulebook_in(folder), as_of or date.today())
    if json:
        print_json(found)
        return
    _print(found["ineligible"])
    eligible, ineligible = len(found["eligible"]), len(found["ineligible"])
    typer.echo(
        tr(
            f"{eligible} 条规则可以对照，{ineligible} 条不适用",
            f"{eligible} rules can be checked, {ineligible} cannot",
        )
    )


def _print(ineligible: list[dict[str, Any]]) -> None:
    from merchant_compliance.cli.screen import console, grid

    screen, lang = console(), language()
    rows = [(item["rule"], item["what"][lang]) for item in ineligible]
    screen.print(grid((tr("规则", "Rule"), tr("原因", "Reason")), rows))
    counts = Counter((item["why"][lang], item["mend"][lang]) for item in ineligible)
    for (why, mend), count in counts.most_common():
        screen.print()
        screen.print(tr(f"{count} 条：{why}。改法：{mend}", f"{count} rules: {why}. Instead: {mend}"))
