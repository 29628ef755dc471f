"""All lifecycles of a rulebook on durable_rules, a worker each, compared with the interpreter's courses.

The events come from an event file or from the log in the store; they are the truth, and a worker that is lost is told
them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date
from typing import NamedTuple

from merchant_compliance.engine.durable.courses import DurableCourses
from merchant_compliance.engine.durable.process import PATIENCE
from merchant_compliance.engine.lifecycle.course import Course
from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
from merchant_compliance.engine.lifecycle.event import Event, in_order
from merchant_compliance.errors import Problem
from merchant_compliance.text import Text

Merchants = Mapping[str, Iterable[Event]]
"""By merchant, its events in any order."""
NO_COURSE = Text("没有历程", "no course")


class Difference(NamedTuple):
    """A course on which the two differ; None where one of them has none."""

    merchant_id: str
    which: Which
    interpreter: Course | None
    durable: Course | None

    def problem(self) -> Problem:
        ours, theirs = _said(self.interpreter), _said(self.durable)
        key = f" {self.which.key}" if self.which.key else ""
        where = f"{self.which.lifecycle}{key}"
        return Problem(
            "engines-differ",
            Text(
                f"商家 {self.merchant_id} 的流程 {where}：解释器得 {ours.zh}，durable_rules 得 {theirs.zh}",
                f"lifecycle {where} of merchant {self.merchant_id}: {ours.en} by the interpreter, "
                f"{theirs.en} by durable_rules",
            ),
            why=Text(
                "两个引擎对同一串事件必须得出相同历程", "both engines must make the same course of the same events"
            ),
            mend=Text("请连同这些事件报告", "report it with the events"),
        )


def _said(course: Course | None) -> Text:
    if course is None:
        return NO_COURSE
    taken = ", ".join(step.transition for step in course.steps if step.transition) or "—"
    return Text(f"{course.standing.state}（{taken}）", f"{course.standing.state} ({taken})")


class DurableLifecycles:
    """Courses as `Lifecycles` makes them. Close it, or use `with`.

    Raises InputError where durable_rules is missing or a request ends every worker.
    """

    def __init__(self, lifecycles: Lifecycles, patience: float = PATIENCE) -> None:
        self.lifecycles = lifecycles
        self._stack = ExitStack()
        self._courses = {
            name: self._stack.enter_context(DurableCourses(machine, patience))
            for name, machine in lifecycles.machines.items()
        }

    def __enter__(self) -> DurableLifecycles:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    @property
    def restarts(self) -> int:
        return sum(courses.worker.restarts for courses in self._courses.values())

    def courses(self, merchants: Merchants, as_of: date | None = None) -> dict[tuple[str, Which], Course]:
        """By merchant and course. Timers fire up to and including `as_of`, else up to the last event of a course."""
        logs: dict[str, dict[str, list[Event]]] = {}
        names: dict[str, tuple[str, Which]] = {}
        for merchant_id, events in merchants.items():
            for event in in_order(events).events:
                for machine, which in self.lifecycles.hearing(event):
                    name = repr((merchant_id, which.key))
                    names[f"{machine.name} {name}"] = (merchant_id, which)
                    logs.setdefault(machine.name, {}).setdefault(name, []).append(event)
        return {
            names[f"{lifecycle} {name}"]: course
            for lifecycle, log in logs.items()
            for name, course in self._courses[lifecycle].courses(log, as_of).items()
        }

    def check(self, merchants: Merchants, as_of: date | None = None) -> list[Difference]:
        """The courses on which durable_rules and the interpreter differ: in a step, what followed, or the standing."""
        theirs = self.courses(merchants, as_of)
        ours = {
            (merchant_id, which): course
            for merchant_id, events in merchants.items()
            for which, course in self.lifecycles.courses(in_order(events).events, as_of).items()
        }
        return [
            Difference(*key, ours.get(key), theirs.get(key))
            for key in ours | theirs
            if ours.get(key) != theirs.get(key)
        ]
