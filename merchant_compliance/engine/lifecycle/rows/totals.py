"""What a replay counted. INVARIANT: every row that was read is in exactly one of the five kinds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Totals:
    """`moved` are events that changed a course or did something, `unmoved` those that did nothing in the state there
    was; `later` are after the day. `timers` are moves made by timers; `states` counts courses by lifecycle and state.
    """

    read: int = 0
    rejected: int = 0
    duplicates: int = 0
    later: int = 0
    moved: int = 0
    unmoved: int = 0
    timers: int = 0
    merchants: int = 0
    courses: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    NUMBERS = ("read", "rejected", "duplicates", "later", "moved", "unmoved", "timers", "merchants", "courses")

    def merge(self, other: Totals) -> None:
        for name in self.NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.states += other.states

    @property
    def add_up(self) -> bool:
        return self.read == self.rejected + self.duplicates + self.later + self.moved + self.unmoved

    def as_json(self) -> dict[str, Any]:
        states: dict[str, dict[str, int]] = {}
        for (lifecycle, state), count in sorted(self.states.items()):
            states.setdefault(lifecycle, {})[state] = count
        numbers = {name: getattr(self, name) for name in self.NUMBERS}
        return {**numbers, "states": states, "seconds": round(self.seconds, 3)}
