"""Tables of SQLite and PostgreSQL, through SQLAlchemy: read only, in the order of their keys, some rows at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    NullPool,
    Select,
    TableClause,
    column,
    create_engine,
    event,
    func,
    inspect,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from merchant_compliance.merchant.databases import failures
from merchant_compliance.merchant.databases.address import POSTGRESQL, SQLITE, Address
from merchant_compliance.merchant.databases.cells import Cells
from merchant_compliance.merchant.databases.naming import Table, chosen
from merchant_compliance.merchant.files import Layout, Raw

FETCH = 1000
"""Rows that come from the database at once."""
WAIT = 5.0
"""Seconds until a SQLite file that another program writes is given up."""
SECONDS = 10
"""Until a server that does not answer is given up, unless the address says `connect_timeout`."""
AS_TEXT = ("json", "jsonb", "date", "timestamp", "timestamptz", "time", "timetz", "interval")
"""What comes from PostgreSQL as it writes it: read as in CSV, and no date is outside Python's calendar."""
ROWIDS = ("rowid", "_rowid_", "oid")
CATALOGUES = {
    SQLITE: """
        SELECT 'main', name, 0 FROM sqlite_master
        WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name""",
    POSTGRESQL: """
        SELECT n.nspname, c.relname, c.relispartition FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema'
        AND left(n.nspname, 3) <> 'pg_'
        ORDER BY n.nspname <> current_schema(), 1, 2""",
}
USUAL = {SQLITE: "SELECT 'main'", POSTGRESQL: "SELECT current_schema()"}
ESTIMATE = text(
    "SELECT c.relkind IN ('r', 'p'), c.reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = :schema AND c.relname = :name"
)
FAULTS = (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError)


class SqlTable(NamedTuple):
    """An open table. `columns` are all of its columns."""

    address: Address
    connection: Connection
    found: Table
    columns: list[str]

    def length(self) -> int | None:
        """Rows; of a big table in PostgreSQL about so many, of a view None: to count it is to compute it."""
        if self.address.kind == POSTGRESQL:
            row = self.connection.execute(ESTIMATE, {"schema": self.found.schema, "name": self.found.name}).one()
            if not row[0] or row[1] > 0:
                return int(row[1]) if row[0] else None
        return int(self.connection.execute(select(func.count()).select_from(_clause(self.found))).scalar_one())

    def rows(self, layout: Layout, allow_unknown: bool) -> Iterator[Raw]:
        """The rows, numbered from 1. Raises `InputError` for columns as CSV does."""
        numbered = self.address.kind == SQLITE
        cells = Cells(self.columns, layout, allow_unknown, self.address.shown, numbered_flags=numbered)
        number = 0
        try:
            for number, row in enumerate(self._all(cells.columns), 1):
                value, problems = cells.record(row)
                yield Raw(number, value, problems, number)
        except FAULTS as error:
            raise failures.unreadable(self.address, error, number) from error

    def _all(self, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        clause = _clause(self.found, columns)
        query = select(*clause.c).order_by(*ORDERS[self.address.kind](self))
        yield from self.connection.execution_options(yield_per=FETCH).execute(query)


@contextmanager
def sql_table(address: Address) -> Iterator[SqlTable]:
    """The table of an address. Raises `InputError` where there is none; makes no file."""
    engine = _engine(address)
    try:
        with _connected(engine, address) as connection:
            tables = [Table(*row) for row in connection.execute(text(CATALOGUES[address.kind]))]
            usual = connection.execute(text(USUAL[address.kind])).scalar()
            found = chosen(address, tables, usual)
            everything: Select[Any] = select(literal_column("*")).select_from(_clause(found)).limit(0)
            yield SqlTable(address, connection, found, list(connection.execute(everything).keys()))
    except FAULTS as error:
        raise failures.unreadable(address, error) from error
    finally:
        engine.dispose()


def _engine(address: Address) -> Engine:
    try:
        return OPEN[address.kind](address)
    except ImportError:
        raise failures.no_driver(address) from None


def _connected(engine: Engine, address: Address) -> Connection:
    try:
        return engine.connect()
    except FAULTS as error:
        raise failures.no_connection(address, error) from error


def _clause(found: Table, columns: Sequence[str] = ()) -> TableClause:
    """INVARIANT: names come from the catalogue, and SQLAlchemy quotes them."""
    return table(found.name, *(column(name) for name in columns), schema=found.schema)


def _by_row(opened: SqlTable) -> list[ColumnElement[Any]]:
    """The order of insertion; views and tables without row numbers have their own."""
    taken = {name.lower() for name in opened.columns}
    for name in (name for name in ROWIDS if name not in taken):
        try:
            opened.connection.execute(select(literal_column(name)).select_from(_clause(opened.found)).limit(0))
        except OperationalError:
            return []
        return [literal_column(name)]
    return []


def _by_key(opened: SqlTable) -> list[ColumnElement[Any]]:
    key = inspect(opened.connection).get_pk_constraint(opened.found.name, opened.found.schema)
    return [column(name) for name in key["constrained_columns"]]


def _sqlite(address: Address) -> Engine:
    failures.check_file(address)
    uri = f"{address.file.absolute().as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=WAIT)
        connection.text_factory = _decoded
        return connection

    dotted = {"sqlite_raw_colnames": True}  # `subject.kind` is the whole name of a column
    return create_engine("sqlite://", creator=connect, poolclass=NullPool, execution_options=dotted)


def _decoded(data: bytes) -> str | bytes:
    """What is no UTF-8 stays bytes, which are no text, so that the row is rejected and not the table."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _postgresql(address: Address) -> Engine:
    assert address.url is not None
    settings: dict[str, Any] = {"client_encoding": "utf8"}
    if "connect_timeout" not in address.url.query:
        settings["connect_timeout"] = SECONDS
    engine = create_engine(
        address.url, poolclass=NullPool, connect_args=settings, execution_options={"postgresql_readonly": True}
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    from psycopg.types.string import TextLoader

    for kind in AS_TEXT:
        connection.adapters.register_loader(kind, TextLoader)
    connection.execute("SET datestyle TO ISO")
    connection.commit()


OPEN: dict[str, Callable[[Address], Engine]] = {SQLITE: _sqlite, POSTGRESQL: _postgresql}
ORDERS: dict[str, Callable[[SqlTable], list[ColumnElement[Any]]]] = {SQLITE: _by_row, POSTGRESQL: _by_key}
