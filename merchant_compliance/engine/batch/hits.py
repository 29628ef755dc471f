"""From the columns of verdicts to hits: which condition is true, and which unknown, of which rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.rows import NONE, Index
from merchant_compliance.engine.batch.verdicts import NUMBER, Verdicts

Hits = tuple[int, Index, Index]
"""A condition, the rows of which it is true, and those of which it is unknown."""
CODES = (1 << NUMBER) - 1
SLOTS = np.arange(24, dtype=np.int64)


def hits_of(verdicts: Verdicts, answer: pa.Table) -> Iterator[Hits]:
    """Only conditions that are true or unknown of some row."""
    for name, condition in verdicts.plain.items():
        true, unknown = _plain(answer.column(name))
        if len(true) or len(unknown):
            yield condition, true, unknown
    yield from _packed(verdicts, answer)


def _plain(column: pa.ChunkedArray) -> tuple[Index, Index]:
    array = column.combine_chunks()
    unknown = np.flatnonzero(pc.is_null(array).to_numpy(zero_copy_only=False)) if array.null_count else NONE
    if not pc.any(array).as_py():
        return NONE, unknown
    return np.flatnonzero(pc.fill_null(array, False).to_numpy(zero_copy_only=False)), unknown


def _packed(verdicts: Verdicts, answer: pa.Table) -> Iterator[Hits]:
    """All words of all columns with a bit set, then each word's conditions apart."""
    rows, words = [], []
    for name in verdicts.columns:
        if name not in verdicts.plain:
            found = _words(answer.column(name), name in verdicts.lists)
            rows.append(found[0])
            words.append(found[1])
    if not any(map(len, rows)):
        return
    row, word = np.concatenate(rows), np.concatenate(words)
    number = word >> NUMBER
    order = np.argsort(number, kind="stable")
    row, word, number = row[order], word[order], number[order]
    present, starts = np.unique(number, return_index=True)
    for at, start, end in zip(present.tolist(), starts, [*starts[1:], len(number)], strict=True):
        yield from _word(verdicts.words[at], row[start:end], word[start:end] & CODES)


def _words(column: pa.ChunkedArray, listed: bool) -> tuple[Index, Index]:
    """The rows and values of the words in which something is set."""
    array = column.combine_chunks()
    if listed:
        values = pc.list_flatten(array).to_numpy()
        rows = pc.list_parent_indices(array).to_numpy()
    else:
        values, rows = array.to_numpy(), None
    some = np.flatnonzero(values & CODES)
    return (some if rows is None else rows[some]), values[some]


def _word(conditions: tuple[int, ...], rows: Index, codes: Index) -> Iterator[Hits]:
    together = int(np.bitwise_or.reduce(codes))
    for place, condition in enumerate(conditions):
        if together >> (2 * place) & 3:
            code = codes >> (2 * place) & 3
            yield condition, rows[code == 1], rows[code == 2]
