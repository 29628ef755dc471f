"""What the gates of a circuit come to for the rows of one batch: each when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.bits import (
    Bits,
    Index,
    Words,
    booleans,
    flags_of,
    full,
    nothing,
    of_booleans,
    packed,
    repeated,
    rows_of,
    valid,
    words_of,
)
from merchant_compliance.engine.batch.flat_sql import GATE, SCORES
from merchant_compliance.engine.batch.gates import Above, All, Choice, Count, Gate, QuickLeaf, Ref, Some, SqlLeaf
from merchant_compliance.engine.batch.leaves import (
    Among,
    Compared,
    Constant,
    Flag,
    Numbers,
    OneOf,
    Presence,
    Quick,
    Search,
    Searched,
    Texts,
    constant_bits,
)
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.queries import Query, place_of
from merchant_compliance.engine.batch.rows import Batch, field_of
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.batch.tables import Table

Hits = tuple[int, Index, Index]
"""A rule, the rows of which it is true, and those of which it is unknown."""


class Run(Batch):
    """A batch with its gates and its scores, which are columns too."""

    def __init__(self, plan: Plan, records: pa.RecordBatch, session: Session) -> None:
        super().__init__(records, plan.tables.root)
        self.plan, self._session = plan, session
        self._gates = plan.circuit.gates
        self._bits: list[Bits | None] = [None] * len(self._gates)
        self._counts: dict[int, pa.Array] = {}
        self._ready: dict[tuple[int, str, str], Any] = {}
        self._lists: dict[int, Words | None] = {}

    def truth(self, ref: Ref) -> Bits:
        number = ref if ref >= 0 else ~ref
        found = self._bits[number]
        if found is None:
            gate = self._gates[number]
            found = self._bits[number] = RUNS[type(gate)](self, number, gate)
        return found if ref >= 0 else found.negated()

    def hits(self) -> Iterator[tuple[Table, Hits]]:
        """Of every rule that is true or unknown of some row of its table: where."""
        for index, (table, ref) in enumerate(self.plan.rules):
            bits = self.truth(ref)
            true, unknown = rows_of(bits.true), rows_of(bits.unknown(self.size(table)))
            if len(true) or len(unknown):
                yield table, (index, true, unknown)

    def _made(self, table: Table, path: str) -> pa.Array:
        if path.startswith(GATE):
            return self._gate(int(path.removeprefix(GATE)))
        if table.parent is None and path.startswith(f"{SCORES}."):
            return self._score(path.split(".")[1:])
        return super()._made(table, path)

    def _gate(self, number: int) -> pa.Array:
        """What a gate came to, as a column of its table."""
        gate = self._gates[number]
        if isinstance(gate, Count):
            return self.count(number)
        return booleans(self.truth(number), self.size(gate.table))

    @cached_property
    def scores(self) -> pa.Array | None:
        """The scores of all merchants, a struct with a field for each card; None without cards."""
        query = self.plan.scoring
        return self._ask(query).column("scores").combine_chunks() if query is not None else None

    def _score(self, steps: Sequence[str]) -> pa.Array:
        """A field of a score; missing where no card of that name is in force."""
        kind = self.scores.type if self.scores is not None else pa.struct([])
        for step in steps:
            place = kind.get_field_index(step)
            if place < 0:
                return pa.nulls(self.records.num_rows, pa.bool_() if steps[-1] == "rated" else pa.float64())
            kind = kind.field(place).type
        return field_of(self.scores, steps)

    def size(self, table: Table) -> int:
        return len(self.rows(table))

    def missing_list(self, below: Table) -> Words | None:
        """The rows above a table whose list is missing; None where none is."""
        if below.number not in self._lists:
            missing = self.missing(below)
            self._lists[below.number] = packed(missing) if missing.any() else None
        return self._lists[below.number]

    def _quick(self, _number: int, gate: QuickLeaf) -> Bits:
        return QUICK[type(gate.quick)](self, gate.table, gate.quick)

    def _constant(self, table: Table, leaf: Constant) -> Bits:
        return constant_bits(leaf, self.size(table))

    def _presence(self, table: Table, leaf: Presence) -> Bits:
        there = valid(self.column(table, leaf.column))
        return Bits(there, full(self.size(table)) & ~there)

    def _flag(self, table: Table, leaf: Flag) -> Bits:
        return of_booleans(self.column(table, leaf.column))

    def _texts(self, table: Table, leaf: OneOf) -> Bits:
        asked = self.plan.circuit.texts[leaf.column]
        return self._prepared(table, leaf.column[1], lambda array: Texts(array, asked)).bits(leaf)  # type: ignore[no-any-return]

    def _numbers(self, table: Table, leaf: Compared) -> Bits:
        return self._prepared(table, leaf.column[1], Numbers).bits(leaf)  # type: ignore[no-any-return]

    def _among(self, table: Table, leaf: Among) -> Bits:
        return self._prepared(table, leaf.column[1], Numbers).among(leaf)  # type: ignore[no-any-return]

    def _searched(self, table: Table, leaf: Search) -> Bits:
        asked = self.plan.circuit.searches[leaf.column]
        return self._prepared(table, leaf.column[1], lambda array: Searched(array, asked), "words").bits(leaf)  # type: ignore[no-any-return]

    def _prepared(self, table: Table, path: str, make: Callable[[pa.Array], Any], use: str = "") -> Any:
        key = (table.number, path, use)
        if key not in self._ready:
            self._ready[key] = make(self.column(table, (table, path)))
        return self._ready[key]

    def _sql(self, number: int, gate: SqlLeaf) -> Bits:
        """All leaves of the query that this one stands in."""
        query = self.plan.queries[place_of(gate)]
        self._bits_of_texts(query) if query.distinct else self._bits_of_rows(query)
        found = self._bits[number]
        assert found is not None
        return found

    def _bits_of_rows(self, query: Query) -> None:
        for leaf, column in zip(query.leaves, self._ask(query).columns, strict=True):
            self._bits[leaf] = of_booleans(column.combine_chunks())

    def _bits_of_texts(self, query: Query) -> None:
        ((name, column),) = query.columns.items()
        texts = self.column(query.table, column).dictionary_encode()
        values = pa.concat_arrays([texts.dictionary, pa.nulls(1, texts.dictionary.type)])
        codes = pc.fill_null(texts.indices, len(values) - 1).to_numpy(zero_copy_only=False)
        answer = self._session.ask(query.text, pa.table({name: values}))
        for leaf, found in zip(query.leaves, answer.columns, strict=True):
            bits = of_booleans(found.combine_chunks())
            self._bits[leaf] = Bits(*(repeated(words, codes, len(values)) for words in bits))

    def _ask(self, query: Query) -> pa.Table:
        columns = {name: self.column(query.table, column) for name, column in query.columns.items()}
        rows = pa.table(columns or {"rows": pa.nulls(self.size(query.table))})
        return self._session.ask(query.text, rows)

    def _all(self, _number: int, gate: All) -> Bits:
        true, false = self.truth(gate.inputs[0])
        for ref in gate.inputs[1:]:
            other = self.truth(ref)
            true, false = true & other.true, false | other.false
        return Bits(true, false)

    def _choice(self, _number: int, gate: Choice) -> Bits:
        condition, then, otherwise = map(self.truth, (gate.condition, gate.then, gate.otherwise))
        return Bits(
            condition.true & then.true | condition.false & otherwise.true,
            condition.true & then.false | condition.false & otherwise.false,
        )

    def _above(self, _number: int, gate: Above) -> Bits:
        source = self._gates[gate.input].table
        return Bits(*(self.spread(words, source, gate.table) for words in self.truth(gate.input)))

    def spread(self, words: Words, source: Table, table: Table) -> Words:
        """For every row of `table`, the bit of its row of a table above."""
        return repeated(words, self.way_up(table, source), self.size(source))

    def _some(self, _number: int, gate: Some) -> Bits:
        size, below = self.size(gate.table), self.truth(gate.input)
        true = self.gathered(below.true, gate.below)
        unknown = self._open(below, gate.below) & ~true
        return Bits(true, full(size) & ~(true | unknown))

    def _open(self, bits: Bits, below: Table) -> Words:
        """The rows above of which any row below is unknown, or the list is missing."""
        unknown = self.gathered(bits.unknown(self.size(below)), below)
        missing = self.missing_list(below)
        return unknown if missing is None else unknown | missing

    def gathered(self, words: Words, below: Table) -> Words:
        """The rows above any of these rows of a table."""
        assert below.parent is not None
        size = self.size(below.parent)
        rows = rows_of(words)
        return words_of(self.rows(below).above[rows], size) if len(rows) else nothing(size)

    def count(self, number: int) -> pa.Array:
        if number not in self._counts:
            self._counts[number] = self._counted(self._gates[number])
        return self._counts[number]

    def _counted(self, gate: Gate) -> pa.Array:
        assert isinstance(gate, Count)
        size, below = self.size(gate.table), self.truth(gate.input)
        above = self.rows(gate.below).above[rows_of(below.true)]
        unknown = flags_of(self._open(below, gate.below), size)
        return pa.array(np.bincount(above, minlength=size), pa.int64(), mask=unknown)


RUNS: Mapping[type[Gate], Callable[..., Bits]] = {
    QuickLeaf: Run._quick,
    SqlLeaf: Run._sql,
    All: Run._all,
    Choice: Run._choice,
    Above: Run._above,
    Some: Run._some,
}
QUICK: Mapping[type[Quick], Callable[..., Bits]] = {
    Constant: Run._constant,
    Presence: Run._presence,
    Flag: Run._flag,
    OneOf: Run._texts,
    Compared: Run._numbers,
    Among: Run._among,
    Search: Run._searched,
}
