"""The glossary has every word of the house and every value of the record, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchant_compliance.engine.decision import Verdict
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.rulebook.header import SCALE

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
WORDS = (
    *("merchant", "policy", "rule", "verdict", "finding", "outcome", "pending", "decision"),
    *("scorecard", "list", "link", "overlay", "rulebook", "scenario"),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


def tables() -> dict[str, dict[str, tuple[str, str]]]:
    """Word → (zh, en), by the heading that the table stands under."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    heading = ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("| ") and not line.startswith("| word |"):
            word, zh, en = (cell.strip() for cell in line.strip("|").split(" | "))
            assert word not in found.setdefault(heading, {}), f"`{word}` stands twice under {heading}"
            found[heading][word] = (zh, en)
    return found


TABLES = tables()
ROWS = [(heading, word) for heading, rows in TABLES.items() for word in rows]


def of(start: str) -> dict[str, tuple[str, str]]:
    return next(rows for heading, rows in TABLES.items() if heading.startswith(start))


@pytest.mark.parametrize(("heading", "word"), ROWS)
def test_an_entry_says_it_in_both_languages(heading: str, word: str) -> None:
    zh, en = TABLES[heading][word]
    assert CHINESE.search(zh), f"{word}: no Chinese in {zh!r}"
    assert LATIN.search(en), f"{word}: no English in {en!r}"
    assert not CHINESE.search(en), f"{word}: Chinese in the English column"


def test_every_word_of_the_house_has_an_entry() -> None:
    assert tuple(of("Words ·")) == WORDS


def test_verdicts_and_outcomes_are_those_of_the_code_in_their_order() -> None:
    assert tuple(of("Verdicts")) == Verdict.__args__  # type: ignore[attr-defined]
    assert tuple(of("Outcomes")) == tuple(outcome.id for outcome in SCALE)


@pytest.mark.parametrize("path", [path for path, fact in FACTS.items() if fact.values])
def test_every_value_of_an_enum_field_has_an_entry(path: str) -> None:
    rows = next((rows for heading, rows in TABLES.items() if f"`{path}`" in heading), {})
    assert tuple(rows) == FACTS[path].values
