"""All merchants of one comparison as a table in DuckDB, with what each word and identifier counts.

A thing that few have counts more. Its count is in bits: log2 of how many merchants there are for each one, other than
the merchant itself, that has it. INVARIANT: bits are whole numbers and the size of the file counts by powers of two, so
that one merchant more or less changes hardly any comparison of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from math import floor, log2
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from merchant_compliance.linking.soft.likeness import Likeness
from merchant_compliance.linking.soft.macros import MACROS

MEMORY = "2GB"
BATCH = 50_000
BACKGROUND = 500
"""Merchants that are thought to be there besides, so that a word is not common for being in two of three records. What
two share is thought to be theirs alone; what more have is thought to be as common among the others."""
TEXTS = pa.list_(pa.string())
RAW = {
    "merchant_id": pa.string(),
    "names": TEXTS,
    "words": TEXTS,
    "representative": pa.string(),
    "phone": pa.string(),
    "email": pa.string(),
    "house": pa.string(),
    "numbers": TEXTS,
    "place": TEXTS,
    "rooms": TEXTS,
    "identity": TEXTS,
    "account": pa.string(),
}
_ONE_ROW = ", ".join(
    f"list_sort(list_distinct(flatten(list({name})))) AS {name}" if kind == TEXTS else f"max({name}) AS {name}"
    for name, kind in RAW.items()
    if name != "merchant_id"
)
_SEVERAL = "(SELECT merchant_id FROM given_rows GROUP BY merchant_id HAVING count(*) > 1)"
MERGED = f"""
    SELECT * FROM given_rows WHERE merchant_id NOT IN {_SEVERAL}
    UNION ALL BY NAME
    SELECT merchant_id, {_ONE_ROW} FROM given_rows WHERE merchant_id IN {_SEVERAL} GROUP BY merchant_id"""
BITS = "greatest(0, {size} - round(log2(greatest((count(DISTINCT entity) - 2) * {scale} + 1, 1))))"
CHAIN = 4
"""From so many bearers on, a whole name counts no more than its own frequency says: burger and king are not chance."""
SPARE = 4
"""Bits by which a rare name may count more than that nobody else has it."""
ONES = ("representative", "phone", "email", "house", "account")
COUNTED = """
CREATE OR REPLACE TABLE {name}_bits AS
    SELECT value, {bits} AS bits FROM (SELECT entity, {value} AS value FROM counted)
    WHERE value IS NOT NULL AND value <> '' GROUP BY value;
"""
WORDS = """
CREATE OR REPLACE TABLE {name}_of AS
    SELECT unique_id, list({{'w': value, 'b': bits}} ORDER BY value) AS words, sum(bits) AS total
    FROM (SELECT unique_id, unnest({name}) AS value FROM counted) JOIN {name}_bits USING (value) GROUP BY unique_id;
"""
DOORS = f"""
CREATE OR REPLACE TEMP TABLE at_door AS
    SELECT unique_id, entity, house || ' ' ||
        list_reduce(place_of.words, lambda x, y: CASE WHEN y.b > x.b THEN y ELSE x END).w AS door
    FROM counted JOIN place_of USING (unique_id) WHERE house <> '';
CREATE OR REPLACE TABLE doors AS
    SELECT unique_id, bits AS cap FROM at_door
    JOIN (SELECT door, {BITS} AS bits FROM at_door GROUP BY door) USING (door);
"""
"""How many are at one door, as the number of the house and the rarest word of its address tell it: tenants of one
building are not alike for that."""
CAPS = f"""
CREATE OR REPLACE TABLE caps AS
    SELECT unique_id, min(CASE WHEN bearers >= {CHAIN} THEN bits ELSE {{size}} + {SPARE} END) AS cap
    FROM (SELECT unique_id, unnest(names) AS value FROM counted) JOIN (
        SELECT value, count(DISTINCT entity) AS bearers, {BITS} AS bits
        FROM (SELECT entity, unnest(names) AS value FROM counted) GROUP BY value) USING (value)
    GROUP BY unique_id;
"""
LOOKS = """
CREATE OR REPLACE TABLE looks AS SELECT
    raw.unique_id, nullif(raw.names, []) AS names, words_of.words AS words, words_of.total AS words_total,
    caps.cap AS name_cap, place_of.words AS place, place_of.total AS place_total, nullif(raw.numbers, []) AS numbers,
    nullif(raw.rooms, []) AS rooms, doors.cap AS door_cap,
    nullif(raw.identity, []) AS identity, {ones}
FROM raw LEFT JOIN words_of USING (unique_id) LEFT JOIN place_of USING (unique_id) LEFT JOIN caps USING (unique_id)
    LEFT JOIN doors USING (unique_id)
    {joins}
ORDER BY raw.unique_id;
"""


class Table:
    """A context: the table and what did not fit into memory are gone at its end."""

    def __init__(self, memory: str = MEMORY) -> None:
        self._overflow = TemporaryDirectory(prefix="merchant-look-alikes-")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": self._overflow.name,
        }
        self.connection = duckdb.connect(config=config)
        self.connection.execute(MACROS)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
        self._overflow.cleanup()

    def fill(self, looks: Iterable[Likeness]) -> None:
        """Takes merchants in any order and numbers them in that of their ids; one with several rows is one."""
        columns = ", ".join(f"{name} {_sql(kind)}" for name, kind in RAW.items())
        self.connection.execute(f"CREATE OR REPLACE TABLE given_rows ({columns})")
        rows = iter(looks)
        while batch := list(islice(rows, BATCH)):
            self.connection.register("given", _arrow(batch))
            self.connection.execute("INSERT INTO given_rows SELECT * FROM given")
            self.connection.unregister("given")
        numbered = (
            f"SELECT CAST(row_number() OVER (ORDER BY merchant_id) - 1 AS INTEGER) AS unique_id, * FROM ({MERGED})"
        )
        self.connection.execute(f"CREATE OR REPLACE TABLE raw AS {numbered}; DROP TABLE given_rows")
        self.count = int(self.connection.execute("SELECT count(*) FROM raw").fetchall()[0][0])
        self.weigh([])

    def ids(self) -> list[str]:
        """Merchant ids, each at the place of its number."""
        return [
            str(row[0]) for row in self.connection.execute("SELECT merchant_id FROM raw ORDER BY unique_id").fetchall()
        ]

    @property
    def size(self) -> int:
        """log2 of the number of merchants, background included, rounded down."""
        return floor(log2(self.count + BACKGROUND))

    def weigh(self, entities: Iterable[Sequence[int]]) -> None:
        """Counts who has what. Merchants that were found to be one entity count as one: its own copies do not make a
        name common."""
        rows = [(member, min(group)) for group in entities for member in group]
        count = self.count - len(rows) + len({entity for _, entity in rows})
        size, scale = floor(log2(count + BACKGROUND)), 1 + BACKGROUND / max(count, 1)
        self._name_entities(rows)
        bits = BITS.format(size=size, scale=scale)
        listed = {name: f"unnest({name})" for name in ("words", "place")}
        for name, value in {**listed, **{name: name for name in ONES}}.items():
            self.connection.execute(COUNTED.format(name=name, value=value, bits=bits))
        for name in listed:
            self.connection.execute(WORDS.format(name=name))
        for query in (CAPS, DOORS):
            self.connection.execute(query.format(size=size, scale=scale))
        ones = ", ".join(f"nullif(raw.{name}, '') AS {name}, {name}_bits.bits AS {name}_bits" for name in ONES)
        joins = " ".join(f"LEFT JOIN {name}_bits ON {name}_bits.value = raw.{name}" for name in ONES)
        self.connection.execute(LOOKS.format(ones=ones, joins=joins))

    def _name_entities(self, rows: Sequence[tuple[int, int]]) -> None:
        columns = list(zip(*rows, strict=True)) or [(), ()]
        given = pa.table({"unique_id": pa.array(columns[0], pa.int32()), "entity": pa.array(columns[1], pa.int32())})
        self.connection.register("given", given)
        self.connection.execute(
            "CREATE OR REPLACE TABLE counted AS SELECT raw.*, coalesce(given.entity, unique_id) AS entity "
            "FROM raw LEFT JOIN given USING (unique_id)"
        )
        self.connection.unregister("given")


def _sql(kind: pa.DataType) -> str:
    return "VARCHAR[]" if kind == TEXTS else "VARCHAR"


def _arrow(batch: list[Likeness]) -> pa.Table:
    columns = zip(*batch, strict=True)
    return pa.table({name: pa.array(column, RAW[name]) for name, column in zip(RAW, columns, strict=True)})
