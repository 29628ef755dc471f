"""Decisions as the rows of a batch file: one Arrow table a batch, in the order of its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import Index
from merchant_compliance.engine.batch.deciding import NO_OUTCOME, Decided, Meanings
from merchant_compliance.engine.batch.pairs import Pairs
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.score_facts import Missing
from merchant_compliance.engine.outcomes import Scale
from merchant_compliance.engine.rows.output import parquet_schema


class Answers:
    """Makes tables of batch rows."""

    def __init__(
        self, plan: Plan, meanings: Meanings, paths: Sequence[str], scale: Scale, scorecards: Sequence[str]
    ) -> None:
        self._scorecards = scorecards
        self._rules = _texts([variant.rule.id for variant in plan.variants])
        self._outcomes, self._kinds, self._paths = _texts(scale.order), _texts(meanings.kinds), _texts(paths)
        self._default = scale.rank[scale.default]
        self.schema = parquet_schema(False, scorecards)

    def __call__(self, run: Run, decided: Decided, missing: Missing) -> pa.Table:
        size = run.records.num_rows
        columns = {
            "merchant_id": run.records.column("merchant_id"),
            "outcome": _named(self._outcomes, decided.outcome),
            "final": pa.array(np.bincount(missing.merchant, minlength=size) == 0),
            "fired": self._ids(size, decided.fired),
            "undetermined": self._ids(size, decided.undetermined),
            "targets": self._targets(size, decided),
            "pending": _lists(size, missing.merchant, _named(self._paths, missing.path)),
            "scores": self._scores(run),
        }
        return pa.table(columns, schema=self.schema)

    def _ids(self, size: int, pairs: Pairs) -> pa.Array:
        """The ids of rules by merchant, each once, in the order of the rulebook."""
        merchant, rule = pairs.by_merchant()
        return _lists(size, merchant, _named(self._rules, rule))

    def _targets(self, size: int, decided: Decided) -> pa.Array:
        """Targets on which something counts, by kind and id."""
        targets = decided.targets
        some = np.flatnonzero(targets.rank != NO_OUTCOME)
        kinds, ids = _named(self._kinds, targets.kind[some]), targets.id.take(pa.array(some))
        order = pc.sort_indices(
            pa.table({"m": targets.merchant[some], "k": kinds, "i": ids}),
            sort_keys=[("m", "ascending"), ("k", "ascending"), ("i", "ascending")],
        )
        outcomes = _named(self._outcomes, np.maximum(targets.rank[some], self._default))
        structs = pa.StructArray.from_arrays(
            [kinds.take(order), ids.take(order), outcomes.take(order)],
            names=["kind", "id", "outcome"],
        )
        return _lists(size, targets.merchant[some], structs)

    def _scores(self, run: Run) -> pa.Array:
        """Without scorecards an empty map, as the schema has it; a card of another edition is missing."""
        kind = self.schema.field("scores").type
        if not self._scorecards:
            return pa.array([[]] * run.records.num_rows, kind)
        found = run.scores
        size, names = run.records.num_rows, [field.name for field in found.type] if found is not None else []
        return pa.StructArray.from_arrays(
            [
                _score(pc.struct_field(found, name)) if name in names else pa.nulls(size, kind.field(name).type)
                for name in self._scorecards
            ],
            fields=list(kind),
        )


def _score(score: pa.Array) -> pa.Array:
    parts = [pc.struct_field(score, name) for name in ("score", "stars", "rated")]
    mask = pc.is_null(score)
    return pa.StructArray.from_arrays(parts, names=["score", "stars", "rated"], mask=mask)


def _texts(values: Sequence[str]) -> pa.Array:
    return pa.array(list(values), pa.string())


def _named(names: pa.Array, numbers: npt.NDArray[Any]) -> pa.Array:
    return names.take(pa.array(numbers))


def _lists(size: int, rows: Index, values: pa.Array) -> pa.Array:
    """A list for each row; `rows` are in order."""
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=size), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values)
