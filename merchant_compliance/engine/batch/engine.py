"""One batch of records in, the rows of its decisions out."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from merchant_compliance.engine.batch.answers import Answers
from merchant_compliance.engine.batch.deciding import Decided, Decider
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.missing import Pending
from merchant_compliance.engine.batch.plan import plan_of
from merchant_compliance.engine.batch.rows import Batch
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.score_facts import Missing
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.single import Engine


@dataclass(frozen=True)
class Done:
    """What came of a batch: its rows, and the arrays that they were made of."""

    table: pa.Table
    batch: Batch
    decided: Decided
    missing: Missing


class Compiled:
    """Everything compiled for the editions found so far. For one thread."""

    def __init__(self, engine: Engine, editions: Editions) -> None:
        rulebook, scale = engine.rulebook, engine.scale
        self._session = Session()
        self.plan = plan_of(editions)
        self.size = len(editions.found)
        self.decider = Decider(self.plan, editions, scale, rulebook.lifts_categories)
        self.pending = Pending(self.plan, editions, self._session)
        self.answers = Answers(self.plan, self.decider.meanings, self.pending.names, scale, rulebook.scorecard_names)

    def __call__(self, records: pa.RecordBatch) -> Done:
        batch = Batch(records, self.plan.tables.root)
        run = Run(self.plan, batch, self._session)
        decided = self.decider(batch, run.hits())
        missing = self.pending(run, decided.open)
        return Done(self.answers(batch, decided, missing), batch, decided, missing)
