"""Queries over the rows of one table: leaves of conditions that stand together, each a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from merchant_compliance.engine.batch.flat_sql import WORDS
from merchant_compliance.engine.batch.leaves import Column
from merchant_compliance.engine.batch.session import SOURCE
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.sql_functions import call, text
from merchant_compliance.language.texts import alternation
from merchant_compliance.scorecards.sql import Layer


@dataclass(frozen=True)
class Query:
    """`columns` are those of the rows that it reads, by name; its columns are those of `leaves`, gates by number."""

    text: str
    table: Table
    columns: Mapping[str, Column]
    leaves: tuple[int, ...] = ()


def query_over(source: str, layers: Sequence[Layer], columns: Layer) -> str:
    """The text of a query for `columns` over layers, each of which sees all columns below it."""
    query: exp.Table | exp.Subquery = exp.to_table(source)
    for layer in layers:
        if layer:
            named = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in layer.items()]
            query = exp.select(exp.Star(), *named, copy=False).from_(query, copy=False).subquery(source, copy=False)
    outer = [exp.alias_(tree, name, quoted=True, copy=False) for name, tree in columns.items()]
    return exp.select(*outer, copy=False).from_(query, copy=False).sql(dialect="duckdb")


def query_of(
    table: Table, leaves: Mapping[int, exp.Expression], columns: Mapping[str, Column], searched: Layer
) -> Query:
    """The query for these leaves, over a layer of columns for the words that they look for."""
    named = {f"l{number}": written for number, written in leaves.items()}
    return Query(query_over(SOURCE, [searched], named), table, columns, tuple(leaves))


def search_layer(searched: Iterable[Mapping[str, set[str]]]) -> Layer:
    """For every text that is searched, whether it has any of all words that are looked for in it."""
    words: dict[str, set[str]] = {}
    for each in searched:
        for name, found in each.items():
            words.setdefault(name, set()).update(found)
    return {
        f"{WORDS}{name}": call("regexp_matches", exp.column(name, quoted=True), text(alternation(sorted(found))))
        for name, found in words.items()
    }
