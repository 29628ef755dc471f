"""The decision: what follows for one merchant, at one date, under one version of the rulebook, and why."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from merchant_compliance.engine.audience import Audience, hashes, own_evidence, run_key
from merchant_compliance.merchant.fact import Provider
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.text import Language

Verdict = Literal["fired", "clear", "undetermined", "not_applicable"]
Action = Literal["request_information", "operations", "manual_review"]
Bilingual = dict[Language, str]

ACTIONS: dict[Provider, Action] = {
    "merchant": "request_information",
    "platform": "operations",
    "registry": "manual_review",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def trusted(cls, fields: dict[str, Any], private: dict[str, Any] | None = None) -> Self:
        """A model of fields that the engine made itself, without validation, which would cost more than judging.

        INVARIANT: every field is there and of its type; a test validates what is made here.
        """
        made = cls.__new__(cls)
        for name, value in (
            ("__dict__", fields),
            ("__pydantic_fields_set__", set(fields)),
            ("__pydantic_extra__", None),
            ("__pydantic_private__", private),
        ):
            object.__setattr__(made, name, value)
        return made


class Target(_Frozen):
    """One element that rules judged for itself, such as a category; `id` names it."""

    kind: str
    id: str


class TargetOutcome(Target):
    """A target on which something fired, with the most severe outcome of it."""

    outcome: str
    rules: list[str]


class Pending(_Frozen):
    """A missing fact that could still make an outcome more severe, and of whom to ask it."""

    path: str
    provided_by: Provider
    action: Action
    rules: list[str]


class Finding(_Frozen):
    """A live rule that fired or stayed undetermined on its target; `outcome` is what firing means."""

    rule: str
    policy: str
    target: Target | None
    verdict: Verdict
    outcome: str
    reason: Bilingual
    remedy: Bilingual
    evidence: dict[str, Any]
    missing: list[str]
    citations: list[str]


class Score(_Frozen):
    """What one scorecard gives. None is unknown: no data, or, for score and stars, too few orders."""

    score: float | None = None
    stars: float | None = None
    rated: bool | None = None
    dimensions: dict[str, float] = Field(default_factory=dict)
    waived: list[str] = Field(default_factory=list)


class RulebookVersion(_Frozen):
    name: str
    version: str
    sha256: str


class Decision(_Frozen):
    """`final` says that nothing missing could make it worse. Personal data is masked in every text and evidence."""

    merchant_id: str
    as_of: str
    outcome: str
    final: bool
    targets: list[TargetOutcome]
    pending: list[Pending]
    findings: list[Finding]
    scores: dict[str, Score]
    links: list[dict[str, Any]]
    rulebook: RulebookVersion

    shadow: list[Finding] = Field(default_factory=list, exclude=True)
    """Findings of shadow rules: measured, never part of the outcome."""

    _facts: Facts = PrivateAttr(default_factory=dict)

    def facts(self) -> Facts:
        """The record that was judged, unmasked; it lives in this process only and is in no output."""
        return self._facts

    def for_audience(self, audience: Audience, key: bytes | None = None) -> Decision:
        """The decision as the merchant, a reviewer or an auditor may see it; `key` hashes for the auditor."""
        if audience == "merchant":
            own = [f.model_copy(update={"evidence": own_evidence(f.evidence)}) for f in self.findings]
            return self.model_copy(update={"findings": own, "links": [], "shadow": []})
        if audience == "auditor":
            paths = (path for finding in self.findings for path in finding.evidence)
            return AuditedDecision.model_validate(
                {**dict(self), "hashes": hashes(paths, self._facts, key or run_key())}
            )
        return self

    def batch_row(self) -> dict[str, Any]:
        """The row of a batch: ids and paths only, no texts and no evidence; targets and paths by their names."""
        return {
            "merchant_id": self.merchant_id,
            "outcome": self.outcome,
            "final": self.final,
            "fired": self.rules("fired"),
            "undetermined": self.rules("undetermined"),
            "targets": [{"kind": t.kind, "id": t.id, "outcome": t.outcome} for t in sorted(self.targets, key=_named)],
            "pending": sorted(p.path for p in self.pending),
            "scores": {name: {"score": s.score, "stars": s.stars, "rated": s.rated} for name, s in self.scores.items()},
        }

    def rules(self, verdict: Verdict) -> list[str]:
        """Ids of the live rules with at least one finding of this verdict, in the order of the rulebook."""
        return list(dict.fromkeys(f.rule for f in self.findings if f.verdict == verdict))


def _named(target: TargetOutcome) -> tuple[str, str]:
    return target.kind, target.id


class AuditedDecision(Decision):
    """A decision with keyed hashes of the personal facts that findings show masked, by path."""

    hashes: dict[str, list[str]]
