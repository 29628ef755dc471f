"""Every value that a merchant reads has a name in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.report.words import APPEALS, COMPLAINTS, SEVERITIES, VIOLATIONS, Words, word
from merchant_compliance.text import Text

RULES = Path(__file__).parents[2] / "rules"
LISTED = re.compile(r"\bv\.kind in params\.(\w+)")
KIND = re.compile(r'\bv\.kind == "([a-z_0-9]+)"|\bv\.kind in \[([^\]]+)\]')


def literal(text: str) -> set[str]:
    """The kinds that conditions spell out."""
    names = [one or more for one, more in KIND.findall(text)]
    return {kind.strip(' "') for listed in names for kind in listed.split(",")}


def by_parameter(text: str) -> set[str]:
    """The kinds that stand in lists of parameters, as of any date."""
    parameters = (yaml.safe_load(text) or {}).get("parameters") or {}
    return {kind for name in LISTED.findall(text) for dated in parameters[name] for kind in dated["value"]}


def test_every_kind_of_violation_that_a_shipped_rule_looks_for_has_a_name() -> None:
    texts = [file.read_text(encoding="utf-8") for file in RULES.rglob("*.yaml")]
    kinds = {kind for text in texts for kind in literal(text) | by_parameter(text)}
    assert len(kinds) > 60
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
