"""Facts of single merchants of a batch, for the exact evaluator: what it says is missing is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import Batch, Index
from merchant_compliance.engine.batch.tables import ENTRIES
from merchant_compliance.language.exact import Scope, exact
from merchant_compliance.language.truth import Unknown
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.parquet_rows import without_nulls


class OpenFacts:
    """Reads the columns of a batch row by row, those that are asked for, and keeps them until the batch is done."""

    def __init__(self, batch: Batch, plan: Plan) -> None:
        self.batch, self._plan = batch, plan
        self._columns: dict[str, dict[int, Any]] = {}

    def missing(self, rule: int, merchants: Index, rows: Index) -> Iterator[tuple[int, frozenset[str]]]:
        """For each finding its merchant and the paths that are missing."""
        variant = self._plan.variants[rule]
        evaluate = exact(variant.violation)
        path, variable = variant.span
        elements = self._elements(path, rows) if path else [None] * len(merchants)
        scopes = self._scopes(self._plan.columns_of(rule), merchants)
        for merchant, scope, element in zip(merchants.tolist(), scopes, elements, strict=True):
            value = evaluate({**scope, variable: element} if path else scope)
            assert isinstance(value, Unknown), f"{variant.rule.id} is not undetermined"
            yield merchant, value.paths

    def _elements(self, path: str, rows: Index) -> list[Any]:
        table = self._plan.spans[path][0]
        found = self.batch.column(table, (table, ""), rows).to_pylist()
        return [(_facts(element) or {}) if isinstance(element, dict) else element for element in found]

    def _scopes(self, columns: frozenset[str], merchants: Index) -> Iterator[Scope]:
        values = {name: self._values(name, merchants) for name in columns}
        for merchant in merchants.tolist():
            facts: Facts = {n: v[merchant] for n, v in values.items() if n not in ENTRIES and v[merchant] is not None}
            scope: Scope = {n: v[merchant] for n, v in values.items() if n in ENTRIES and v[merchant] is not None}
            yield {"merchant": facts, **scope}

    def _values(self, name: str, merchants: Index) -> dict[int, Any]:
        known = self._columns.setdefault(name, {})
        new = [merchant for merchant in merchants.tolist() if merchant not in known]
        if new:
            found = self.batch.records.column(name).take(pa.array(new)).to_pylist()
            known.update(zip(new, map(_facts, found), strict=True))
        return known


def _facts(value: Any) -> Any:
    """As facts are: without what is missing."""
    return without_nulls(value) if isinstance(value, (dict, list)) else value
