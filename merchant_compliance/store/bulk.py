"""Many entries at once, each unless an identical one is there already. Each database in its own fastest way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, text

from merchant_compliance.store.tables import ENTRIES


class NewEntry(NamedTuple):
    """The columns of `list_entries` that are known when an entry is written down, in their order here.

    Days are ISO text, which is what databases are sent anyway.
    """

    recording_id: int
    list: str
    key_kind: str
    key_hash: str
    key_masked: str
    category: str
    brand: str
    region: str
    since: str | None
    until: str | None
    reason: str
    source: str
    open_print: str


COLUMNS = NewEntry._fields
NAMED = ", ".join(COLUMNS)
ASKED = 500
"""Values of one IN: every database takes so many."""


def _sqlite(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """Straight to the driver, since SQLAlchemy's own handling of a row takes longer than the database's."""
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO list_entries ({NAMED}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    return connection.exec_driver_sql(statement, list(rows)).rowcount


def _postgresql(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """COPY into a table of this session, then on from there: ten times as fast as statements a row."""
    connection.execute(
        text(f"CREATE TEMP TABLE IF NOT EXISTS incoming ON COMMIT DROP AS SELECT {NAMED} FROM list_entries LIMIT 0")
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY incoming ({NAMED}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    moved = f"INSERT INTO list_entries ({NAMED}) SELECT {NAMED} FROM incoming ON CONFLICT DO NOTHING"
    added = connection.execute(text(moved)).rowcount
    connection.execute(text("TRUNCATE incoming"))
    return added


def any_database(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """Asks what is there, then adds the rest. Of two writers at the same moment the second fails as a whole."""
    new = {row.open_print: row for row in reversed(rows)}
    prints = list(new)
    column = ENTRIES.c.open_print
    for start in range(0, len(prints), ASKED):
        found = connection.scalars(select(column).where(column.in_(prints[start : start + ASKED])))
        for known in found:
            new.pop(known, None)
    if new:
        connection.execute(insert(ENTRIES), [_typed(row) for row in reversed(new.values())])
    return len(new)


def _typed(row: NewEntry) -> dict[str, Any]:
    ends = {name: day and date.fromisoformat(day) for name, day in (("since", row.since), ("until", row.until))}
    return row._asdict() | ends


WAYS: dict[str, Callable[[Connection, Sequence[NewEntry]], int]] = {
    "sqlite+pysqlite": _sqlite,
    "postgresql+psycopg": _postgresql,
}


def add_new(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """Adds those of the rows whose `open_print` no entry has; returns how many. INVARIANT: in the order of the rows."""
    dialect = connection.dialect
    way = WAYS.get(f"{dialect.name}+{dialect.driver}", any_database)
    return way(connection, rows) if rows else 0
