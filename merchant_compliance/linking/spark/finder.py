"""Links between merchants and lists on Spark: what `linking.finder.Finder` is without it, and the same links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.errors import wrong
from merchant_compliance.linking.columns import columns_of
from merchant_compliance.linking.finder import DEFAULT_ROLE
from merchant_compliance.linking.intake import hashed_value
from merchant_compliance.linking.listing import EXEMPTIONS, FileListing, Memberships, entry_name, listing_of
from merchant_compliance.linking.normalise import MAINLAND, canonical
from merchant_compliance.linking.places import MANY, PLACES
from merchant_compliance.linking.search import errands
from merchant_compliance.linking.shape import CODES, KINDS, Link, LinkPath, kinds_of
from merchant_compliance.linking.spark.frontier import Shared, hops_of, on_the_way, reached
from merchant_compliance.linking.spark.links import links_from
from merchant_compliance.linking.spark.session import session
from merchant_compliance.linking.spark.tables import (
    EDGES,
    LISTED,
    NARROW,
    TRADEMARKS,
    Hashing,
    as_sql,
    hashed_kinds,
    identifiers,
    memberships,
    merchants,
    narrow_row,
    small,
)
from merchant_compliance.linking.web import ENTRY
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

BY_LIST = pa.schema([("errand", pa.int32()), ("list", pa.string())])
SERVED = pa.schema([("errand", pa.int32()), ("role", pa.string())])
EXEMPT = pa.schema([("kind", pa.int32()), ("value", pa.string())])
BATCH = 50_000
"""Merchants of a file that Spark does not read itself, written aside at a time."""


class SparkFinder:
    """Takes merchants as `Finder` does; Spark reads Parquet files itself, wherever its workers are."""

    def __init__(
        self,
        paths: Sequence[LinkPath],
        index: Memberships,
        as_of: date,
        country: str = MAINLAND,
        hasher: Hasher | None = None,
    ) -> None:
        listing = listing_of(index, as_of, {path.list for path in paths})
        if not isinstance(listing, FileListing):
            raise wrong(
                "lists-not-a-file",
                Text("在 Spark 上查找关联需要名单文件", "links on Spark want a list file"),
                why=Text("各工作节点不访问名单库", "its workers do not ask the store of lists"),
                mend=Text("先运行 merchant-compliance lists export", "run merchant-compliance lists export first"),
            )
        self._listing, self._country, self._hasher = listing, country, hasher
        self._errands = errands(paths)
        self._kinds = kinds_of(paths)
        self._folder = TemporaryDirectory(prefix="merchant-links-")
        self._files: list[tuple[str, bool]] = []
        self._rows: list[dict[str, Any]] = []
        self._written = 0
        self.hashed_kinds: list[str] = []
        self.count = 0

    def __bool__(self) -> bool:
        return bool(self._listing)

    def __enter__(self) -> SparkFinder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def add(self, facts: Facts, wanted: bool = True) -> None:
        """One merchant."""
        self.count += wanted
        if self._listing:
            self._rows.append(narrow_row(facts, wanted, DEFAULT_ROLE))
            if len(self._rows) >= BATCH:
                self._flush()

    def add_file(self, file: str, wanted: bool = True) -> bool:
        """All merchants of a Parquet file; False where rows have to be added one by one, as they do of other files."""
        with duckdb.connect() as connection:
            if columns_of(file, connection, 0) is None:
                return False
        self._files.append((file, wanted))
        self.count += pq.read_metadata(file).num_rows if wanted else 0
        return True

    def links(self) -> Iterator[Link]:
        """All links, in the order of `Finder.links`. Raises `InputError` where PySpark or Java is missing."""
        if not self._listing:
            return
        spark = session()
        self._flush()
        narrow = self._narrow(spark).persist()
        listed = memberships(narrow, self._listing).persist()
        named = {row["number"] for row in listed.select("number").distinct().collect()}
        held = identifiers(narrow, self._kinds, self._country)
        nameless = [(number, entry) for number, entry in self._listing.entries() if number not in named]
        forms = [
            (ENTRY + entry_name(number), CODES[entry.key_kind], form)
            for number, entry in nameless
            if entry.key_kind in self._kinds and (form := canonical(entry.key_kind, entry.key, self._country))
        ]
        held = self._hashed(held.union(small(spark, forms, EDGES)).persist())
        stand_ins = [
            (ENTRY + entry_name(number), entry.list, entry.since, number)
            for number, entry in nameless
            if entry.key_kind in CODES
        ]
        listed = listed.union(small(spark, stand_ins, LISTED))
        yield from self._searched(spark, narrow, self._without_exempt(spark, held), listed)

    def _searched(self, spark: SparkSession, narrow: DataFrame, held: DataFrame, listed: DataFrame) -> Iterator[Link]:
        excused = listed.filter(listed["list"] == EXEMPTIONS).select("node").distinct()
        chosen = list(self._errands)
        shared = Shared.of(held, chosen, excused)
        hops = max(errand.hops for errand in chosen)
        by_list = small(spark, [(n, errand.list) for n, errand in enumerate(chosen)], BY_LIST)
        sources = listed.join(by_list, "list").select("errand", "node").distinct()
        found = reached(shared, sources, hops)
        roles = [(n, role) for n, errand in enumerate(chosen) for role in sorted(self._errands[errand])]
        served = small(spark, roles, SERVED)
        people = merchants(narrow).filter("wanted")
        ends = found.filter("level > 0").join(people, "node").join(served, ["errand", "role"]).select("errand", "node")
        ends = ends.persist()
        way = hops_of(shared, on_the_way(found, ends, hops))
        since = listed.groupBy("list", "node").agg(_since()).collect()
        yield from links_from(
            chosen, way.collect(), ends.collect(), {(r["list"], r["node"]): r["since"] for r in since}
        )

    def _narrow(self, spark: SparkSession) -> DataFrame:
        from pyspark.sql import functions as f

        parts = [
            spark.read.parquet(Path(file).resolve().as_uri()).select(*_columns(pq.read_schema(file), wanted))
            for file, wanted in self._files
        ]
        if self._written:
            parts.append(spark.read.parquet(Path(self._folder.name).as_uri()))
        if not parts:
            return spark.createDataFrame(pa.Table.from_pylist([], NARROW))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.unionByName(part)
        return whole.withColumn("role", f.coalesce("role", f.lit(DEFAULT_ROLE)))

    def _hashed(self, held: DataFrame) -> DataFrame:
        """Where some identifiers of a kind came hashed, the plain ones are hashed too."""
        kinds = hashed_kinds(held)
        self.hashed_kinds = [KINDS[code] for code in kinds]
        return (
            held.mapInArrow(Hashing(kinds, self._hasher), as_sql(EDGES)).distinct() if kinds and self._hasher else held
        )

    def _without_exempt(self, spark: SparkSession, held: DataFrame) -> DataFrame:
        rows = []
        for kind, key in self._listing.exempt():
            if form := canonical(kind, key, self._country):
                if kind in self.hashed_kinds and self._hasher:
                    form = hashed_value(kind, form, self._hasher)
                rows.append((CODES[kind], form))
        exempt = small(spark, rows, EXEMPT)
        return held.join(exempt, ["kind", "value"], "left_anti").select("node", "kind", "value")

    def _flush(self) -> None:
        if self._rows:
            file = Path(self._folder.name) / f"{self._written:06d}.parquet"
            pq.write_table(pa.Table.from_pylist(self._rows, NARROW), file)
            self._written += 1
            self._rows.clear()


def _since() -> Column:
    """The first day of all entries; none where one of them has none."""
    from pyspark.sql import functions as f

    return f.when(f.bool_and(f.col("since").isNotNull()), f.min("since")).alias("since")


def _columns(schema: pa.Schema, wanted: bool) -> list[Column]:
    """The columns of `NARROW` from a file of records, null where it has none."""
    from pyspark.sql import functions as f

    def at(part: str, name: str, kind: str) -> Column:
        field = schema.field(part).type if part in schema.names else None
        if field is not None and pa.types.is_list(field):
            field = field.value_type
        there = field is not None and name in [inner.name for inner in field]
        return (f.col(f"{part}.{name}") if there else f.lit(None)).cast(kind)

    texts = "array<string>"
    columns = [at(part, name, texts if kind in MANY else "string").alias(kind) for kind, (part, name) in PLACES.items()]
    role = f.col("role") if "role" in schema.names else f.lit(None).cast("string")
    marks = at("brands", "trademark_number", texts).alias(TRADEMARKS)
    return [f.col("merchant_id"), role.alias("role"), f.lit(wanted).alias("wanted"), *columns, marks]
