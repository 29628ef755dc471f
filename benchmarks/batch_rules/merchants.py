"""The merchants of the mix as a Parquet file of the columns that its rules read, made column by column with numpy.

Every value is missing with the same chance, and so are whole lists; `merchant_id` and `stage` are always there, and
merchants in onboarding have no metrics yet. A row group is made, written and forgotten: memory does not grow with rows.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch_rules.record import AS_OF, CATEGORIES, CATEGORY, QUALIFICATION, QUALIFICATIONS, SCALARS, Column, Flag, Words

GROUP = 100_000
"""Rows of a row group."""
COMPRESSION = "zstd"
MISSING = 0.05
TODAY = AS_OF.toordinal() - 719163
"""Days since 1970."""
ARROW = {"real": pa.float64(), "whole": pa.int64(), "day": pa.date32()}
Mask = np.ndarray | None


def write(path: Path, rows: int, missing: float = MISSING, seed: int = 1) -> Path:
    """The first rows are the same whatever their number."""
    with pq.ParquetWriter(path, Block(0, 1, missing, seed).table().schema, compression=COMPRESSION) as writer:
        for first in range(0, rows, GROUP):
            whole = Block(first, GROUP, missing, seed).table()
            writer.write_table(whole.slice(0, rows - first), row_group_size=GROUP)
    return path


class Block:
    """So many merchants from number `first` on."""

    def __init__(self, first: int, count: int, missing: float, seed: int) -> None:
        self._first, self._count, self._missing = first, count, missing
        self._random = np.random.Generator(np.random.PCG64([seed, first]))

    def table(self) -> pa.Table:
        stage = self._column(SCALARS["stage"], self._count, None)
        early = pc.equal(stage, "onboarding").to_numpy(zero_copy_only=False)
        tree: dict[str, dict[str, pa.Array]] = {"": {"merchant_id": self._ids(), "stage": stage}}
        for path, column in SCALARS.items():
            part, _, name = path.rpartition(".")
            if path != "stage":
                gaps = self._gaps(self._count)
                mask = gaps | early if part.startswith("metrics") else gaps
                tree.setdefault(part, {})[name] = self._column(column, self._count, mask)
        columns = tree.pop("") | {"shop": struct(tree["shop"]), "subject": struct(tree["subject"])}
        columns["metrics"] = struct({"d30": struct(tree["metrics.d30"])})
        columns["categories"] = self._categories()
        columns["qualifications"] = self._qualifications()
        return pa.table(columns)

    def _ids(self) -> pa.Array:
        numbers = pa.array(np.arange(self._first, self._first + self._count)).cast(pa.string())
        return pc.binary_join_element_wise("m", pc.utf8_lpad(numbers, 9, "0"), "")

    def _gaps(self, count: int) -> np.ndarray:
        return self._random.random(count, np.float32) < self._missing

    def _column(self, column: Column, count: int, mask: Mask) -> pa.Array:
        shares = self._random.random(count)
        if isinstance(column, Words):
            return words(column, shares, mask)
        if isinstance(column, Flag):
            return pa.array(shares < column.share, mask=mask)
        values = column.at(shares)
        if column.kind == "real":
            return pa.array(values, mask=mask)
        days = TODAY if column.kind == "day" else 0
        whole = values.astype(np.int32 if column.kind == "day" else np.int64) + days
        return pa.array(whole, mask=mask).cast(ARROW[column.kind])

    def _lengths(self, shares: dict[int, float]) -> np.ndarray:
        return self._random.choice(list(shares), self._count, p=list(shares.values()))

    def _categories(self) -> pa.Array:
        """Different ones of each merchant: a first one, and others some steps on."""
        lengths, names = self._lengths(CATEGORIES), list(CATEGORY.shares)
        first, step = self._random.integers(len(names), size=self._count), self._random.integers(1, 13, self._count)
        numbers = (np.repeat(first, lengths) + within(lengths) * np.repeat(step, lengths)) % len(names)
        return self._list(lengths, pa.array(names).take(pa.array(numbers)))

    def _qualifications(self) -> pa.Array:
        lengths = self._lengths(QUALIFICATIONS)
        total = int(lengths.sum())
        fields = {name: self._column(column, total, self._gaps(total)) for name, column in QUALIFICATION.items()}
        return self._list(lengths, struct(fields, kept=True))

    def _list(self, lengths: np.ndarray, values: pa.Array) -> pa.Array:
        offsets = np.zeros(self._count + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        whole = pa.ListArray.from_arrays(pa.array(offsets), values)
        return pc.if_else(pa.array(self._gaps(self._count)), None, whole)


def words(column: Words, shares: np.ndarray, mask: Mask) -> pa.Array:
    """Values by their shares, as plain texts: Arrow would have a dictionary come back from the file as one."""
    borders = np.cumsum(list(column.shares.values()))[:-1]
    numbers = pa.array(np.searchsorted(borders, shares, "right").astype(np.int32), mask=mask)
    return pa.array(list(column.shares)).take(numbers)


def struct(fields: dict[str, pa.Array], kept: bool = False) -> pa.Array:
    """A part; missing where all its fields are, unless it is an element of a list, which is `kept`."""
    arrays = list(fields.values())
    mask = None
    if not kept:
        mask = pc.is_null(arrays[0])
        for array in arrays[1:]:
            mask = pc.and_(mask, pc.is_null(array))
    return pa.StructArray.from_arrays(arrays, names=list(fields), mask=mask)


def within(lengths: np.ndarray) -> np.ndarray:
    """The place of every element in its list."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
