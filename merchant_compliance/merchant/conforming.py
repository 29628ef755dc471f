"""Columns of a file made what a record holds, all rows at once; rows that need a closer look are named.

Missing is null here too: NaN becomes null, and so does a part that held nothing but nulls in the file. INVARIANT: a row
that is not `doubtful` is a valid record, and its columns hold what the row-by-row reader reads of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.merchant.arrow import SCALARS
from merchant_compliance.merchant.fact import TEXT_LIMIT
from merchant_compliance.merchant.facts import FACTS, Fact, Type, parts_of
from merchant_compliance.merchant.record import Merchant

Flags = npt.NDArray[np.bool_]
FIRST_DAY, LAST_DAY = -719162, 2932896
"""0001-01-01 and 9999-12-31 in days from 1970-01-01: what a date of Python's can be."""
EXACT = float(2**53)
ENCODED = pa.dictionary(pa.int32(), pa.string())
"""Texts as the numbers of a dictionary."""


class Unfit(Exception):
    """A column whose type is read row by row only."""


@dataclass
class Conformer:
    """Conforms columns of one batch; `doubtful` grows as rows with wrong values are met."""

    size: int
    doubtful: Flags = field(init=False)

    def __post_init__(self) -> None:
        self.doubtful = np.zeros(self.size, np.bool_)

    def column(self, name: str, column: pa.Array) -> pa.Array:
        """The top column `name` in the record's own type. Raises Unfit."""
        return self._fact(FACTS[f"merchant.{name}"], column, np.arange(self.size))

    def _fact(self, fact: Fact, column: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
        """`rows` are the records that the places of a column belong to."""
        if fact.many:
            return self._list(fact, column, rows)
        return self._part(fact, column, rows) if fact.part else self._scalar(fact, column, rows)

    def _list(self, fact: Fact, column: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
        if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            raise Unfit
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        inside = np.repeat(rows, lengths)
        values = pc.list_flatten(column)
        made = self._part(fact, values, inside, kept=True) if fact.part else self._scalar(fact, values, inside)
        if not fact.part and made.null_count:
            self._doubt(pc.is_null(made), inside)
        offsets = np.zeros(len(column) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        return pa.ListArray.from_arrays(pa.array(offsets), made, mask=pc.is_null(column))

    def _part(self, fact: Fact, column: pa.Array, rows: npt.NDArray[np.int64], kept: bool = False) -> pa.Array:
        """A part with all fields of the record; one `kept` is there even without any, as an element of a list is."""
        if not pa.types.is_struct(column.type):
            raise Unfit
        names = [each.name for each in column.type]
        known = parts_of(fact.part or Merchant, fact.path)
        if len(set(names)) < len(names) or not set(names) <= known.keys():
            raise Unfit
        given = {name: pc.struct_field(column, name) for name in names}
        fields = {name: self._fact(known[name], inner, rows) for name, inner in given.items()}
        made = [fields.get(name, pa.nulls(len(column), _type(inner))) for name, inner in known.items()]
        there = [fields[name] if known[name].part and not known[name].many else inner for name, inner in given.items()]
        mask = None if kept else pa.array(_all_null(there, len(column)))
        return pa.StructArray.from_arrays(made, names=list(known), mask=mask)

    def _scalar(self, fact: Fact, column: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
        if pa.types.is_null(column.type):
            return pa.nulls(len(column), SCALARS[fact.type])
        made, wrong = READ[fact.type](column)
        if fact.values:
            unknown = _of_each(made, lambda texts: pc.invert(pc.is_in(texts, pa.array(fact.values))))
            wrong = unknown if wrong is None else pc.or_(wrong, unknown)
        if wrong is not None:
            self._doubt(wrong, rows)
        return made

    def _doubt(self, wrong: pa.Array, rows: npt.NDArray[np.int64]) -> None:
        if pc.any(wrong).as_py():
            self.doubtful[rows[np.flatnonzero(pc.fill_null(wrong, False).to_numpy(zero_copy_only=False))]] = True


def _type(fact: Fact) -> pa.DataType:
    from merchant_compliance.merchant.arrow import record_type

    found: pa.DataType = record_type()
    for step in fact.path.split(".")[1:]:
        found = (found.value_type if pa.types.is_list(found) else found).field(step).type
    return found


def _all_null(columns: Sequence[pa.Array], size: int) -> Flags:
    nothing = np.ones(size, np.bool_)
    for column in columns:
        if not column.null_count:
            return np.zeros(size, np.bool_)
        nothing &= pc.is_null(column).to_numpy(zero_copy_only=False)
    return nothing


Read = tuple[pa.Array, pa.Array | None]
"""The column, and which of its places are wrong; None for none."""


def _text(column: pa.Array) -> Read:
    """Texts, or their numbers in a dictionary, which spare whoever reads them most of the work."""
    if column.type == ENCODED and not column.dictionary.null_count:
        made = column
    else:
        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        if not (pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type)):
            raise Unfit
        made = plain.cast(pa.string())
    texts = made.dictionary if pa.types.is_dictionary(made.type) else made
    short = (pc.max(pc.binary_length(texts)).as_py() or 0) <= TEXT_LIMIT
    return made, None if short else _of_each(made, lambda texts: pc.greater(pc.utf8_length(texts), TEXT_LIMIT))


def _of_each(texts: pa.Array, asked: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """What is asked of texts, of those in a dictionary once; null where there is none."""
    if not pa.types.is_dictionary(texts.type):
        return pc.if_else(pc.is_valid(texts), asked(texts), None)
    return asked(texts.dictionary).take(texts.indices)


def _whole(column: pa.Array) -> Read:
    """Doubles that are whole, as files have them where some are missing, are whole numbers; NaN is missing."""
    if pa.types.is_integer(column.type):
        if pa.types.is_uint64(column.type):
            raise Unfit
        return column.cast(pa.int64()), None
    if not pa.types.is_floating(column.type):
        raise Unfit
    column = _without_nan(column.cast(pa.float64()))
    whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), EXACT))
    return pc.if_else(whole, column, None).cast(pa.int64()), pc.and_(pc.is_valid(column), pc.invert(whole))


def _real(column: pa.Array) -> Read:
    if pa.types.is_integer(column.type):
        return column.cast(pa.float64(), safe=False), None
    if not pa.types.is_floating(column.type) or pa.types.is_float16(column.type):
        raise Unfit
    return _without_nan(column.cast(pa.float64())), None


def _without_nan(column: pa.Array) -> pa.Array:
    nan = pc.is_nan(column)
    return (
        pc.if_else(pc.fill_null(nan, False), pa.scalar(None, pa.float64()), column) if pc.any(nan).as_py() else column
    )


def _flag(column: pa.Array) -> Read:
    if not pa.types.is_boolean(column.type):
        raise Unfit
    return column, None


def _day(column: pa.Array) -> Read:
    if not pa.types.is_date32(column.type):
        raise Unfit
    days = column.cast(pa.int32())
    least, most = pc.min_max(days).values()
    if not least.is_valid or FIRST_DAY <= least.as_py() <= most.as_py() <= LAST_DAY:
        return column, None
    return column, pc.or_(pc.less(days, FIRST_DAY), pc.greater(days, LAST_DAY))


READ: dict[Type, Callable[[pa.Array], Read]] = {
    "text": _text,
    "whole": _whole,
    "real": _real,
    "flag": _flag,
    "day": _day,
}
