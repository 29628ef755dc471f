"""Which missing facts could still make an outcome more severe: asked of the open findings of a batch, and of no others."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from merchant_compliance.engine.batch.deciding import Findings
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.missing import BITS, ELEMENT, Paths, missing_query
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import Batch, Index
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.sql_run import prepare

SOURCE = "open_rows"
Words = npt.NDArray[np.int64]


class Pending:
    """Runs the queries for missing facts. The rules that a query asks for grow as more of them stay undetermined."""

    def __init__(self, plan: Plan, editions: Editions) -> None:
        self._plan, self._editions = plan, editions
        self.paths = Paths(plan.variants, plan.scores)
        self._rules: dict[Table, list[int]] = {}
        self._texts: dict[Table, str] = {}
        self._session = duckdb.connect(config={"threads": 1})
        self._session.execute("pragma disable_optimizer")
        prepare(self._session)

    def __call__(self, batch: Batch, opened: Findings) -> Words:
        """Bits of missing paths: a row a merchant, a column a word of paths."""
        words: Words = np.zeros((batch.records.num_rows, len(self.paths.words)), np.int64)
        self._of_lists(words, opened)
        for table in (self._plan.tables.root, *(table for table, _ in self._plan.spans.values())):
            found = opened.where(self._on(table, opened))
            if len(found.rule):
                merchants, bits = self._asked(batch, table, found)
                np.bitwise_or.at(words, merchants, bits)
        return words

    def _of_lists(self, words: Words, opened: Findings) -> None:
        """A rule over a missing list misses the list."""
        for path, (_, rules) in self._plan.spans.items():
            without = np.isin(opened.rule, np.array(rules)) & (opened.row < 0)
            word, bit = self.paths.place_of(path)
            words[opened.merchant[without], word] |= 1 << bit

    def _on(self, table: Table, opened: Findings) -> npt.NDArray[np.bool_]:
        rules = [index for index, variant in enumerate(self._plan.variants) if variant.span[0] == _path(table)]
        mine = np.isin(opened.rule, np.array(rules))
        return mine if table.parent is None else mine & (opened.row >= 0)

    def _asked(self, batch: Batch, table: Table, found: Findings) -> tuple[Index, Words]:
        places = self._places(table, found)
        key = found.merchant if table.parent is None else found.row
        rows, at = np.unique(key, return_inverse=True)
        flags = np.zeros((-(-len(self._rules[table]) // BITS), len(rows)), np.int64)
        place = places[found.rule]
        np.bitwise_or.at(flags, (place // BITS, at), np.left_shift(1, place % BITS))
        merchants = rows if table.parent is None else batch.rows(table).above[rows]
        self._session.register(SOURCE, _rows(batch, table, rows, merchants, flags))
        answer = self._session.execute(self._texts[table]).to_arrow_table()
        return merchants, np.stack([column.to_numpy() for column in answer.columns], axis=1)

    def _places(self, table: Table, found: Findings) -> Index:
        """The place of every rule in the query; one that is new is taken in."""
        known = self._rules.setdefault(table, [])
        new = sorted(set(np.unique(found.rule).tolist()) - set(known))
        if new:
            known += new
            rules = [(index, self._plan.variants[index]) for index in known]
            self._texts[table] = missing_query(rules, self.paths, self._editions, SOURCE)
        places = np.zeros(len(self._plan.variants), np.int64)
        places[known] = np.arange(len(known))
        return places


def _path(table: Table) -> str:
    return "" if table.parent is None else table.path


def _rows(batch: Batch, table: Table, rows: Index, merchants: Index, flags: Words) -> pa.Table:
    """The records once for each row, with the row's element, and flags for the rules to ask for."""
    columns = dict(zip(batch.records.schema.names, batch.records.take(pa.array(merchants)).columns, strict=True))
    if batch.scores is not None:
        columns["scores"] = batch.scores.take(pa.array(merchants))
    if table.parent is not None:
        columns[ELEMENT] = batch.column(table, (table, ""), rows)
    return pa.table({**columns, **{f"n{number}": pa.array(word) for number, word in enumerate(flags)}})


