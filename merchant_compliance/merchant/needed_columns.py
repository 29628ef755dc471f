"""Which columns of a Parquet file have to be read: those that are asked for, and those that may hold something wrong.

INVARIANT: a column that is left out can make no row invalid, so that the same rows are rejected as where all are read.
What cannot be told from the types and the metadata of the file is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.merchant.conforming import FIRST_DAY, LAST_DAY, READ
from merchant_compliance.merchant.fact import TEXT_LIMIT
from merchant_compliance.merchant.facts import FACTS, Fact

ID = "merchant.merchant_id"
"""Without it no row is a record."""
ENCODED = 3
"""Bytes a value: a text that is written out takes four for its length alone."""


class Needed(NamedTuple):
    """What is asked of records, by the full paths of facts: the `values` of scalars and of lists of them.

    Of `lists` of parts it is asked whether they are there and how many elements they have, as of lists around values.
    """

    values: frozenset[str]
    lists: frozenset[str]

    def all_lists(self) -> list[str]:
        """Inner lists come before those that they stand in."""
        around = {value.rpartition(".")[0] for value in (*self.values, *self.lists)}
        asked = {path for path, fact in FACTS.items() if fact.part and fact.many and _is_around(path, around)}
        return sorted(asked | self.lists, key=lambda path: -path.count("."))


def _is_around(path: str, parts: Collection[str]) -> bool:
    return any(f"{part}.".startswith(f"{path}.") for part in parts)


class Leaf(NamedTuple):
    """A column as Parquet has it: its number and its name in the file, its type, and its fact."""

    number: int
    name: str
    type: pa.DataType
    fact: Fact


class Columns(NamedTuple):
    """The names of columns to read, None for all of them. Of those that are `encoded` few texts stand for many."""

    names: list[str] | None
    encoded: list[str]


ALL = Columns(None, [])


def columns_to_read(file: pq.ParquetFile, groups: Sequence[int], needed: Needed) -> Columns:
    """What to read in these row groups. The schema must be such that columns can be conformed at once."""
    found = _leaves(file)
    if found is None:
        return ALL
    chunks = _Chunks(file.metadata, groups)
    asked = needed.values | {ID}
    kept = [leaf for leaf in found if leaf.fact.path in asked or chunks.may_be_wrong(leaf)]
    for path in needed.all_lists():
        kept += _standing_for(path, found, kept, chunks)
    if not kept:
        return ALL
    return Columns([leaf.name for leaf in kept], [leaf.name for leaf in kept if chunks.is_encoded(leaf)])


def _leaves(file: pq.ParquetFile) -> list[Leaf] | None:
    """The columns of all known facts; None where columns of the file and fields of its schema do not go together."""
    paths = [column.path for column in file.schema]
    places = [(field.name, *each) for field in file.schema_arrow for each in _inside(field)]
    if len(places) != len(paths):
        return None
    named = list(zip(paths, places, strict=True))
    if any(not f"{path}.".startswith(f"{top}.") for path, (top, *_) in named):
        return None
    return [Leaf(number, path, kind, fact) for number, (path, (_, kind, fact)) in enumerate(named) if fact is not None]


def _inside(field: pa.Field, above: str = "merchant") -> Iterator[tuple[pa.DataType, Fact | None]]:
    """The types and facts of all columns that a field has in Parquet, in their order."""
    path, kind = f"{above}.{field.name}", field.type
    fact = FACTS.get(path)
    if fact is not None and fact.part is None:
        yield kind, fact
        return
    if not kind.num_fields:
        yield kind, None
    for place in range(kind.num_fields):
        inner = kind.field(place)
        yield from _inside(inner, path) if pa.types.is_struct(kind) else _inside(inner.with_name(field.name), above)


def _standing_for(path: str, found: Sequence[Leaf], kept: Sequence[Leaf], chunks: _Chunks) -> list[Leaf]:
    """The smallest column of a list of parts, which tells how many elements there are, unless any is read anyway."""
    inside = [leaf for leaf in found if leaf.fact.path.startswith(f"{path}.")]
    numbers = {leaf.number for leaf in kept}
    return [min(inside, key=chunks.size)] if inside and all(leaf.number not in numbers for leaf in inside) else []


class _Chunks:
    """What the metadata say of the columns in some row groups."""

    def __init__(self, metadata: pq.FileMetaData, groups: Sequence[int]) -> None:
        self._groups = [metadata.row_group(group) for group in groups]

    def _of(self, leaf: Leaf) -> Iterator[pq.ColumnChunkMetaData]:
        return (group.column(leaf.number) for group in self._groups)

    def size(self, leaf: Leaf) -> int:
        return sum(chunk.total_uncompressed_size for chunk in self._of(leaf))

    def may_be_wrong(self, leaf: Leaf) -> bool:
        """Whether any value could make a row invalid.

        That is a word that is none of an enum's, a null in a list, a text that is too long, a day in no calendar, or a
        number that is not whole.
        """
        fact = leaf.fact
        if pa.types.is_null(leaf.type):
            return False
        if fact.values or (fact.many and not all(map(_without_null, self._of(leaf)))):
            return True
        if fact.type == "text":
            return any(chunk.total_uncompressed_size > TEXT_LIMIT for chunk in self._of(leaf))
        if fact.type == "day":
            return not all(map(_in_calendar, self._of(leaf)))
        kind = leaf.type.value_type if fact.many else leaf.type
        return bool(READ[fact.type](pa.nulls(0, kind))[1] is not None)

    def is_encoded(self, leaf: Leaf) -> bool:
        """Whether a column of texts takes too little room for having each of them written out."""
        if leaf.fact.values or leaf.fact.type != "text":
            return bool(leaf.fact.values)
        return bool(self.size(leaf) < ENCODED * sum(chunk.num_values for chunk in self._of(leaf)))


def _without_null(chunk: pq.ColumnChunkMetaData) -> bool:
    """For lists this is that none has a null in it; empty lists may count as one, which does no harm."""
    return bool(chunk.statistics is not None and chunk.statistics.has_null_count and not chunk.statistics.null_count)


def _in_calendar(chunk: pq.ColumnChunkMetaData) -> bool:
    found = chunk.statistics
    if found is None or not found.has_min_max:
        return bool(found is not None and found.has_null_count and found.null_count == chunk.num_values)
    return bool(FIRST_DAY <= found.min_raw <= found.max_raw <= LAST_DAY)
