"""Every value that a merchant reads has a name in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.report.words import APPEALS, COMPLAINTS, SEVERITIES, VIOLATIONS, Words, word
from merchant_compliance.text import Text

RULES = Path(__file__).parents[2] / "rules"
KIND = re.compile(r'\bv\.kind == "([a-z_]+)"|\bv\.kind in \[([^\]]+)\]')


def test_every_kind_of_violation_that_a_shipped_rule_looks_for_has_a_name() -> None:
    files = [file.read_text(encoding="utf-8") for file in RULES.rglob("*.yaml")]
    found = [one or more for text in files for one, more in KIND.findall(text)]
    kinds = {kind.strip(' "') for names in found for kind in names.split(",")}
    assert len(kinds) > 50
    assert kinds == set(VIOLATIONS)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (APPEALS, "merchant.violations.appeal"),
        (SEVERITIES, "merchant.violations.severity"),
        (COMPLAINTS, "merchant.complaints.kind"),
    ],
)
def test_every_value_of_the_record_has_a_name(words: Words, path: str) -> None:
    assert tuple(words) == FACTS[path].values


def test_no_two_kinds_share_a_name() -> None:
    for position in (0, 1):
        said = [text[position] for text in VIOLATIONS.values()]
        assert len(set(said)) == len(said)


def test_a_value_without_a_name_stands_for_itself_and_a_missing_one_is_unknown() -> None:
    assert word(VIOLATIONS, "moon_dust") == Text("moon_dust", "moon_dust")
    assert word(VIOLATIONS, None) == Text("未知", "unknown")
