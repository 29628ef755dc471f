"""Where a merchant stands in a lifecycle: all that later events depend on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from merchant_compliance.engine.lifecycle.memory import Memory

FREEZE = "freeze"


@dataclass(slots=True)
class Standing:
    """`since` is the day on which the state was entered, None for one that never left the initial state.

    `timers` run out on the day they have; `holds` are the freeze and the measures in force, and `lists` the entries
    made, each with its day of end, which is exclusive, or None for no end.
    """

    state: str
    since: date | None = None
    outcome: str | None = None
    timers: dict[str, date] = field(default_factory=dict)
    holds: dict[str, date | None] = field(default_factory=dict)
    lists: dict[str, date | None] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def copy(self) -> Standing:
        return Standing(
            self.state,
            self.since,
            self.outcome,
            dict(self.timers),
            dict(self.holds),
            dict(self.lists),
            self.memory.copy(),
        )

    def held(self, as_of: date) -> dict[str, date | None]:
        """The freeze and the measures that are in force on a day."""
        return {name: until for name, until in self.holds.items() if until is None or as_of < until}
