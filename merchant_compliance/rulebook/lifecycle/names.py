"""Names that a lifecycle speaks of and does not have, and figures that cannot be what they are used for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.lifecycle import messages as say
from merchant_compliance.rulebook.lifecycle.checked import Lifecycle
from merchant_compliance.rulebook.lifecycle.shape import DoShape, LifecycleShape
from merchant_compliance.rulebook.message import listing
from merchant_compliance.rulebook.spot import Source, Step
from merchant_compliance.rulebook.validate import STAND_IN

Path = tuple[Step, ...]
Named = tuple[Path, str, str]
"""Where a name stands, the name, and what it must be the name of."""
LONGEST = 36_500
"""Days: a hundred years."""
NUMBERS = ("whole", "real")


def name_problems(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    shape = lifecycle.shape
    known = known_names(shape)
    for path, name, kind in [*_outer_names(shape), *_counter_names(shape), *_transition_names(shape)]:
        owner, _, event = kind.partition(":")
        allowed = known[owner] if not event else _fields(shape, event)
        if name not in allowed and STAND_IN not in name and (not event or event in shape.events):
            zh, en = say.KINDS[owner]
            values = {"name": name, "zh": zh, "en": en, "known": listing(sorted(allowed)) or "—"}
            yield say.UNKNOWN.at(source.place(path), nearest(name, sorted(allowed)), **values)
    yield from _twice(shape, source)
    yield from _days(lifecycle, source)
    yield from _counters(shape, source)
    yield from _fields_of_events(shape, source)


def known_names(shape: LifecycleShape) -> dict[str, Collection[str]]:
    return {
        "state": shape.states,
        "event": shape.events,
        "trigger": [*shape.events, *shape.timers],
        "timer": shape.timers,
        "parameter": shape.parameters,
        "measure": shape.measures,
    }


def _fields(shape: LifecycleShape, event: str) -> Collection[str]:
    return shape.events[event].fields if event in shape.events else ()


def _outer_names(shape: LifecycleShape) -> Iterator[Named]:
    yield ("initial",), shape.initial, "state"
    for name, timer in shape.timers.items():
        yield ("timers", name, "days"), timer.days, "parameter"
    if shape.per is not None and not any(shape.per in event.fields for event in shape.events.values()):
        yield ("per",), shape.per, f"field:{next(iter(shape.events))}"


def _counter_names(shape: LifecycleShape) -> Iterator[Named]:
    for name, counter in shape.history.items():
        path: Path = ("history", name)
        yield (*path, "event"), counter.event, "event"
        if counter.days:
            yield (*path, "days"), counter.days, "parameter"
        if counter.sum:
            yield (*path, "sum"), counter.sum, f"field:{counter.event}"
        if counter.unless:
            yield (*path, "unless", "event"), counter.unless.event, "event"
            for event in (counter.event, counter.unless.event):
                yield (*path, "unless", "same"), counter.unless.same, f"field:{event}"


def _transition_names(shape: LifecycleShape) -> Iterator[Named]:
    for index, transition in enumerate(shape.transitions):
        if transition.id == STAND_IN:
            continue
        path: Path = ("transitions", index)
        for position, state in enumerate(transition.from_):
            yield (*path, "from", position), state, "state"
        yield (*path, "event"), transition.event, "trigger"
        if transition.to is not None:
            yield (*path, "to"), transition.to, "state"
        yield from _do_names(transition.do, (*path, "do"))


def _do_names(do: DoShape, path: Path) -> Iterator[Named]:
    for key in ("start", "cancel"):
        for position, name in enumerate(getattr(do, key) or ()):
            yield (*path, key, position), name, "timer"
    for position, listing_ in enumerate(do.lists or ()):
        if listing_.days:
            yield (*path, "lists", position, "days"), listing_.days, "parameter"
    if do.freeze and do.freeze.days:
        yield (*path, "freeze", "days"), do.freeze.days, "parameter"
    for position, measure in enumerate(do.measures or ()):
        here: Path = (*path, "measures", position)
        yield (*here, "measure"), measure.measure, "measure"
        for key in ("days", "value"):
            if getattr(measure, key):
                yield (*here, key), getattr(measure, key), "parameter"


def _twice(shape: LifecycleShape, source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, transition in enumerate(shape.transitions):
        if transition.id in seen and transition.id != STAND_IN:
            yield say.ID_TWICE.at(source.place(("transitions", index, "id")), id=transition.id)
        seen.add(transition.id)
    for name in shape.timers:
        if name in shape.events:
            yield say.SAME_NAME.at(source.place_of_key(("timers", name)), name=name)


def day_parameters(shape: LifecycleShape) -> set[str]:
    """The parameters that are numbers of days."""
    found = {timer.days for timer in shape.timers.values()}
    found |= {counter.days for counter in shape.history.values() if counter.days}
    for transition in shape.transitions:
        do = transition.do
        parts = (*(do.lists or ()), *((do.freeze,) if do.freeze else ()), *(do.measures or ()))
        found |= {part.days for part in parts if part.days}
    return found


def _days(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    for name in sorted(day_parameters(lifecycle.shape) & lifecycle.parameters.keys()):
        for value in lifecycle.parameters[name].values:
            if type(value) is not int or not 1 <= value <= LONGEST:
                yield say.NOT_DAYS.at(source.place(("parameters", name)), name=name)


def _counters(shape: LifecycleShape, source: Source) -> Iterator[Problem]:
    for name, counter in shape.history.items():
        if counter.days and counter.since:
            yield say.TWO_WINDOWS.at(source.place(("history", name, "since")), name=name)
        field = shape.events[counter.event].fields.get(counter.sum or "") if counter.event in shape.events else None
        if field is not None and field.type not in NUMBERS:
            yield say.NOT_A_NUMBER.at(source.place(("history", name, "sum")), name=counter.sum)


def _fields_of_events(shape: LifecycleShape, source: Source) -> Iterator[Problem]:
    for name, event in shape.events.items():
        for field, item in event.fields.items():
            if item.one_of and item.type != "text":
                yield say.ONE_OF_TEXT.at(source.place(("events", name, "fields", field, "one_of")))
