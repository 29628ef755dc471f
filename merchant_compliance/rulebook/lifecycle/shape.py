"""The shape of a lifecycle file (`lifecycle:`): what may happen to a merchant, and what follows.

Every number of days is the name of a dated parameter, so that each figure has its source and its date.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from merchant_compliance.rulebook.policy import (
    Bilingual,
    DatedValue,
    Filled,
    Identifier,
    Name,
    OneOrMore,
    OutcomeWord,
    Provenance,
    Shape,
)

FieldType = Literal["text", "whole", "real", "flag", "day"]
Since = Literal["ever", "year", "quarter", "quarter_monday"]
"""From when on a count counts: `quarter_monday` is the first Monday of January, April, July and October."""


def _typed(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed), Field(min_length=1)]


class FieldShape(Shape):
    """A field of an event; `one_of` are the words that a text may be."""

    type: FieldType
    optional: bool = False
    one_of: Annotated[tuple[Filled, ...], Field(min_length=1)] | None = None


class EventShape(Shape):
    title: Bilingual
    fields: dict[Name, Annotated[FieldShape, BeforeValidator(_typed)]] = Field(default_factory=dict)


class StateShape(Shape):
    """A final state is never left."""

    title: Bilingual
    final: bool = False


class TimerShape(Shape):
    """`days` after it was started a timer fires: an event of its own name, at the beginning of that day."""

    title: Bilingual
    days: Name


class UnlessShape(Shape):
    """An event that takes back those whose field `same` has the value of its own."""

    event: Name
    where: Filled | None = None
    same: Name


class CounterShape(Shape):
    """Seen by guards as `history.NAME`: how many of these events there were, up to and including the present one.

    `days` is a window that ends today, `since` a period that began on a calendar day; `sum` adds up a field instead.
    """

    event: Name
    where: Filled | None = None
    days: Name | None = None
    since: Since | None = None
    sum: Name | None = None
    unless: UnlessShape | None = None


class ListingShape(Shape):
    """An entry of a list from today on, for so many days, or for good."""

    list: Filled
    reason: Filled
    days: Name | None = None


class FreezeShape(Shape):
    """Proceeds and deposit are held, for so many days, or until released."""

    days: Name | None = None


class MeasureShape(Shape):
    """A measure of those that the file declares; `value` is the name of a parameter, such as a cap."""

    measure: Name
    days: Name | None = None
    value: Name | None = None


class DoShape(Shape):
    """What a transition does, in this order."""

    outcome: OutcomeWord | None = None
    release: Literal[True] | None = None
    cancel: Names | None = None
    start: Names | None = None
    unlist: OneOrMore | None = None
    lists: Annotated[tuple[ListingShape, ...], Field(min_length=1)] | None = None
    freeze: FreezeShape | None = None
    measures: Annotated[tuple[MeasureShape, ...], Field(min_length=1)] | None = None
    notify: Bilingual | None = None


class TransitionShape(Shape):
    """Where the state is one of `from`, `event` (or a timer) happens and `when` is true: to `to`, and `do` all that.

    Without `to` the state stays. The first of the file that holds is taken, and no other.
    """

    id: Identifier
    from_: Annotated[Names, Field(alias="from")]
    event: Name
    when: Filled | None = None
    to: Name | None = None
    do: DoShape = DoShape()
    citations: tuple[Filled, ...] = ()


class LifecycleShape(Shape):
    """One lifecycle file. `per` is a field of events that tells apart several courses of one merchant."""

    lifecycle: Identifier
    title: Bilingual
    source: Provenance | None = None
    per: Name | None = None
    initial: Name
    parameters: dict[Name, Annotated[tuple[DatedValue, ...], Field(min_length=1)]] = Field(default_factory=dict)
    states: Annotated[dict[Name, StateShape], Field(min_length=1)]
    events: Annotated[dict[Name, EventShape], Field(min_length=1)]
    timers: dict[Name, TimerShape] = Field(default_factory=dict)
    history: dict[Name, CounterShape] = Field(default_factory=dict)
    measures: dict[Name, Bilingual] = Field(default_factory=dict)
    transitions: Annotated[tuple[TransitionShape, ...], Field(min_length=1)]
