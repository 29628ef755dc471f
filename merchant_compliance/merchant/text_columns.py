"""Columns of text as their bytes, for what is computed of many texts at once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Bytes = NDArray[np.uint8]
"""One row a place in the text, one column a text."""


class Texts:
    """A column of texts. A missing text has size 0, as an empty one has; sizes are in bytes."""

    def __init__(self, column: pa.Array) -> None:
        self.column = column if column.type == pa.string() else column.cast(pa.string())
        _, offsets, data = self.column.buffers()
        count, first = len(column), self.column.offset
        ends = np.frombuffer(offsets, np.int32)[first : first + count + 1] if count else np.zeros(1, np.int32)
        self._starts, sizes = ends[:-1], np.diff(ends)
        self._data = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
        self.sizes = np.where(self.column.is_valid(), sizes, 0) if self.column.null_count else sizes

    def rows_of(self, size: int, among: Flags | None = None) -> Rows:
        """The rows whose texts have this size."""
        found = self.sizes == size
        return np.flatnonzero(found if among is None else found & among)

    def are_decimal(self) -> Flags:
        """Which texts are ASCII digits and nothing else."""
        return flags(pc.ascii_is_decimal(self.column))

    def match(self, pattern: str) -> Flags:
        """Which texts match somewhere. The pattern is RE2's and must anchor itself."""
        return flags(pc.match_substring_regex(self.column, pattern))

    def bytes_of(self, rows: Rows, size: int) -> Bytes:
        """The bytes of rows that all have this size."""
        if not len(rows):
            return np.zeros((size, 0), np.uint8)
        windows = np.lib.stride_tricks.sliding_window_view(self._data, size)
        return np.ascontiguousarray(windows[self._starts[rows]].T)


def flags(answers: pa.Array) -> Flags:
    """Answers about a column; unknown is no."""
    return np.asarray(pc.fill_null(answers, False))
