"""The SQL target: a tree becomes a DuckDB expression, built as a sqlglot tree and never as text.

NULL is unknown, so that SQL's own three-valued logic is ours. INVARIANT: on any row the expression is NULL exactly
where `exact(node)` is unknown, else it has the value of `exact(node)`.

What SQL does otherwise is spelled out here:

- an operation that may fail stands inside TRY, since one failing row would end the whole query;
- `exists` over a list with unknown elements is true if one is true, else unknown; SQL's aggregates skip NULL;
- NaN, which only arithmetic can bring about, compares as IEEE 754 says and not as SQL orders it;
- a ternary with an unknown condition is unknown, where CASE would take ELSE.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlglot import exp

from merchant_compliance.language.expression import (
    And,
    Call,
    Conditional,
    Has,
    ListOf,
    Literal,
    Macro,
    Node,
    Not,
    Or,
    Select,
    Type,
    Variable,
)
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql_functions import (
    FUNCTIONS,
    IEEE,
    balanced,
    call,
    cast,
    known,
    negation,
    number,
    when,
)
from merchant_compliance.language.sql_lists import identity, quantified, whole

TYPES: dict[Type, str] = {
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "date": "DATE",
    "duration": "BIGINT",
}
"""DuckDB's type for a scalar type; a duration is its number of days."""
NULL = exp.Null()
BEYOND = 1 << 32
"""More than any list has elements."""
SEARCHES = frozenset(("contains_any", "matches", "same_name"))
"""Functions that read a text from end to end."""


def sql_type(kind: Type) -> str:
    """DuckDB's name for a type. Raises Refused where there is none."""
    if isinstance(kind, tuple) and kind[0] == "list":
        return f"{sql_type(kind[1])}[]"
    if kind not in TYPES:
        raise left_out("sql", str(kind))
    return TYPES[kind]


def constant(value: Any, kind: Type) -> exp.Expression:
    """A typed SQL constant; bare numbers would be DECIMAL or INTEGER."""
    if isinstance(value, (list, tuple)):
        element = kind[1] if isinstance(kind, tuple) else "dyn"
        items = [constant(item, element) for item in value]
        return cast(exp.Array(expressions=items), sql_type(kind) if items or element != "dyn" else "VARCHAR[]")
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, timedelta):
        return cast(exp.Literal.number(value.days), "BIGINT")
    text = value.isoformat() if isinstance(value, date) else str(value)
    return exp.Literal.string(text) if isinstance(value, str) else cast(exp.Literal.string(text), sql_type(kind))


class SqlWriter:
    """Writes nodes over `roots`: the SQL expression of every variable; a name that is not there is missing.

    A variable whose fields are columns is a `Table`.
    """

    def __init__(self, roots: Mapping[str, exp.Expression]) -> None:
        self.roots = dict(roots)
        self._names = count()

    def write(self, node: Node) -> exp.Expression:
        """The expression of a node. Raises Refused for what SQL cannot say exactly."""
        kind = type(node)
        if kind not in WRITERS:
            raise left_out("sql", kind.__name__)
        written: exp.Expression = getattr(self, WRITERS[kind])(node)
        return written

    def literal(self, node: Literal) -> exp.Expression:
        return constant(node.value, node.type)

    def variable(self, node: Variable) -> exp.Expression:
        return self.roots.get(node.name, NULL)

    def select(self, node: Select) -> exp.Expression:
        operand = self.write(node.operand)
        if operand == NULL or isinstance(operand, exp.Table):
            return NULL if operand == NULL else exp.column(node.field, quoted=True)
        return call("struct_extract", operand, exp.Literal.string(node.field))

    def has(self, node: Has) -> exp.Expression:
        return known(self.select(Select("dyn", node.operand, node.field, node.path)))

    def joined(self, node: And | Or) -> exp.Expression:
        """What is cheap is asked first: where that decides, SQL would compute the rest all the same."""
        join = exp.And if isinstance(node, And) else exp.Or
        cheap = [self._bracketed(item) for item in node.items if not self._is_costly(item)]
        costly = [self._bracketed(item) for item in node.items if self._is_costly(item)]
        if not cheap or not costly:
            return balanced(cheap or costly, join)
        first = balanced(cheap, join)
        is_open = call("coalesce", first, exp.Boolean(this=join is exp.And))
        decided = exp.Boolean(this=join is exp.Or)
        whole = balanced([first, *costly], join)
        if join is exp.And:
            return exp.Paren(this=when((is_open, whole), otherwise=decided))
        return exp.Paren(this=when((is_open, decided), otherwise=whole))

    def _bracketed(self, item: Node) -> exp.Expression:
        return exp.Paren(this=self.write(item))

    def _is_costly(self, node: Node) -> bool:
        """Whether it runs through a list or searches a text."""
        if isinstance(node, Macro) or (isinstance(node, Call) and node.function in SEARCHES):
            return True
        return any(map(self._is_costly, node.children()))

    def negated(self, node: Not) -> exp.Expression:
        return negation(self.write(node.item))

    def conditional(self, node: Conditional) -> exp.Expression:
        condition = self.write(node.condition)
        then, otherwise = self.write(node.then), self.write(node.otherwise)
        return when((condition, then), (negation(condition), otherwise))

    def list(self, node: ListOf) -> exp.Expression:
        """A list with an unknown element is unknown."""
        items = [self.write(item) for item in node.items]
        tests = [known(item) for item in items]
        return when((balanced(tests, exp.And), exp.Array(expressions=items)))

    def call(self, node: Call) -> exp.Expression:
        write = FUNCTIONS.get(node.function)
        if write is None:
            raise left_out("sql", node.function)
        for argument in node.arguments:
            if argument.type == "dyn" and not self._is_missing(argument):
                raise left_out("sql", "dyn")
        if node.function == "size" and isinstance(counted := node.arguments[0], Macro) and counted.kind == "filter":
            return self._counted(counted)
        arguments = [self.write(argument) for argument in node.arguments]
        written = write(node, arguments)
        return _ieee(node, arguments, written) if node.function in IEEE and _may_be_nan(node) else written

    def _is_missing(self, node: Node) -> bool:
        return isinstance(node, Variable) and node.name not in self.roots

    def macro(self, node: Macro) -> exp.Expression:
        span = self.write(node.range)
        if span == NULL:
            return NULL
        if not (isinstance(node.range.type, tuple) and node.range.type[0] == "list"):
            raise left_out("sql", str(node.range.type))
        items = self._filtered(span, self._each(node, node.where)) if node.where else span
        return GATHER[node.kind](self, items, self._each(node, node.body))

    def lambda_of(self, variable: str, write: Callable[[], exp.Expression]) -> exp.Lambda:
        """A function of one element, which `write` reads under the name that the condition has for it."""
        name, outer = f"e{next(self._names)}", self.roots.get(variable)
        self.roots[variable] = exp.column(name)
        try:
            return exp.Lambda(this=write(), expressions=[exp.to_identifier(name)], colon=True)
        finally:
            if outer is None:
                del self.roots[variable]
            else:
                self.roots[variable] = outer

    def _each(self, node: Macro, part: Node) -> exp.Lambda:
        return self.lambda_of(node.variable, lambda: self.write(part))

    def _counted(self, node: Macro) -> exp.Expression:
        """How many elements are true; one that is unknown makes a sum beyond any length. Of no elements it is none."""
        span = self.write(node.range)
        body = self._each(node, node.body)
        counts = call("coalesce", cast(exp.Paren(this=body.this), "BIGINT"), number(BEYOND))
        total = call(
            "list_sum", call("list_transform", span, exp.Lambda(this=counts, expressions=body.expressions, colon=True))
        )
        length = call("len", span)
        known_total = when((exp.LT(this=total, expression=number(BEYOND)), cast(total, "BIGINT")))
        return when((exp.GT(this=length, expression=number(0)), known_total), otherwise=length)

    def _exists(self, span: exp.Expression, body: exp.Expression) -> exp.Expression:
        return quantified(span, body, wanted=True)

    def _all(self, span: exp.Expression, body: exp.Expression) -> exp.Expression:
        return quantified(span, body, wanted=False)

    def _exists_one(self, span: exp.Expression, body: exp.Expression) -> exp.Expression:
        verdicts = call("list_transform", span, body)
        matching = call("len", call("list_filter", verdicts, identity()))
        return when((whole(verdicts, span), exp.EQ(this=matching, expression=exp.Literal.number(1))))

    def _filtered(self, span: exp.Expression, body: exp.Expression) -> exp.Expression:
        verdicts = call("list_transform", span, body)
        return when((whole(verdicts, span), call("list_filter", span, body)))

    def _mapped(self, span: exp.Expression, body: exp.Expression) -> exp.Expression:
        values = call("list_transform", span, body)
        return when((whole(values, span), values))


def _may_be_nan(node: Call) -> bool:
    """A double that was computed; a field is never NaN, and a constant is none."""
    return any(a.type == "double" and not isinstance(a, (Select, Variable, Literal)) for a in node.arguments)


def _ieee(node: Call, arguments: list[exp.Expression], written: exp.Expression) -> exp.Expression:
    nans = [call("isnan", argument) for argument in arguments]
    some = exp.Paren(this=exp.Or(this=nans[0], expression=nans[1]))
    there = exp.And(this=known(arguments[0]), expression=known(arguments[1]))
    return when((exp.And(this=there, expression=some), exp.Boolean(this=node.function == "_!=_")), otherwise=written)


WRITERS: dict[type[Node], str] = {
    Literal: "literal",
    Variable: "variable",
    Select: "select",
    Has: "has",
    And: "joined",
    Or: "joined",
    Not: "negated",
    Conditional: "conditional",
    ListOf: "list",
    Call: "call",
    Macro: "macro",
}
"""The method for each kind of node, by name, so that a writer of another layout may have its own."""
GATHER: dict[str, Callable[[SqlWriter, exp.Expression, exp.Expression], exp.Expression]] = {
    "exists": SqlWriter._exists,
    "all": SqlWriter._all,
    "exists_one": SqlWriter._exists_one,
    "filter": SqlWriter._filtered,
    "map": SqlWriter._mapped,
}
