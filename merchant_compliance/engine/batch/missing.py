"""The missing facts of undetermined rules, asked after the verdicts: only of rows where they could matter.

A query over those rows as they stand, lists in them, whose columns are words of bits, one bit a path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlglot import exp

from merchant_compliance.engine.batch.editions import Editions, Variant
from merchant_compliance.engine.batch.flat_sql import SCORES
from merchant_compliance.engine.batch.scores import EDITION, Scores
from merchant_compliance.engine.batch.tables import ENTRIES
from merchant_compliance.engine.batch.verdicts import long, query_over
from merchant_compliance.engine.scoring import PREFIX
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Select
from merchant_compliance.language.sql import SqlWriter
from merchant_compliance.language.sql_functions import balanced, cast, number, when
from merchant_compliance.language.sql_missing import MissingWriter, missable, none
from merchant_compliance.scorecards.sql import Layer

BITS = 60
"""Paths in a word."""
ELEMENT = "one_element"


class Paths:
    """Every path that may be missing has a word and a bit. Those of one list or part of the record stand together."""

    def __init__(self, variants: Sequence[Variant], scores: Scores) -> None:
        read: Counter[str] = Counter(path for variant in variants for path in missable(variant.violation))
        read.update(variant.span[0] for variant in variants if variant.span[0])
        read.update(fact for path in list(read) if path.startswith(PREFIX) for fact in scores.facts(path))
        self.names = sorted(read)
        self._place: dict[str, tuple[int, int]] = {}
        word, bit = 0, 0
        for _, group in groupby(self.names, _part):
            paths = list(group)
            if bit + len(paths) > BITS and bit:
                word, bit = word + 1, 0
            for path in paths:
                word, bit = (word, bit) if bit < BITS else (word + 1, 0)
                self._place[path] = word, bit
                bit += 1

    @property
    def words(self) -> range:
        return range(1 + max((word for word, _ in self._place.values()), default=-1))

    def place_of(self, path: str) -> tuple[int, int]:
        """The number of the word, and the bit in it."""
        return self._place[path]

    def bits(self, word: int) -> dict[str, int]:
        """Paths of one word but for those of scores, whose missing facts stand for them."""
        return {path: bit for path, (n, bit) in self._place.items() if n == word and not path.startswith(PREFIX)}

    def scores(self) -> list[str]:
        return [path for path in self.names if path.startswith(PREFIX)]


def _part(path: str) -> str:
    return ".".join(path.split(".")[:2])


def reads_scores(variant: Variant) -> bool:
    return any(path.startswith(PREFIX) for path in missable(variant.violation))


class MissingQuery(NamedTuple):
    """The query with the words of paths that it gives, in their order, and the top columns of records that it reads."""

    text: str
    words: tuple[int, ...]
    columns: frozenset[str]


class RecordWriter(SqlWriter):
    """Writes conditions on records as they stand; `scores` are the fields that scores have, by card and dimension."""

    def __init__(self, source: str, scores: Mapping[str, Sequence[str]]) -> None:
        roots = {name: exp.column(name) for name in (*ENTRIES, *((SCORES,) if scores else ()))}
        super().__init__({"merchant": exp.to_table(source), **roots})
        self._scores = scores

    def select(self, node: Select) -> exp.Expression:
        """A score of no card in force is missing, and so is a dimension that no card has."""
        chain = chain_of(node)
        if chain is None or chain[0].name != SCORES:
            return super().select(node)
        card, *rest = chain[1]
        known = self._scores.get(card)
        if known is None or (len(rest) > 1 and rest[1] not in known):
            return cast(exp.Null(), "BOOLEAN" if rest[-1:] == ["rated"] else "DOUBLE")
        return super().select(node)


def missing_query(variant: Variant, paths: Paths, editions: Editions, source: str) -> MissingQuery:
    """The query for rows on which a rule is undetermined. For a rule over a list, one column holds the element."""
    read = missable(variant.violation)
    scored = reads_scores(variant)
    writer = RecordWriter(source, {})
    layers: list[Layer] = []
    if scored:
        scores = Scores.of(editions, writer)
        writer = RecordWriter(source, scores.dimensions)
        layers = [*scores.layers[:-1], _score_words(paths, scores, writer)]
        read |= scores.read() | {SCORES, EDITION}
    if variant.span[1]:
        writer.roots[variant.span[1]] = exp.column(ELEMENT)
    words: Layer = {}
    for n in paths.words:
        elsewhere = _elsewhere(paths, n) if scored else {}
        bits = MissingWriter(writer, paths.bits(n), elsewhere).of_unknown(variant.violation)
        if bits is not None:
            words[f"p{n}"] = bits
    columns = frozenset(path.removeprefix("merchant.").split(".")[0] for path in read)
    return MissingQuery(query_over(source, layers, words), tuple(int(name[1:]) for name in words), columns)


def _score_words(paths: Paths, scores: Scores, writer: SqlWriter) -> Layer:
    """For every score that a rule reads, the facts that it hangs on."""
    return {
        f"o{place}_{n}": scores.missing(path, paths.bits(n), writer) or none()
        for place, path in enumerate(paths.scores())
        for n in paths.words
    }


def _elsewhere(paths: Paths, n: int) -> Mapping[str, exp.Expression]:
    """What to write for a missing score: the facts that it hangs on, or itself where there are none."""
    found = {}
    for place, path in enumerate(paths.scores()):
        word, bit = paths.place_of(path)
        own = exp.column(f"o{place}_{n}")
        facts = balanced([exp.column(f"o{place}_{each}") for each in paths.words], exp.BitwiseOr)
        nothing = exp.EQ(this=exp.Paren(this=facts), expression=number(0))
        found[path] = exp.Paren(this=when((nothing, long(1 << bit)), otherwise=own)) if word == n else own
    return found
