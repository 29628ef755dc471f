"""The durable_rules target: conditions become alternatives of plain tests of one flat fact each.

durable_rules has two truth values and no negation. So a condition is written out until only comparisons of one fact
with constants are left, `||` is multiplied out, and what is inside `exists`, `all` and counts becomes a rule of its
own over the elements, each of which is a fact. INVARIANT: with every missing fact left out, the tests hold where the
condition is true for sure; with each replaced by what its test wants (`Test.witness`), where it is possibly true.

What cannot be said so, or would meet a known fault, raises `Unfit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any
from typing import Literal as OneOf

from merchant_compliance.language.durable_refusals import MOST_ALTERNATIVES, MOST_TESTS, Unfit, unfit
from merchant_compliance.language.durable_shapes import Branch, Branches, Fact, Span, Table, Test
from merchant_compliance.language.durable_values import constant
from merchant_compliance.language.exact import chain_of, exact
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
    Select,
    Type,
    Variable,
    free_variables,
    negation,
)
from merchant_compliance.language.truth import Unknown

MIRRORED = {"_==_": "==", "_!=_": "!=", "_<_": ">", "_<=_": ">=", "_>_": "<", "_>=_": "<="}
OPERATORS = {"_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">="}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SEARCHES = frozenset(("contains_any", "same_name", "matches", "contains", "startsWith", "endsWith"))


@dataclass
class Compiler:
    """Collects patterns: what is true of a row of a table. Equal ones are one."""

    as_of: date
    patterns: dict[tuple[Table, Branches], int] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    """Variables of the elements that we are inside of; they may hide one another, and what is global."""

    def rule(self, node: Node, span: Span = (), variable: str = "") -> int:
        """The number of the pattern that holds where the condition is true. Raises Unfit, and nothing is left of it."""
        known = len(self.patterns)
        try:
            return self.pattern(Table(span, variable, _height(node)), node)
        except Unfit:
            for key in list(self.patterns)[known:]:
                del self.patterns[key]
            raise

    def pattern(self, table: Table, node: Node) -> int:
        around = self.bound
        self.bound = around | {table.variable}
        try:
            key = (table, self.branches(node, True))
        finally:
            self.bound = around
        return self.patterns.setdefault(key, len(self.patterns))

    def branches(self, node: Node, wanted: bool) -> Branches:
        """The alternatives under one of which the node is `wanted`."""
        return WRITERS.get(type(node), _atom)(self, node, wanted)

    def constant(self, node: Node) -> Any:
        """The value of what no record can change, else ABSENT."""
        if isinstance(node, Literal):
            return node.value
        if free_variables(node) - ({"as_of"} - self.bound):
            return ABSENT
        value = exact(node)({"as_of": self.as_of})
        if isinstance(value, Unknown):
            raise unfit("constant", ", ".join(value.reasons))
        return value


ABSENT = object()


def _height(node: Node) -> int:
    """How deep lists are asked for inside lists; `in` asks a list as well."""
    above = isinstance(node, Macro) or (isinstance(node, Call) and node.function == "@in")
    return above + max(map(_height, node.children()), default=0)


def _joined(compiler: Compiler, node: And | Or, wanted: bool) -> Branches:
    parts = [compiler.branches(item, wanted) for item in node.items]
    if isinstance(node, And) is not wanted:
        return _few(branch for part in parts for branch in part)
    found: Branches = ((),)
    for part in parts:
        found = _few(_merged((*left, *right)) for left, right in product(found, part))
    return found


def _few(branches: Iterable[Branch]) -> Branches:
    """Equal alternatives once; as many as durable_rules can be trusted with."""
    found: dict[Branch, None] = {}
    for branch in branches:
        found[branch] = None
        if len(found) > MOST_ALTERNATIVES:
            raise unfit("alternatives")
    return tuple(found)


def _merged(branch: Branch) -> Branch:
    merged = tuple(dict.fromkeys(branch))
    if sum(len(test.constants) for test in merged) > MOST_TESTS:
        raise unfit("tests")
    return merged


def _opposite(compiler: Compiler, node: Not, wanted: bool) -> Branches:
    return compiler.branches(node.item, not wanted)


def _fixed(_compiler: Compiler, node: Literal, wanted: bool) -> Branches:
    return ((),) if node.value is wanted else ()


def _choice(_compiler: Compiler, _node: Conditional, _wanted: bool) -> Branches:
    raise unfit("choice")


def _presence(_compiler: Compiler, node: Has, wanted: bool) -> Branches:
    return _truth(Fact("present", "bool", _steps(node)), wanted)


def _truth(fact: Fact, wanted: bool) -> Branches:
    return ((Test(fact, "==", (wanted,)),),)


def _quantified(compiler: Compiler, node: Macro, wanted: bool) -> Branches:
    if node.kind == "exists":
        return _truth(_asked(compiler, "any", "bool", node), wanted)
    if node.kind == "all":
        some = Macro("bool", "exists", node.range, node.variable, negation(node.body))
        return _truth(_asked(compiler, "any", "bool", some), not wanted)
    if node.kind == "exists_one":
        return _compared(_asked(compiler, "count", "int", node), "==", 1, wanted)
    raise unfit("lists", node.kind)


def _asked(compiler: Compiler, source: OneOf["any", "count"], kind: str, node: Macro) -> Fact:
    """A fact about the elements that fulfil a macro's body."""
    span = _steps(node.range)
    outer = compiler.bound & (free_variables(node.body) - {node.variable} | {span[0]})
    table = Table(span, node.variable, _height(node.body), outer)
    return Fact(source, kind, pattern=compiler.pattern(table, node.body))


def _steps(node: Node) -> tuple[str, ...]:
    chain = chain_of(node)
    if chain is None:
        raise unfit("lists", _name(node))
    return (chain[0].name, *chain[1])


def _name(node: Node) -> str:
    return node.function.strip("_") if isinstance(node, Call) else type(node).__name__.lower()


def _atom(compiler: Compiler, node: Node, wanted: bool) -> Branches:
    if isinstance(node, Call):
        return _call(compiler, node, wanted)
    if node.type == "bool" and isinstance(node, (Select, Variable)):
        return _truth(_fact(compiler, node), wanted)
    raise unfit("lists", _name(node))


def _call(compiler: Compiler, node: Call, wanted: bool) -> Branches:
    known = compiler.constant(node)
    if isinstance(known, bool):
        return ((),) if known is wanted else ()
    if node.function == "@in":
        return _membership(compiler, node, wanted)
    if node.function not in OPERATORS:
        raise unfit("text" if node.function in SEARCHES else "arithmetic", _name(node))
    left, right = node.arguments
    for subject, other, operators in ((left, right, OPERATORS), (right, left, MIRRORED)):
        value = compiler.constant(other)
        if value is not ABSENT:
            return _compared(_fact(compiler, subject), operators[node.function], value, wanted)
    for side in (left, right):
        _fact(compiler, side)  # arithmetic is the better reason
    raise unfit("fields")


def _membership(compiler: Compiler, node: Call, wanted: bool) -> Branches:
    item, box = node.arguments
    values, one = compiler.constant(box), compiler.constant(item)
    if values is not ABSENT:
        fact = _fact(compiler, item)
        constants = tuple(dict.fromkeys(constant(value, fact.type) for value in values))
        if not constants:
            raise unfit("constant", "[]")
        if wanted:
            return _few((Test(fact, "==", (value,)),) for value in constants)
        return (_merged((Test(fact, "!=", constants),)),)
    if one is ABSENT:
        raise unfit("fields", "in")
    element = Variable(item.type, ELEMENT)
    return _quantified(compiler, Macro("bool", "exists", box, ELEMENT, Call("bool", "_==_", (element, item))), wanted)


ELEMENT = "@element"


def _compared(fact: Fact, operator: str, value: Any, wanted: bool) -> Branches:
    if fact.type == "string" and operator not in ("==", "!="):
        raise unfit("order")
    if fact.type == "bool" and operator not in ("==", "!="):
        raise unfit("type", "bool")
    operator = operator if wanted else OPPOSITE[operator]
    return ((Test(fact, operator, (constant(value, fact.type),)),),)


def _fact(compiler: Compiler, node: Node) -> Fact:
    """One side of a comparison as a fact."""
    if isinstance(node, (Select, Variable)):
        return Fact("value", _plain(node.type), _steps(node))
    if isinstance(node, Has):
        return Fact("present", "bool", _steps(node))
    if isinstance(node, Call) and node.function == "size":
        return _size(compiler, node.arguments[0])
    if isinstance(node, Call):
        raise unfit("text" if node.type == "string" or node.function in SEARCHES else "arithmetic", _name(node))
    raise unfit("choice" if isinstance(node, Conditional) else "lists", _name(node))


def _size(compiler: Compiler, box: Node) -> Fact:
    if isinstance(box, Macro) and box.kind == "filter":
        return _asked(compiler, "count", "int", box)
    if box.type == "string":
        raise unfit("text", "size")
    return Fact("length", "int", _steps(box))


def _plain(kind: Type) -> str:
    if kind not in ("bool", "int", "double", "string", "date"):
        raise unfit("type", str(kind))
    return str(kind)


WRITERS: dict[type[Node], Callable[[Compiler, Any, bool], Branches]] = {
    And: _joined,
    Or: _joined,
    Not: _opposite,
    Literal: _fixed,
    Conditional: _choice,
    Has: _presence,
    Macro: _quantified,
}
