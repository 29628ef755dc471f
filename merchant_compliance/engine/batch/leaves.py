"""Leaves of conditions that need no query: a column compared with constants, or only asked whether it is there.

Most leaves are such. What they come to is what the same leaf comes to in SQL, which a test compares.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Any

import ahocorasick
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import (
    Bits,
    Flags,
    Index,
    Words,
    full,
    nothing,
    packed,
    padded,
    repeated,
    valid,
    words_of,
)
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.texts import word_search

Column = tuple[Table, str]
"""A column of a table: the path below its rows, empty for a row that is itself a value."""
LENGTH = "length:"
"""How the path of a column begins that holds the lengths of a list."""
EPOCH = date(1970, 1, 1)
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "_==_": operator.eq,
    "_<_": operator.lt,
    "_<=_": operator.le,
    "_>_": operator.gt,
    "_>=_": operator.ge,
}
MIRRORED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_"}
"""What to ask where the constant stands on the left."""


@dataclass(frozen=True)
class Constant:
    value: bool


@dataclass(frozen=True)
class Presence:
    """Whether a column is not null. Never unknown."""

    column: Column


@dataclass(frozen=True)
class Flag:
    """A column of truth values."""

    column: Column


@dataclass(frozen=True)
class OneOf:
    """Whether a text is one of these."""

    column: Column
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Whether a number, or the days of a date since 1970, stands so to a constant."""

    column: Column
    comparison: str
    constant: float | int


@dataclass(frozen=True)
class Among:
    """Whether a number, or the days of a date since 1970, is one of these."""

    column: Column
    constants: tuple[float | int, ...]


@dataclass(frozen=True)
class Search:
    """Whether any of some words stands in a text after harmless phrases are blanked out."""

    column: Column
    words: tuple[str, ...]
    harmless: tuple[str, ...]


Quick = Constant | Presence | Flag | OneOf | Compared | Among | Search


def number(kind: Any, value: object) -> float | int | None:
    """A constant as numbers of a column of this type are; None where rounding might come between them."""
    if kind == "date" and isinstance(value, date):
        return (value - EPOCH).days
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value if -(2**63) <= value < 2**63 else None
    return value if kind == "double" and isinstance(value, float) and isfinite(value) else None


class Numbers:
    """A column of numbers or dates, padded to whole words; what is missing is 0 there."""

    def __init__(self, array: pa.Array) -> None:
        size = len(array)
        if pa.types.is_date32(array.type):
            array = array.cast(pa.int32())
        filled = pc.fill_null(array, 0) if array.null_count else array
        self.values: npt.NDArray[Any] = np.zeros(padded(size), filled.type.to_pandas_dtype())
        self.values[:size] = filled.to_numpy(zero_copy_only=False)
        self.known = valid(array)

    def bits(self, leaf: Compared) -> Bits:
        return self._known(COMPARISONS[leaf.comparison](self.values, leaf.constant))

    def among(self, leaf: Among) -> Bits:
        return self._known(np.isin(self.values, leaf.constants))

    def _known(self, flags: Flags) -> Bits:
        true = packed(flags) & self.known
        return Bits(true, self.known & ~true)


class Texts:
    """A column of texts as the numbers of those that any leaf asks for, -1 for all others."""

    def __init__(self, array: pa.Array, asked: Mapping[str, int]) -> None:
        size = len(array)
        kind = np.int16 if len(asked) < 2**15 else np.int32
        self._codes: npt.NDArray[Any] = np.full(padded(size), -1, kind)
        encoded = pa.types.is_dictionary(array.type)
        found = pc.index_in(array.dictionary if encoded else array, pa.array(asked, pa.string()), skip_nulls=True)
        numbers = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(kind)
        if encoded and len(numbers):
            numbers = numbers[pc.fill_null(array.indices, 0).to_numpy(zero_copy_only=False)]
        if len(numbers):
            self._codes[:size] = numbers
        self._asked = asked
        self.known = valid(array)

    def bits(self, leaf: OneOf) -> Bits:
        true = self._matching([self._asked[text] for text in leaf.texts]) & self.known
        return Bits(true, self.known & ~true)

    def _matching(self, codes: list[int]) -> Words:
        if len(codes) == 1:
            return packed(self._codes == codes[0])
        wanted = np.zeros(len(self._asked) + 1, np.bool_)
        wanted[codes] = True
        return packed(wanted[self._codes])  # code -1 is the last place, which is never wanted


class Searched:
    """A column of texts in which words are looked for, all of them at once and in each distinct text once.

    `asked` are the searches by number. Harmless phrases matter only where one of the words stands.
    """

    def __init__(self, array: pa.Array, asked: Mapping[Search, int]) -> None:
        encoded = array.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        self._size = len(texts)
        self._codes: Index = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
        self._known, self._found = valid(array), _found(texts, asked)
        self._asked = asked

    def bits(self, leaf: Search) -> Bits:
        hits = self._found.get(self._asked[leaf])
        if hits is None:
            return Bits(nothing(len(self._codes)), self._known)
        true = repeated(words_of(np.array(hits), self._size), self._codes, self._size) & self._known
        return Bits(true, self._known & ~true)


def _found(texts: list[str], asked: Mapping[Search, int]) -> dict[int, list[int]]:
    """The texts, by number, in which each search finds something."""
    automaton, exact = automaton_of(tuple(asked)), [word_search(each.words, each.harmless) for each in asked]
    found: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        for number in {number for _, numbers in automaton.iter(text) for number in numbers}:
            if exact[number](text):
                found.setdefault(number, []).append(place)
    return found


@lru_cache(maxsize=64)
def automaton_of(searches: tuple[Search, ...]) -> Any:
    """Finds all words of all searches; behind each the numbers of those that look for it."""
    automaton = ahocorasick.Automaton()
    for word in {word for search in searches for word in search.words}:
        automaton.add_word(word, [number for number, search in enumerate(searches) if word in search.words])
    automaton.make_automaton()
    return automaton


def constant_bits(leaf: Constant, size: int) -> Bits:
    return Bits(full(size), nothing(size)) if leaf.value else Bits(nothing(size), full(size))
