"""`Lifecycle`: one file, checked: names resolved, guards as typed trees, parameters dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from merchant_compliance.language.expression import Node
from merchant_compliance.rulebook.lifecycle.shape import DoShape, LifecycleShape, Since
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.parameters import Parameter

EVENT, HISTORY, AS_OF = "event", "history", "as_of"
GUARD_NAMES = (EVENT, HISTORY, AS_OF)
"""What a guard reads, besides `params`: the event's fields, the counts, and the day of the event."""


@dataclass(frozen=True)
class Unless:
    event: str
    where: Node | None
    same: str


@dataclass(frozen=True)
class Counter:
    """`days` and `sum` are names: of a parameter, and of a field of the event."""

    name: str
    event: str
    where: Node | None
    days: str | None
    since: Since
    sum: str | None
    unless: Unless | None


@dataclass(frozen=True)
class Transition:
    """`guard` is None where it always holds, `target` where the state stays; `index` is its place in the file."""

    id: str
    index: int
    sources: tuple[str, ...]
    on: str
    guard: Node | None
    wording: str
    target: str | None
    do: DoShape
    place: Place

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that its actions need: the transition is in force once all of them have a value."""
        do = self.do
        parts = (*(do.lists or ()), *((do.freeze,) if do.freeze else ()), *(do.measures or ()))
        names = [name for part in parts for name in (part.days, getattr(part, "value", None)) if name]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, eq=False)
class Lifecycle:
    """Immutable. `transitions` stand in the order of the file, which is the order in which they are tried."""

    shape: LifecycleShape
    parameters: Mapping[str, Parameter]
    counters: tuple[Counter, ...]
    transitions: tuple[Transition, ...]

    @property
    def name(self) -> str:
        return self.shape.lifecycle

    @property
    def initial(self) -> str:
        return self.shape.initial

    @cached_property
    def finals(self) -> frozenset[str]:
        return frozenset(name for name, state in self.shape.states.items() if state.final)
