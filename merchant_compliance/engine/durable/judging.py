"""The eligible rules of one edition at one date, judged by durable_rules in a worker of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from merchant_compliance.engine.durable.messages import Scope, Verdicts
from merchant_compliance.engine.durable.plan import Plan, plan_of
from merchant_compliance.engine.durable.process import PATIENCE, Task, Worker
from merchant_compliance.engine.program import Program
from merchant_compliance.errors import Problem
from merchant_compliance.language.dispatch import Condition

MATCHING = ("merchant_compliance.engine.durable.matching", "Matching")


def plan_for(program: Program, as_of: date) -> Plan:
    """What durable_rules is asked of an edition, and what it is not."""
    return plan_of((Condition(index, j.violation, j.variable, j.span) for index, j in enumerate(program.rules)), as_of)


class DurableJudge:
    """INVARIANT: one edition and one date, one worker: a new rulebook never meets what an old one left behind.

    Close it, or use `with`. Raises InputError where durable_rules is missing or a request ends every worker.
    """

    def __init__(self, program: Program, as_of: date, patience: float = PATIENCE) -> None:
        self.program, self.plan = program, plan_for(program, as_of)
        self.worker = Worker(Task(*MATCHING, self.plan), patience=patience)

    def __enter__(self) -> DurableJudge:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.worker.close()

    @cached_property
    def eligible(self) -> frozenset[int]:
        """Indexes of the rules that are judged here."""
        return frozenset(asked.condition for asked in self.plan.asked)

    @cached_property
    def ineligible(self) -> dict[str, Problem]:
        """The ids of all other rules, each with what stands in the way, why, and the safe form."""
        return {self.program.rules[index].rule.id: problem for index, problem in self.plan.unfit.items()}

    def hits(self, scopes: Sequence[Scope]) -> list[Verdicts]:
        """Of each enriched scope what fired and what is undetermined: index of the rule, position of the element."""
        verdicts: list[Verdicts] = self.worker.ask([_sent(scope) for scope in scopes])
        return verdicts

    def judge(self, scope: Scope) -> tuple[list[str], list[str]]:
        """The ids of the eligible live rules that fired, and of those that are undetermined."""
        ((fired, undetermined),) = self.hits([scope])
        return self.program.live_ids(sorted(fired)), self.program.live_ids(sorted(undetermined))


def _sent(scope: Scope) -> Scope:
    """A plain dict: scopes of conditions may be of other kinds."""
    return dict(scope)
