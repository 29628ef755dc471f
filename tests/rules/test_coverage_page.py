"""docs/coverage.md names rules that exist, every policy, every document of an industry; every clause has its answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.rulebook.load import Rulebook, load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([A-Z][A-Z0-9]{2}(?:-[a-z0-9-]+)?)`", PAGE)
PARAMETERS = re.findall(r"`([a-z-]+\.[a-z_]+)`", PAGE)
FILES = re.findall(r"`([a-z]+(?:-[a-z]+)*)`", PAGE)
"""Policies, scorecards, linking files and lifecycles by name."""
NAMING = re.compile(r"`[A-Z][A-Z0-9]{2}\b|`[a-z]+(?:-[a-z]+)+`|overlays|folders")
HEADING = "## The report, clause by clause"
CLAUSES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.partition(HEADING)[2].partition("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| clause |")
]
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


def test_the_page_names_every_policy_scorecard_linking_file_and_lifecycle_and_no_other(book: Rulebook) -> None:
    policies = {built.shape.policy for built in book.policies}
    others = {card.scorecard for card in book.scorecards} | {linking.linking for linking in book.linking}
    others |= {lifecycle.name for lifecycle in book.lifecycles}
    assert len(policies) > 60
    words = {value for fact in FACTS.values() for value in fact.values}
    assert sorted((policies | others) - set(FILES)) == []
    assert sorted(set(FILES) - policies - others - words) == []


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause[0][:50])
def test_every_clause_has_its_rules_or_the_reason_why_it_has_none(clause: list[str]) -> None:
    english, chinese, answer = clause
    assert re.search("[a-z]", english)
    assert re.search(r"[\u4e00-\u9fff]|IAQ", chinese)
    named = NAMING.search(answer)
    assert named or re.search(r"no rule[^:]*: \w", answer), f"neither a rule nor a reason: {answer}"


def test_the_clauses_are_those_of_all_sections_in_their_order() -> None:
    part = PAGE.partition(HEADING)[2].partition("\n## ")[0]
    pages = [int(page) for page in re.findall(r"^### .*\(p\. (\d+)", part, re.MULTILINE)]
    assert pages == sorted(pages)
    assert part.count("\n### ") == 15
    assert len(CLAUSES) > 150
    assert len({clause[0] for clause in CLAUSES}) == len(CLAUSES)
