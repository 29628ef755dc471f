"""A lifecycle compiled to tables: by state and event the moves to try, by event the counts that hear it.

Dated parameters make editions: a table holds from one change of any of them to the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from merchant_compliance.engine.lifecycle.doing import NOTHING, Doing, Figures, doing
from merchant_compliance.engine.lifecycle.memory import Count, Memory, Remembered
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.language.expression import Node, Select, Variable, bind, walk
from merchant_compliance.language.guards import Choose, Guard, compile_choice, compile_guard, compile_mask
from merchant_compliance.rulebook.lifecycle import Counter, Lifecycle, Transition
from merchant_compliance.rulebook.lifecycle.checked import AS_OF, EVENT, HISTORY
from merchant_compliance.rulebook.parameters import values_at


class Move(NamedTuple):
    """A transition ready to be taken; `doing` is None where it does nothing besides. `guard` is its own alone."""

    transition: Transition
    guard: Guard | None
    target: str | None
    ends: bool
    doing: Doing | None


class Choice(NamedTuple):
    """What is tried in one state on one event: `choose` gives the place of the first move whose guard holds.

    `counts` are those that any guard reads, `zeros` their values of a merchant of whom nothing was counted yet.
    """

    moves: tuple[Move, ...]
    choose: Choose
    counts: tuple[Count, ...]
    zeros: dict[str, float]


class Listener(NamedTuple):
    """A count hears an event; `takes_back` where that event takes back an earlier one instead."""

    name: str
    where: Guard | None
    sum: str | None
    key: str | None
    takes_back: bool

    def hear(self, memory: Memory, on: date, data: Mapping[str, Any]) -> None:
        if self.where is None or self.where(data, on):
            self.note(memory, on, data)

    def note(self, memory: Memory, on: date, data: Mapping[str, Any]) -> None:
        """Counts an event that it hears."""
        name, _, summed, field, takes_back = self
        key = data.get(field) if field else None
        if not takes_back:
            amount = data.get(summed, 0) if summed else 1
            memory.counted.setdefault(name, []).append(Remembered(on, amount, key))
        elif key is not None:
            memory.taken_back.setdefault(name, set()).add(key)


@dataclass(frozen=True, slots=True)
class Table:
    """What holds in one edition."""

    counts: Mapping[str, Count]
    choices: Mapping[str, Mapping[str, Choice]]
    listeners: Mapping[str, tuple[Listener, ...]]
    trials: Mapping[str, Trial]

    def take(self, standing: Standing, name: str, on: date, data: Mapping[str, Any]) -> Move | None:
        """Moves the standing on by one event, and returns the move that was made. Counts hear the event first."""
        trial = self.trials.get(name)
        return None if trial is None else trial.take(standing, on, data)


class Trial(NamedTuple):
    """All that one event can set off. `mask` says as bits which listeners hear it: mostly none does, which one
    question settles. `choices` are by state."""

    listeners: tuple[Listener, ...]
    mask: Choose | None
    choices: Mapping[str, Choice]

    def take(self, standing: Standing, on: date, data: Mapping[str, Any]) -> Move | None:
        listeners, mask, choices = self
        memory = standing.memory
        if mask is not None and (hearing := mask(data, on)):
            for place, listener in enumerate(listeners):
                if hearing >> place & 1:
                    listener.note(memory, on, data)
        choice = choices.get(standing.state)
        if choice is None:
            return None
        moves, choose, counts, history = choice
        if counts and memory.counted:
            history = {count.name: count.of(memory, on) for count in counts}
        place = choose(data, history, on)
        if place < 0:
            return None
        move = moves[place]
        make(move, standing, on)
        return move


def make(move: Move, standing: Standing, on: date) -> None:
    """Timers end with the course: a final state has none."""
    if move.target is not None:
        standing.state, standing.since = move.target, on
    if move.doing is not None:
        move.doing.to(standing, on)
    if move.ends:
        standing.timers.clear()


class Machine:
    """A lifecycle to run. Tables are compiled when a day first needs them; threads may share it."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        self.timer_order = {name: index for index, name in enumerate(lifecycle.shape.timers)}
        changes = {day for parameter in lifecycle.parameters.values() for day in parameter.days}
        self.changes = sorted(changes - {date.min})
        self._tables: dict[int, Table] = {}

    @property
    def name(self) -> str:
        return self.lifecycle.name

    @cached_property
    def heard(self) -> frozenset[str]:
        """The events that can matter to it."""
        return frozenset(self.lifecycle.shape.events)

    def start(self) -> Standing:
        return Standing(self.lifecycle.initial)

    def at(self, day: date) -> Table:
        edition = bisect_right(self.changes, day)
        table = self._tables.get(edition)
        if table is None:
            table = self._tables[edition] = _table(self.lifecycle, values_at(self.lifecycle.parameters, day))
        return table


def _table(lifecycle: Lifecycle, figures: Figures) -> Table:
    counts = {counter.name: count for counter in lifecycle.counters if (count := _count(counter, figures))}
    grouped: dict[str, dict[str, list[Transition]]] = {name: {} for name in lifecycle.shape.states}
    for transition in lifecycle.transitions:
        if _in_force(transition, lifecycle, figures, counts):
            for state in transition.sources:
                grouped[state].setdefault(transition.on, []).append(transition)
    moves = {t.id: _move(t, lifecycle, figures) for each in grouped.values() for ts in each.values() for t in ts}
    choices = {
        state: {name: _choice([moves[t.id] for t in found], counts, figures) for name, found in events.items()}
        for state, events in grouped.items()
    }
    listeners: dict[str, list[tuple[Listener, Node | None]]] = {}
    for counter in lifecycle.counters:
        for event, listener, where in _listeners(counter, figures):
            listeners.setdefault(event, []).append((listener, where))
    heard = {event: tuple(listener for listener, _ in found) for event, found in listeners.items()}
    masks = {event: compile_mask([where for _, where in found], (EVENT, AS_OF)) for event, found in listeners.items()}
    trials = {
        event: Trial(
            heard.get(event, ()),
            masks.get(event),
            {state: choice for state, by_event in choices.items() if (choice := by_event.get(event))},
        )
        for event in {*heard, *(event for by_event in choices.values() for event in by_event)}
    }
    return Table(counts, choices, heard, trials)


def _count(counter: Counter, figures: Figures) -> Count | None:
    """How it is read; None before the parameter of its window has a value."""
    days: Any = figures.get(counter.days) if counter.days else None
    return None if counter.days and days is None else Count(counter.name, days, counter.since)


def _in_force(transition: Transition, lifecycle: Lifecycle, figures: Figures, counts: Mapping[str, Count]) -> bool:
    """Whether all figures that it needs have a value on the day; before, there is no such transition."""
    timers = (lifecycle.shape.timers[name].days for name in transition.do.start or ())
    return all(name in figures for name in (*transition.parameters, *timers)) and _read(transition) <= counts.keys()


def _read(transition: Transition) -> frozenset[str]:
    """The counts that its guard reads."""
    return frozenset(
        node.field
        for node in (walk(transition.guard) if transition.guard else ())
        if isinstance(node, Select) and isinstance(node.operand, Variable) and node.operand.name == HISTORY
    )


def _move(transition: Transition, lifecycle: Lifecycle, figures: Figures) -> Move:
    timers = {name: timer.days for name, timer in lifecycle.shape.timers.items()}
    done = doing(transition.do, timers, figures)
    return Move(
        transition,
        compile_guard(bind(transition.guard, figures), (EVENT, HISTORY, AS_OF)) if transition.guard else None,
        transition.target,
        transition.target in lifecycle.finals,
        None if done == NOTHING else done,
    )


def _choice(moves: list[Move], counts: Mapping[str, Count], figures: Figures) -> Choice:
    guards = [move.transition.guard for move in moves]
    read = frozenset[str]().union(*(_read(move.transition) for move in moves))
    choose = compile_choice([guard and bind(guard, figures) for guard in guards], (EVENT, HISTORY, AS_OF))
    used = tuple(count for name, count in counts.items() if name in read)
    return Choice(tuple(moves), choose, used, {count.name: 0 for count in used})


def _listeners(counter: Counter, figures: Figures) -> Iterator[tuple[str, Listener, Node | None]]:
    """By event, who hears it, and the condition of that."""
    unless = counter.unless
    key = unless.same if unless else None
    where = counter.where and bind(counter.where, figures)
    yield counter.event, Listener(counter.name, _guard(where), counter.sum, key, False), where
    if unless:
        back = unless.where and bind(unless.where, figures)
        yield unless.event, Listener(counter.name, _guard(back), None, key, True), back


def _guard(node: Node | None) -> Guard | None:
    return compile_guard(node, (EVENT, AS_OF)) if node else None
