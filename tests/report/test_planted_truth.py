"""What was planted against what was found: counted by kind and family, and what nothing planted explains."""

from __future__ import annotations

import pytest

from merchant_compliance.report.kinds import FAMILIES, KINDS, PENALTIES
from merchant_compliance.report.truth import Truth, unexplained
from merchant_compliance.text import Text

RULES = sorted({rule for kind in KINDS.values() for rule in kind.rules})


def counted() -> Truth:
    truth = Truth(RULES)
    truth.add(["low-capital"], ["CAP-flagship", "HRC-005"])
    truth.add(["low-capital"], ["BRA-001"])
    truth.add(["low-stars"], ["STR-001"])
    truth.add([], [])
    truth.add([], ["BRA-001"])
    truth.add(["banned"], [])
    return truth


def test_kinds_and_families_count_who_was_planted_and_who_was_caught() -> None:
    truth = counted()
    assert truth.rows() == [("low-capital", 2, 1), ("low-stars", 1, 1)]
    assert [(family.kinds, family.planted, family.caught) for family in truth.families()] == [(1, 2, 1), (1, 1, 1)]
    assert truth.missed() == [(KINDS["low-capital"].title, 2, 1)]


def test_a_rule_that_nothing_planted_explains_is_counted_on_clean_merchants_and_on_others() -> None:
    truth = counted()
    assert (truth.clean, truth.alarms, truth.unexplained) == (2, 1, 1)


@pytest.mark.parametrize(
    ("planted", "fired", "left"),
    [
        (["low-capital"], ["CAP-flagship"], []),
        (["low-capital"], ["CAP-mall"], ["CAP-mall"]),
        (["counterfeit"], ["IPR-002", "PTS-notice", "SEV-serious"], []),
        (["counterfeit"], ["IPR-002", "FOL-absent"], ["FOL-absent"]),
        (["low-capital", "rejected-trademark"], ["CAP-flagship", "BRA-001"], []),
        (["banned"], ["EXN-007"], ["EXN-007"]),
        ([], ["EXN-007"], ["EXN-007"]),
    ],
)
def test_only_what_a_kind_names_follows_from_it(planted: list[str], fired: list[str], left: list[str]) -> None:
    assert unexplained(planted, fired) == left


def test_every_kind_stands_in_one_family_under_a_title_of_its_own() -> None:
    names = [name for _, family in FAMILIES for name in family]
    assert len(names) == len(set(names)) == len(KINDS)
    titles: list[Text] = [kind.title for kind in KINDS.values()]
    assert len({title.zh for title in titles}) == len({title.en for title in titles}) == len(KINDS)


def test_what_must_fire_is_named_exactly() -> None:
    assert [rule for rule in RULES if "*" in rule] == []
    assert "*" in PENALTIES
