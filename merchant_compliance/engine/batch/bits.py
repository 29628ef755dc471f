"""Truth of many rows as bits: one operation of the processor combines sixty-four rows.

Two words of bits a condition: where it is true, and where it is false. Where neither is set it is unknown. So negation
is an exchange, and Kleene's conjunction is `true & true` with `false | false`. INVARIANT: bits beyond the last row are
0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Index = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
WORD, SHIFT = 64, 6
NONE: Index = np.zeros(0, np.int64)


class Bits(NamedTuple):
    """Of some rows: those of which a condition is true, and those of which it is false."""

    true: Words
    false: Words

    def unknown(self, size: int) -> Words:
        """Those of `size` rows of which it is neither."""
        return full(size) & ~(self.true | self.false)

    def negated(self) -> Bits:
        return Bits(self.false, self.true)


_full: dict[int, Words] = {}


def full(size: int) -> Words:
    """Every row. To be read only."""
    if size not in _full:
        if len(_full) > 256:
            _full.clear()
        _full[size] = packed(np.ones(size, np.bool_))
    return _full[size]


def nothing(size: int) -> Words:
    return np.zeros(padded(size) // WORD, np.uint64)


def padded(size: int) -> int:
    """The number of bits in the words for so many rows."""
    return -(-size // WORD) * WORD


def packed(flags: Flags) -> Words:
    """Flags, which may be padded already, as words."""
    found = np.packbits(flags, bitorder="little")
    if len(found) % 8:
        whole = np.zeros(padded(len(flags)) // 8, np.uint8)
        whole[: len(found)] = found
        found = whole
    return found.view(np.uint64)


def flags_of(words: Words, size: int) -> Flags:
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def rows_of(words: Words) -> Index:
    """The rows whose bit is set, in order. Costs as much as there are words with a bit."""
    some = np.flatnonzero(words)
    if not len(some):
        return NONE
    places: Index = np.flatnonzero(flags_of(words if len(some) == len(words) else words[some], len(some) * WORD))
    return places if len(some) == len(words) else (some[places >> SHIFT] << SHIFT) + (places & WORD - 1)


def repeated(words: Words, index: Index, size: int) -> Words:
    """The bits of some rows of `size`, each as often as `index` names it."""
    return packed(flags_of(words, size)[index]) if words.any() else nothing(len(index))


def words_of(rows: Index, size: int) -> Words:
    """The bits of these rows, of `size`."""
    flags = np.zeros(padded(size), np.bool_)
    flags[rows] = True
    return packed(flags)


def of_booleans(array: pa.Array) -> Bits:
    """An Arrow column of truth values, null where unknown."""
    size = len(array)
    known = valid(array)
    values, offset = array.buffers()[1], array.offset
    if offset or not size:
        true = packed(pc.fill_null(array, False).to_numpy(zero_copy_only=False)) if size else nothing(0)
    else:
        true = _words(values, size) & known
    return Bits(true, known & ~true)


def valid(array: pa.Array) -> Words:
    """The rows that are not null."""
    if not array.null_count:
        return full(len(array))
    validity, offset = array.buffers()[0], array.offset
    if validity is None or offset:
        return packed(pc.is_valid(array).to_numpy(zero_copy_only=False))
    return _words(validity, len(array)) & full(len(array))


def _words(buffer: pa.Buffer, size: int) -> Words:
    """The words of a bitmap; what stands beyond the last row is not cleared."""
    length = padded(size) // 8
    found = np.frombuffer(buffer, np.uint8, count=min(buffer.size, length))
    if len(found) < length:
        found = np.concatenate((found, np.zeros(length - len(found), np.uint8)))
    return found.view(np.uint64)


def booleans(bits: Bits, size: int) -> pa.Array:
    """An Arrow column of truth values, null where unknown."""
    validity = pa.py_buffer(bits.true | bits.false)
    return pa.Array.from_buffers(pa.bool_(), size, [validity, pa.py_buffer(bits.true)])
