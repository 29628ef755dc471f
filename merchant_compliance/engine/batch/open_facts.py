"""What is missing where functions may have no value: asked of the exact evaluator, for single rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from merchant_compliance.engine.batch.bits import Index
from merchant_compliance.engine.batch.flat_sql import SCORES
from merchant_compliance.engine.batch.gates import SqlLeaf
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.tables import ENTRIES, Table
from merchant_compliance.language.exact import Scope, exact
from merchant_compliance.language.sql_missing import missable
from merchant_compliance.language.truth import Unknown
from merchant_compliance.merchant.arrow_batches import KNOWN
from merchant_compliance.merchant.parquet_rows import without_nulls


def missing_paths(run: Run, gate: SqlLeaf, rows: Index) -> Iterator[frozenset[str]]:
    """The paths for each of some rows of which a leaf is unknown."""
    evaluate = exact(gate.node)
    for scope in _scopes(run, gate, rows):
        value = evaluate(scope)
        assert isinstance(value, Unknown), "SQL and the exact evaluator disagree"
        yield value.paths


def _scopes(run: Run, gate: SqlLeaf, rows: Index) -> Iterator[Scope]:
    *nested, root = gate.table.above
    columns = {path.removeprefix("merchant.").split(".")[0] for path in missable(gate.node)}
    facts = {name: _values(run, gate.table, (root, name), rows) for name in columns & KNOWN}
    beside = {name: _values(run, gate.table, (root, name), rows) for name in columns & {*ENTRIES}}
    if SCORES in columns and run.scores is not None:
        merchants = run.way_up(gate.table, root)[rows] if nested else rows
        beside[SCORES] = [without_nulls(score) for score in run.scores.take(pa.array(merchants)).to_pylist()]
    beside |= {table.variable: _values(run, gate.table, (table, ""), rows) for table in nested}
    for place in range(len(rows)):
        merchant = {name: values[place] for name, values in facts.items() if values[place] is not None}
        yield {"merchant": merchant, **{n: v[place] for n, v in beside.items() if v[place] is not None}}


def _values(run: Run, table: Table, column: tuple[Table, str], rows: Index) -> list[Any]:
    """As facts are: without what is missing. An element is there even without any field."""
    found = run.column(table, column, rows).to_pylist()
    is_element = column[0].parent is not None
    return [_facts(value, is_element) for value in found]


def _facts(value: Any, is_element: bool) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    found = without_nulls(value)
    return {} if found is None and is_element else found
