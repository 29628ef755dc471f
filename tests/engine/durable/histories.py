"""Random histories of merchants in a lifecycle: out of order, with duplicates and contradictions, days far apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from merchant_compliance.engine.lifecycle import step
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.table import Machine
from merchant_compliance.language.expression import Literal, Node, walk
from merchant_compliance.rulebook.lifecycle.shape import FieldShape

BEFORE = timedelta(days=12)
GAPS = (0, 0, 1, 1, 3, 7, 14, 15, 28, 30, 60, 90, 200, 366)
WORDS = ("tea", "茶", "")
SHARE_MISSING, SHARE_DUPLICATE, SHARE_CONFLICT, SHARE_HEARD = 0.2, 0.1, 0.03, 0.75
SHARE_AGAIN = 0.4
"""How often a field says what it said last: ladders have rungs for the same thing done again."""


def guards(machine: Machine) -> Iterator[Node]:
    """All conditions of a lifecycle."""
    for counter in machine.lifecycle.counters:
        yield from filter(None, (counter.where, counter.unless and counter.unless.where))
    yield from filter(None, (transition.guard for transition in machine.lifecycle.transitions))


class Histories:
    """Makes events that the lifecycle hears, with the words that its parameters and conditions know."""

    def __init__(self, random: Random, machine: Machine) -> None:
        self.random, self.machine = random, machine
        shape = machine.lifecycle.shape
        self.events, self.last = shape.events, dict[Any, Any]()
        changes = {day for parameter in machine.lifecycle.parameters.values() for day in parameter.days}
        self.starts = sorted(day - BEFORE for day in changes if day > date.min)
        values = [value for p in machine.lifecycle.parameters.values() for value in p.values]
        values += [node.value for guard in guards(machine) for node in walk(guard) if isinstance(node, Literal)]
        flat = [item for value in values for item in (value if isinstance(value, (list, tuple)) else [value])]
        self.words = [item for item in flat if isinstance(item, str)] + [*WORDS]
        self.numbers = sorted({int(item) for item in flat if type(item) in (int, float)})

    def history(self, key: str, longest: int = 20) -> list[Event]:
        """Events as they might arrive. Most are such that the state they come in leaves room for them."""
        day, standing, events = self.random.choice(self.starts), self.machine.start(), []
        for number in range(self.random.randint(0, longest)):
            day += timedelta(days=self.random.choice(GAPS))
            heard = [name for name in self.machine.at(day).choices[standing.state] if name in self.events]
            events.append(self._event(key, f"e{number:02}", day, heard))
            standing, _ = step(self.machine, standing, events[-1])
        events += [event for event in events if self.random.random() < SHARE_DUPLICATE]
        events += [self._event(key, e.id, e.on, []) for e in events if self.random.random() < SHARE_CONFLICT]
        self.random.shuffle(events)
        return events

    def _event(self, key: str, name: str, day: date, heard: list[str]) -> Event:
        known = heard if heard and self.random.random() < SHARE_HEARD else list(self.events)
        event = self.random.choice(known)
        data = {
            field: self._again(field, kind, day)
            for field, kind in self.events[event].fields.items()
            if not (kind.optional and self.random.random() < SHARE_MISSING)
        }
        return Event(name, key, event, day, self.random.choice((0, 0, 0, 1)), data)

    def _again(self, field: str, kind: FieldShape, day: date) -> Any:
        which = (field, kind.type, kind.one_of)
        if which not in self.last or self.random.random() >= SHARE_AGAIN:
            self.last[which] = self._value(field, kind, day)
        return self.last[which]

    def _value(self, field: str, kind: FieldShape, day: date) -> Any:
        random = self.random
        if kind.one_of:
            return random.choice(kind.one_of)
        if field.endswith("_id"):
            return f"v{random.randint(0, 3)}"
        makers = {
            "flag": lambda: random.random() < 0.5,
            "text": lambda: random.choice(self.words),
            "whole": lambda: random.choice([0, 0, 1, 2, *self.numbers]) + random.choice((-1, 0, 0, 1)),
            "real": lambda: (
                random.choice([0.0, 0.0, *map(float, self.numbers)]) + random.choice((-0.5, 0.0, 0.0, 1e-5))
            ),
            "day": lambda: day + timedelta(days=random.choice((-400, -30, 0, 1, 30))),
        }
        return makers[kind.type]()
