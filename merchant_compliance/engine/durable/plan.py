"""What a worker is told: patterns packed into rulesets that durable_rules can be trusted with. Plain data, to be sent.

Limits, with what each keeps away: at most 20 rules a ruleset (prudence), at most 60 alternatives (more than 64 that
match at once are error 303), at most 200 properties of a fact (255 is error 302), at most 14 alternatives
a rule (each takes 2 of 32 expressions, more are error 113).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from merchant_compliance.errors import Problem
from merchant_compliance.language.dispatch import Condition
from merchant_compliance.language.durable import Compiler
from merchant_compliance.language.durable_refusals import Unfit
from merchant_compliance.language.durable_shapes import ALWAYS, Branch, Branches, Fact, Table, Test
from merchant_compliance.language.durable_values import Plain

MOST_RULES, MOST_BRANCHES, MOST_COLUMNS, MOST_ALTERNATIVES = 20, 60, 200, 14
COMPARISONS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


class Column(NamedTuple):
    """A property of the fact that a ruleset sees: which fact of its table, and what fulfils its test."""

    key: str
    fact: int
    witness: Plain


class Ruleset(NamedTuple):
    """`rules` are conditions in the JSON of durable_rules, by name; `numbers` the pattern that each stands for."""

    name: str
    columns: tuple[Column, ...]
    rules: dict[str, Any]
    numbers: dict[str, int]


class Rows(NamedTuple):
    """A table with its rulesets and the facts that they read."""

    table: Table
    facts: tuple[Fact, ...]
    rulesets: tuple[Ruleset, ...]


class Asked(NamedTuple):
    """A condition of the rulebook: its number, and the pattern and table that answer it."""

    condition: int
    pattern: int
    rows: int


@dataclass(frozen=True)
class Plan:
    """All that is judged, and why the rest is not."""

    rows: tuple[Rows, ...]
    asked: tuple[Asked, ...]
    home: dict[int, int]
    unfit: dict[int, Problem]


def plan_of(conditions: Iterable[Condition], as_of: date) -> Plan:
    """The plan for the conditions of an edition at a date; those that are refused stand in `unfit` by index."""
    compiler, numbers, unfit = Compiler(as_of), {}, {}
    for condition in conditions:
        span = tuple(condition.path.split(".")) if condition.path else ()
        try:
            numbers[condition.index] = compiler.rule(condition.node, span, condition.variable)
        except Unfit as refusal:
            unfit[condition.index] = refusal.problem
    tables: dict[Table, list[tuple[int, Branches]]] = {}
    for (table, branches), number in compiler.patterns.items():
        tables.setdefault(table, []).append((number, branches))
    rows = tuple(_rows(place, table, patterns) for place, (table, patterns) in enumerate(tables.items()))
    home = {number: place for place, patterns in enumerate(tables.values()) for number, _ in patterns}
    asked = tuple(Asked(index, number, home[number]) for index, number in numbers.items())
    return Plan(rows, asked, home, unfit)


def _rows(place: int, table: Table, patterns: Sequence[tuple[int, Branches]]) -> Rows:
    facts: dict[Fact, int] = {}
    packs: list[Pack] = []
    for number, branch in _branches(patterns):
        if not packs or not packs[-1].add(number, branch):
            packs.append(Pack(f"t{place}_{len(packs)}"))
            packs[-1].add(number, branch)
    rulesets = tuple(pack.ruleset(facts) for pack in packs)
    return Rows(table, tuple(facts), rulesets)


def _branches(patterns: Sequence[tuple[int, Branches]]) -> Iterator[tuple[int, Branch]]:
    for number, branches in patterns:
        for branch in branches:
            yield number, branch or ALWAYS


@dataclass
class Piece:
    """One rule of durable_rules: some alternatives of a pattern."""

    number: int
    branches: list[Branch] = field(default_factory=list)

    def takes(self, number: int) -> bool:
        return number == self.number and len(self.branches) < MOST_ALTERNATIVES


@dataclass
class Pack:
    """A ruleset in the making. A pattern with many alternatives is spread over several rules and rulesets."""

    name: str
    pieces: list[Piece] = field(default_factory=list)
    columns: dict[Test, str] = field(default_factory=dict)
    size: int = 0

    def add(self, number: int, branch: Branch) -> bool:
        """Whether there was room for it."""
        fits = bool(self.pieces) and self.pieces[-1].takes(number)
        if (
            self.size == MOST_BRANCHES
            or (not fits and len(self.pieces) == MOST_RULES)
            or len({*self.columns, *branch}) > MOST_COLUMNS
        ):
            return False
        if not fits:
            self.pieces.append(Piece(number))
        self.size += 1
        self.pieces[-1].branches.append(branch)
        for test in branch:
            self.columns.setdefault(test, f"f{len(self.columns)}")
        return True

    def ruleset(self, facts: dict[Fact, int]) -> Ruleset:
        columns = tuple(
            Column(key, facts.setdefault(test.fact, len(facts)), test.witness) for test, key in self.columns.items()
        )
        rules = {f"r_{place}": {"all": [{"m": self._any(piece.branches)}]} for place, piece in enumerate(self.pieces)}
        numbers = {f"r_{place}": piece.number for place, piece in enumerate(self.pieces)}
        return Ruleset(self.name, columns, rules, numbers)

    def _any(self, branches: list[Branch]) -> dict[str, Any]:
        written = [self._all(branch) for branch in branches]
        return written[0] if len(written) == 1 else {"$or": written}

    def _all(self, branch: Branch) -> dict[str, Any]:
        written = [one for test in branch for one in self._test(test)]
        return written[0] if len(written) == 1 else {"$and": written}

    def _test(self, test: Test) -> list[dict[str, Any]]:
        key = self.columns[test]
        if test.operator == "==":
            return [{key: test.constants[0]}]
        return [{COMPARISONS[test.operator]: {key: value}} for value in test.constants]
