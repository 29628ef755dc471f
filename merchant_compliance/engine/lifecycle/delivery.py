"""All lifecycles of a rulebook over one merchant's events: each event goes to every lifecycle that declares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from merchant_compliance.engine.lifecycle.course import Course, replay
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.intake import Intake
from merchant_compliance.engine.lifecycle.table import Machine
from merchant_compliance.rulebook.lifecycle import Lifecycle


class Which(NamedTuple):
    """One course of a merchant: the lifecycle, and the value of its `per` field, empty where it has none."""

    lifecycle: str
    key: str


class Lifecycles:
    """The machines of a rulebook and who hears which event. Immutable, so that threads may share it."""

    def __init__(self, lifecycles: Iterable[Lifecycle]) -> None:
        self.machines = {lifecycle.name: Machine(lifecycle) for lifecycle in lifecycles}
        self.intake = Intake(machine.lifecycle.shape for machine in self.machines.values())
        self.hearers: dict[str, tuple[tuple[Machine, str | None], ...]] = {
            event: tuple((m, m.lifecycle.shape.per) for m in self.machines.values() if event in m.heard)
            for event in self.intake.fields
        }

    def hearing(self, event: Event) -> Iterator[tuple[Machine, Which]]:
        """The courses that an event belongs to. Without a value of the `per` field it belongs to none of that kind."""
        for machine, per in self.hearers.get(event.name, ()):
            key = "" if per is None else event.data.get(per)
            if key is not None:
                yield machine, Which(machine.name, str(key))

    def courses(self, events: Iterable[Event], as_of: date | None = None) -> dict[Which, Course]:
        """The courses that events of one merchant, which must be `in_order`, make; by the order of the rulebook."""
        found: dict[Which, list[Event]] = {}
        for event in events:
            for _, which in self.hearing(event):
                found.setdefault(which, []).append(event)
        order = list(self.machines)
        ranked = sorted(found, key=lambda which: (order.index(which.lifecycle), which.key))
        return {which: replay(self.machines[which.lifecycle], found[which], as_of) for which in ranked}
