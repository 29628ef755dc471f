"""Queries that are asked of one batch after another: planned once, where that pays."""

from __future__ import annotations

from functools import cached_property
from itertools import count

import duckdb
import pyarrow as pa

from merchant_compliance.language.sql_run import prepare

SOURCE = "rows_of_one_table"
"""What queries call the table that they read."""


class Session:
    """A connection for one thread.

    To plan a query takes longer than to judge some thousand rows by it, and one over Arrow data is planned every time
    anew. So rows are copied into a table of DuckDB's own, over which the query is prepared. The optimiser is off: it
    finds nothing here, and takes most of the time of planning.
    """

    def __init__(self) -> None:
        self._prepared: dict[tuple[str, str], str] = {}
        self._names = (f"q{number}" for number in count())

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Opened when first asked: processes that are forked before that have one each."""
        connection = duckdb.connect(config={"threads": 1})
        connection.execute("pragma disable_optimizer")
        prepare(connection)
        return connection

    def ask(self, text: str, rows: pa.Table) -> pa.Table:
        """The answer of a query over these rows."""
        self._connection.register(SOURCE, rows)
        try:
            return self._connection.sql(f"execute {self._filled(text, rows.schema)}").to_arrow_table()
        finally:
            self._connection.unregister(SOURCE)

    def _filled(self, text: str, schema: pa.Schema) -> str:
        key = (text, str(schema))
        name = self._prepared.get(key)
        if name is None:
            name = self._prepared[key] = next(self._names)
            self._connection.execute(f"create temp table {name} as from {SOURCE}")
            self._connection.execute(f"prepare {name} as {text.replace(SOURCE, name)}")
            return name
        self._connection.execute(f"truncate {name}")
        self._connection.execute(f"insert into {name} from {SOURCE}")
        return name
