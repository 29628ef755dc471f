"""Events and their order.

INVARIANT: what follows from a merchant's events depends on which events there are, never on how they arrived.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple


class Event(NamedTuple):
    """Something that happened to a merchant on a day. `seq` orders the events of one day; `id` is the merchant's own.

    `data` holds the fields that the event has, without those that are missing.
    """

    id: str
    merchant_id: str
    name: str
    on: date
    seq: int = 0
    data: dict[str, Any] = {}  # noqa: RUF012 never written to


class Ordered(NamedTuple):
    """`duplicates` say what an event with their id said before; `conflicts` say something else under its id."""

    events: list[Event]
    duplicates: list[Event]
    conflicts: list[Event]


def in_order(events: Iterable[Event]) -> Ordered:
    """The events of one merchant by day, `seq` and id, each id once. Of a conflict the first in this order stands."""
    found = Ordered([], [], [])
    seen: dict[str, Event] = {}
    for event in sorted(events, key=_order):
        if event.id in seen:
            (found.duplicates if seen[event.id] == event else found.conflicts).append(event)
            continue
        seen[event.id] = event
        found.events.append(event)
    return found


def _order(event: Event) -> tuple[date, int, str, str, str]:
    """What two events of one id say decides last, so that the order of the file never does."""
    return (event.on, event.seq, event.id, event.name, repr(sorted(event.data.items())))
