"""From verdicts to the decision: findings with their texts, outcomes of merchant and targets, and what is pending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from merchant_compliance.engine.decision import (
    ACTIONS,
    Decision,
    Finding,
    Pending,
    RulebookVersion,
    Score,
    Target,
    TargetOutcome,
    Verdict,
)
from merchant_compliance.engine.lookup import target_id
from merchant_compliance.engine.outcomes import Scale
from merchant_compliance.engine.program import Judged, Program
from merchant_compliance.language.exact import Scope
from merchant_compliance.language.judging import NO_ELEMENT, Hit
from merchant_compliance.merchant.fact import Provider
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.record import Stage

Named = tuple[str, str]
"""Kind and id of a target."""
Expand = Callable[[str, Scope], Iterable[str]]
CATEGORY = "category"
UNKNOWN_SCORE = Score().model_dump()


@dataclass
class Draft:
    """A decision in the making. `targets` maps a target to what fired on it: rule ids and
    outcomes; `open` holds the undetermined findings with what each rule does when it fires."""

    program: Program
    scope: Scope
    stage: Stage
    scale: Scale
    lifts: bool
    expand: Expand
    explained: bool = True
    seen: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shadow: list[Finding] = field(default_factory=list)
    open: list[tuple[Finding, str]] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    targets: dict[Named, dict[str, str]] = field(default_factory=dict)

    def add(self, hits: Iterable[Hit], verdict: Verdict) -> None:
        for index, position in hits:
            judged = self.program.rules[index]
            if verdict == "undetermined" and judged.rule.if_undetermined == "ignore":
                continue
            self._add(judged, position, verdict)

    def _add(self, judged: Judged, position: int, verdict: Verdict) -> None:
        rule = judged.rule
        target = self._place(judged, position)
        finding = self._finding(judged, position, verdict, target)
        if rule.status == "shadow":
            self.shadow.append(finding)
            return
        self.findings.append(finding)
        if verdict == "undetermined":
            self.open.append((finding, rule.outcomes[self.stage]))
        if verdict == "fired" or judged.counts_open:
            self._count(rule.id, finding.outcome, target)

    def _count(self, rule: str, outcome: str, target: Target | None) -> None:
        """Elements may share a name: then the worst that a rule says of them counts."""
        if target is None:
            self.own.append(outcome)
        else:
            rules = self.targets.setdefault((target.kind, target.id), {})
            rules[rule] = self.scale.worst((rules.get(rule, outcome), outcome))

    def _place(self, judged: Judged, position: int) -> Target | None:
        """The element comes into the scope, since texts and evidence read it; gives the target that it is."""
        if position == NO_ELEMENT:
            self.scope.pop(judged.variable, None)
            return None
        element = self._elements(judged)[position]
        self.scope[judged.variable] = element
        return Target.trusted({"kind": judged.variable, "id": target_id(element, position)})

    def _elements(self, judged: Judged) -> Any:
        value: Any = self.scope
        for step in judged.span.split("."):
            value = value[step]
        return value

    def _finding(self, judged: Judged, position: int, verdict: Verdict, target: Target | None) -> Finding:
        rule, scope = judged.rule, self.scope
        evidence = judged.evidence(scope, self.seen) if self.explained else {}
        is_open, missing = verdict == "undetermined", []
        if is_open:
            unknown = judged.unknown(scope, position)
            missing = sorted({path for found in unknown.paths for path in self.expand(found, scope)})
            if unknown.reasons:
                evidence["undefined"] = sorted(unknown.reasons)
        return Finding.trusted(
            {
                "rule": rule.id,
                "policy": rule.policy,
                "target": target,
                "verdict": verdict,
                "outcome": rule.if_undetermined if is_open and judged.counts_open else rule.outcomes[self.stage],
                "reason": judged.reason(scope) if self.explained else {},
                "remedy": judged.remedy(scope) if self.explained else {},
                "evidence": evidence,
                "missing": missing,
                "citations": list(rule.citations),
            }
        )

    def outcome_of(self, target: Named) -> str:
        return self.scale.worst(self.targets.get(target, {}).values())

    def outcome(self) -> str:
        """The worst of the merchant's own rules, lifted by its categories."""
        own = self.scale.worst(self.own)
        if not self.lifts:
            return own
        categories = self.scope["merchant"].get("categories", [])
        by_category = {name: self.outcome_of((kind, name)) for kind, name in self.targets if kind == CATEGORY}
        return self.scale.lifted(own, categories, by_category)

    def pending(self, outcome: str) -> list[Pending]:
        """Once a missing path, the rules that could still make an outcome more severe."""
        rules: dict[str, dict[str, None]] = {}
        for finding, fires in self.open:
            if self.scale.exceeds(fires, outcome, self._reached(finding.target, outcome)):
                for path in finding.missing:
                    rules.setdefault(path, {})[finding.rule] = None
        return [_pending(path, list(found)) for path, found in rules.items()]

    def _reached(self, target: Target | None, outcome: str) -> str:
        return self.outcome_of((target.kind, target.id)) if target else outcome


def provider_of(path: str) -> Provider:
    """Who provides a fact; lists, links, scores and parameters are the platform's."""
    return FACTS[path].provided_by if path in FACTS else "platform"


def _pending(path: str, rules: list[str]) -> Pending:
    by = provider_of(path)
    return Pending.trusted({"path": path, "provided_by": by, "action": ACTIONS[by], "rules": rules})


def _score(score: Mapping[str, Any]) -> Score:
    return Score.trusted({**UNKNOWN_SCORE, **score})


def finish(draft: Draft, rulebook: RulebookVersion, as_of: str) -> Decision:
    """The decision of a draft to which all verdicts were added."""
    outcome = draft.outcome()
    pending = draft.pending(outcome)
    scope = draft.scope
    return Decision.trusted(
        {
            "merchant_id": scope["merchant"]["merchant_id"],
            "as_of": as_of,
            "outcome": outcome,
            "final": not pending,
            "targets": [
                TargetOutcome.trusted(
                    {"kind": kind, "id": name, "outcome": draft.outcome_of((kind, name)), "rules": list(rules)}
                )
                for (kind, name), rules in draft.targets.items()
            ],
            "pending": pending,
            "findings": draft.findings,
            "scores": {name: _score(score) for name, score in scope.get("scores", {}).items()},
            "links": scope.get("links") or [],
            "rulebook": rulebook,
            "shadow": draft.shadow,
        },
        private={"_facts": scope["merchant"]},
    )
