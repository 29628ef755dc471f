"""All conditions of a rulebook as one circuit: gates over the rows of tables, each part that conditions share once.

A gate is a number, and ~number is its negation. What a gate reads has smaller numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from merchant_compliance.engine.batch.flat_sql import GATE, SCORES, FlatWriter
from merchant_compliance.engine.batch.gates import (
    Above,
    All,
    Choice,
    Count,
    Gate,
    QuickLeaf,
    Ref,
    Some,
    SqlLeaf,
    inputs_of,
    number_of,
)
from merchant_compliance.engine.batch.leaves import (
    COMPARISONS,
    LENGTH,
    MIRRORED,
    Column,
    Constant,
    Flag,
    OneOf,
    Presence,
    Quick,
    Search,
)
from merchant_compliance.engine.batch.quick import QUICK, instead_of
from merchant_compliance.engine.batch.tables import Table, Tables, counted_in
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import (
    And,
    Call,
    Conditional,
    Has,
    Literal,
    Macro,
    Node,
    Not,
    Or,
)
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql import NULL


@dataclass
class Circuit:
    """INVARIANT: gates read only gates before them."""

    tables: Tables
    gates: list[Gate] = field(default_factory=list)
    stages: list[tuple[bool, int]] = field(default_factory=list)
    texts: dict[Column, dict[str, int]] = field(default_factory=dict)
    """The texts that leaves ask of each column, by number."""
    searches: dict[Column, dict[Search, int]] = field(default_factory=dict)
    """The searches for words in each column, by number."""
    _numbers: dict[Any, Ref] = field(default_factory=dict)
    _refs: dict[tuple[int, Node], Ref] = field(default_factory=dict)

    def truth(self, node: Node, table: Table) -> Ref:
        """The gate of a condition on rows of `table`. Raises Refused for what cannot be said exactly."""
        key = (table.number, node)
        if key not in self._refs:
            home = self.tables.home(node, table)
            build = BUILDERS.get(type(node), Circuit._leaf)
            self._refs[key] = self._above(table, home, build(self, node, home))
        return self._refs[key]

    def count(self, macro: Macro, table: Table) -> int:
        """The gate that counts the elements of which the body of a filter is true."""
        below, condition = self.tables.elements(macro, table)
        assert below.parent is not None
        return self._add(Count(below.parent, self.truth(condition, below), below))

    def _add(self, gate: Gate, key: Any = None) -> Ref:
        key = key or gate
        if key not in self._numbers:
            self._numbers[key] = len(self.gates)
            self.gates.append(gate)
            self.stages.append(self._stage(gate))
        return self._numbers[key]

    def _stage(self, gate: Gate) -> tuple[bool, int]:
        """Whether it hangs on scores, and how many queries stand before it."""
        if isinstance(gate, SqlLeaf):
            return gate.stage
        if isinstance(gate, QuickLeaf):
            return self._after([gate.quick.column] if not isinstance(gate.quick, Constant) else [])
        return max((self.stages[number_of(ref)] for ref in inputs_of(gate)), default=(False, 0))

    def _after(self, columns: Iterable[Column]) -> tuple[bool, int]:
        paths = [path for _, path in columns]
        before = [self.stages[int(path.removeprefix(GATE))] for path in paths if path.startswith(GATE)]
        scored = any(path.startswith(SCORES) for path in paths)
        return max([(scored, 0), *before])

    def _above(self, table: Table, home: Table, ref: Ref) -> Ref:
        if home is table:
            return ref
        return self._signed(ref, lambda number: self._add(Above(table, number)))

    @staticmethod
    def _signed(ref: Ref, make: Callable[[int], Ref]) -> Ref:
        """One gate for a condition and its negation."""
        return make(ref) if ref >= 0 else ~make(~ref)

    def _all(self, node: And, table: Table) -> Ref:
        """What is about rows above is joined there, where rows are fewer."""
        return self._joined(table, node.items, negated=False)

    def _any(self, node: Or, table: Table) -> Ref:
        return ~self._joined(table, node.items, negated=True)

    def _joined(self, table: Table, items: Iterable[Node], negated: bool) -> Ref:
        by_home: dict[Table, list[Ref]] = {}
        for item in items:
            home = self.tables.home(item, table)
            ref = self.truth(item, home)
            by_home.setdefault(home, []).append(~ref if negated else ref)
        joined: Ref | None = None
        for level in reversed(table.above):
            refs = by_home.get(level, [])
            if joined is not None:
                refs = [self._above(level, level.parent or level, joined), *refs]
            joined = self._conjunction(level, refs) if refs else None
        assert joined is not None
        return joined

    def _conjunction(self, table: Table, refs: list[Ref]) -> Ref:
        inputs = tuple(sorted(set(refs)))
        return inputs[0] if len(inputs) == 1 else self._add(All(table, inputs))

    def _not(self, node: Not, table: Table) -> Ref:
        return ~self.truth(node.item, table)

    def _choice(self, node: Conditional, table: Table) -> Ref:
        parts = (self.truth(part, table) for part in (node.condition, node.then, node.otherwise))
        return self._add(Choice(table, *parts))

    def _macro(self, node: Macro, table: Table) -> Ref:
        """`all` is that none is not; `exists_one` counts."""
        if node.kind == "exists_one":
            counted = Macro(("list", "dyn"), "filter", node.range, node.variable, node.body)
            return self._leaf(Call("bool", "_==_", (Call("int", "size", (counted,)), Literal("int", 1))), table)
        if node.kind not in ("exists", "all") or node.where is not None:
            raise left_out("sql", node.kind)
        below, condition = self.tables.elements(node, table)
        assert below.parent is not None
        ref = self.truth(condition, below)
        found = self._add(Some(below.parent, ~ref if node.kind == "all" else ref, below))
        return ~found if node.kind == "all" else found

    def _leaf(self, node: Node, table: Table) -> Ref:
        if (instead := instead_of(node)) is not None:
            return self.truth(instead, table)
        quick = self._quick(node, table)
        if quick is None:
            return self._sql_leaf(node, table)
        if isinstance(quick, OneOf):
            asked = self.texts.setdefault(quick.column, {})
            for text in quick.texts:
                asked.setdefault(text, len(asked))
        if isinstance(quick, Search):
            searches = self.searches.setdefault(quick.column, {})
            searches.setdefault(quick, len(searches))
        return self._add(QuickLeaf(table, node, quick), (table, quick))

    def _sql_leaf(self, node: Node, table: Table) -> Ref:
        writer = FlatWriter(self, table)
        written = writer.write(node)
        if node.type != "bool" and written != NULL:
            raise left_out("sql", str(node.type))
        scored, before = self._after(writer.columns.values())
        stage = (scored, before + 1)
        return self._add(SqlLeaf(table, node, written, writer.columns, stage), (table, node))

    def _quick(self, node: Node, table: Table) -> Quick | None:
        if isinstance(node, Literal):
            return Constant(bool(node.value)) if node.type == "bool" else None
        if isinstance(node, Has):
            column = self._column(node, table)
            return Presence(column) if column else None
        if not isinstance(node, Call):
            column = self._column(node, table) if node.type == "bool" else None
            return Flag(column) if column else None
        return self._quick_call(node, table)

    def _quick_call(self, node: Call, table: Table) -> Quick | None:
        """A call of a column and constants."""
        function, (left, *rest) = node.function, node.arguments
        if isinstance(left, Literal) and function in COMPARISONS:
            function, left, rest = MIRRORED.get(function, function), rest[0], [left]
        constants = [each.value for each in rest if isinstance(each, Literal)]
        if function not in QUICK or len(constants) < len(rest):
            return None
        column = self._column(left, table)
        return QUICK[function](column, left.type, function, *constants) if column else None

    def _column(self, node: Node, table: Table) -> Column | None:
        """The column that holds the value of a node, where one does: a fact, a count, or the length of a list."""
        if counted := counted_in(node):
            return table, f"{GATE}{self.count(counted, table)}"
        if isinstance(node, Call) and node.function == "size" and node.arguments[0].type != "string":
            found = self._column(node.arguments[0], table)
            return (found[0], LENGTH + found[1]) if found and not found[1].startswith(LENGTH) else None
        chain = chain_of(node)
        if chain is None:
            return None
        return FlatWriter(self, table).place(chain[0].name, ".".join(chain[1]))


BUILDERS: dict[type[Node], Callable[[Circuit, Any, Table], Ref]] = {
    And: Circuit._all,
    Or: Circuit._any,
    Not: Circuit._not,
    Conditional: Circuit._choice,
    Macro: Circuit._macro,
}
