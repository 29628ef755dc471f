"""What a decision has otherwise than its scenario expects, as problems at the line of the expectation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isclose
from typing import Any

from merchant_compliance.engine.decision import Decision, Finding
from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message, listing
from merchant_compliance.rulebook.spot import Step
from merchant_compliance.text import Text
from merchant_compliance.workbench.scenario import Scenario, ScoreShape

EXACT = 1e-6
"""Scores this close are equal: authors write six decimals at most."""

DIFFERS = Message(
    "scenario-differs",
    Text("{key} 应为 {expected}，实际为 {actual}。", "{key} should be {expected} and is {actual}."),
    Text("{why_zh}", "{why_en}"),
)
UNKNOWN_RULE = Message(
    "unknown-rule",
    Text("规则集中没有规则 {rule}。", "The rulebook has no rule {rule}."),
    Text("{key} 只列本制度 {policy} 的规则。", "{key} lists rules of this policy, {policy}, only."),
)
ELSEWHERE = Message(
    "rule-of-another-policy",
    Text("规则 {rule} 属于制度 {other}。", "The rule {rule} belongs to the policy {other}."),
    Text("{key} 只列本制度 {policy} 的规则。", "{key} lists rules of this policy, {policy}, only."),
)

WORDS = {True: "true", False: "false", None: "null"}
Way = tuple[Step, ...]
Rules = Mapping[str, str]
"""Id of each rule of the rulebook → the policy it belongs to."""


def differences(scenario: Scenario, decision: Decision, rules: Rules) -> list[Problem]:
    """One problem for each expectation that the decision does not meet."""
    return [
        problem
        for key in sorted(scenario.expect.model_fields_set, key=list(COMPARISONS).index)
        for problem in COMPARISONS[key](scenario, decision, key)
    ] + list(_strange_rules(scenario, rules))


def _differs(scenario: Scenario, way: Way, expected: object, actual: object, why: Text = NOTHING) -> Problem:
    key = ".".join(str(step) for step in way)
    place = scenario.source.place((*scenario.path, "expect", *way))
    said = {"expected": _said(expected), "actual": _said(actual)}
    return DIFFERS.at(place, key=key, why_zh=why.zh, why_en=why.en, **said)


def _said(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{listing(value)}]"
    return WORDS[value] if value is None or isinstance(value, bool) else str(value)


def _plain(scenario: Scenario, decision: Decision, key: str) -> Iterator[Problem]:
    expected, actual = getattr(scenario.expect, key), getattr(decision, key)
    if expected != actual:
        yield _differs(scenario, (key,), expected, actual, _reasons(decision.findings) if key == "outcome" else NOTHING)


def _targets(scenario: Scenario, decision: Decision, key: str) -> Iterator[Problem]:
    expected = [f"{target.kind} {target.id}: {target.outcome}" for target in scenario.expect.targets or ()]
    actual = [f"{target.kind} {target.id}: {target.outcome}" for target in decision.targets]
    yield from _same_set(scenario, key, expected, actual, NOTHING)


def _verdicts(scenario: Scenario, decision: Decision, key: str) -> Iterator[Problem]:
    """Rules of the scenario's own policy with a finding of this verdict."""
    found = [f for f in decision.findings if f.policy == scenario.policy and f.verdict == key]
    expected = getattr(scenario.expect, key) or ()
    surprising = [finding for finding in found if finding.rule not in expected]
    yield from _same_set(scenario, key, expected, [f.rule for f in found], _reasons(surprising))


def _pending(scenario: Scenario, decision: Decision, key: str) -> Iterator[Problem]:
    yield from _same_set(scenario, key, scenario.expect.pending or (), [p.path for p in decision.pending], NOTHING)


def _same_set(
    scenario: Scenario, key: str, expected: Iterable[str], actual: Iterable[str], why: Text
) -> Iterator[Problem]:
    wanted, found = sorted(set(expected)), sorted(set(actual))
    if wanted != found:
        yield _differs(scenario, (key,), wanted, found, why)


def _scores(scenario: Scenario, decision: Decision, _key: str) -> Iterator[Problem]:
    for card, expected in (scenario.expect.scores or {}).items():
        found = decision.scores.get(card)
        if found is None:
            yield _differs(scenario, ("scores", card), "…", None)
            continue
        yield from _score(scenario, ("scores", card), expected, found.model_dump())


def _score(scenario: Scenario, way: Way, expected: ScoreShape, actual: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(expected.model_fields_set - {"dimensions"}):
        if not _equal(wanted := getattr(expected, name), actual[name]):
            yield _differs(scenario, (*way, name), wanted, actual[name])
    for name, wanted in (expected.dimensions or {}).items():
        if not _equal(wanted, found := actual["dimensions"].get(name)):
            yield _differs(scenario, (*way, "dimensions", name), wanted, found)


def _equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return isclose(expected, actual, rel_tol=0, abs_tol=EXACT)
    if isinstance(expected, tuple):
        return sorted(expected) == sorted(actual or ())
    return bool(expected == actual)


def _reasons(findings: Iterable[Finding]) -> Text:
    """Why rules fired or stayed undetermined: their reasons, or what they miss."""
    said = [_reason(finding) for finding in findings]
    return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))


def _reason(finding: Finding) -> Text:
    if finding.verdict == "undetermined":
        missing = listing(finding.missing)
        return Text(f"{finding.rule}：缺少 {missing}", f"{finding.rule}: {missing} missing")
    return Text(f"{finding.rule}：{finding.reason['zh']}", f"{finding.rule}: {finding.reason['en']}")


def _strange_rules(scenario: Scenario, rules: Rules) -> Iterator[Problem]:
    """Expected rules that no decision could name here."""
    for key in ("fired", "undetermined"):
        for index, rule in enumerate(getattr(scenario.expect, key) or ()):
            place = scenario.source.place((*scenario.path, "expect", key, index))
            other = rules.get(rule)
            if other is None:
                yield UNKNOWN_RULE.at(place, nearest(rule, rules), rule=rule, key=key, policy=scenario.policy)
            elif other != scenario.policy:
                yield ELSEWHERE.at(place, rule=rule, other=other, key=key, policy=scenario.policy)


COMPARISONS: dict[str, Callable[[Scenario, Decision, str], Iterator[Problem]]] = {
    "outcome": _plain,
    "targets": _targets,
    "fired": _verdicts,
    "undetermined": _verdicts,
    "pending": _pending,
    "final": _plain,
    "scores": _scores,
}
"""How each expectation is compared, in the order in which differences are told."""
