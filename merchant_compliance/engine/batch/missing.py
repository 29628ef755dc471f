"""Which missing facts could still make an outcome more severe: from the open findings down to what they hang on.

The circuit is gone through once more, backwards: from a gate the question goes on to those that it reads and that are
unknown on the rows at hand, down to the columns that are null. INVARIANT: what is found for a finding are the paths of
the `Unknown` that the exact evaluator gives, and for a score the facts that it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from merchant_compliance.engine.batch.bits import NONE, Index, Words, full, rows_of, valid, words_of
from merchant_compliance.engine.batch.circuit import Above, All, Choice, Count, Gate, QuickLeaf, Ref, Some, SqlLeaf
from merchant_compliance.engine.batch.deciding import NO_TARGET, Findings
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.flat_sql import GATE, FlatWriter
from merchant_compliance.engine.batch.leaves import Column, Constant, Presence
from merchant_compliance.engine.batch.open_facts import missing_paths
from merchant_compliance.engine.batch.plan import Plan
from merchant_compliance.engine.batch.rows import grouped
from merchant_compliance.engine.batch.running import Run
from merchant_compliance.engine.batch.score_facts import Missing, ScoreFacts
from merchant_compliance.engine.batch.session import Session
from merchant_compliance.engine.batch.tables import Table
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Literal, Node, Select, Variable, paths_of
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


Reads = list[tuple[Column, frozenset[str]]] | None
"""The columns of a leaf with the paths that are missing where one is null; None where it is not so simple."""


def _is_leaf(gate: Gate) -> bool:
    return isinstance(gate, (QuickLeaf, SqlLeaf))


def _read(gate: Gate, plan: Plan) -> Reads:
    """Functions that have a value wherever their arguments have one are missing just what these are."""
    assert isinstance(gate, (QuickLeaf, SqlLeaf))
    if isinstance(gate, QuickLeaf):
        if isinstance(gate.quick, (Constant, Presence)):
            return []
        return [(gate.quick.column, _paths(_subject(gate.node)))]
    writer = FlatWriter(plan.circuit, gate.table)
    return _columns(gate.node, writer)


def _columns(node: Node, writer: FlatWriter) -> Reads:
    if isinstance(node, Literal):
        return []
    chain = chain_of(node)
    if chain is not None:
        column = writer.place(chain[0].name, ".".join(chain[1]))
        return [(column, _paths(node))] if column else None
    if not isinstance(node, Call) or not (node.function in TOTAL or node.type == "double"):
        return None
    found = [_columns(argument, writer) for argument in node.arguments]
    return None if any(each is None for each in found) else [one for each in found for one in each or ()]


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
        reads = self._reads[number]
        if reads is None:
            assert isinstance(gate, SqlLeaf)
            places = rows_of(rows)
            merchants = self._merchants_of(gate.table, rows)
            for merchant, paths in zip(merchants, missing_paths(self._run, gate, places), strict=True):
                self._miss(paths, np.array([merchant]))
            return
        for column, missing in reads:
            if column[1].startswith(GATE):
                self._ask(int(column[1].removeprefix(GATE)), rows)
            else:
                null = full(self._run.size(gate.table)) & ~valid(self._run.column(gate.table, column))
                self._miss(missing, self._merchants_of(gate.table, rows & null))


WAYS: Mapping[type[Gate], Callable[..., None]] = {
    QuickLeaf: _Search._leaf,
    SqlLeaf: _Search._leaf,
    All: _Search._all,
    Choice: _Search._choice,
    Above: _Search._above,
    Some: _Search._gathered,
    Count: _Search._gathered,
}
