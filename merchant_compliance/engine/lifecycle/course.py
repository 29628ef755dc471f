"""The interpreter: `step` for one event, `replay` for a whole history, with timers in between.

A timer of n days that was started on a day fires at the beginning of the n-th day after it, before the events of that
day; timers of one day fire in the order in which the file declares them. A guard that is unknown does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from merchant_compliance.engine.lifecycle.actions import Action, actions_of
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.engine.lifecycle.table import Machine, make

__all__ = ["Course", "Step", "make", "next_timer", "replay", "step"]

NOTHING: dict[str, Any] = {}
LAST = date.max - timedelta(days=1)
"""The last day on which a timer fires: one that would end later never does."""


class Step(NamedTuple):
    """One event or timer and what followed; `transition` is empty where nothing did. `event_id` is empty for timers."""

    on: date
    event: str
    event_id: str
    transition: str
    before: str
    after: str
    actions: tuple[Action, ...]


class Course(NamedTuple):
    """Where a merchant stands in the end, and all steps on the way."""

    standing: Standing
    steps: tuple[Step, ...]


def step(machine: Machine, standing: Standing, event: Event) -> tuple[Standing, Step]:
    """The standing after one event, and what followed. Pure: the standing given stays as it is.

    A timer is an event of its own name without fields; that it runs no more is the caller's to see to.
    """
    after = standing.copy()
    return after, _step(machine, after, event.name, event.on, event)


def replay(machine: Machine, events: Iterable[Event], as_of: date | None = None) -> Course:
    """The course of one merchant's events, which must be `in_order`. Timers fire up to and including `as_of`.

    Events after `as_of` have not happened; without it everything has, and no timer after the last event.
    """
    standing, steps = machine.start(), []
    for event in events:
        if as_of is not None and event.on > as_of:
            break
        steps += _timers(machine, standing, event.on)
        steps.append(_step(machine, standing, event.name, event.on, event))
    if as_of is not None:
        steps += _timers(machine, standing, as_of)
    return Course(standing, tuple(steps))


def _timers(machine: Machine, standing: Standing, until: date) -> list[Step]:
    steps = []
    while name := next_timer(machine, standing, until):
        steps.append(_step(machine, standing, name, standing.timers.pop(name), None))
    return steps


def _step(machine: Machine, standing: Standing, name: str, on: date, event: Event | None) -> Step:
    before, data = standing.state, event.data if event else NOTHING
    move = machine.at(on).take(standing, name, on, data)
    actions = actions_of(move, standing, machine, on, data) if move else ()
    transition = move.transition.id if move else ""
    return Step(on, name, event.id if event else "", transition, before, standing.state, actions)


def next_timer(machine: Machine, standing: Standing, until: date) -> str | None:
    """The timer that fires next, if one does up to and including this day."""
    timers, order, until = standing.timers, machine.timer_order, min(until, LAST)
    if len(timers) == 1:
        ((name, day),) = timers.items()
        return name if day <= until else None
    due = [name for name, day in timers.items() if day <= until]
    return min(due, key=lambda name: (timers[name], order[name])) if due else None
