"""The table of fields in docs/data-format.md, made from the catalogue of facts; run this file to print it."""

from __future__ import annotations

from merchant_compliance.merchant.facts import FACTS, Fact

TYPES = {
    "text": "text",
    "whole": "whole number",
    "real": "number",
    "flag": "true/false",
    "day": "date",
    "part": "object",
}
LEFT_OUT = ("merchant.metrics.d7", "merchant.metrics.d60", "merchant.metrics.d90", "merchant.metrics.d180")
"""Windows with the same fields as d30."""


def row(fact: Fact) -> str:
    kind = "choice" if fact.values else TYPES[fact.type]
    cells = (
        f"`{fact.path.removeprefix('merchant.')}`",
        f"list of {kind}" if fact.many else kind,
        fact.unit,
        fact.provided_by,
        "personal" if fact.personal else "",
        fact.title.zh,
        fact.title.en,
    )
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def rows() -> list[str]:
    return [row(fact) for path, fact in FACTS.items() if not path.startswith(LEFT_OUT)]


if __name__ == "__main__":
    print("\n".join(rows()))
