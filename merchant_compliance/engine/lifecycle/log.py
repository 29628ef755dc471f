"""The event log in the store: what happened to merchants, added once, never changed. The truth of every lifecycle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, insert, select

from merchant_compliance.engine.lifecycle.complaints import conflict
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.intake import as_record
from merchant_compliance.errors import Problem
from merchant_compliance.store.tables import EVENTS

E = EVENTS.c
CHUNK = 500
STREAM = 10_000
"""Rows that are fetched at once."""
Key = tuple[str, str]


class Appended(NamedTuple):
    """`known` were there already and say the same. What another event has the id of is a conflict, and not added."""

    added: int
    known: int
    conflicts: int


def now() -> datetime:
    return datetime.now(UTC)


def append(
    connection: Connection,
    events: Iterable[Event],
    by: str,
    source: str = "",
    refuse: Callable[[Event, Problem], None] = lambda _event, _problem: None,
    at: datetime | None = None,
) -> Appended:
    """Adds events in the order given. Of two writers at the same moment the second may fail as a whole."""
    added = known = conflicts = 0
    moment, stream = at or now(), iter(events)
    while chunk := list(islice(stream, CHUNK)):
        there = _there(connection, chunk)
        new: list[dict[str, Any]] = []
        for event in chunk:
            key, row = (event.merchant_id, event.id), _row(event)
            if key not in there:
                there[key] = row
                new.append(row | {"recorded_at": moment, "recorded_by": by, "source": source})
            elif there[key] == row:
                known += 1
            else:
                conflicts += 1
                refuse(event, conflict(event))
        if new:
            connection.execute(insert(EVENTS), new)
            added += len(new)
    return Appended(added, known, conflicts)


COLUMNS = (E.merchant_id, E.event_id, E.event, E.occurred_on, E.seq, E.data)


def _row(event: Event) -> dict[str, Any]:
    data = json.dumps(as_record(event)["data"], ensure_ascii=False, sort_keys=True)
    head = {"merchant_id": event.merchant_id, "event_id": event.id, "event": event.name}
    return {**head, "occurred_on": event.on, "seq": event.seq, "data": data}


def _there(connection: Connection, chunk: Iterable[Event]) -> dict[Key, Mapping[str, Any]]:
    """What the log has under the ids of these events."""
    events = list(chunk)
    query = select(*COLUMNS).where(
        E.merchant_id.in_({event.merchant_id for event in events}), E.event_id.in_({event.id for event in events})
    )
    return {(row.merchant_id, row.event_id): dict(row._mapping) for row in connection.execute(query)}


def records_of(connection: Connection, merchant_id: str, known_at: datetime | None = None) -> list[dict[str, Any]]:
    """The events of one merchant as records for the intake, as known at a moment; in the order of their arrival."""
    query = _known(select(*COLUMNS), known_at).where(E.merchant_id == merchant_id).order_by(E.id)
    return [_record(row) for row in connection.execute(query)]


def all_records(connection: Connection, known_at: datetime | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """All events with their places in the log, one by one."""
    query = _known(select(E.id, *COLUMNS), known_at).order_by(E.id)
    for row in connection.execute(query.execution_options(yield_per=STREAM)):
        yield int(row.id), _record(row)


def _known(query: Select[Any], known_at: datetime | None) -> Select[Any]:
    return query if known_at is None else query.where(E.recorded_at <= known_at)


def _record(row: Any) -> dict[str, Any]:
    head = {"event_id": row.event_id, "merchant_id": row.merchant_id, "event": row.event}
    return {**head, "occurred_on": row.occurred_on.isoformat(), "seq": row.seq, "data": json.loads(row.data)}
