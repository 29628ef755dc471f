"""The summary: what a run of decisions comes to, counted in merchants as they stream past.

One accumulator serves the terminal, `--json`, the demo and the HTML report, so that they never disagree.
INVARIANT: every count is a number of merchants, each counted once, however many targets or findings it has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from math import floor
from typing import Any

from merchant_compliance.engine.decision import Decision, Score
from merchant_compliance.merchant.fact import Provider
from merchant_compliance.rulebook.rulebook import Rulebook

EXAMPLES = 3
"""Merchant ids kept a rule, so that a reader can go on with `explain`."""


@dataclass
class RuleTally:
    """Merchants on which one rule fired or stayed undetermined, and the outcomes that firing meant."""

    policy: str
    fired: int = 0
    undetermined: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def merge(self, other: RuleTally) -> None:
        self.fired += other.fired
        self.undetermined += other.undetermined
        self.outcomes.update(other.outcomes)
        self.examples = [*self.examples, *other.examples][:EXAMPLES]


@dataclass
class PolicyTally:
    """Merchants with a fired rule of one policy, and merchants with undetermined ones only."""

    fired: int = 0
    open: int = 0

    def merge(self, other: PolicyTally) -> None:
        self.fired += other.fired
        self.open += other.open


@dataclass
class PendingTally:
    """Merchants that wait for one fact; `alone` are those for whom it is the only one that is missing."""

    provided_by: Provider
    merchants: int = 0
    alone: int = 0

    def merge(self, other: PendingTally) -> None:
        self.merchants += other.merchants
        self.alone += other.alone


@dataclass
class StarTally:
    """Merchants by half stars (4.5 holds 4.5 up to 5), too young to be rated, or without data."""

    halves: Counter[float] = field(default_factory=Counter)
    unrated: int = 0
    unknown: int = 0

    def add(self, score: Score) -> None:
        if score.stars is not None:
            self.halves[floor(score.stars * 2) / 2] += 1
        elif score.rated is False:
            self.unrated += 1
        else:
            self.unknown += 1

    def merge(self, other: StarTally) -> None:
        self.halves.update(other.halves)
        self.unrated += other.unrated
        self.unknown += other.unknown


@dataclass
class Summary:
    """Counts over the decisions of one run. `rejected` are rows that were no valid record.

    INVARIANT: `read == merchants + rejected`, and the outcomes sum to `merchants`.
    """

    as_of: str = ""
    rulebook: dict[str, str] = field(default_factory=dict)
    merchants: int = 0
    rejected: int = 0
    final: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    targets: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    policies: dict[str, PolicyTally] = field(default_factory=dict)
    pending: dict[str, PendingTally] = field(default_factory=dict)
    stars: dict[str, StarTally] = field(default_factory=dict)
    provinces: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: float = 0.0

    @classmethod
    def of(cls, rulebook: Rulebook, as_of: date) -> Summary:
        """An empty summary that says under which rulebook and at which date it counts."""
        version = {"name": rulebook.name, "version": rulebook.version, "sha256": rulebook.sha256}
        return cls(as_of=as_of.isoformat(), rulebook=version)

    @property
    def read(self) -> int:
        return self.merchants + self.rejected

    def add(self, decision: Decision, region: str | None = None) -> None:
        """Counts one decision; `region` is the shop's, a code of GB/T 2260."""
        self.merchants += 1
        self.final += decision.final
        self.outcomes[decision.outcome] += 1
        for pair in {(target.kind, target.outcome) for target in decision.targets}:
            self.targets[pair] += 1
        self._add_findings(decision)
        self._add_pending(decision)
        for name, score in decision.scores.items():
            self.stars.setdefault(name, StarTally()).add(score)
        if region:
            self.provinces.setdefault(region[:2], Counter())[decision.outcome] += 1

    def _add_findings(self, decision: Decision) -> None:
        fired: dict[str, str] = {}
        opened: dict[str, str] = {}
        for finding in decision.findings:
            self.rules.setdefault(finding.rule, RuleTally(finding.policy))
            if finding.verdict == "fired":
                if finding.rule not in fired:
                    self.rules[finding.rule].outcomes[finding.outcome] += 1
                fired[finding.rule] = finding.policy
            else:
                opened[finding.rule] = finding.policy
        for rule in fired:
            self._add_fired(self.rules[rule], decision.merchant_id)
        for rule in opened:
            self.rules[rule].undetermined += 1
        self._add_policies(set(fired.values()), set(opened.values()))

    @staticmethod
    def _add_fired(tally: RuleTally, merchant_id: str) -> None:
        tally.fired += 1
        if len(tally.examples) < EXAMPLES:
            tally.examples.append(merchant_id)

    def _add_policies(self, fired: set[str], opened: set[str]) -> None:
        for policy in fired | opened:
            tally = self.policies.setdefault(policy, PolicyTally())
            if policy in fired:
                tally.fired += 1
            else:
                tally.open += 1

    def _add_pending(self, decision: Decision) -> None:
        alone = len(decision.pending) == 1
        for pending in decision.pending:
            tally = self.pending.setdefault(pending.path, PendingTally(pending.provided_by))
            tally.merchants += 1
            tally.alone += alone

    def merge(self, other: Summary) -> None:
        """Adds the counts of another part of the same run, whose merchants come after ours."""
        for name in ("merchants", "rejected", "final"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.outcomes.update(other.outcomes)
        self.targets.update(other.targets)
        for rule, tally in other.rules.items():
            self.rules.setdefault(rule, RuleTally(tally.policy)).merge(tally)
        for policy, found in other.policies.items():
            self.policies.setdefault(policy, PolicyTally()).merge(found)
        for path, waiting in other.pending.items():
            self.pending.setdefault(path, PendingTally(waiting.provided_by)).merge(waiting)
        for card, stars in other.stars.items():
            self.stars.setdefault(card, StarTally()).merge(stars)
        for code, outcomes in other.provinces.items():
            self.provinces.setdefault(code, Counter()).update(outcomes)

    def top_rules(self, count: int | None = None) -> list[tuple[str, RuleTally]]:
        """The rules that fired, most frequent first; ties in the order of their ids."""
        fired = [(rule, tally) for rule, tally in self.rules.items() if tally.fired]
        return sorted(fired, key=lambda pair: (-pair[1].fired, pair[0]))[:count]

    def top_pending(self, count: int | None = None) -> list[tuple[str, PendingTally]]:
        """The missing facts, those that most merchants wait for first."""
        return sorted(self.pending.items(), key=lambda pair: (-pair[1].merchants, pair[0]))[:count]

    def top_policies(self) -> list[tuple[str, PolicyTally]]:
        return sorted(self.policies.items(), key=lambda pair: (-pair[1].fired, -pair[1].open, pair[0]))

    def as_json(self) -> dict[str, Any]:
        """Plain data for `--json`; lists stand in the order in which a reader wants them."""
        return {
            "as_of": self.as_of,
            "rulebook": dict(self.rulebook),
            "read": self.read,
            "merchants": self.merchants,
            "rejected": self.rejected,
            "final": self.final,
            "outcomes": dict(self.outcomes.most_common()),
            "targets": [
                {"kind": kind, "outcome": outcome, "merchants": count}
                for (kind, outcome), count in sorted(self.targets.items(), key=lambda pair: (-pair[1], pair[0]))
            ],
            "rules": [_rule_json(rule, tally) for rule, tally in self.top_rules()],
            "policies": [
                {"policy": policy, "fired": tally.fired, "undetermined_only": tally.open}
                for policy, tally in self.top_policies()
            ],
            "pending": [
                {"path": path, "provided_by": t.provided_by, "merchants": t.merchants, "alone": t.alone}
                for path, t in self.top_pending()
            ],
            "stars": {name: _stars_json(tally) for name, tally in sorted(self.stars.items())},
            "provinces": {code: dict(counts) for code, counts in sorted(self.provinces.items())},
            "seconds": round(self.seconds, 3),
        }


def _rule_json(rule: str, tally: RuleTally) -> dict[str, Any]:
    return {
        "rule": rule,
        "policy": tally.policy,
        "fired": tally.fired,
        "undetermined": tally.undetermined,
        "outcomes": dict(tally.outcomes),
        "examples": tally.examples,
    }


def _stars_json(tally: StarTally) -> dict[str, Any]:
    halves = {f"{half:.1f}": count for half, count in sorted(tally.halves.items())}
    return {"halves": halves, "unrated": tally.unrated, "unknown": tally.unknown}
