"""The shipped rulebook: no warnings, scenarios that pass, and every rule shown in all its verdicts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchant_compliance.engine.single import Engine
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.workbench.coverage import coverage
from merchant_compliance.workbench.scenarios import ScenarioResult, read_scenarios, run_scenarios

ROOT = Path(__file__).parents[2]
FAMILIES = {
    "subject qualifications": "SUB-001",
    "industry qualifications": "FOL-absent",
    "store types": "SKT-personal",
    "invitation-only categories": "HRC-001",
    "directed admission": "HRC-003",
    "entry and exit scores": "HRC-007",
    "high exposure": "HEX-001",
    "stars: campaigns": "STR-001",
    "stars: notice": "STR-002",
    "interception by lists": "ITD-community-ban",
    "interception by links": "ITI-onboarding-blacklist",
    "words of advertising": "ADW-absolute",
    "words by trade": "ADT-tobacco",
    "campaign goods reviewed beforehand": "BFS-campaign-reviewed",
    "Operation Pinocchio": "PNC-hype",
    "public jury": "JRY-failed",
    "mystery buyers": "MYS-failed",
    "quality after sale": "QMR-returns-high",
    "access to campaigns": "CPA-returns",
    "access to the distribution pool": "DPA-returns",
    "high-risk products": "HRP-human",
    "no spill into low-risk categories": "SPO-sure",
    "papers of products": "PDQ-expired",
    "papers of imported goods": "IGQ-cross-border",
    "guarantees of trust purchase": "GMU-seven-day-return",
    "authentic jewellery": "AJW-absent",
    "service and logistics": "SRT-reply-3min",
    "violations by severity": "SEV-serious-repeated",
    "penalty points": "PTS-suspend",
    "goods banned by law": "PGL-class-1",
    "goods banned by the platform": "PGP-class-5-again",
    "wrong materials": "MAT-fake",
    "fake trade and shipping": "TRC-fraud-shipping",
    "listings": "LST-evasion",
    "admission and inspection bypassed": "BYP-malicious",
    "appeals": "APL-001",
    "related shops": "RLS-001",
    "intellectual property": "IPR-002",
    "protected brands": "IPR-004",
    "deposits of categories": "EXD-seed",
    "shops without orders": "IDL-002",
    "leaving in order": "EXN-002",
    "clear-out": "FEX-002",
    "proceeds held": "EXH-law",
    "coming back": "REB-for-good",
    "creators: content": "CRK-high",
    "creators: account diagnosis": "CDG-live",
    "creators: false claims": "CRF-first",
    "creators: civility pledge": "CPL-001",
    "minors": "MNV-inducing",
    "suppliers: certificates": "SQM-absent",
    "suppliers: visits": "SVT-production",
    "suppliers: building work": "SBW-air-after",
    "suppliers: integrity": "SUC-001",
    "suppliers: one year's freeze": "SPF-002",
    "advertisers": "ADA-003",
    "advertising agencies": "AGC-absent",
    "service providers": "SPS-deposit",
    "points of service providers": "SPP-clear-out",
    "agencies of creators": "MCN-pledge",
}
FIXTURES = sorted(file.stem for file in (ROOT / "scenarios" / "fixtures").glob("*.yaml"))
FIXTURE_SCENARIO = """
policy: identity
base: {{fixture: {name}, as_of: 2021-10-01}}
scenarios: [{{name: A, expect: {{final: true, outcome: approve}}}}]
"""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load(ROOT / "rules")


@pytest.fixture(scope="module")
def results(engine: Engine) -> list[ScenarioResult]:
    return run_scenarios(engine, read_scenarios(ROOT / "scenarios"))


def test_the_rulebook_loads_without_a_warning(engine: Engine) -> None:
    assert [problem.say() for problem in engine.rulebook.warnings] == []


def test_there_are_at_least_thirty_live_rules(engine: Engine) -> None:
    assert sum(rule.status == "live" for rule in engine.rulebook.rules) >= 30


@pytest.mark.parametrize("rule", FAMILIES.values(), ids=FAMILIES)
def test_every_family_has_its_rules(engine: Engine, rule: str) -> None:
    assert rule in engine.rulebook.by_id


def test_every_scenario_passes(results: list[ScenarioResult]) -> None:
    failed = [problem.say() for result in results for problem in result.differences]
    assert failed == []
    assert len(results) >= 300


def test_every_rule_is_shown_fired_clear_and_undetermined_where_it_can_be(
    engine: Engine, results: list[ScenarioResult]
) -> None:
    assert {found.rule: found.missing for found in coverage(engine, results) if found.missing} == {}


def test_scenarios_do_not_depend_on_the_day_they_run(results: list[ScenarioResult]) -> None:
    assert [result.scenario.name for result in results if result.scenario.as_of is None] == []


def test_scenario_names_are_sentences(results: list[ScenarioResult]) -> None:
    names = [result.scenario.name for result in results]
    assert [name for name in names if not (name[0].isupper() and name.endswith(".") and " " in name)] == []
    assert len(set(names)) == len(names)


def test_scenarios_stand_at_the_paths_of_the_rules() -> None:
    scenarios = {file.relative_to(ROOT / "scenarios") for file in (ROOT / "scenarios").rglob("*.yaml")}
    rules = {file.relative_to(ROOT / "rules") for file in (ROOT / "rules").rglob("*.yaml")}
    assert {file for file in scenarios if file.parts[0] != "fixtures"} <= rules


@pytest.mark.parametrize("name", FIXTURES)
def test_a_fixture_is_approved_with_nothing_left_to_ask(engine: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "scenarios" / "fixtures")
    (tmp_path / "one.yaml").write_text(FIXTURE_SCENARIO.format(name=name), encoding="utf-8")
    (result,) = run_scenarios(engine, read_scenarios(tmp_path / "one.yaml"))
    assert result.passed, [problem.say() for problem in result.differences]


def _texts(rule: Rule) -> dict[str, str]:
    pairs = {"title": rule.title, "reason": rule.reason, "remedy": rule.remedy}
    return {f"{key}.{language}": text.say(language) for key, text in pairs.items() for language in ("zh", "en")}  # type: ignore[misc]


def test_every_rule_speaks_to_a_merchant_in_both_languages(engine: Engine) -> None:
    silent = [(rule.id, key) for rule in engine.rulebook.rules for key, text in _texts(rule).items() if not text]
    assert silent == []
    no_chinese = [rule.id for rule in engine.rulebook.rules if not re.search(r"[\u4e00-\u9fff]", rule.reason.zh)]
    assert no_chinese == []


def test_no_text_shows_a_merchant_the_names_of_fields(engine: Engine) -> None:
    """Enum values in a sentence would be English words in Chinese: they are not filled in."""
    enums = {path for path, fact in FACTS.items() if fact.values}
    filled = {
        (rule.id, path)
        for rule in engine.rulebook.rules
        for text in _texts(rule).values()
        for path in re.findall(r"\{([^{}]+)\}", text)
        if path in enums
    }
    assert filled == set()


def test_no_place_in_the_text_of_a_fired_rule_stays_empty(results: list[ScenarioResult]) -> None:
    """What a rule fired on is known, and so are its parameters and scores."""
    said = [
        (finding.rule, text)
        for result in results
        if result.decision
        for finding in result.decision.findings
        if finding.verdict == "fired"
        for text in (*finding.reason.values(), *finding.remedy.values())
    ]
    assert [(rule, text) for rule, text in said if "缺失" in text or "missing)" in text] == []
    assert len(said) > 1000


def test_every_rule_cites_a_source(engine: Engine) -> None:
    assert [rule.id for rule in engine.rulebook.rules if not rule.citations] == []


def test_every_dated_value_names_its_source(engine: Engine) -> None:
    unnamed = [
        f"{built.shape.policy}.{name}"
        for built in engine.rulebook.policies
        for name, values in built.shape.parameters.items()
        if not all(value.source for value in values)
    ]
    assert unnamed == []
