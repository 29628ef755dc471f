"""Many entries at once, each unless an identical one is there already. Each database in its own fastest way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from types import TracebackType
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
    _copy(connection, rows)
    return _move(connection)


def _copy(connection: Connection, rows: Sequence[NewEntry]) -> None:
    """COPY into a table of this session: ten times as fast as statements a row."""
    connection.execute(
        text(f"CREATE TEMP TABLE IF NOT EXISTS incoming ON COMMIT DROP AS SELECT {NAMED} FROM list_entries LIMIT 0")
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY incoming ({NAMED}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _move(connection: Connection) -> int:
    moved = f"INSERT INTO list_entries ({NAMED}) SELECT {NAMED} FROM incoming ON CONFLICT DO NOTHING"
    added = connection.execute(text(moved)).rowcount
    connection.execute(text("TRUNCATE incoming"))
    return added


def any_database(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """Asks what is there, then adds the rest. Of two writers at the same moment the second fails as a whole."""
    new: dict[tuple[str, str], NewEntry] = {}
    for row in rows:
        new.setdefault((row.key_hash, row.open_print), row)
    keys = list({row.key_hash for row in rows})
    for start in range(0, len(keys), ASKED):
        open_ = select(ENTRIES.c.key_hash, ENTRIES.c.open_print).where(ENTRIES.c.open_print.is_not(None))
        for known in connection.execute(open_.where(ENTRIES.c.key_hash.in_(keys[start : start + ASKED]))):
            new.pop((known.key_hash, known.open_print), None)
    if new:
        connection.execute(insert(ENTRIES), [_typed(row) for row in new.values()])
    return len(new)


def _typed(row: NewEntry) -> dict[str, Any]:
    ends = {name: day and date.fromisoformat(day) for name, day in (("since", row.since), ("until", row.until))}
    return row._asdict() | ends


WAYS: dict[str, Callable[[Connection, Sequence[NewEntry]], int]] = {
    "sqlite+pysqlite": _sqlite,
    "postgresql+psycopg": _postgresql,
}


def add_new(connection: Connection, rows: Sequence[NewEntry]) -> int:
    """Adds those of the rows whose key and `open_print` no entry has; returns how many.

    INVARIANT: in the order of the rows.
    """
    return WAYS.get(_driver(connection), any_database)(connection, rows) if rows else 0


def _driver(connection: Connection) -> str:
    return f"{connection.dialect.name}+{connection.dialect.driver}"


class Adder:
    """Adds batch after batch. A server works on one batch while the caller prepares the next.

    INVARIANT: the connection is in one pair of hands at a time: this thread's, or the other's until `_settle`.
    SQLite stays in this thread: it works here, and would hand the interpreter's lock to and fro for every row.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection, self._pool = connection, ThreadPoolExecutor(1)
        self._apart = _driver(connection) == "postgresql+psycopg" and WAYS.get(_driver(connection)) is _postgresql
        self._pending: Future[int] | None = None
        self.added = 0

    def add(self, rows: Sequence[NewEntry]) -> None:
        if not self._apart:
            self.added += add_new(self._connection, rows)
            return
        self.settle()
        _copy(self._connection, rows)
        self._pending = self._pool.submit(_move, self._connection)

    def settle(self) -> None:
        """Waits for what is under way, and raises what went wrong there."""
        pending, self._pending = self._pending, None
        if pending:
            self.added += pending.result()

    def __enter__(self) -> Adder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is under way any more when the transaction ends, however it ends."""
        self._pool.shutdown(wait=True)
        if kind is None:
            self.settle()
