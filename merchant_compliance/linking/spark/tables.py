"""Merchants as Spark tables: who they are, what they hold in canonical form, and who of them is listed.

What runs on the workers is what runs without Spark: canonical forms are made by the same DuckDB queries, memberships by
the same code, batch by batch. INVARIANT: a node is `0` and the id of a merchant, or `1` and the name of a list entry
that acts as one: compared as texts they are in the order by which the other search breaks ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from merchant_compliance.linking.intake import Intake, hashed_value
from merchant_compliance.linking.listing import EXEMPTIONS, FileListing
from merchant_compliance.linking.places import MANY, PLACES
from merchant_compliance.linking.shape import KINDS
from merchant_compliance.linking.web import MERCHANT
from merchant_compliance.lists.entry import HASHED
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.merchant.facts import Facts

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MEMORY = "512MB"
"""Of DuckDB in one worker."""
TRADEMARKS = "trademark"
NARROW = pa.schema(
    [
        ("merchant_id", pa.string()),
        ("role", pa.string()),
        ("wanted", pa.bool_()),
        *((kind, pa.list_(pa.string()) if kind in MANY else pa.string()) for kind in PLACES),
        (TRADEMARKS, pa.list_(pa.string())),
    ]
)
"""All of a merchant that linking reads, a column a kind."""
EDGES = pa.schema([("node", pa.string()), ("kind", pa.int32()), ("value", pa.string())])
LISTED = pa.schema([("node", pa.string()), ("list", pa.string()), ("since", pa.date32()), ("number", pa.int32())])
SQL_TYPES = {pa.string(): "string", pa.int32(): "int", pa.date32(): "date"}
Batches = Iterator[pa.RecordBatch]


def as_sql(schema: pa.Schema) -> str:
    """The schema as Spark writes it."""
    return ", ".join(f"{field.name} {SQL_TYPES[field.type]}" for field in schema)


def arrow(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema)


def small(spark: SparkSession, rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> DataFrame:
    """A table of few rows. From Arrow: from a list Spark would start a Python worker for each use."""
    return spark.createDataFrame(arrow(rows, schema))


def narrow_row(facts: Facts, wanted: bool, default_role: str) -> dict[str, Any]:
    """A merchant as a row of `NARROW`."""
    row = {kind: facts.get(part, {}).get(name) for kind, (part, name) in PLACES.items()}
    marks = [brand["trademark_number"] for brand in facts.get("brands", ()) if "trademark_number" in brand]
    who = {"merchant_id": facts["merchant_id"], "role": facts.get("role", default_role), "wanted": wanted}
    return who | row | {TRADEMARKS: marks}


def facts_of_narrow(row: dict[str, Any]) -> Facts:
    """The other way round, without what is missing."""
    facts: Facts = {"merchant_id": row["merchant_id"]}
    for kind, (part, name) in PLACES.items():
        if row[kind]:
            facts.setdefault(part, {})[name] = row[kind]
    facts["brands"] = [{"trademark_number": number} for number in row[TRADEMARKS] or () if number]
    return facts


@dataclass(frozen=True)
class Identifying:
    """From narrow rows to canonical identifiers, one row each."""

    kinds: Sequence[str]
    country: str

    def __call__(self, batches: Batches) -> Batches:
        for batch in batches:
            with Intake(memory=MEMORY, country=self.country) as intake:
                rows = pa.array(range(len(batch)), pa.int32())
                table = pa.Table.from_batches([batch]).append_column("row", rows)
                intake.connection.register("narrow", table)
                for kind in self.kinds:
                    value = f"unnest({kind})" if kind in MANY else kind
                    values = f"SELECT row, {value} AS value FROM narrow"
                    intake.add_query(kind, f"SELECT row, value FROM ({values}) WHERE value <> ''")
                yield from _edges(intake, batch["merchant_id"])


def _edges(intake: Intake, names: pa.Array) -> Batches:
    found = intake.connection.sql("SELECT row, kind, value FROM identifiers").to_arrow_table()
    for batch in found.to_batches():
        nodes = pa.array([MERCHANT + name for name in names.take(batch["row"]).to_pylist()], pa.string())
        columns = [nodes, batch["kind"].cast(pa.int32()), batch["value"].cast(pa.string())]
        yield pa.RecordBatch.from_arrays(columns, names=["node", "kind", "value"])


@dataclass(frozen=True)
class Listing:
    """From narrow rows to memberships: node, list, since when, number of the entry. Who is excused is on the list of
    exemptions, without a number."""

    entries: FileListing

    def __call__(self, batches: Batches) -> Batches:
        for batch in batches:
            rows = list(self._rows(batch.to_pylist()))
            yield from arrow(rows, LISTED).to_batches()

    def _rows(self, merchants: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
        for row in merchants:
            facts, node = facts_of_narrow(row), MERCHANT + row["merchant_id"]
            for number in self.entries.numbers_of(facts):
                yield node, *self.entries.on(number), number
            if self.entries.excuses(facts):
                yield node, EXEMPTIONS, None, None


@dataclass(frozen=True)
class Hashing:
    """Plain values of these kinds become keyed hashes."""

    kinds: Sequence[int]
    hasher: Hasher

    def __call__(self, batches: Batches) -> Batches:
        for batch in batches:
            rows = zip(batch["kind"].to_pylist(), batch["value"].to_pylist(), strict=True)
            values = [hashed_value(KINDS[k], v, self.hasher) if k in self.kinds else v for k, v in rows]
            yield batch.set_column(2, "value", pa.array(values, pa.string()))


def identifiers(narrow: DataFrame, kinds: Sequence[str], country: str) -> DataFrame:
    return narrow.mapInArrow(Identifying(kinds, country), as_sql(EDGES)).distinct()


def memberships(narrow: DataFrame, listing: FileListing) -> DataFrame:
    return narrow.mapInArrow(Listing(listing), as_sql(LISTED))


def hashed_kinds(held: DataFrame) -> list[int]:
    """Codes of the kinds of which some values came as keyed hashes."""
    found = held.filter(held["value"].startswith(HASHED)).select("kind").distinct().collect()
    return sorted(row["kind"] for row in found)


def merchants(narrow: DataFrame) -> DataFrame:
    """A row a merchant; of its roles that of a wanted row counts."""
    from pyspark.sql import functions as f

    wanted_role = f.min(f.when(f.col("wanted"), f.col("role")))
    return narrow.groupBy(f.concat(f.lit(MERCHANT), "merchant_id").alias("node")).agg(
        f.coalesce(wanted_role, f.min("role")).alias("role"), f.max("wanted").alias("wanted")
    )
