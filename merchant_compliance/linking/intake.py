"""Merchants and their identifiers on the way into the graph: canonical forms in DuckDB, batch by batch.

What is kept of a merchant is its id, its role and its canonical identifiers. DuckDB holds them within `memory` and
beyond that in files that only this process reads and that are gone when it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import PythonUDFType

from merchant_compliance.linking.normalise import HASHED, MAINLAND, canonical, canonical_query
from merchant_compliance.linking.shape import CODES
from merchant_compliance.merchant.masking import keyed_hash

MEMORY = "2GB"
TABLES = """
CREATE TABLE merchants (row INTEGER, merchant_id VARCHAR, role VARCHAR, wanted BOOLEAN, entry BOOLEAN);
CREATE TABLE identifiers (row INTEGER, kind UTINYINT, value VARCHAR, mark UBIGINT);
CREATE TABLE listed (row INTEGER, list VARCHAR);
CREATE TABLE exempted (kind UTINYINT, value VARCHAR);
CREATE TABLE excused (row INTEGER);
"""
"""`entry` marks list entries that act as merchants. `mark` is a hash of kind and value, which is only compared to
find candidates: INVARIANT: two identifiers are one where kind and value are equal."""


class Intake:
    """The tables of one search. `key` hashes plain identifiers of those kinds that also come as keyed hashes."""

    def __init__(self, memory: str = MEMORY, country: str = MAINLAND, key: bytes | None = None) -> None:
        self.connection = duckdb.connect(config={"memory_limit": memory, "preserve_insertion_order": False})
        self.connection.execute(TABLES)
        self.country, self._key = country, key

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def add_merchants(self, merchants: pa.Table) -> None:
        """Columns `row` (a number nobody else has), `merchant_id`, `role`, `wanted`, `entry`."""
        self._insert("merchants", merchants)

    def add_identifiers(self, kind: str, typed: pa.Table | pa.RecordBatchReader) -> None:
        """Columns `row` and `value` as typed; what names nobody is dropped here."""
        if kind == "phone" and self.country != MAINLAND:
            typed = _phones_abroad(typed, self.country)
        self.connection.register("typed", typed)
        self._canonical_of(kind, "SELECT row, value FROM typed WHERE value IS NOT NULL AND value <> ''")
        self.connection.unregister("typed")

    def _canonical_of(self, kind: str, inner: str) -> None:
        self.connection.execute(
            f"INSERT INTO identifiers SELECT row, {CODES[kind]}, value, hash(value, {CODES[kind]}) "
            f"FROM ({canonical_query(kind, inner)}) WHERE value IS NOT NULL"
        )

    def add_listed(self, listed: pa.Table) -> None:
        """Columns `row` and `list`: which merchants are on which list."""
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

    def hash_plain(self) -> list[int]:
        """Where some identifiers of a kind are keyed hashes, the plain ones become such too; the kinds concerned."""
        found = self.connection.execute(f"SELECT DISTINCT kind FROM identifiers WHERE starts_with(value, '{HASHED}')")
        kinds = sorted(kind for (kind,) in found.fetchall())
        if kinds and self._key:
            hashed = _hasher(self._key)
            self.connection.create_function("hashed", hashed, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
            listed = ", ".join(map(str, kinds))
            for table in ("identifiers", "exempted"):
                self.connection.execute(
                    f"UPDATE {table} SET value = hashed(value) WHERE kind IN ({listed}) AND value NOT LIKE '{HASHED}%'"
                )
            self.connection.execute(f"UPDATE identifiers SET mark = hash(value, kind) WHERE kind IN ({listed})")
        return kinds


def hashed_value(value: str, key: bytes) -> str:
    """How a canonical identifier is written where it must not be read: `hmac:` and 32 hexadecimal digits."""
    return value if value.startswith(HASHED) else HASHED + keyed_hash(value, key)


def _hasher(key: bytes) -> Callable[[pa.Array], pa.Array]:
    def hashed(values: pa.Array) -> pa.Array:
        return pa.array([hashed_value(value, key) for value in values.to_pylist()], pa.string())

    return hashed


def _phones_abroad(typed: pa.Table | pa.RecordBatchReader, country: str) -> pa.Table:
    """Phone numbers of a country other than the mainland, by the numbering plans, each distinct number once."""
    table = typed if isinstance(typed, pa.Table) else typed.read_all()
    values = pc.dictionary_encode(table["value"]).combine_chunks()
    known = pa.array(
        [text and canonical("phone", text, country) for text in values.dictionary.to_pylist()], pa.string()
    )
    return table.set_column(table.schema.get_field_index("value"), "value", known.take(values.indices))
