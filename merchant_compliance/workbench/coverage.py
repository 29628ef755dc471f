"""Which rules the scenarios reach, and with which verdicts. A scenario covers the rules of its own policy only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from merchant_compliance.engine.single import Engine, enriched
from merchant_compliance.language.exact import Scope, exact
from merchant_compliance.language.expression import bind, paths_of
from merchant_compliance.language.truth import UNKNOWN, Unknown
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.validation import validate
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.workbench.courses import CourseResult
from merchant_compliance.workbench.scenarios import ScenarioResult

Covered = Literal["fired", "clear", "undetermined"]
VERDICTS: tuple[Covered, ...] = ("fired", "clear", "undetermined")
ALWAYS_KNOWN = ("identifiers", "as_of", "params", "merchant.merchant_id", "merchant.stage")
"""What no record lacks: a rule that reads nothing else is never undetermined."""


@dataclass(frozen=True)
class RuleCoverage:
    """What scenarios show of one rule; `missing` is what they could show and do not."""

    rule: str
    policy: str
    shown: frozenset[Covered]
    possible: frozenset[Covered]

    @property
    def missing(self) -> tuple[Covered, ...]:
        return tuple(verdict for verdict in VERDICTS if verdict in self.possible - self.shown)


def coverage(engine: Engine, results: Iterable[ScenarioResult]) -> list[RuleCoverage]:
    """Every live rule of the rulebook with the verdicts that some passed scenario of its policy shows."""
    shown: dict[str, set[Covered]] = defaultdict(set)
    for result in results:
        if result.passed and result.decision:
            for rule, verdict in _verdicts(engine, result):
                shown[rule].add(verdict)
    return [
        RuleCoverage(rule.id, rule.policy, frozenset(shown[rule.id]), possible(rule))
        for rule in engine.rulebook.rules
        if rule.status == "live"
    ]


def transition_coverage(rulebook: Rulebook, results: Iterable[CourseResult]) -> list[RuleCoverage]:
    """Every transition of every lifecycle, and whether some passed scenario takes it."""
    taken = {name for result in results if result.passed for name in result.transitions}
    fired: frozenset[Covered] = frozenset(("fired",))
    return [
        RuleCoverage(t.id, lifecycle.name, fired if t.id in taken else frozenset(), fired)
        for lifecycle in rulebook.lifecycles
        for t in lifecycle.transitions
    ]


def possible(rule: Rule) -> frozenset[Covered]:
    """The verdicts that a rule can have; `undetermined` takes a fact that may be missing."""
    reads = {*paths_of(rule.violation), *((rule.for_each.path,) if rule.for_each else ())}
    may_miss = any(not path.startswith(ALWAYS_KNOWN) for path in reads)
    return frozenset(VERDICTS if may_miss else ("fired", "clear"))


def _verdicts(engine: Engine, result: ScenarioResult) -> Iterator[tuple[str, Covered]]:
    for rule, params, scope in _in_force(engine, result):
        violation = exact(bind(rule.violation, params))
        guard = exact(bind(rule.applies, params)) if rule.applies else _always
        for place in _places(rule, scope):
            value = violation(place) if place else UNKNOWN
            if isinstance(value, Unknown):
                yield rule.id, "undetermined"
            elif value is True:
                yield rule.id, "fired"
            elif guard(place) is True:  # else the rule is not applicable, which shows nothing of it
                yield rule.id, "clear"


def _in_force(engine: Engine, result: ScenarioResult) -> Iterator[tuple[Rule, Mapping[str, object], Scope]]:
    """The rules of the scenario's policy that were judged, with what they saw."""
    scenario, decision = result.scenario, result.decision
    assert decision
    facts = facts_of(validate(scenario.record))
    scope = enriched(facts, result.as_of, scenario.lists, scenario.links)
    scope["scores"] = {name: score.model_dump(exclude_none=True) for name, score in decision.scores.items()}
    edition = engine.rulebook.edition(result.as_of, facts["stage"], facts.get("shop", {}).get("region"))
    for rule in edition.rules:
        if rule.policy == scenario.policy:
            yield rule, edition.params.get(rule.policy, {}), scope


def _places(rule: Rule, scope: Scope) -> Iterator[Scope]:
    """The scope once for each element that the rule judges; an empty one where their list is missing."""
    if rule.for_each is None:
        yield scope
        return
    elements: Any = scope
    for step in rule.for_each.path.split("."):
        elements = elements.get(step, {})
    if elements == {}:
        yield {}
    else:
        yield from ({**scope, rule.for_each.variable: element} for element in elements)


def _always(_scope: Scope) -> bool:
    return True
