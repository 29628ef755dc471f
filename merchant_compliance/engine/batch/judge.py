"""The verdicts of one batch: the units of a plan one after another, each a query over columns of the batch."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from merchant_compliance.engine.batch.hits import Hits, hits_of
from merchant_compliance.engine.batch.plan import Plan, Unit
from merchant_compliance.engine.batch.rows import Batch, Index
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.batch.tables import Table


class Judge:
    """Runs the units of a plan."""

    def __init__(self, plan: Plan, session: Session) -> None:
        self._plan, self._session = plan, session

    def __call__(self, records: pa.RecordBatch) -> tuple[Batch, list[tuple[Table, Hits]]]:
        """The batch with its scores, and the hits of rules on the rows of their tables."""
        batch = Batch(records, self._plan.tables.root)
        return batch, [hit for unit in self._plan.units for hit in self._run(unit, batch)]

    def _run(self, unit: Unit, batch: Batch) -> Iterator[tuple[Table, Hits]]:
        answer, order = self._answer(unit, batch)
        if unit.is_scoring:
            batch.keep_scores(answer.column("scores").combine_chunks())
            return
        found = hits_of(unit.verdicts, answer) if len(answer) else iter(())
        hits = found if order is None else ((c, order[true], order[unknown]) for c, true, unknown in found)
        if unit.questions is not None:
            batch.keep_answers(unit.table, unit.questions, list(hits))
        else:
            yield from ((unit.table, hit) for hit in hits)

    def _answer(self, unit: Unit, batch: Batch) -> tuple[pa.Table, Index | None]:
        if not len(batch.rows(unit.table)):
            return pa.table({}), None
        table, order = batch.table(unit)
        return self._session.ask(unit.text, table), order
