"""The cross-check: the eligible rules judged by durable_rules and by ourselves, every answer compared.

It costs tens of milliseconds a merchant, and is for trust, not for speed. A difference is an error that names the
merchant and the rule.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from merchant_compliance.engine.durable.judging import DurableJudge, plan_for
from merchant_compliance.engine.durable.messages import NO_ELEMENT, Scope, Verdicts
from merchant_compliance.engine.program import Program
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import InputError, Problem
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

Entries = Sequence[Mapping[str, object]] | None
Record = tuple[Facts, Entries, Entries]
"""Facts of a merchant, and its lists and links as conditions see them; None is unknown."""
STAGES: tuple[Stage, ...] = ("onboarding", "operation", "exit")
BATCH = 50
MOST_WORKERS = 6
"""Editions that are judged at a time: each has a process of some 60 MB."""


class Difference(NamedTuple):
    """One rule on one merchant. `position` counts the elements of `for_each` from 0; -1 is the merchant itself."""

    merchant_id: str
    rule: str
    position: int
    python: str
    durable: str

    def problem(self) -> Problem:
        at = "" if self.position == NO_ELEMENT else f"[{self.position}]"
        return Problem(
            "engines-differ",
            Text(
                f"商家 {self.merchant_id} 的规则 {self.rule}{at}：Python 判为 {self.python}，"
                f"durable_rules 判为 {self.durable}",
                f"rule {self.rule}{at} of merchant {self.merchant_id}: {self.python} by Python, "
                f"{self.durable} by durable_rules",
            ),
            why=Text("两个引擎对同一条规则必须得出相同结论", "both engines must say the same of one rule"),
            mend=Text(
                "请连同这条规则和这条记录报告；在查明之前用 --engine python",
                "report it with the rule and the record; until it is clear, use --engine python",
            ),
        )


@dataclass
class Checked:
    """What a cross-check saw. `verdicts` counts rules judged by both, each on each merchant."""

    merchants: int = 0
    verdicts: int = 0
    hits: int = 0
    seconds: float = 0.0
    restarts: int = 0
    differences: list[Difference] = field(default_factory=list)


class Judges:
    """A judge for each edition and date, the last few with their workers running. Close it, or use `with`."""

    def __init__(self) -> None:
        self._judges: OrderedDict[tuple[int, date], DurableJudge] = OrderedDict()
        self._owner = os.getpid()
        self._lost = 0

    def __enter__(self) -> Judges:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def restarts(self) -> int:
        return self._lost + sum(judge.worker.restarts for judge in self._judges.values())

    def of(self, program: Program, as_of: date) -> DurableJudge:
        if self._owner != os.getpid():  # a forked process must not talk to its parent's workers
            self._judges, self._owner = OrderedDict(), os.getpid()
        key = (id(program), as_of)
        if key not in self._judges:
            self._judges[key] = DurableJudge(program, as_of)
            if len(self._judges) > MOST_WORKERS:
                self._closed(self._judges.popitem(last=False)[1])
        self._judges.move_to_end(key)
        return self._judges[key]

    def close(self) -> None:
        if self._owner == os.getpid():
            while self._judges:
                self._closed(self._judges.popitem()[1])

    def _closed(self, judge: DurableJudge) -> None:
        self._lost += judge.worker.restarts
        judge.close()


class CheckedEngine(Engine):
    """An engine that takes no verdict that durable_rules does not share, where the rule is eligible.

    A difference raises InputError. Close it, or use `with`.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.rulebook, engine.index)
        self.judges = Judges()

    def __enter__(self) -> CheckedEngine:
        return self

    def __exit__(self, *_error: object) -> None:
        self.judges.close()

    def hits(self, program: Program, scope: Scope) -> Verdicts:
        ours = super().hits(program, scope)
        judge = self.judges.of(program, scope["as_of"])
        differing = differences(judge, scope, ours, judge.hits([scope])[0])
        if differing:
            raise InputError(difference.problem() for difference in differing)
        return ours


def differences(judge: DurableJudge, scope: Scope, ours: Verdicts, theirs: Verdicts) -> list[Difference]:
    """What two engines say differently of the eligible rules."""
    said = [_by_hit(verdicts, judge.eligible) for verdicts in (ours, theirs)]
    rules, merchant_id = judge.program.rules, str(scope["merchant"]["merchant_id"])
    return [
        Difference(merchant_id, rules[hit[0]].rule.id, hit[1], *(one.get(hit, "clear") for one in said))
        for hit in sorted(said[0].keys() | said[1].keys())
        if said[0].get(hit) != said[1].get(hit)
    ]


def _by_hit(verdicts: Verdicts, eligible: frozenset[int]) -> dict[tuple[int, int], str]:
    """By rule and position; what is both fired and undetermined is neither, and so differs from every answer."""
    found: dict[tuple[int, int], str] = {}
    for word, hits in zip(("fired", "undetermined"), verdicts, strict=True):
        for hit in hits:
            if hit[0] in eligible:
                found[hit] = f"{found[hit]} and {word}" if hit in found else word
    return found


def check(engine: Engine, records: Iterable[Record], as_of: date) -> Checked:
    """Judges records by both engines and compares them. Raises InputError where durable_rules is missing."""
    checked, start = Checked(), perf_counter()
    with Judges() as judges:
        stream = iter(records)
        while batch := list(islice(stream, BATCH)):
            _check_batch(engine, batch, as_of, judges, checked)
        checked.restarts = judges.restarts
    checked.seconds = perf_counter() - start
    return checked


def _check_batch(engine: Engine, batch: list[Record], as_of: date, judges: Judges, checked: Checked) -> None:
    by_program: dict[int, tuple[Program, list[Scope]]] = {}
    for facts, lists, links in batch:
        program, scope = engine.prepared(facts, as_of, lists, links)
        by_program.setdefault(id(program), (program, []))[1].append(scope)
    for program, scopes in by_program.values():
        judge = judges.of(program, as_of)
        for scope, theirs in zip(scopes, judge.hits(scopes), strict=True):
            ours = program.judge(scope)
            checked.differences += differences(judge, scope, ours, theirs)
            checked.merchants += 1
            checked.verdicts += len(judge.eligible)
            checked.hits += sum(hit[0] in judge.eligible for hit in (*ours[0], *ours[1]))


def eligibility(rulebook: Rulebook, as_of: date) -> tuple[list[str], dict[str, Problem]]:
    """The rules in force at a date, in any stage: those that durable_rules judges, and those it does not, and why."""
    eligible: dict[str, None] = {}
    ineligible: dict[str, Problem] = {}
    for stage in STAGES:
        program = Program.of(rulebook.edition(as_of, stage))
        plan = plan_for(program, as_of)
        eligible |= {program.rules[asked.condition].rule.id: None for asked in plan.asked}
        ineligible |= {program.rules[index].rule.id: problem for index, problem in plan.unfit.items()}
    return list(eligible), ineligible
