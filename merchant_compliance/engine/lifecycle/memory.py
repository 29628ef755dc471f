"""What a merchant's past counts for: the counts and sums that guards read as `history`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple


class Remembered(NamedTuple):
    """One event that a count counts: its day, what it adds, and the value by which it may be taken back."""

    on: date
    amount: float
    key: Any


@dataclass(slots=True)
class Memory:
    """By the name of a count: its events, the earliest first, and the keys of those that were taken back."""

    counted: dict[str, list[Remembered]] = field(default_factory=dict)
    taken_back: dict[str, set[Any]] = field(default_factory=dict)

    def copy(self) -> Memory:
        return Memory(
            {name: list(events) for name, events in self.counted.items()},
            {name: set(keys) for name, keys in self.taken_back.items()},
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How a count is read on a day: in the last `days`, or since a day of the calendar, or of all."""

    name: str
    days: int | None
    since: str

    def of(self, memory: Memory, as_of: date) -> float:
        """INVARIANT: the events of `memory` are not later than `as_of`; the first day of a window counts."""
        events = memory.counted.get(self.name)
        if not events:
            return 0
        gone = memory.taken_back.get(self.name)
        start = as_of - timedelta(days=self.days - 1) if self.days else BEGINNINGS[self.since](as_of)
        total = 0.0 if isinstance(events[0].amount, float) else 0
        for event in reversed(events):
            if event.on < start:
                break
            if not gone or event.key not in gone:
                total += event.amount
        return total


@lru_cache(maxsize=4096)
def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


@lru_cache(maxsize=4096)
def _quarter_monday(day: date) -> date:
    """The last first Monday of a quarter that is not after the day."""
    begins = _first_monday(_quarter(day))
    return begins if begins <= day else _first_monday(_quarter(_quarter(day) - timedelta(days=1)))


def _first_monday(first: date) -> date:
    return first + timedelta(days=-first.weekday() % 7)


BEGINNINGS: dict[str, Callable[[date], date]] = {
    "ever": lambda _day: date.min,
    "year": lambda day: date(day.year, 1, 1),
    "quarter": _quarter,
    "quarter_monday": _quarter_monday,
}
