"""One batch of records in, the rows of its decisions out."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from merchant_compliance.engine.batch.answers import Answers
from merchant_compliance.engine.batch.deciding import Decided, Decider
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.missing import Pending
from merchant_compliance.engine.batch.plan import plan_of
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.score_facts import Missing
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.single import Engine


@dataclass(frozen=True)
class Done:
    """What came of a batch: its rows, and the arrays that they were made of."""

    table: pa.Table
    run: Run
    decided: Decided
    missing: Missing


class Compiled:
    """Everything compiled for the editions found so far. For one thread."""

    def __init__(self, engine: Engine, editions: Editions) -> None:
        rulebook, self.scale = engine.rulebook, engine.scale
        self._session = Session()
        self.plan = plan_of(editions)
        self.size = len(editions.found)
        self.decider = Decider(self.plan, editions, self.scale, rulebook.lifts_categories)
        self.pending = Pending(self.plan, editions, self._session)
        self.answers = Answers(
            self.plan, self.decider.meanings, self.pending.names, self.scale, rulebook.scorecard_names
        )

    def __call__(self, records: pa.RecordBatch) -> Done:
        run = Run(self.plan, records, self._session)
        decided = self.decider(run, run.hits())
        missing = self.pending(run, decided.open)
        return Done(self.answers(run, decided, missing), run, decided, missing)
