"""Running scenarios: every expectation is compared, exactly, and only where it is named."""

from __future__ import annotations

from datetime import date

import pytest

from merchant_compliance.engine.single import Engine
from merchant_compliance.workbench.scenarios import ScenarioResult, read_scenarios, run_scenarios

HEAD = """
    policy: fish
    base:
      as_of: 2021-10-01
      given: {merchant: {merchant_id: m1, role: creator, followers: 500, categories: [fish, salt]}, lists: []}
    scenarios:
      - name: A sentence.
        expect: """

MET = {
    "outcome": "{outcome: notice}",
    "targets": "{targets: [{kind: category, id: fish, outcome: reject}]}",
    "fired": "{fired: [FSH-002, FSH-001]}",
    "undetermined": "{undetermined: []}",
    "pending": "{pending: []}",
    "final": "{final: true}",
    "everything at once": (
        "{outcome: notice, targets: [{kind: category, id: fish, outcome: reject}],"
        " fired: [FSH-001, FSH-002], undetermined: [], pending: [], final: true}"
    ),
}
UNMET = {
    "another outcome": ("{outcome: reject}", "outcome", "notice"),
    "a target too few": ("{targets: []}", "targets", "category fish: reject"),
    "another outcome of a target": (
        "{targets: [{kind: category, id: fish, outcome: return}]}",
        "targets",
        "category fish: reject",
    ),
    "a rule too few": ("{fired: [FSH-001]}", "fired", "FSH-002"),
    "a rule too many": ("{undetermined: [FSH-001]}", "undetermined", "[]"),
    "pending too much": ("{pending: [merchant.followers]}", "pending", "[]"),
    "final": ("{final: false}", "final", "true"),
    "a score that is not there": ("{scores: {stars: {rated: true}}}", "scores", "null"),
}


def run(engine: Engine, write, text: str) -> ScenarioResult:
    (result,) = run_scenarios(engine, read_scenarios(write(fish=text)))
    return result


@pytest.mark.parametrize("expect", MET.values(), ids=MET)
def test_a_met_expectation_passes(small_engine: Engine, write, expect: str) -> None:
    result = run(small_engine, write, HEAD + expect + "\n")
    assert result.passed, [problem.say() for problem in result.differences]
    assert result.decision


@pytest.mark.parametrize(("expect", "key", "actual"), UNMET.values(), ids=UNMET)
def test_an_unmet_expectation_is_told_in_both_languages_at_its_line(
    small_engine: Engine, write, expect: str, key: str, actual: str
) -> None:
    (problem,) = run(small_engine, write, HEAD + expect + "\n").differences
    assert (problem.code, problem.line) == ("scenario-differs", 8)
    assert problem.file.endswith("fish.yaml")
    for text in problem.what:
        assert key in text
        assert actual in text


def test_the_reason_of_a_surprising_rule_is_told(small_engine: Engine, write) -> None:
    (problem,) = run(small_engine, write, HEAD + "{fired: [FSH-001]}\n").differences
    assert problem.why.en == "FSH-002: too famous"
    assert problem.why.zh == "FSH-002：太出名"


def test_what_is_missing_is_told_of_a_surprisingly_undetermined_rule(small_engine: Engine, write) -> None:
    text = HEAD.replace("followers: 500, ", "") + "{undetermined: []}\n"
    (problem,) = run(small_engine, write, text).differences
    assert problem.why.en == "FSH-002: merchant.followers missing"


def test_rules_of_other_policies_are_not_compared(small_engine: Engine, write) -> None:
    text = HEAD.replace("role: creator", "role: creator, contact: {phone: '123'}")
    assert run(small_engine, write, text + "{outcome: return, fired: [FSH-001, FSH-002]}\n").passed


STRANGE = {
    "mistyped": ("{fired: [FSH-001, FHS-002]}", "unknown-rule", "FSH-002"),
    "of another policy": ("{fired: [FSH-001, FSH-002, PHN-001]}", "rule-of-another-policy", None),
}


@pytest.mark.parametrize(("expect", "code", "near"), STRANGE.values(), ids=STRANGE)
def test_a_rule_that_cannot_be_found_is_named(
    small_engine: Engine, write, expect: str, code: str, near: str | None
) -> None:
    found = run(small_engine, write, HEAD + expect + "\n").differences
    assert (code, near) in [(problem.code, problem.nearest) for problem in found]


def test_a_policy_that_does_not_exist_fails(small_engine: Engine, write) -> None:
    result = run(small_engine, write, HEAD.replace("policy: fish", "policy: fisk") + "{final: true}\n")
    (problem,) = result.differences
    assert (problem.code, problem.nearest, problem.line) == ("unknown-policy", "fish", 2)


def test_a_record_that_is_refused_fails_at_the_scenario(small_engine: Engine, write) -> None:
    text = HEAD.replace("followers: 500", "folowers: 500") + "{final: true}\n"
    result = run(small_engine, write, text)
    assert result.decision is None
    assert [(problem.line, problem.nearest) for problem in result.differences] == [(7, "followers")]


def test_without_lists_memberships_are_unknown(small_engine: Engine, write) -> None:
    text = HEAD.replace(", lists: []", "")
    expect = "{fired: [FSH-002], undetermined: [FSH-001], pending: [lists], final: false}"
    assert run(small_engine, write, text + expect + "\n").passed


def test_without_a_date_a_scenario_is_judged_today(small_engine: Engine, write) -> None:
    text = HEAD.replace("      as_of: 2021-10-01\n", "") + "{final: true}\n"
    result = run(small_engine, write, text)
    assert result.scenario.as_of is None
    assert result.as_of == date.today()
