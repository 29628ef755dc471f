"""Judging files in batches: a batch of records in, an Arrow table of their decisions and the rejected rows out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.engine import Compiled
from merchant_compliance.engine.batch.enriching import enriched
from merchant_compliance.engine.batch.needed import Asked, asked_of
from merchant_compliance.engine.batch.totals import summary_of
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.single import Engine
from merchant_compliance.merchant.arrow_batches import Read
from merchant_compliance.merchant.readers import Row


class Answered(NamedTuple):
    """What came of a batch: every row is in the table or rejected, and counted in the summary."""

    table: pa.Table
    rejected: list[Row]
    summary: Summary


@dataclass
class BatchJudge:
    """Judges batches under one rulebook at one date. It compiles anew when a batch brings an edition not met before."""

    engine: Engine
    as_of: date
    sources: Sources
    asked: Asked = field(init=False)
    _editions: Editions = field(init=False)
    _compiled: Compiled | None = None

    def __post_init__(self) -> None:
        self.asked = asked_of(self.engine.rulebook, self.as_of, self.sources)
        self._editions = Editions(self.engine.rulebook, self.as_of)

    def __call__(self, read: Read) -> Answered:
        records = self._enriched(read)
        compiled = self.compiled()
        done = compiled(records)
        summary = summary_of(done, compiled)
        summary.rejected = len(read.rejected)
        return Answered(done.table, read.rejected, summary)

    def meet(self, read: Read) -> None:
        """Compiles what these records need."""
        self._enriched(read)
        self.compiled()

    def _enriched(self, read: Read) -> pa.RecordBatch:
        return enriched(read.records, self._editions, self.sources, self.asked.names)

    def compiled(self) -> Compiled:
        if self._compiled is None or self._compiled.size < len(self._editions.found):
            self._compiled = Compiled(self.engine, self._editions)
        return self._compiled
