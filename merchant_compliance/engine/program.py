"""An edition of the rulebook, compiled: one function that judges, and what each rule needs to explain itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from merchant_compliance.engine.lookup import ABSENT, Reader, presenter, reader
from merchant_compliance.engine.texts import Filler, filler
from merchant_compliance.language.dispatch import Condition
from merchant_compliance.language.exact import Evaluator, Scope, exact
from merchant_compliance.language.expression import Node, bind, paths_of
from merchant_compliance.language.judging import NO_ELEMENT, Hit, Judge, compile_judge
from merchant_compliance.language.truth import Unknown
from merchant_compliance.rulebook.calendar import Edition
from merchant_compliance.rulebook.rule import Rule


@dataclass(frozen=True, eq=False)
class Judged:
    """One rule with its parameters filled in. Whatever only findings need is compiled when first asked for."""

    rule: Rule
    params: Mapping[str, object]

    @cached_property
    def violation(self) -> Node:
        return bind(self.rule.violation, self.params)

    @cached_property
    def verdict(self) -> Evaluator:
        return exact(self.violation)

    @property
    def variable(self) -> str:
        return self.rule.for_each.variable if self.rule.for_each else ""

    @property
    def span(self) -> str:
        return self.rule.for_each.path if self.rule.for_each else ""

    @cached_property
    def evidence_readers(self) -> list[tuple[str, Reader, bool]]:
        """Path, how to read it, and whether it belongs to the element rather than to the merchant."""
        paths = sorted(path for path in paths_of(self.violation) if not path.startswith("params"))
        return [
            (
                path,
                _presented(path, reader(path, self.variable, self.span)),
                bool(self.span) and path.startswith(f"{self.span}."),
            )
            for path in paths
            if path != self.span
        ]

    @cached_property
    def counts_open(self) -> bool:
        """Whether the rule, undetermined, counts as an outcome of its own."""
        return self.rule.if_undetermined not in ("pending", "ignore")

    @cached_property
    def reason(self) -> Filler:
        return filler(self.rule.reason, self.variable, self.span, self.params)

    @cached_property
    def remedy(self) -> Filler:
        return filler(self.rule.remedy, self.variable, self.span, self.params)

    def evidence(self, scope: Scope, seen: dict[str, Any]) -> dict[str, Any]:
        """The facts that the rule read and that are there, by path, fit to be shown.

        `seen` keeps what was read of the merchant, since many rules of one decision show the same facts.
        """
        found = {}
        for path, read, of_element in self.evidence_readers:
            value = read(scope) if of_element else seen.get(path, seen)
            if value is seen:
                value = seen[path] = read(scope)
            if value is not ABSENT:
                found[path] = value
        return found

    def unknown(self, scope: Scope, position: int) -> Unknown:
        """Why the rule is undetermined on this scope: the missing paths, and reasons where there are any."""
        if self.span and position == NO_ELEMENT:
            return Unknown(frozenset((self.span,)))
        value = self.verdict(scope)
        assert isinstance(value, Unknown), f"{self.rule.id} is not undetermined"
        return value


def _presented(path: str, read: Reader) -> Reader:
    present = presenter(path)

    def show(scope: Scope) -> Any:
        value = read(scope)
        return value if value is ABSENT else present(value)

    return show


@dataclass(frozen=True, eq=False)
class Program:
    """All rules of an edition, compiled into one function. `judge` gives positions in `rules`."""

    edition: Edition
    rules: tuple[Judged, ...]
    judge: Judge

    @staticmethod
    def of(edition: Edition) -> Program:
        rules = tuple(Judged(rule, edition.params.get(rule.policy, {})) for rule in edition.rules)
        conditions = [Condition(index, j.violation, j.variable, j.span) for index, j in enumerate(rules)]
        return Program(edition, rules, compile_judge(conditions))

    @cached_property
    def has_rollouts(self) -> bool:
        return any(judged.rule.rollout is not None for judged in self.rules)

    @cached_property
    def _ids(self) -> tuple[str | None, ...]:
        return tuple(j.rule.id if j.rule.status == "live" else None for j in self.rules)

    def live_ids(self, hits: Iterable[Hit]) -> list[str]:
        """The ids of the live rules among these hits, each once."""
        ids = self._ids
        return list(dict.fromkeys([name for index, _ in hits if (name := ids[index]) is not None]))
