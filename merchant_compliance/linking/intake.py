"""Merchants and their identifiers on the way into the graph: canonical forms in DuckDB, batch by batch.

What is kept of a merchant is its id, its role and its canonical identifiers. DuckDB holds them within `memory` and
beyond that in files that only this process reads and that are gone when it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import cast

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import FunctionNullHandling, PythonUDFType

from merchant_compliance.linking.columns import Columns
from merchant_compliance.linking.normalise import MAINLAND, canonical, canonical_query
from merchant_compliance.linking.shape import CODES, KINDS
from merchant_compliance.lists.entry import HASHED, KeyKind
from merchant_compliance.lists.hashing import Hasher

MEMORY = "2GB"
KEYS_AT_ONCE = 100_000
PHONE_ABROAD = "phone_abroad"
TABLES = """
CREATE TABLE merchants (row INTEGER, merchant_id VARCHAR, role VARCHAR, wanted BOOLEAN, entry BOOLEAN);
CREATE TABLE identifiers (row INTEGER, kind UTINYINT, value VARCHAR, mark UBIGINT);
CREATE TABLE listed (row INTEGER, list VARCHAR, since DATE);
CREATE TABLE exempted (kind UTINYINT, value VARCHAR);
CREATE TABLE excused (row INTEGER);
"""
"""`entry` marks list entries that act as merchants. `mark` is a hash of kind and value, which is only compared to
find candidates: INVARIANT: two identifiers are one where kind and value are equal."""


class Intake:
    """The tables of one search. `hasher` hashes plain identifiers of those kinds that also come as keyed hashes."""

    def __init__(self, memory: str = MEMORY, country: str = MAINLAND, hasher: Hasher | None = None) -> None:
        self._overflow = TemporaryDirectory(prefix="merchant-links-")
        self.connection = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": self._overflow.name,
                "preserve_insertion_order": False,
            }
        )
        self.connection.execute(TABLES)
        self.country, self._hasher = country, hasher
        if country != MAINLAND:
            self._know_phones_of(country)

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drops the tables and what did not fit into the memory."""
        self.connection.close()
        self._overflow.cleanup()

    def add_merchants(self, merchants: pa.Table) -> None:
        """Columns `row` (a number nobody else has), `merchant_id`, `role`, `wanted`, `entry`."""
        self._insert("merchants", merchants)

    def add_identifiers(self, kind: str, typed: pa.Table | pa.RecordBatchReader) -> None:
        """Columns `row` and `value` as typed; what names nobody is dropped here."""
        self.connection.register("typed", typed)
        self.add_query(kind, "SELECT row, value FROM typed WHERE value IS NOT NULL AND value <> ''")
        self.connection.unregister("typed")

    def add_query(self, kind: str, inner: str) -> None:
        """The same from a query of this connection, such as one over a Parquet file."""
        forms = canonical_query(kind, inner)
        if kind == "phone" and self.country != MAINLAND:
            forms = f"SELECT row, {PHONE_ABROAD}(value) AS value FROM ({inner})"
        self.connection.execute(
            f"INSERT INTO identifiers SELECT row, {CODES[kind]}, value, hash(value, {CODES[kind]}) "
            f"FROM ({forms}) WHERE value IS NOT NULL"
        )

    def add_columns(self, columns: Columns, kinds: Iterable[str], wanted: bool, default_role: str) -> int:
        """All merchants of a Parquet file with their identifiers of these kinds; how many they are."""
        self.connection.execute(f"INSERT INTO merchants BY NAME {columns.merchants(wanted, default_role)}")
        for kind in kinds:
            if values := columns.values(kind):
                self.add_query(kind, values)
        return int(self.connection.execute(f"SELECT count(*) FROM {columns.rows}").fetchall()[0][0])

    def keys_of(self, columns: Columns, kinds: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        """Row, kind and key, as typed, of everything by which merchants of a Parquet file may be listed."""
        for kind in sorted(kinds):
            if values := columns.values(kind):
                for batch in self.connection.sql(values).to_arrow_reader(KEYS_AT_ONCE):
                    for row, key in zip(batch["row"].to_pylist(), batch["value"].to_pylist(), strict=True):
                        if key:
                            yield row, kind, key

    def add_listed(self, listed: pa.Table) -> None:
        """Columns `row`, `list` and `since`: which merchants are on which list, and from which day on."""
        self._insert("listed", listed)

    def exempt(self, identifiers: pa.Table) -> None:
        """Columns `kind` and `value`, canonical: identifiers that link nobody."""
        self._insert("exempted", identifiers)

    def excuse(self, merchants: pa.Table) -> None:
        """Column `row`: merchants that are not reached by shared contacts."""
        self._insert("excused", merchants)

    def _insert(self, name: str, rows: pa.Table) -> None:
        self.connection.register("given", rows)
        self.connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM given")
        self.connection.unregister("given")

    def hash_plain(self) -> list[str]:
        """Where some identifiers of a kind are keyed hashes, the plain ones become such too; the kinds concerned."""
        found = self.connection.execute(f"SELECT DISTINCT kind FROM identifiers WHERE starts_with(value, '{HASHED}')")
        kinds = [KINDS[code] for code in sorted(code for (code,) in found.fetchall())]
        if self._hasher:
            for kind in kinds:
                self._hash_kind(kind, self._hasher)
        return kinds

    def _know_phones_of(self, country: str) -> None:
        """Phone numbers by the numbering plans inside DuckDB, in Python: INVARIANT: the same as `canonical`."""

        def forms(values: pa.Array) -> pa.Array:
            codes = pc.dictionary_encode(values)
            known = [text and canonical("phone", text, country) for text in codes.dictionary.to_pylist()]
            return pa.array(known, pa.string()).take(codes.indices)

        self.connection.create_function(
            PHONE_ABROAD,
            lambda values: forms(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values),
            ["VARCHAR"],
            "VARCHAR",
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )

    def _hash_kind(self, kind: str, hasher: Hasher) -> None:
        def hashed(values: pa.Array) -> pa.Array:
            return pa.array([hashed_value(kind, value, hasher) for value in values.to_pylist()], pa.string())

        name = f"hashed_{kind}"
        self.connection.create_function(name, hashed, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
        which = f"kind = {CODES[kind]} AND NOT starts_with(value, '{HASHED}')"
        for table in ("identifiers", "exempted"):
            self.connection.execute(f"UPDATE {table} SET value = {name}(value) WHERE {which}")
        self.connection.execute(f"UPDATE identifiers SET mark = hash(value, kind) WHERE kind = {CODES[kind]}")


def hashed_value(kind: str, value: str, hasher: Hasher) -> str:
    """How a canonical identifier is written where nobody may read it: `hmac:MARK:HASH`, as in exported lists."""
    return value if value.startswith(HASHED) else hasher.exported(hasher.hashed(cast("KeyKind", kind), value))
