"""One batch of records in, the rows of its decisions out."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from merchant_compliance.engine.batch.answers import Answers
from merchant_compliance.engine.batch.deciding import Decided, Decider
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.judge import Judge
from merchant_compliance.engine.batch.pending import Pending, Words
from merchant_compliance.engine.batch.plan import plan_of
from merchant_compliance.engine.batch.rows import Batch
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.single import Engine


@dataclass(frozen=True)
class Done:
    """What came of a batch: its rows, and the arrays that they were made of."""

    table: pa.Table
    batch: Batch
    decided: Decided
    missing: Words


class Compiled:
    """Everything compiled for the editions found so far. For one thread."""

    def __init__(self, engine: Engine, editions: Editions) -> None:
        rulebook, scale, session = engine.rulebook, engine.scale, Session()
        self.plan = plan_of(editions)
        self.size = len(editions.found)
        self._judge = Judge(self.plan, session)
        self.decider = Decider(self.plan, editions, scale, rulebook.lifts_categories)
        self.pending = Pending(self.plan, editions, session)
        paths, cards = self.pending.paths, rulebook.scorecard_names
        self.answers = Answers(self.plan, self.decider.meanings, paths, scale, cards)

    def __call__(self, records: pa.RecordBatch) -> Done:
        batch, hits = self._judge(records)
        decided = self.decider(batch, hits)
        missing = self.pending(batch, decided.open)
        return Done(self.answers(batch, decided, missing), batch, decided, missing)
