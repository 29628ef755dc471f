"""`rules search`: rules by the words of their texts, ids, citations and categories."""

from __future__ import annotations

from typing import Annotated

import typer

from merchant_compliance.cli.options import Json, Lang, Rules
from merchant_compliance.cli.rules.common import entry_json, print_entries, print_json, rulebook_in
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Words = Annotated[
    list[str],
    typer.Argument(metavar="WORDS...", help=help_text("每个词都须出现。", "Every one of the words must occur.")),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help=help_text("最多列出几条。", "At most so many rules."))]


def register(app: typer.Typer) -> None:
    app.command(
        "search",
        help=help_text("按文字、编号、出处、类目查找规则。", "Find rules by text, id, citation or category."),
        epilog=examples("rules search 农药", "rules search medical device --limit 5", "rules search MD3 --json"),
    )(search)


def search(words: Words, rules: Rules = None, limit: Limit = 20, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`."""
    from merchant_compliance.rulebook import catalogue

    speak(lang)
    rulebook = rulebook_in(rules)
    found = catalogue.search(rulebook, " ".join(words), limit)
    if json:
        print_json([{**entry_json(hit.entry), "rank": round(hit.rank, 1)} for hit in found])
    elif found:
        print_entries(rulebook, [hit.entry for hit in found])
    else:
        typer.echo(tr("没有找到", "nothing found"))
