"""docs/coverage.md names rules that exist, and every document that an industry asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchant_compliance.rulebook.load import Rulebook, load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([A-Z][A-Z0-9]{2}(?:-[a-z0-9-]+)?)`", PAGE)
PARAMETERS = re.findall(r"`([a-z-]+\.[a-z_]+)`", PAGE)
OVERLAYS = re.findall(r"\b([a-z]+-(?:floods|snow|epidemic)-\d{4})\b", PAGE)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(ROOT / "rules")


def test_every_rule_table_and_document_that_the_page_names_exists(book: Rulebook) -> None:
    known = {rule.id for rule in book.rules} | {rule.document for rule in book.rules if rule.document}
    prefixes = {rule.id.rsplit("-", 1)[0] for rule in book.rules}
    assert sorted(set(NAMED) - known - prefixes) == []
    assert len(NAMED) > 300


def test_every_parameter_that_the_page_names_exists(book: Rulebook) -> None:
    known = {f"{built.shape.policy}.{name}" for built in book.policies for name in built.shape.parameters}
    assert sorted(set(PARAMETERS) - known) == []
    assert PARAMETERS


def test_the_page_names_every_document_of_an_industry(book: Rulebook) -> None:
    industries = [built.shape for built in book.policies if built.shape.policy.startswith("industry-")]
    documents = {document.id for shape in industries for document in shape.documents}
    assert len(documents) >= 80
    assert sorted(documents - set(NAMED)) == []


def test_the_page_names_every_overlay() -> None:
    shipped = {file.stem for file in (ROOT / "rules" / "overlays").glob("*.yaml")}
    assert set(OVERLAYS) == shipped


def test_the_rulebook_is_as_wide_as_the_page_says(book: Rulebook) -> None:
    shapes = [built.shape for built in book.policies]
    rows = sum(len(table.rows) for shape in shapes for table in shape.decision_tables)
    authored = rows + sum(len(shape.rules) + len(shape.documents) for shape in shapes)
    assert authored >= 180
    assert PAGE.count("\n| ") - PAGE.count("\n|---") > 101
