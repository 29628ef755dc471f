"""What a transition does, with its figures of one day filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from merchant_compliance.engine.lifecycle.standing import FREEZE, Standing
from merchant_compliance.rulebook.lifecycle.shape import DoShape

Figures = Mapping[str, Any]


def later(on: date, days: timedelta) -> date:
    """The day so many days after; `date.max`, on which nothing ends and no timer fires, where there is none."""
    try:
        return on + days
    except OverflowError:
        return date.max


@dataclass(frozen=True, slots=True)
class Hold:
    """The freeze or a measure, or an entry of a list: for so many days, or without end. `value` is its figure."""

    name: str
    days: int | None
    value: Any = None
    reason: str = ""

    def until(self, on: date) -> date | None:
        return None if self.days is None else later(on, timedelta(days=self.days))


@dataclass(frozen=True, slots=True)
class Doing:
    """INVARIANT: done in the order of the fields."""

    outcome: str | None
    release: bool
    cancel: tuple[str, ...]
    start: tuple[tuple[str, timedelta], ...]
    unlist: tuple[str, ...]
    lists: tuple[Hold, ...]
    holds: tuple[Hold, ...]

    def to(self, standing: Standing, on: date) -> None:
        if self.outcome is not None:
            standing.outcome = self.outcome
        if self.release:
            standing.holds.clear()
        for name in self.cancel:
            standing.timers.pop(name, None)
        for name, days in self.start:
            standing.timers[name] = later(on, days)
        for name in self.unlist:
            standing.lists.pop(name, None)
        for hold in self.lists:
            standing.lists[hold.name] = hold.until(on)
        for hold in self.holds:
            standing.holds[hold.name] = hold.until(on)


NOTHING = Doing(None, False, (), (), (), (), ())


def doing(do: DoShape, timers: Mapping[str, str], figures: Figures) -> Doing:
    """`timers` names the parameter of each timer; `figures` are the values of the day. Raises KeyError for none."""
    lists = tuple(Hold(x.list, figures[x.days] if x.days else None, reason=x.reason) for x in do.lists or ())
    freeze = (Hold(FREEZE, figures[do.freeze.days] if do.freeze.days else None),) if do.freeze else ()
    measures = tuple(
        Hold(m.measure, figures[m.days] if m.days else None, figures[m.value] if m.value else None)
        for m in do.measures or ()
    )
    return Doing(
        outcome=do.outcome,
        release=bool(do.release),
        cancel=do.cancel or (),
        start=tuple((name, timedelta(days=figures[timers[name]])) for name in do.start or ()),
        unlist=do.unlist or (),
        lists=lists,
        holds=(*freeze, *measures),
    )
