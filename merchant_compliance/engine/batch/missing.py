"""The missing facts of undetermined rules, asked after the verdicts: only of rows where they could matter.

A query over those rows as they stand, lists in them, whose columns are words of bits, one bit a path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlglot import exp

from merchant_compliance.engine.batch.editions import Editions, Variant
from merchant_compliance.engine.batch.flat_sql import SCORES
from merchant_compliance.engine.batch.scores import Scores
from merchant_compliance.engine.batch.tables import ENTRIES
from merchant_compliance.engine.batch.verdicts import Layer, long, query_over
from merchant_compliance.engine.scoring import PREFIX
from merchant_compliance.language.sql import SqlWriter, balanced
from merchant_compliance.language.sql_functions import number, when
from merchant_compliance.language.sql_missing import Bits, MissingWriter, any_of, missable, none

BITS = 60
"""Paths in a word, and rules that are asked for by one word."""
ELEMENT = "one_element"


class Paths:
    """Every path that may be missing has a word and a bit. Those that most rules read share the first words."""

    def __init__(self, variants: Sequence[Variant], scores: Scores) -> None:
        read: Counter[str] = Counter(path for variant in variants for path in missable(variant.violation))
        read.update(variant.span[0] for variant in variants if variant.span[0])
        read.update(fact for path in list(read) if path.startswith(PREFIX) for fact in scores.facts(path))
        self.names = sorted(read, key=lambda path: (-read[path], path))
        self._place = {path: divmod(place, BITS) for place, path in enumerate(self.names)}

    @property
    def words(self) -> range:
        return range(-(-len(self.names) // BITS))

    def place_of(self, path: str) -> tuple[int, int]:
        """The number of the word, and the bit in it."""
        return self._place[path]

    def bits(self, word: int) -> dict[str, int]:
        """Paths of one word but for those of scores, whose missing facts stand for them."""
        return {path: bit for path, (n, bit) in self._place.items() if n == word and not path.startswith(PREFIX)}

    def scores(self) -> list[str]:
        return [path for path in self.names if path.startswith(PREFIX)]


def missing_query(rules: Sequence[tuple[int, Variant]], paths: Paths, editions: Editions, source: str) -> str:
    """A query for the words of paths `p0 …`. Rules of one span; the bits of the columns `n0 …` say which to ask.

    For rules over a list, one column holds the element.
    """
    reads_scores = any(path.startswith(PREFIX) for _, variant in rules for path in missable(variant.violation))
    writer = SqlWriter({"merchant": exp.to_table(source), **{name: exp.column(name) for name in ENTRIES}})
    layers: list[Layer] = []
    if reads_scores:
        scores = Scores.of(editions, writer)
        layers = [*scores.layers[:-1], _score_words(paths, scores, writer)]
        writer.roots[SCORES] = exp.column(SCORES)
    missing = {n: MissingWriter(writer, paths.bits(n), _elsewhere(paths, n) if reads_scores else {}) for n in paths.words}
    columns = {f"p{n}": _word(rules, missing[n], writer) for n in paths.words}
    return query_over(source, layers, columns)


def _word(rules: Sequence[tuple[int, Variant]], missing: MissingWriter, writer: SqlWriter) -> exp.Expression:
    terms: list[Bits] = []
    for place, (_, variant) in enumerate(rules):
        writer.roots |= {variant.span[1]: exp.column(ELEMENT)} if variant.span[1] else {}
        bits = missing.write(variant.violation)
        if bits is not None:
            asked, bit = divmod(place, BITS)
            flag = exp.Paren(this=exp.BitwiseAnd(this=exp.column(f"n{asked}"), expression=long(1 << bit)))
            is_asked = exp.NEQ(this=flag, expression=number(0))
            terms.append(exp.Paren(this=when((is_asked, bits), otherwise=none())))
    return any_of(terms) or none()


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
