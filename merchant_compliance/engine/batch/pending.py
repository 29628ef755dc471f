"""Which missing facts could still make an outcome more severe: asked of the open findings of a batch only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from merchant_compliance.engine.batch.deciding import NO_TARGET, Findings
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.flat_sql import SCORES
from merchant_compliance.engine.batch.missing import ELEMENT, MissingQuery, Paths, missing_query, reads_scores
from merchant_compliance.engine.batch.open_facts import OpenFacts
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import Batch, Index, grouped
from merchant_compliance.engine.batch.session import SOURCE, Session
from merchant_compliance.engine.batch.tables import Table

Words = npt.NDArray[np.int64]


FEW = 1000
"""Rows for which a condition is evaluated one by one, which takes less time than to plan a query for them."""


class Pending:
    """Runs the queries for missing facts: one a rule, written when the rule is first undetermined and matters."""

    def __init__(self, plan: Plan, editions: Editions, session: Session) -> None:
        self._plan, self._editions, self._session = plan, editions, session
        self.paths = Paths(plan.variants, plan.scores)
        self._queries: dict[int, MissingQuery] = {}

    def __call__(self, batch: Batch, opened: Findings) -> Words:
        """Bits of missing paths: a row a merchant, a column a word of paths."""
        words: Words = np.zeros((batch.records.num_rows, len(self.paths.words)), np.int64)
        self._of_lists(words, opened)
        facts = OpenFacts(batch, self._plan)
        for rule, places in grouped(opened.rule, np.arange(len(opened.rule))):
            self._of_rule(facts, words, rule, opened.merchant[places], opened.row[places])
        return words

    def _of_lists(self, words: Words, opened: Findings) -> None:
        """A rule over a missing list misses the list."""
        for path, (_, rules) in self._plan.spans.items():
            without = np.isin(opened.rule, np.array(rules)) & (opened.row == NO_TARGET)
            word, bit = self.paths.place_of(path)
            words[opened.merchant[without], word] |= 1 << bit

    def _of_rule(self, facts: OpenFacts, words: Words, rule: int, merchants: Index, rows: Index) -> None:
        variant = self._plan.variants[rule]
        path = variant.span[0]
        if path:
            there = rows != NO_TARGET
            merchants, rows = merchants[there], rows[there]
        if len(merchants) < FEW and not reads_scores(variant):
            for merchant, found in facts.missing(rule, merchants, rows):
                for word, bit in map(self.paths.place_of, found):
                    words[merchant, word] |= 1 << bit
            return
        batch = facts.batch
        query = self._queries.get(rule)
        if query is None:
            query = self._queries[rule] = missing_query(variant, self.paths, self._editions, SOURCE)
        if not query.words:
            return
        table = self._plan.spans[path][0] if path else None
        answer = self._session.ask(query.text, _rows(batch, table, rows, merchants, query))
        for word, column in zip(query.words, answer.columns, strict=True):
            np.bitwise_or.at(words[:, word], merchants, column.to_numpy())


def _rows(batch: Batch, table: Table | None, rows: Index, merchants: Index, query: MissingQuery) -> pa.Table:
    """The records that a query reads, with the row's element where it is about one."""
    at = pa.array(merchants)
    columns = {name: batch.records.column(name).take(at) for name in query.columns if name != SCORES}
    if SCORES in query.columns and batch.scores is not None:
        columns[SCORES] = batch.scores.take(at)
    if table is not None:
        columns[ELEMENT] = batch.column(table, (table, ""), rows)
    return pa.table(columns or {"nothing": pa.nulls(len(merchants))})
