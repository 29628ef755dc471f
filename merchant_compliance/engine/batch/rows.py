"""The rows of one batch as flat tables: every list unrolled beside the rows it belongs to, columns as asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import Flags, Index
from merchant_compliance.engine.batch.flat_sql import NAME
from merchant_compliance.engine.batch.leaves import LENGTH, Column
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.texts import plain_name


@dataclass(frozen=True)
class Listed:
    """A list column: its elements one after another, where each row's begin, how many they are, and missing lists."""

    values: pa.Array
    starts: Index
    lengths: Index
    missing: Flags

    @staticmethod
    def of(column: pa.Array) -> Listed:
        missing = _flags(pc.is_null(column))
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else np.zeros(0, np.int64)
        return Listed(pc.list_flatten(column), starts, lengths, missing)


@dataclass(frozen=True)
class Rows:
    """The rows of a table: the row above each, and the element of the list that each is."""

    above: Index
    element: Index
    listed: Listed | None

    def __len__(self) -> int:
        return len(self.above)


class Batch:
    """One batch of records. Tables and columns are kept until the batch is done."""

    def __init__(self, records: pa.RecordBatch, root: Table) -> None:
        self.records = records
        count = np.arange(records.num_rows)
        self._rows: dict[int, Rows] = {root.number: Rows(count, count, None)}
        self._columns: dict[tuple[int, str], pa.Array] = {}
        self._ways: dict[tuple[int, int], Index] = {}

    def rows(self, table: Table) -> Rows:
        if table.number not in self._rows:
            self._rows[table.number] = self._unrolled(table)
        return self._rows[table.number]

    def _unrolled(self, table: Table) -> Rows:
        assert table.parent is not None
        assert table.owner is not None
        listed = self._listed(table.owner, table.path)
        if table.parent is table.owner:
            return Rows(
                np.repeat(np.arange(len(listed.lengths)), listed.lengths), np.arange(len(listed.values)), listed
            )
        owner = self.way_up(table.parent, table.owner)
        lengths = listed.lengths[owner]
        above = np.repeat(np.arange(len(owner)), lengths)
        within = np.arange(len(above)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return Rows(above, np.repeat(listed.starts[owner], lengths) + within, listed)

    def _listed(self, owner: Table, path: str) -> Listed:
        return Listed.of(self.column(owner, (owner, path.removeprefix(f"{owner.path}."))))

    def missing(self, table: Table) -> Flags:
        """The rows above a table whose list is missing."""
        assert table.parent is not None
        assert table.owner is not None
        listed = self.rows(table).listed
        assert listed is not None
        return listed.missing if table.parent is table.owner else listed.missing[self.way_up(table.parent, table.owner)]

    def way_up(self, table: Table, above: Table) -> Index:
        """For every row of `table`, the row of a table above it."""
        key = (table.number, above.number)
        if key not in self._ways:
            index = self.rows(table).above
            while table.parent is not None and table.parent is not above:
                table = table.parent
                index = self.rows(table).above[index]
            self._ways[key] = index
        return self._ways[key]

    def column(self, table: Table, column: Column, index: Index | None = None) -> pa.Array:
        """A column, repeated for the rows of `table` where it is one of a table above; of the rows at `index`."""
        source, path = column
        if source is not table:
            way = self.way_up(table, source)
            index = way if index is None else way[index]
        own = self._own(source, path)
        return own if index is None else own.take(pa.array(index))

    def _own(self, table: Table, path: str) -> pa.Array:
        key = (table.number, path)
        if key not in self._columns:
            self._columns[key] = self._made(table, path)
        return self._columns[key]

    def _made(self, table: Table, path: str) -> pa.Array:
        for prefix, make in MADE.items():
            if path.startswith(prefix):
                return make(self._own(table, path.removeprefix(prefix)))
        return self._read(table, path)

    def _read(self, table: Table, path: str) -> pa.Array:
        first, *rest = path.split(".")
        if table.parent is None:
            return field_of(self.records.column(first), rest)
        rows = self.rows(table)
        assert rows.listed is not None
        values = rows.listed.values
        found = field_of(values, path.split(".")) if path else values
        return found if table.parent is table.owner else found.take(pa.array(rows.element))


def grouped(keys: Index, values: Index) -> list[tuple[int, Index]]:
    """The values of each key, in their order."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    present, starts = np.unique(keys[order], return_index=True)
    return list(zip(present.tolist(), np.split(values[order], starts[1:]), strict=True))


PLAIN = "^[0-9A-Za-z\\x{4E00}-\\x{9FFF}]*$"
"""Names in which nothing is to be changed: letters and digits of ASCII, and the main block of Chinese characters."""


def plain_names(names: pa.Array) -> pa.Array:
    """Every name as `same_name` compares it."""
    names = decoded(names)
    changed = np.flatnonzero(_flags(pc.invert(pc.fill_null(pc.match_substring_regex(names, PLAIN), True))))
    if not len(changed):
        return names
    values = [plain_name(name) for name in names.take(pa.array(changed)).to_pylist()]
    mask = np.zeros(len(names), np.bool_)
    mask[changed] = True
    return pc.replace_with_mask(names, pa.array(mask), pa.array(values, pa.string()))


def decoded(texts: pa.Array) -> pa.Array:
    """Texts themselves where they are numbers of a dictionary."""
    return texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts


def _lengths(column: pa.Array) -> pa.Array:
    return pc.list_value_length(column).cast(pa.int64())


MADE: Mapping[str, Callable[[pa.Array], pa.Array]] = {NAME: plain_names, LENGTH: _lengths}
"""Columns that are made of others, by what their path begins with."""


def field_of(column: Any, steps: Sequence[str]) -> pa.Array:
    return pc.struct_field(column, list(steps)) if steps else column


def _flags(array: pa.Array) -> Flags:
    found: Flags = array.to_numpy(zero_copy_only=False).astype(np.bool_)
    return found
