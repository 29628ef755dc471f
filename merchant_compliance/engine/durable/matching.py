"""Runs a plan on durable_rules, inside a worker: facts are put together, matched, and the answers gathered.

durable_rules does the matching of rows. What is done here: facts are read from the record, and Kleene's rules applied
to what its rules said of the elements of a list (one sure match is enough; else one possible match leaves it open).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from merchant_compliance.engine.durable.messages import NO_ELEMENT, Hits, Scope, Verdicts
from merchant_compliance.engine.durable.plan import Plan, Rows, Ruleset
from merchant_compliance.engine.durable.quiet import QuietHost, matched
from merchant_compliance.language.durable_shapes import Fact
from merchant_compliance.language.durable_values import PLAIN

MISSING = object()


class Found(NamedTuple):
    """Patterns that hold on one row for sure, and those that hold possibly."""

    sure: frozenset[int]
    possible: frozenset[int]


class Matching:
    """Judges scopes. `matchings` counts what durable_rules was asked."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.matchings = plan, 0
        self._found: set[int] = set()
        self._memo: dict[int, list[Found] | None] = {}
        self._host = QuietHost()
        for rows in plan.rows:
            for ruleset in rows.rulesets:
                self._host.register_rulesets({ruleset.name: self._definition(ruleset)})

    def _definition(self, ruleset: Ruleset) -> dict[str, Any]:
        return {name: {**rule, "run": self._finder(ruleset.numbers[name])} for name, rule in ruleset.rules.items()}

    def _finder(self, number: int) -> Callable[[Any], None]:
        """An action of one argument: with two, durable_rules takes it for an asynchronous one."""
        return lambda _closure: self._found.add(number)

    def __call__(self, scopes: list[Scope]) -> list[Verdicts]:
        return [self.judge(scope) for scope in scopes]

    def judge(self, scope: Scope) -> Verdicts:
        """What fired and what is undetermined: index of the condition and position of the element."""
        self._memo.clear()
        fired: Hits = []
        undetermined: Hits = []
        everything = {asked.rows: self._all(asked.rows, scope) for asked in self.plan.asked}
        for index, pattern, place in self.plan.asked:
            found = everything[place]
            if found is None:
                undetermined.append((index, NO_ELEMENT))
                continue
            whole = not self.plan.rows[place].table.span
            for position, row in enumerate(found):
                if pattern in row.possible:
                    hit = (index, NO_ELEMENT if whole else position)
                    (fired if pattern in row.sure else undetermined).append(hit)
        return fired, undetermined

    def _all(self, place: int, scope: Scope) -> list[Found] | None:
        """What holds on each row of a table; None where its list is missing."""
        rows = self.plan.rows[place]
        if rows.table.outer:
            return self._each(rows, scope)
        if place not in self._memo:
            self._memo[place] = self._each(rows, scope)
        return self._memo[place]

    def _each(self, rows: Rows, scope: Scope) -> list[Found] | None:
        if not rows.table.span:
            return [self._row(rows, scope)]
        elements = _follow(scope, rows.table.span)
        if elements is MISSING:
            return None
        return [self._row(rows, {**scope, rows.table.variable: element}) for element in elements]

    def _row(self, rows: Rows, scope: Scope) -> Found:
        values = [self._value(fact, scope) for fact in rows.facts]
        sure: set[int] = set()
        possible: set[int] = set()
        for ruleset in rows.rulesets:
            known = {key: values[fact] for key, fact, _ in ruleset.columns if values[fact] is not MISSING}
            hits = self._matched(ruleset.name, known)
            sure |= hits
            if len(known) < len(ruleset.columns):
                wished = {key: witness for key, fact, witness in ruleset.columns if values[fact] is MISSING}
                hits = self._matched(ruleset.name, {**known, **wished})
            possible |= hits
        return Found(frozenset(sure), frozenset(possible))

    def _matched(self, ruleset: str, fact: dict[str, Any]) -> set[int]:
        """INVARIANT: a pattern counts once, however many of its alternatives fire."""
        self._found.clear()
        self.matchings += 1
        matched(self._host, ruleset, fact)
        return set(self._found)

    def _value(self, fact: Fact, scope: Scope) -> Any:
        if fact.source == "always":
            return True
        if fact.source in ("any", "count"):
            return self._gathered(fact, scope)
        value = _follow(scope, fact.steps)
        if fact.source == "present":
            return value is not MISSING
        if value is MISSING:
            return MISSING
        return len(value) if fact.source == "length" else PLAIN[fact.type](value)

    def _gathered(self, fact: Fact, scope: Scope) -> Any:
        found = self._all(self.plan.home[fact.pattern], scope)
        if found is None:
            return MISSING
        sure = sum(fact.pattern in row.sure for row in found)
        if fact.source == "any" and sure:
            return True
        if any(fact.pattern in row.possible and fact.pattern not in row.sure for row in found):
            return MISSING
        return sure if fact.source == "count" else False


def _follow(scope: Scope, steps: tuple[str, ...]) -> Any:
    value: Any = scope
    for step in steps:
        value = value.get(step, MISSING) if value.__class__ is dict else MISSING
    return value
