"""Coverage: which verdicts of which rules some scenario shows."""

from __future__ import annotations

import pytest

from merchant_compliance.engine.single import Engine
from merchant_compliance.workbench.coverage import RuleCoverage, coverage
from merchant_compliance.workbench.scenarios import read_scenarios, run_scenarios

FILE = """
    policy: {policy}
    scenarios:
      - name: A sentence.
        as_of: 2021-10-01
        given: {given}
        expect: {expect}
"""


def covered(
    engine: Engine, write, given: str, expect: str = "{final: true}", policy: str = "fish"
) -> dict[str, RuleCoverage]:
    text = FILE.replace("{policy}", policy).replace("{given}", given).replace("{expect}", expect)
    results = run_scenarios(engine, read_scenarios(write(one=text)))
    return {found.rule: found for found in coverage(engine, results)}


SHOWN = {
    "fired": ("{merchant: {role: creator, followers: 101, categories: []}, lists: []}", {"fired"}),
    "clear": ("{merchant: {role: creator, followers: 100, categories: []}, lists: []}", {"clear"}),
    "not applicable is not clear": ("{merchant: {role: merchant, followers: 101, categories: []}, lists: []}", set()),
}


@pytest.mark.parametrize(("given", "verdicts"), SHOWN.values(), ids=SHOWN)
def test_a_verdict_is_shown_by_a_scenario(small_engine: Engine, write, given: str, verdicts: set[str]) -> None:
    assert covered(small_engine, write, given)["FSH-002"].shown == verdicts


def test_a_missing_fact_shows_undetermined(small_engine: Engine, write) -> None:
    given = "{merchant: {role: creator, categories: []}, lists: []}"
    found = covered(small_engine, write, given, "{undetermined: [FSH-002]}")["FSH-002"]
    assert found.shown == {"undetermined"}
    assert found.missing == ("fired", "clear")


def test_a_rule_is_clear_where_it_applies_to_one_element(small_engine: Engine, write) -> None:
    given = (
        "{merchant: {role: merchant, categories: [salt, fish]}, lists: [{list: category-invitations, category: fish}]}"
    )
    assert covered(small_engine, write, given)["FSH-001"].shown == {"clear"}


def test_no_element_it_applies_to_shows_nothing(small_engine: Engine, write) -> None:
    given = "{merchant: {role: merchant, categories: [salt]}, lists: []}"
    assert covered(small_engine, write, given)["FSH-001"].shown == set()


def test_a_scenario_shows_only_rules_of_its_own_policy(small_engine: Engine, write) -> None:
    given = "{merchant: {role: creator, followers: 101, categories: [], contact: {phone: '1'}}, lists: []}"
    found = covered(small_engine, write, given)
    assert found["FSH-002"].shown == {"fired"}
    assert found["PHN-001"].shown == set()


def test_a_failed_scenario_shows_nothing(small_engine: Engine, write) -> None:
    given = "{merchant: {role: creator, followers: 101, categories: []}, lists: []}"
    assert covered(small_engine, write, given, "{outcome: approve}")["FSH-002"].shown == set()


def test_a_rule_that_reads_only_what_is_always_known_is_never_undetermined(small_engine: Engine, write) -> None:
    given = "{merchant: {contact: {phone: '1'}}}"
    found = covered(small_engine, write, given, "{fired: [PHN-001]}", policy="phone")["PHN-001"]
    assert found.possible == {"fired", "clear"}
    assert found.missing == ("clear",)
