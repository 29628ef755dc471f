"""From identifiers to a graph: those held by one merchant are dropped, the others become numbers in arrays.

Of 22.5 million identifiers of 5 million merchants some 0.9 million edges are left. INVARIANT: nodes are numbered in
the order of merchant ids and identifiers in the order of kind and value, so that the order of rows changes nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from merchant_compliance.linking.shape import KINDS

SMALL = 100_000
"""Numbers that are not worth a thread."""
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
SHARED = """
CREATE TEMP TABLE candidates AS
    SELECT row, kind, value FROM identifiers
    WHERE mark IN (SELECT mark FROM repeated);
CREATE TEMP TABLE concerned AS
    SELECT merchants.* FROM merchants SEMI JOIN (
        SELECT entry, merchant_id FROM merchants
        WHERE row IN (SELECT row FROM candidates) OR row IN (SELECT row FROM listed)
    ) USING (entry, merchant_id);
CREATE TEMP TABLE nodes AS
    SELECT CAST(row_number() OVER (ORDER BY entry, merchant_id) - 1 AS INTEGER) AS node, * FROM (
        SELECT entry, merchant_id, coalesce(min(role) FILTER (wanted), min(role)) AS role, bool_or(wanted) AS wanted,
            bool_or(row IN (SELECT row FROM excused)) AS excused
        FROM concerned GROUP BY entry, merchant_id);
CREATE TEMP TABLE node_of AS
    SELECT row, node FROM concerned JOIN nodes USING (entry, merchant_id);
CREATE TEMP TABLE held AS
    SELECT DISTINCT kind, value, node FROM candidates JOIN node_of USING (row);
CREATE TEMP TABLE idents AS
    SELECT CAST(row_number() OVER (ORDER BY kind, value) - 1 AS INTEGER) AS ident, *,
        (kind, value) IN (SELECT (kind, value) FROM exempted) AS exempt
    FROM (
        SELECT kind, value, CAST(count(*) FILTER (NOT entry) AS INTEGER) AS holders
        FROM held JOIN nodes USING (node) GROUP BY kind, value HAVING count(*) > 1);
"""
"""A merchant may have several rows, as in a file and in its history: its node is one, with all their identifiers."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Merchants and shared identifiers; each edge stands once from either side, as a start and a run of numbers."""

    names: pa.Array
    roles: pa.Array
    wanted: Flags
    excused: Flags
    kinds: npt.NDArray[np.uint8]
    values: pa.Array
    holder_counts: Ints
    exempt: Flags
    node_starts: npt.NDArray[np.int64]
    node_idents: Ints
    ident_starts: npt.NDArray[np.int64]
    ident_nodes: Ints
    listed: dict[str, Ints]
    since: dict[tuple[str, int], date | None]
    """Of a list and a node on it: the day from which on it is listed; None is ever since."""

    @property
    def size(self) -> int:
        return len(self.wanted)

    @cached_property
    def edges(self) -> npt.NDArray[np.int64]:
        """Every edge as one number, ascending by identifier, then by node."""
        idents = np.repeat(np.arange(len(self.kinds), dtype=np.int64), np.diff(self.ident_starts))
        return idents * self.size + self.ident_nodes


def graph_of(connection: duckdb.DuckDBPyConnection) -> Graph:
    """The graph of what an intake has collected."""
    connection.register("repeated", _repeated_marks(connection))
    connection.execute(SHARED)
    nodes = connection.sql("SELECT merchant_id, role, wanted, excused FROM nodes ORDER BY node").to_arrow_table()
    idents = connection.sql("SELECT kind, value, holders, exempt FROM idents ORDER BY ident").to_arrow_table()
    edges = connection.sql(
        "SELECT ident, node FROM held JOIN idents USING (kind, value) ORDER BY ident, node"
    ).to_arrow_table()
    ident, node = _numbers(edges, "ident"), _numbers(edges, "node")
    by_node = np.argsort(node, kind="stable")
    listed, since = _listed(connection)
    return Graph(
        names=nodes["merchant_id"].combine_chunks(),
        roles=nodes["role"].combine_chunks(),
        wanted=_flags(nodes, "wanted"),
        excused=_flags(nodes, "excused"),
        kinds=idents["kind"].to_numpy().astype(np.uint8),
        values=idents["value"].combine_chunks(),
        holder_counts=_numbers(idents, "holders"),
        exempt=_flags(idents, "exempt"),
        node_starts=_starts(node, len(nodes)),
        node_idents=ident[by_node],
        ident_starts=_starts(ident, len(idents)),
        ident_nodes=node,
        listed=listed,
        since=since,
    )


def _repeated_marks(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The marks that stand more than once, sorted out by numpy: five times as fast here as grouping them."""
    marks = np.array(connection.sql("SELECT mark FROM identifiers").fetchnumpy()["mark"], dtype=np.uint64)
    _sort(marks)
    return pa.table({"mark": np.unique(marks[1:][marks[1:] == marks[:-1]])})


def _sort(marks: npt.NDArray[np.uint64]) -> None:
    """In place, on two cores: the lower half and the upper one."""
    middle = len(marks) // 2
    if len(marks) < SMALL:
        marks.sort()
        return
    marks.partition(middle)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda half: half.sort(), (marks[:middle], marks[middle:])))


def _listed(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, Ints], dict[tuple[str, int], date | None]]:
    found = connection.sql(
        "SELECT list, node, CASE WHEN bool_and(since IS NOT NULL) THEN min(since) END AS since "
        "FROM listed JOIN node_of USING (row) GROUP BY list, node ORDER BY list, node"
    ).to_arrow_table()
    lists, nodes = np.array(found["list"].to_pylist(), dtype=object), _numbers(found, "node")
    keys = zip(lists.tolist(), nodes.tolist(), strict=True)
    since = dict(zip(keys, found["since"].to_pylist(), strict=True))
    return {name: nodes[lists == name] for name in sorted(set(lists))}, since


def _numbers(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int32)


def _flags(table: pa.Table, name: str) -> Flags:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.bool_)


def _starts(sorted_or_not: Ints, size: int) -> npt.NDArray[np.int64]:
    """Where the run of each number begins, and behind them all where the last one ends."""
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_or_not, minlength=size)))).astype(np.int64)


def permitted(graph: Graph, kinds: frozenset[str], max_holders: int) -> Flags:
    """Which identifiers may link: of a permitted kind, with not too many holders, and not exempt."""
    allowed = np.array([kind in kinds for kind in KINDS], dtype=np.bool_)
    return np.asarray(allowed[graph.kinds] & (graph.holder_counts <= max_holders) & ~graph.exempt, dtype=np.bool_)
