"""The rows of one batch as flat tables: every list unrolled beside the rows it belongs to, columns as asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.flat_sql import NAME, SCORES, Column
from merchant_compliance.engine.batch.plan import Unit
from merchant_compliance.engine.batch.tables import Question, Table
from merchant_compliance.language.texts import plain_name

Index = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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
    """One batch of records. Tables, columns and answers are kept until the batch is done."""

    def __init__(self, records: pa.RecordBatch, root: Table) -> None:
        self.records, self._root = records, root
        count = np.arange(records.num_rows)
        self._rows: dict[int, Rows] = {root.number: Rows(count, count, None)}
        self._columns: dict[tuple[int, str], pa.Array] = {}
        self._answers: dict[tuple[int, str], Answer] = {}
        self._scores: pa.Array | None = None

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

    def way_up(self, table: Table, above: Table) -> Index:
        """For every row of `table`, the row of a table above it."""
        index = self.rows(table).above
        while table.parent is not None and table.parent is not above:
            table = table.parent
            index = self.rows(table).above[index]
        return index

    def column(self, table: Table, column: Column, index: Index | None = None) -> pa.Array:
        """A column, repeated for the rows of `table` where it is one of a table above; of the rows at `index`."""
        source, path = column
        if source is not table:
            way = self.way_up(table, source)
            index = way if index is None else way[index]
        answer = self._answers.get((source.number, path))
        if answer is not None:
            return answer.array(index)
        own = self._own(source, path)
        return own if index is None else own.take(pa.array(index))

    def _own(self, table: Table, path: str) -> pa.Array:
        key = (table.number, path)
        if key not in self._columns:
            self._columns[key] = self._made(table, path)
        return self._columns[key]

    def _made(self, table: Table, path: str) -> pa.Array:
        return (
            plain_names(self._own(table, path.removeprefix(NAME))) if path.startswith(NAME) else self._read(table, path)
        )

    def _read(self, table: Table, path: str) -> pa.Array:
        first, *rest = path.split(".")
        if table.parent is None:
            return self._score(rest) if first == SCORES else _field(self.records.column(first), rest)
        rows = self.rows(table)
        assert rows.listed is not None
        values = rows.listed.values
        found = _field(values, path.split(".")) if path else values
        return found if table.parent is table.owner else found.take(pa.array(rows.element))

    def _score(self, steps: Sequence[str]) -> pa.Array:
        """A field of a score; missing where no card of that name is in force."""
        kind = self._scores.type if self._scores is not None else pa.struct([])
        for step in steps:
            place = kind.get_field_index(step)
            if place < 0:
                return pa.nulls(self.records.num_rows, pa.bool_() if steps[-1] == "rated" else pa.float64())
            kind = kind.field(place).type
        return _field(self._scores, steps)

    def table(self, unit: Unit) -> tuple[pa.Table, Index | None]:
        """The columns that a query reads, and the order of their rows if they are sorted."""
        order = None
        if unit.verdicts.sorted_by is not None:
            order = np.argsort(_codes(self.column(*_place(unit, unit.verdicts.sorted_by))), kind="stable")
        columns = {name: self.column(unit.table, column, order) for name, column in unit.columns.items()}
        columns |= {name: self._packed(unit.table, questions, order) for name, questions in unit.packed.items()}
        return pa.table(columns or {"rows": pa.nulls(len(self.rows(unit.table)))}), order

    def _packed(self, table: Table, questions: Sequence[Question], index: Index | None) -> pa.Array:
        """Answers of tables above as a word: two bits each, 1 for true and 2 for unknown."""
        words: dict[int, npt.NDArray[np.int64]] = {}
        above: dict[int, Table] = {}
        for slot, question in enumerate(questions):
            source = question.table.parent
            assert source is not None
            above[source.number] = source
            if source.number not in words:
                words[source.number] = np.zeros(len(self.rows(source)), np.int64)
            self._answers[source.number, question.column].add_to(words[source.number], slot)
        size = len(self.rows(table)) if index is None else len(index)
        packed = np.zeros(size, np.int64)
        for number, word in words.items():
            way = self.way_up(table, above[number])
            packed |= word[way if index is None else way[index]]
        return pa.array(packed)

    def keep_scores(self, scores: pa.Array) -> None:
        self._scores = scores

    @property
    def scores(self) -> pa.Array | None:
        return self._scores

    def keep_answers(
        self, table: Table, questions: Mapping[int, Question], hits: Sequence[tuple[int, Index, Index]]
    ) -> None:
        """`hits` of questions that are true or unknown of any row; all others are false of every row."""
        assert table.parent is not None
        rows = self.rows(table)
        assert rows.listed is not None
        missing = rows.listed.missing
        if table.parent is not table.owner and table.owner is not None:
            missing = missing[self.way_up(table.parent, table.owner)]
        size, gaps = len(missing), missing if missing.any() else None
        found: dict[int, tuple[list[Index], list[Index]]] = {}
        for number, true, unknown in hits:  # once for every word that holds the question
            trues, unknowns = found.setdefault(number, ([NONE], [NONE]))
            trues.append(rows.above[true])
            unknowns.append(rows.above[unknown])
        for number, question in questions.items():
            trues, unknowns = found.get(number, ([NONE], [NONE]))
            self._answers[table.parent.number, question.column] = Answer(
                size, np.concatenate(trues), np.concatenate(unknowns), gaps, question.kind == "count"
            )


NONE: Index = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Answer:
    """What a question came to for each of `size` rows: rows with true elements (once each), rows with unknown ones."""

    size: int
    true: Index
    unknown: Index
    missing: Flags | None
    counts: bool

    def add_to(self, words: npt.NDArray[np.int64], slot: int) -> None:
        """Sets the bits of this answer."""
        if self.missing is not None:
            words[self.missing] |= _shifted(2, slot)
        words[self.unknown] |= _shifted(2, slot)
        words[self.true] |= _shifted(1, slot)

    def array(self, index: Index | None) -> pa.Array:
        """As a column, or the rows of it at `index`."""
        if not len(self.true) and not len(self.unknown) and self.missing is None:
            return constant(self.size if index is None else len(index), self.counts)
        gaps = _marked(self.size, self.unknown)
        values: npt.NDArray[Any] = np.bincount(self.true, minlength=self.size)
        if not self.counts:
            values = values > 0
            gaps[self.true] = False
        if self.missing is not None:
            gaps |= self.missing
        if index is not None:
            values, gaps = values[index], gaps[index]
        return pa.array(values, mask=gaps) if gaps.any() else pa.array(values)


def _place(unit: Unit, name: str) -> tuple[Table, Column]:
    return unit.table, unit.columns[name]


def _codes(texts: pa.Array) -> Index:
    """A number for each text, -1 for a missing one."""
    codes: Index = pc.fill_null(pc.dictionary_encode(texts).indices, -1).to_numpy(zero_copy_only=False)
    return codes


def _shifted(code: int, slot: int) -> np.int64:
    return np.int64(code << (2 * slot))


def _marked(size: int, rows: Index) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[rows] = True
    return flags


_constants: dict[tuple[int, bool], pa.Array] = {}


def grouped(keys: Index, values: Index) -> list[tuple[int, Index]]:
    """The values of each key, in their order."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    present, starts = np.unique(keys[order], return_index=True)
    return list(zip(present.tolist(), np.split(values[order], starts[1:]), strict=True))


def constant(size: int, counts: bool) -> pa.Array:
    """False, or 0, for every row."""
    key = (size, counts)
    if key not in _constants:
        if len(_constants) > 64:
            _constants.clear()
        _constants[key] = pa.array(np.zeros(size, np.int64 if counts else np.bool_))
    return _constants[key]


PLAIN = "^[0-9A-Za-z\\x{4E00}-\\x{9FFF}]*$"
"""Names in which nothing is to be changed: letters and digits of ASCII, and the main block of Chinese characters."""


def plain_names(names: pa.Array) -> pa.Array:
    """Every name as `same_name` compares it."""
    changed = np.flatnonzero(_flags(pc.invert(pc.fill_null(pc.match_substring_regex(names, PLAIN), True))))
    if not len(changed):
        return names
    values = [plain_name(name) for name in names.take(pa.array(changed)).to_pylist()]
    mask = _marked(len(names), changed)
    return pc.replace_with_mask(names, pa.array(mask), pa.array(values, pa.string()))


def _field(column: Any, steps: Sequence[str]) -> pa.Array:
    return pc.struct_field(column, list(steps)) if steps else column


def _flags(array: pa.Array) -> Flags:
    found: Flags = array.to_numpy(zero_copy_only=False).astype(np.bool_)
    return found
