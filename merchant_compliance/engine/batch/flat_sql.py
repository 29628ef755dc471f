"""Leaves of conditions as SQL over one flat table: facts are columns, and so is what was asked of lists before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from merchant_compliance.engine.batch.leaves import Column
from merchant_compliance.engine.batch.tables import ENTRIES, MERCHANT, Table, counted_in
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Has, Literal, Macro, Node, Select, Variable
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql import NULL, SqlWriter
from merchant_compliance.language.sql_functions import known, negation
from merchant_compliance.language.texts import plain_name

if TYPE_CHECKING:
    from merchant_compliance.engine.batch.circuit import Circuit

SCORES = "scores"
GATE = "gate:"
"""How the path of a column begins that holds what a gate came to."""
NAME = "name:"
"""How the path of a column begins that holds names as `same_name` compares them."""


class FlatWriter(SqlWriter):
    """Writes conditions on rows of `table`, and keeps which columns they read, by their names in SQL."""

    def __init__(self, circuit: Circuit, table: Table) -> None:
        super().__init__({})
        self._circuit, self.table = circuit, table
        self.columns: dict[str, Column] = {}

    def place(self, name: str, path: str) -> Column | None:
        """The column of what a condition calls `name.path`; None for what is not known."""
        root, scope = self._circuit.tables.root, self.table.scope
        if name in scope:
            return (scope[name], path) if path or name != MERCHANT else None
        if name in ENTRIES and not path:
            return root, name
        return (root, f"{SCORES}.{path}") if name == SCORES else None

    def column(self, column: Column) -> exp.Expression:
        table, path = column
        name = f"{table.number}.{path}"
        self.columns[name] = column
        return exp.column(name, quoted=True)

    def _placed(self, name: str, path: str) -> exp.Expression:
        place = self.place(name, path)
        return self.column(place) if place else NULL

    def variable(self, node: Variable) -> exp.Expression:
        return self._placed(node.name, "")

    def select(self, node: Select) -> exp.Expression:
        chain = chain_of(node)
        return super().select(node) if chain is None else self._placed(chain[0].name, ".".join(chain[1]))

    def has(self, node: Has) -> exp.Expression:
        if chain_of(node) is None:
            raise left_out("sql", "has() of a computed value")
        return known(self.select(Select("dyn", node.operand, node.field, node.path)))

    def macro(self, node: Macro) -> exp.Expression:
        ref = self._circuit.truth(node, self.table)
        number = ref if ref >= 0 else ~ref
        answer = self.column((self._circuit.gates[number].table, f"{GATE}{number}"))
        return answer if ref >= 0 else negation(answer)

    def call(self, node: Call) -> exp.Expression:
        if node.function == "same_name":
            left, right = map(self._plain_name, node.arguments)
            return exp.Paren(this=exp.EQ(this=left, expression=right))
        if counted := counted_in(node):
            number = self._circuit.count(counted, self.table)
            return self.column((self._circuit.gates[number].table, f"{GATE}{number}"))
        return super().call(node)

    def _plain_name(self, node: Node) -> exp.Expression:
        """A name without what spelling adds, which is computed once for a column and not in SQL."""
        chain = chain_of(node)
        if isinstance(node, Literal):
            return exp.Literal.string(plain_name(str(node.value)))
        if chain is None or chain[0].name not in self.table.scope:
            raise left_out("sql", "same_name of a computed text")
        return self.column((self.table.scope[chain[0].name], f"{NAME}{'.'.join(chain[1])}"))
