"""The frontier loop as joins: all searches at once, one hop after the other.

INVARIANT: the same as `search.reach`, for each errand. Merchants are never joined with merchants through an identifier:
of those on the frontier who hold it, the smallest is taken first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from merchant_compliance.linking.search import Errand
from merchant_compliance.linking.shape import CODES, CONTACTS
from merchant_compliance.linking.spark.tables import small
from merchant_compliance.linking.web import ENTRY

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

PERMITTED = pa.schema(
    [
        ("errand", pa.int32()),
        ("kind", pa.int32()),
        ("most", pa.int32()),
        ("hops", pa.int32()),
        ("contact", pa.bool_()),
    ]
)
KEYS = ["errand", "node"]


@dataclass(frozen=True)
class Shared:
    """Shared identifiers: `edges` (node, kind, value, holders), `permitted` (`PERMITTED`), `excused` (node)."""

    edges: DataFrame
    permitted: DataFrame
    excused: DataFrame

    @classmethod
    def of(cls, held: DataFrame, errands: Sequence[Errand], excused: DataFrame) -> Shared:
        """Identifiers held by one node are dropped; entries that act as merchants do not count as holders."""
        from pyspark.sql import functions as f

        rows = [
            (number, CODES[kind], errand.max_holders, errand.hops, kind in CONTACTS)
            for number, errand in enumerate(errands)
            for kind in errand.kinds
        ]
        permitted = small(held.sparkSession, rows, PERMITTED)
        is_merchant = f.when(~f.col("node").startswith(ENTRY), 1)
        counts = held.groupBy("kind", "value").agg(
            f.count("node").alias("nodes"), f.count(is_merchant).alias("holders")
        )
        kept = counts.filter("nodes > 1").drop("nodes")
        return cls(held.join(kept, ["kind", "value"]).persist(), f.broadcast(permitted), excused.persist())

    def usable(self, rows: DataFrame, hop: int | None = None) -> DataFrame:
        """Those of rows with errand, kind and holders whose identifier may link, and in this many hops."""
        fitting = rows.join(self.permitted, ["errand", "kind"]).filter("holders <= most")
        return fitting if hop is None else fitting.filter(fitting["hops"] >= hop)

    def reachable(self, rows: DataFrame) -> DataFrame:
        """Without the contacts of excused nodes."""
        return rows.join(self._excused_contacts(), ["node", "contact"], "left_anti")

    def _excused_contacts(self) -> DataFrame:
        from pyspark.sql import functions as f

        return f.broadcast(self.excused.withColumn("contact", f.lit(True)))


def reached(shared: Shared, sources: DataFrame, hops: int) -> DataFrame:
    """From sources (errand, node) to rows (errand, node, level, parent), those of the sources at level 0."""
    from pyspark.sql import functions as f

    nobody = f.lit(None).cast("string")
    frontier = sources.withColumns({"level": f.lit(0), "parent": nobody}).localCheckpoint()
    levels = [frontier]
    for hop in range(1, hops + 1):
        held = frontier.select(*KEYS).join(shared.edges, "node")
        nearest = (
            shared.usable(held, hop).groupBy("errand", "kind", "value", "contact").agg(f.min("node").alias("nearer"))
        )
        step = shared.reachable(nearest.join(shared.edges.drop("holders"), ["kind", "value"]))
        fresh = step.join(_union(levels).select(*KEYS), KEYS, "left_anti")
        parents = fresh.groupBy(*KEYS).agg(f.min("nearer").alias("parent"))
        frontier = parents.withColumn("level", f.lit(hop)).select(*KEYS, "level", "parent").localCheckpoint()
        if frontier.isEmpty():
            break
        levels.append(frontier)
    return _union(levels)


def on_the_way(found: DataFrame, ends: DataFrame, hops: int) -> DataFrame:
    """Those of the reached who are ends (errand, node) or lie between them and the listed ones."""
    beyond = found.filter("level > 0")
    part = beyond.join(ends, KEYS, "left_semi").localCheckpoint()
    parts = [part]
    for _ in range(hops - 1):
        parents = part.select("errand", part["parent"].alias("node")).distinct()
        part = beyond.join(parents, KEYS, "left_semi").localCheckpoint()
        parts.append(part)
    return _union(parts).distinct()


def hops_of(shared: Shared, way: DataFrame) -> DataFrame:
    """The way with all usable identifiers that a node shares with its parent: `shared`, [(kind, value, holders)]."""
    from pyspark.sql import functions as f

    mine = way.join(shared.edges, "node")
    theirs = shared.edges.select(f.col("node").alias("parent"), "kind", "value")
    both = shared.reachable(shared.usable(mine.join(theirs, ["parent", "kind", "value"])))
    identifier: Column = f.struct("kind", "value", "holders")
    return both.groupBy("errand", "node", "level", "parent").agg(f.collect_set(identifier).alias("shared"))


def _union(parts: Sequence[DataFrame]) -> DataFrame:
    return reduce(lambda one, other: one.unionByName(other), parts)
