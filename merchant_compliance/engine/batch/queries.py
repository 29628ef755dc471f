"""Queries over the rows of one table: leaves of conditions that stand together, each a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from merchant_compliance.engine.batch.gates import Gate, SqlLeaf
from merchant_compliance.engine.batch.leaves import Column
from merchant_compliance.engine.batch.session import SOURCE
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import walk
from merchant_compliance.scorecards.sql import Layer


@dataclass(frozen=True)
class Query:
    """`columns` are those of the rows that it reads, by name; its columns are those of `leaves`, gates by number.

    A query over one column of texts is asked of each `distinct` text once.
    """

    text: str
    table: Table
    columns: Mapping[str, Column]
    leaves: tuple[int, ...] = ()
    distinct: bool = False


Place = tuple[Table, tuple[bool, int], str]
"""The table of a query, its stage, and the only column of texts that it reads, if it is so."""


def query_over(source: str, layers: Sequence[Layer], columns: Layer) -> str:
    """The text of a query for `columns` over layers, each of which sees all columns below it."""
    query: exp.Table | exp.Subquery = exp.to_table(source)
    for layer in layers:
        if layer:
            named = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in layer.items()]
            query = exp.select(exp.Star(), *named, copy=False).from_(query, copy=False).subquery(source, copy=False)
    outer = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in columns.items()]
    return exp.select(*outer, copy=False).from_(query, copy=False).sql(dialect="duckdb")


def place_of(leaf: SqlLeaf) -> Place:
    """Where a leaf stands: all leaves of one place are one query."""
    return leaf.table, leaf.stage, _only_text(leaf)


def _only_text(leaf: SqlLeaf) -> str:
    read = [part for part in walk(leaf.node) if chain_of(part) is not None and part.type == "string"]
    return next(iter(leaf.reads)) if len(leaf.reads) == 1 and read else ""


def queries_of(gates: Iterable[Gate]) -> dict[Place, Query]:
    together: dict[Place, dict[int, SqlLeaf]] = {}
    for number, gate in enumerate(gates):
        if isinstance(gate, SqlLeaf):
            together.setdefault(place_of(gate), {})[number] = gate
    return {place: _query(place, leaves) for place, leaves in together.items()}


def _query(place: Place, leaves: Mapping[int, SqlLeaf]) -> Query:
    table, _, text = place
    written: Layer = {f"l{number}": leaf.written for number, leaf in leaves.items()}
    columns = {name: column for leaf in leaves.values() for name, column in leaf.reads.items()}
    return Query(query_over(SOURCE, [], written), table, columns, tuple(leaves), bool(text))
