"""Which missing facts could still make an outcome more severe: from the open findings down to what they hang on.

The circuit is gone through once more, backwards: from a gate the question goes on to those that it reads and that are
unknown on the rows at hand, down to the columns that are null. INVARIANT: what is found for a finding are the paths of
the `Unknown` that the exact evaluator gives, and for a score the facts that it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from merchant_compliance.engine.batch.bits import NONE, Index, Words, nothing, rows_of, valid, words_of
from merchant_compliance.engine.batch.deciding import NO_TARGET, Findings
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.flat_sql import GATE, FlatWriter
from merchant_compliance.engine.batch.gates import Above, All, Choice, Count, Gate, QuickLeaf, Ref, Some, SqlLeaf
from merchant_compliance.engine.batch.leaves import Column, Constant, Presence
from merchant_compliance.engine.batch.open_facts import missing_paths
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import grouped
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.score_facts import Missing, ScoreFacts
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Has, Literal, Node, Select, Variable, paths_of, walk
from merchant_compliance.language.sql_missing import TOTAL


class Pending:
    """Finds the missing facts of batches under one plan; `names` are all paths that may be missing, in order."""

    def __init__(self, plan: Plan, editions: Editions, session: Session) -> None:
        self._plan = plan
        self._scores = ScoreFacts(plan, editions, session)
        self.names = self._scores.names
        self._reads = {number: _read(gate, plan) for number, gate in enumerate(plan.circuit.gates) if _is_leaf(gate)}

    def __call__(self, run: Run, opened: Findings) -> Missing:
        search = _Search(run, self._scores.number_of, self._reads)
        search.begin(opened)
        search.run()
        return self._scores.resolved(run, *search.found())


class Reads(NamedTuple):
    """The columns of a leaf with the paths that are missing where one is null.

    Where none is null and the leaf unknown all the same, a function has no value, and the exact evaluator is asked.
    It is asked of every row if the leaf is not `simple`.
    """

    columns: list[tuple[Column, frozenset[str]]]
    simple: bool = True


def _is_leaf(gate: Gate) -> bool:
    return isinstance(gate, (QuickLeaf, SqlLeaf))


def _read(gate: Gate, plan: Plan) -> Reads:
    assert isinstance(gate, (QuickLeaf, SqlLeaf))
    if isinstance(gate, SqlLeaf):
        columns = list(dict.fromkeys(_columns(gate.node, FlatWriter(plan.circuit, gate.table))))
        return Reads(columns, UNCLEAR not in columns and (len(columns) == 1 or _is_total(gate.node)))
    if isinstance(gate.quick, (Constant, Presence)):
        return Reads([])
    return Reads([(gate.quick.column, _paths(_subject(gate.node)))])


def _is_total(node: Node) -> bool:
    """Whether all functions have a value wherever their arguments have one: then just what is null is missing."""
    calls = (part for part in walk(node) if isinstance(part, Call))
    return all(call.function in TOTAL or call.type == "double" for call in calls)


UNCLEAR: Any = None
"""Among the columns of a leaf: that it reads what is no column."""


def _columns(node: Node, writer: FlatWriter) -> Iterator[tuple[Column, frozenset[str]]]:
    chain = chain_of(node) if not isinstance(node, Has) else None
    if chain is not None:
        column = writer.place(chain[0].name, ".".join(chain[1]))
        yield (column, _paths(node)) if column else UNCLEAR
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _columns(argument, writer)
    elif not isinstance(node, (Literal, Has)):
        yield UNCLEAR


def _subject(node: Node) -> Node:
    """What a leaf compares: its only argument that is no constant."""
    while isinstance(node, Call):
        node = next(argument for argument in node.arguments if not isinstance(argument, Literal))
    return node


def _paths(node: Node) -> frozenset[str]:
    path = node.path if isinstance(node, (Select, Variable)) else None
    return frozenset((path,)) if path else paths_of(node)


class _Search:
    """One way down, for one batch."""

    def __init__(self, run: Run, number_of: Callable[[str], int], reads: Mapping[int, Reads]) -> None:
        self._run, self._number_of, self._reads = run, number_of, reads
        self._gates = run.plan.circuit.gates
        self._asked: dict[int, Words] = {}
        self._merchants: list[Index] = [NONE]
        self._paths: list[Index] = [NONE]

    def begin(self, opened: Findings) -> None:
        """Every open finding asks the gate of its rule; one without an element misses the list of its rule."""
        for path, (_, rules) in self._run.plan.spans.items():
            without = np.isin(opened.rule, np.array(rules)) & (opened.row == NO_TARGET)
            self._miss([path], opened.merchant[without])
        for rule, places in grouped(opened.rule, np.arange(len(opened.rule))):
            table, ref = self._run.plan.rules[rule]
            rows = opened.merchant[places] if table.parent is None else opened.row[places]
            self._ask(ref, words_of(rows[rows != NO_TARGET], self._run.size(table)))

    def run(self) -> None:
        for number in range(len(self._gates) - 1, -1, -1):
            rows = self._asked.pop(number, None)
            if rows is not None:
                WAYS[type(self._gates[number])](self, number, self._gates[number], rows)

    def found(self) -> tuple[Index, Index]:
        return np.concatenate(self._merchants), np.concatenate(self._paths)

    def _ask(self, ref: Ref, rows: Words) -> None:
        number = ref if ref >= 0 else ~ref
        before = self._asked.get(number)
        if before is not None:
            self._asked[number] = before | rows
        elif rows.any():
            self._asked[number] = rows

    def _miss(self, paths: Iterable[str], merchants: Index) -> None:
        for path in paths:
            self._merchants.append(merchants)
            self._paths.append(np.full(len(merchants), self._number_of(path)))

    def _merchants_of(self, table: Table, rows: Words) -> Index:
        found = rows_of(rows)
        return found if table.parent is None else self._run.way_up(table, self._run.plan.tables.root)[found]

    def _all(self, _number: int, gate: All, rows: Words) -> None:
        for ref in gate.inputs:
            self._ask(ref, rows & self._unknown(ref, gate.table))

    def _unknown(self, ref: Ref, table: Table) -> Words:
        return self._run.truth(ref).unknown(self._run.size(table))

    def _choice(self, _number: int, gate: Choice, rows: Words) -> None:
        condition = self._run.truth(gate.condition)
        self._ask(gate.condition, rows & condition.unknown(self._run.size(gate.table)))
        self._ask(gate.then, rows & condition.true)
        self._ask(gate.otherwise, rows & condition.false)

    def _above(self, _number: int, gate: Above, rows: Words) -> None:
        source = self._gates[gate.input].table
        above = self._run.way_up(gate.table, source)[rows_of(rows)]
        self._ask(gate.input, words_of(above, self._run.size(source)))

    def _gathered(self, _number: int, gate: Some | Count, rows: Words) -> None:
        """A list that is missing, or its unknown elements."""
        missing = self._run.missing_list(gate.below)
        if missing is not None:
            self._miss([gate.below.path], self._merchants_of(gate.table, rows & missing))
        below = self._run.spread(rows, gate.table, gate.below)
        self._ask(gate.input, below & self._unknown(gate.input, gate.below))

    def _leaf(self, number: int, gate: QuickLeaf | SqlLeaf, rows: Words) -> None:
        columns, simple = self._reads[number]
        if not simple:
            self._miss_exactly(gate, rows)
            return
        known = rows
        for column, paths in columns:
            if column[1].startswith(GATE):
                self._ask(int(column[1].removeprefix(GATE)), rows)
                known = nothing(self._run.size(gate.table))
            else:
                there = valid(self._run.column(gate.table, column))
                self._miss(paths, self._merchants_of(gate.table, rows & ~there))
                known = known & there
        if columns and known.any():
            self._miss_exactly(gate, known)

    def _miss_exactly(self, gate: QuickLeaf | SqlLeaf, rows: Words) -> None:
        assert isinstance(gate, SqlLeaf)
        merchants = self._merchants_of(gate.table, rows)
        for merchant, paths in zip(merchants, missing_paths(self._run, gate, rows_of(rows)), strict=True):
            self._miss(paths, np.array([merchant]))


WAYS: Mapping[type[Gate], Callable[..., None]] = {
    QuickLeaf: _Search._leaf,
    SqlLeaf: _Search._leaf,
    All: _Search._all,
    Choice: _Search._choice,
    Above: _Search._above,
    Some: _Search._gathered,
    Count: _Search._gathered,
}
