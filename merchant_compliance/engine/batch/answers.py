"""Decisions as the rows of a batch file: one Arrow table a batch, in the order of its records."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import Index
from merchant_compliance.engine.batch.deciding import NO_OUTCOME, Decided, Findings, Meanings
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
        self._meanings, self._scorecards = meanings, scorecards
        self._rules = np.array([variant.rule.id for variant in plan.variants], object)
        self.outcomes = np.array(scale.order, object)
        self.kinds = np.array(meanings.kinds, object)
        self.default = scale.rank[scale.default]
        self._paths = np.array(paths, object)
        self.schema = parquet_schema(False, scorecards)

    def __call__(self, run: Run, decided: Decided, missing: Missing) -> pa.Table:
        size = run.records.num_rows
        findings = decided.findings
        columns = {
            "merchant_id": run.records.column("merchant_id"),
            "outcome": _texts(self.outcomes[decided.outcome]),
            "final": pa.array(np.bincount(missing.merchant, minlength=size) == 0),
            "fired": self._ids(size, findings.where(findings.fired)),
            "undetermined": self._ids(size, findings.where(~findings.fired)),
            "targets": self._targets(size, decided),
            "pending": _lists(size, missing.merchant, _texts(self._paths[missing.path])),
            "scores": self._scores(run),
        }
        return pa.table(columns, schema=self.schema)

    def _ids(self, size: int, findings: Findings) -> pa.Array:
        """The ids of rules by merchant, each once, in the order of the rulebook."""
        merchant, rule = pairs(findings.merchant, findings.rule, len(self._rules))
        return _lists(size, merchant, _texts(self._rules[rule]))

    def _targets(self, size: int, decided: Decided) -> pa.Array:
        """Targets on which something counts, by kind and id."""
        targets = decided.targets
        some = np.flatnonzero(targets.rank != NO_OUTCOME)
        kinds, ids = _texts(self.kinds[targets.kind[some]]), targets.id.take(pa.array(some))
        order = pc.sort_indices(
            pa.table({"m": targets.merchant[some], "k": kinds, "i": ids}),
            sort_keys=[("m", "ascending"), ("k", "ascending"), ("i", "ascending")],
        )
        rank = np.maximum(targets.rank[some], self.default)
        structs = pa.StructArray.from_arrays(
            [kinds.take(order), ids.take(order), _texts(self.outcomes[rank]).take(order)],
            names=["kind", "id", "outcome"],
        )
        return _lists(size, targets.merchant[some], structs)

    def _scores(self, run: Run) -> pa.Array:
        """Without scorecards an empty map, as the schema has it; a card of another edition is missing."""
        kind = self.schema.field("scores").type
        if run.scores is None:
            return (
                pa.array([[]] * run.records.num_rows, kind)
                if not self._scorecards
                else pa.nulls(run.records.num_rows, kind)
            )
        found = run.scores
        names = [field.name for field in found.type]
        return pa.StructArray.from_arrays(
            [
                _score(pc.struct_field(found, name)) if name in names else pa.nulls(len(found), kind.field(name).type)
                for name in self._scorecards
            ],
            fields=list(kind),
        )


def _score(score: pa.Array) -> pa.Array:
    parts = [pc.struct_field(score, name) for name in ("score", "stars", "rated")]
    mask = pc.is_null(score)
    return pa.StructArray.from_arrays(parts, names=["score", "stars", "rated"], mask=mask)


def pairs(left: Index, right: Index, width: int) -> tuple[Index, Index]:
    """Pairs of numbers, each once and in order; `right` is below `width`."""
    unique = np.unique(left * width + right)
    return unique // width, unique % width


def _texts(values: object) -> pa.Array:
    return pa.array(values, pa.string())


def _lists(size: int, rows: Index, values: pa.Array) -> pa.Array:
    """A list for each row; `rows` are in order."""
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=size), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values)
