"""What a missing score hangs on: the facts of its indicators, asked of the merchants of whom it matters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from sqlglot import exp

from merchant_compliance.engine.batch.bits import Index
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.queries import query_over
from merchant_compliance.engine.batch.rows import Batch, grouped
from merchant_compliance.engine.batch.scores import EDITION, Scores
from merchant_compliance.engine.batch.session import SOURCE, Session
from merchant_compliance.engine.batch.tables import ENTRIES, MERCHANT
from merchant_compliance.engine.scoring import PREFIX
from merchant_compliance.language.sql import SqlWriter
from merchant_compliance.language.sql_missing import missable, none

BITS = 60
"""Facts in a word of bits."""


class Missing(NamedTuple):
    """Merchants and the numbers of paths that are missing: each pair once, in order."""

    merchant: Index
    path: Index


class ScoreQuery(NamedTuple):
    """A query with a word of bits for so many facts at a time, and the top columns of records that it reads."""

    text: str
    facts: tuple[str, ...]
    columns: frozenset[str]


class ScoreFacts:
    """Names all facts that may be missing, in order, and puts facts in the place of scores."""

    def __init__(self, plan: Plan, editions: Editions, session: Session) -> None:
        self._plan, self._editions, self._session = plan, editions, session
        self.names = sorted(_read(plan))
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._queries: dict[str, ScoreQuery] = {}

    def number_of(self, path: str) -> int:
        return self._numbers[path]

    def resolved(self, batch: Batch, merchants: Index, paths: Index) -> Missing:
        """Each pair once, in order; of a missing score the missing facts, or itself where there are none."""
        scored = np.isin(paths, [number for name, number in self._numbers.items() if name.startswith(PREFIX)])
        found = [(merchants[~scored], paths[~scored])]
        for number, of_score in grouped(paths[scored], merchants[scored]):
            found += self._instead(batch, number, np.unique(of_score))
        merchants, paths = (np.concatenate(each) for each in zip(*found, strict=True))
        return _once(merchants, paths, len(self.names))

    def _instead(self, batch: Batch, number: int, merchants: Index) -> Iterator[tuple[Index, Index]]:
        query = self._query(self.names[number])
        columns = {name: batch.records.column(name).take(pa.array(merchants)) for name in query.columns}
        words = self._session.ask(query.text, pa.table(columns)).columns
        open_ = np.ones(len(merchants), np.bool_)
        for place, fact in enumerate(query.facts):
            missing = (words[place // BITS].to_numpy() >> (place % BITS) & 1).astype(np.bool_)
            open_ &= ~missing
            yield merchants[missing], np.full(int(missing.sum()), self._numbers[fact])
        yield merchants[open_], np.full(int(open_.sum()), number)

    def _query(self, path: str) -> ScoreQuery:
        if path not in self._queries:
            self._queries[path] = _query_of(path, self._plan, self._editions)
        return self._queries[path]


def _read(plan: Plan) -> frozenset[str]:
    read = {path for variant in plan.variants for path in missable(variant.violation)}
    read |= {variant.span[0] for variant in plan.variants if variant.span[0]}
    return frozenset(read).union(*(plan.scores.facts(path) for path in read if path.startswith(PREFIX)))


def _query_of(path: str, plan: Plan, editions: Editions) -> ScoreQuery:
    """Over records as they stand, lists in them."""
    facts = tuple(sorted(plan.scores.facts(path)))
    roots = {MERCHANT: exp.to_table(SOURCE), **{name: exp.column(name) for name in ENTRIES}}
    writer = SqlWriter(roots)
    scores = Scores.of(editions, writer)
    words = {}
    for start in range(0, max(len(facts), 1), BITS):
        bits = {fact: bit for bit, fact in enumerate(facts[start : start + BITS])}
        words[f"w{start}"] = scores.missing(path, bits, writer) or none()
    columns = {fact.removeprefix(f"{MERCHANT}.").split(".")[0] for fact in scores.read()}
    return ScoreQuery(query_over(SOURCE, scores.layers[:-1], words), facts, frozenset((*columns, EDITION)))


def _once(merchants: Index, paths: Index, width: int) -> Missing:
    key = np.unique(merchants * width + paths)
    return Missing(key // max(width, 1), key % max(width, 1))
