"""One share of the merchants: read in their order, replayed one after another, their rows written aside.

INVARIANT: it comes to what `Lifecycles.courses` comes to, merchant by merchant; only the timeline is left out.
"""

from __future__ import annotations

import gc
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from merchant_compliance.engine.lifecycle.complaints import conflict
from merchant_compliance.engine.lifecycle.course import NOTHING, next_timer
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.event import Event, in_order
from merchant_compliance.engine.lifecycle.intake import EARLIEST
from merchant_compliance.engine.lifecycle.rows.rejected import Refused, RejectedPart
from merchant_compliance.engine.lifecycle.rows.stage import WHOLE
from merchant_compliance.engine.lifecycle.rows.states import StatesPart
from merchant_compliance.engine.lifecycle.rows.totals import Totals
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.engine.lifecycle.table import Machine, Move

BATCH = 20_000
SHORT, MANY = 40, 10_000
"""Letters of a text of fields that is kept, and how many are."""
SORTED = "ORDER BY hash(merchant_id), merchant_id"
"""Merchant by merchant. Their order does not matter here, and whole numbers sort faster than texts."""
Row = tuple[int, str | None, str | None, str | None, str | None, str | None, str | None]
"""As `stage.COLUMNS`."""
Course = tuple[int, str]
"""The place of the lifecycle, and the value of its `per` field, empty where it has none."""
Take = Callable[[Standing, date, Mapping[str, Any]], Move | None]
Hearer = tuple[Course, Machine, Take, str | None]
Happened = tuple[date, int, str, int, str, dict[str, Any]]
"""Day, sequence, id, line, name, fields: in the order of replay."""


class Share(NamedTuple):
    """Which part of which table; `number` of `of` shares by a hash of the merchant."""

    path: str
    query: str
    number: int
    of: int
    folder: str
    source: str
    as_of: date
    memory_mb: int


def work(lifecycles: Lifecycles, share: Share) -> Totals:
    """Replays a share; states and rejected rows stand in its folder."""
    totals, folder = Totals(), Path(share.folder)
    with (
        _without_collection(),
        StatesPart(folder, share.number) as states,
        RejectedPart(folder, share.number, share.source) as rejected,
    ):
        player = Player(lifecycles, share.as_of, totals, states, rejected)
        for merchant, rows in groupby(_rows(share), itemgetter(1)):
            player.play(merchant or "", rows)
    return totals


@contextmanager
def _without_collection() -> Iterator[None]:
    """Nothing here refers to itself, so that walking all of it again and again frees nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _rows(share: Share) -> Iterator[Row]:
    import duckdb

    connection: Any
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"SET memory_limit = '{share.memory_mb}MB'")
        connection.execute("SET temp_directory = $folder", {"folder": share.folder})
        query = f"SELECT * FROM ({share.query}) WHERE hash(merchant_id) % $of = $number {SORTED}"
        values = {"path": share.path, "of": share.of, "number": share.number}
        for batch in connection.sql(query, params=values).to_arrow_reader(BATCH):
            columns: list[Any] = [column.to_pylist() for column in batch.columns]
            yield from zip(*columns, strict=True)


@lru_cache(maxsize=100_000)
def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text) if text is not None and len(text) == len("2021-12-31") else None
    except ValueError:
        return None
    return None if day is None or day < EARLIEST else day


class Plan(NamedTuple):
    """Who hears which event while no parameter changes, and what it sets off on those days."""

    begins: date
    ends: date
    hearers: dict[str, list[Hearer]]

    @staticmethod
    def of(lifecycles: Lifecycles, begins: date, ends: date) -> Plan:
        place = {name: index for index, name in enumerate(lifecycles.machines)}
        hearing: dict[str, list[Hearer]] = {
            event: [
                ((place[machine.name], ""), machine, trial.take, per)
                for machine, per in found
                if (trial := machine.at(begins).trials.get(event))
            ]
            for event, found in lifecycles.hearers.items()
        }
        return Plan(begins, ends, hearing)


class States(Protocol):
    """Takes the standings."""

    def add(self, merchant: str, lifecycle: str, key: str, standing: Standing, as_of: date) -> None: ...


class Rejects(Protocol):
    """Takes the rows that could not be used."""

    def add(self, refused: Refused) -> None: ...


class Player:
    """Replays merchants one after another."""

    def __init__(self, lifecycles: Lifecycles, as_of: date, totals: Totals, states: States, rejected: Rejects) -> None:
        self._intake, self._hearers, self._as_of = lifecycles.intake, lifecycles.hearers, as_of
        self._totals, self._states, self._rejected = totals, states, rejected
        self._known: dict[str, dict[str, dict[str, Any]]] = {}
        self._changes = sorted({day for machine in lifecycles.machines.values() for day in machine.changes})
        edges = [date.min, *self._changes, date.max]
        self._plans = [Plan.of(lifecycles, begins, ends) for begins, ends in pairwise(edges)]

    def play(self, merchant: str, rows: Iterator[Row]) -> None:
        events = [event for row in rows if (event := self._happened(row)) is not None]
        self._totals.merchants += bool(events)
        if len({event[2] for event in events}) < len(events):
            events = self._each_once(merchant, events)
        events.sort()
        courses = self._courses(events)
        for (_, key), (machine, standing) in courses.items():
            if standing.timers:
                self._totals.timers += _fire(machine, standing, self._as_of)
            if standing.since is not None:
                self._states.add(merchant, machine.name, str(key), standing, self._as_of)
                self._totals.courses += 1
                self._totals.states[machine.name, standing.state] += 1

    def _courses(self, events: list[Happened]) -> dict[Course, tuple[Machine, Standing]]:
        courses: dict[Course, tuple[Machine, Standing]] = {}
        totals, plan = self._totals, self._plans[0]
        for index, (on, _, _, _, name, data) in enumerate(events):
            if on > self._as_of:
                totals.later += len(events) - index
                break
            moved = False
            if not plan.begins <= on < plan.ends:
                plan = self._plans[bisect_right(self._changes, on)]
            for whole, machine, take, per in plan.hearers[name]:
                course = whole
                if per is not None:
                    if per not in data:
                        continue
                    course = (whole[0], data[per])
                found = courses.get(course)
                if found is None:
                    found = courses[course] = (machine, machine.start())
                standing = found[1]
                if standing.timers:
                    totals.timers += _fire(machine, standing, on)
                if take(standing, on, data) is not None:
                    moved = True
            if moved:
                totals.moved += 1
            else:
                totals.unmoved += 1
        return courses

    def _happened(self, row: Row) -> Happened | None:
        """The event of a row; a row with anything unusual about it goes the long way, through the full check."""
        self._totals.read += 1
        line, merchant, event_id, name, text, seq, fields = row
        on = _day(text)
        if on is not None and event_id and merchant and name in self._hearers and len(event_id) <= 200 >= len(merchant):
            number, data = _sequence(seq), self._plain(name, fields or "{}")
            if data is not None and number is not None:
                return (on, number, event_id, line, name, data)
        return self._checked(row)

    def _plain(self, name: str, fields: str) -> dict[str, Any] | None:
        """The fields of an event from JSON text, if they need no closer look. Short texts come again and again."""
        known = self._known.setdefault(name, {}).get(fields)
        if known is not None:
            return known
        data = _object(fields)
        if data is not None and None in data.values():
            data = {field: value for field, value in data.items() if value is not None}
        if data is None or not self._intake.plain(name, data):
            return None
        if len(fields) <= SHORT and len(self._known[name]) < MANY:
            self._known[name][fields] = data
        return data

    def _checked(self, row: Row) -> Happened | None:
        raw = record_of(row)
        event = self._intake.event(raw)
        if isinstance(event, Event):
            return (event.on, event.seq, event.id, row[0], event.name, event.data)
        self._reject(Refused(row[0], tuple(event), raw))
        return None

    def _reject(self, refused: Refused) -> None:
        self._totals.rejected += 1
        self._rejected.add(refused)

    def _each_once(self, merchant: str, events: list[Happened]) -> list[Happened]:
        whole = [Event(e[2], merchant, e[4], e[0], e[1], e[5]) for e in events]
        lines = {id(event): e[3] for event, e in zip(whole, events, strict=True)}
        found = in_order(whole)
        self._totals.duplicates += len(found.duplicates)
        for event in found.conflicts:
            self._reject(Refused(lines[id(event)], (conflict(event),), event))
        return [(e.on, e.seq, e.id, lines[id(e)], e.name, e.data) for e in found.events]


SCAN: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def _object(text: str) -> dict[str, Any] | None:
    """The object of a JSON text that is nothing else; None for anything that takes a closer look."""
    try:
        value, end = SCAN(text, 0)
    except (ValueError, StopIteration, RecursionError):
        return None
    return value if end == len(text) and value.__class__ is dict else None


@lru_cache(maxsize=100_000)
def _sequence(text: str | None) -> int | None:
    if text is None:
        return 0
    return int(text) if len(text) < 18 and text.isascii() and text.isdigit() else None


def record_of(row: Row) -> Any:
    """The record of a row as a file would have it."""
    _, merchant, event_id, name, on, seq, fields = row
    data: Any = None
    if fields is not None:
        try:
            data = json.loads(fields)
        except ValueError:
            data = fields
    if event_id == WHOLE:
        return data
    values = (event_id, merchant, name, on, seq, data)
    keys = ("event_id", "merchant_id", "event", "occurred_on", "seq", "data")
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}


def _fire(machine: Machine, standing: Standing, until: date) -> int:
    """Lets timers run out up to and including a day; how many moves they made."""
    moves = 0
    while name := next_timer(machine, standing, until):
        on = standing.timers.pop(name)
        moves += machine.at(on).take(standing, name, on, NOTHING) is not None
    return moves
