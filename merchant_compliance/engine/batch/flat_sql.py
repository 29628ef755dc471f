"""Conditions as SQL over one flat table: facts are columns, and what is asked of lists was answered before."""

from __future__ import annotations

from sqlglot import exp

from merchant_compliance.engine.batch.tables import ENTRIES, Question, Table, Tables, counted_in
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Has, Literal, Macro, Node, Select, Variable
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql import NULL, SqlWriter
from merchant_compliance.language.sql_functions import call, known, negation, number
from merchant_compliance.language.sql_lists import OPEN, is_found
from merchant_compliance.language.texts import plain_name

Column = tuple[Table, str]
"""A column of a table: the path below its rows, empty for a row that is itself a value."""
SCORES = "scores"
SLOTS = 30
"""Answers in a word: two bits each, 1 for true and 2 for unknown."""
PACKED = "answers"
"""How the column of a word of answers begins."""
NAME = "name:"
"""How the path of a column begins that holds names as `same_name` compares them."""


class FlatWriter(SqlWriter):
    """Writes conditions on rows of `table`, and keeps which columns they read, by their names in SQL."""

    def __init__(self, tables: Tables, table: Table) -> None:
        super().__init__({})
        self._tables, self.table, self._scope = tables, table, tables.scope(table)
        self.columns: dict[str, Column] = {}
        self._packed: dict[Question, int] = {}

    def column(self, table: Table, path: str) -> exp.Expression:
        name = f"{table.number}.{path}"
        self.columns[name] = (table, path)
        return exp.column(name, quoted=True)

    def variable(self, node: Variable) -> exp.Expression:
        if node.name in self._scope:
            return self.column(self._scope[node.name], "")
        return self.column(self._tables.root, node.name) if node.name in ENTRIES else NULL

    def select(self, node: Select) -> exp.Expression:
        chain = chain_of(node)
        if chain is None:
            return super().select(node)
        name, path = chain[0].name, ".".join(chain[1])
        if name in self._scope:
            return self.column(self._scope[name], path)
        return self.column(self._tables.root, f"{SCORES}.{path}") if name == SCORES else NULL

    def has(self, node: Has) -> exp.Expression:
        return known(self.select(Select("dyn", node.operand, node.field, node.path)))

    def macro(self, node: Macro) -> exp.Expression:
        question = self._tables.question(node, self._scope)
        answer = self._answer(question)
        if node.kind == "exists_one":
            return exp.Paren(this=exp.EQ(this=answer, expression=exp.Literal.number(1)))
        return negation(answer) if node.kind == "all" else answer

    def call(self, node: Call) -> exp.Expression:
        if node.function == "same_name":
            left, right = map(self._plain_name, node.arguments)
            return exp.Paren(this=exp.EQ(this=left, expression=right))
        counted = counted_in(node)
        if counted is None:
            return super().call(node)
        question = self._tables.question(counted, self._scope, "count")
        return self._answer(question)

    def _plain_name(self, node: Node) -> exp.Expression:
        """A name without what spelling adds, which is computed once for a column and not in SQL."""
        chain = chain_of(node)
        if isinstance(node, Literal):
            return exp.Literal.string(plain_name(str(node.value)))
        if chain is None or chain[0].name not in self._scope:
            raise left_out("sql", "same_name of a computed text")
        return self.column(self._scope[chain[0].name], f"{NAME}{'.'.join(chain[1])}")

    def _answer(self, question: Question) -> exp.Expression:
        """A column of this table, or bits of a word where the answer belongs to a table above.

        There are many answers above a list, and few of them matter to a row: words of them are fewer columns to copy.
        """
        above = question.table.parent
        assert above is not None
        if above is self.table or question.kind == "count":
            return self.column(above, question.column)
        place = self._packed.setdefault(question, len(self._packed))
        word, slot = divmod(place, SLOTS)
        shifted = exp.BitwiseRightShift(this=exp.column(f"{PACKED}{word}"), expression=number(2 * slot))
        bits = exp.Paren(this=exp.BitwiseAnd(this=exp.Paren(this=shifted), expression=number(3)))
        return is_found(call("nullif", bits, number(OPEN)))

    @property
    def packed(self) -> dict[str, tuple[Question, ...]]:
        """The answers in each word of them, by the name of its column."""
        asked = list(self._packed)
        words = [asked[start : start + SLOTS] for start in range(0, len(asked), SLOTS)]
        return {f"{PACKED}{number_}": tuple(word) for number_, word in enumerate(words)}

    def is_costly(self, node: Node) -> bool:
        """Answers are there; only searches in texts cost."""
        if isinstance(node, Macro):
            return False
        return super().is_costly(node)
