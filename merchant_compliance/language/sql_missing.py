"""Which facts are missing, in SQL: a tree becomes a word of bits, one bit a path.

INVARIANT: on any row the bits are the paths of the `Unknown` that `exact(node)` gives there, and 0 where it gives a
value. Only unknown conditions are asked, so that nothing here need be fast where nothing is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from merchant_compliance.language.exact import chain_of
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
    Variable,
    paths_of,
    walk,
)
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql import NULL, SqlWriter
from merchant_compliance.language.sql_functions import balanced, call, cast, number, when

Bits = exp.Expression | None
"""None where no path of the word can be missing."""
COMPARISONS = frozenset(("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"))
TOTAL = COMPARISONS | {"size", "contains", "startsWith", "endsWith", "same_name", "contains_any"}
"""Functions that have a result wherever their arguments have values."""


class MissingWriter:
    """Writes the missing paths of nodes, of those paths that have a bit in `bits`."""

    def __init__(self, writer: SqlWriter, bits: Mapping[str, int]) -> None:
        self._writer, self._bits = writer, bits

    def write(self, node: Node) -> Bits:
        return WRITERS[type(node)](self, node)

    def _is_unknown(self, node: Node) -> exp.Expression:
        return exp.Is(this=exp.Paren(this=self._writer.write(node)), expression=exp.Null())

    def _where_unknown(self, node: Node, bits: Bits) -> Bits:
        return bits if bits is None else exp.Paren(this=when((self._is_unknown(node), bits), otherwise=none()))

    def _paths(self, paths: frozenset[str] | set[str]) -> Bits:
        mask = sum(1 << self._bits[path] for path in paths if path in self._bits)
        return word(mask) if mask else None

    def nothing(self, _node: Node) -> Bits:
        return None

    def read(self, node: Select | Variable) -> Bits:
        """A path through a value that may itself be unknown hangs on that first."""
        own = self._where_unknown(node, self._paths({node.path} if node.path else paths_of(node)))
        if isinstance(node, Variable) or chain_of(node):
            return own
        inner = self.write(node.operand)
        if inner is None:
            return own
        return exp.Paren(this=when((self._is_unknown(node.operand), inner), otherwise=own or none()))

    def joined(self, node: And | Or) -> Bits:
        """The unknown items, unless another one decides."""
        return self._where_unknown(node, any_of([self.write(item) for item in node.items]))

    def negated(self, node: Not) -> Bits:
        return self.write(node.item)

    def conditional(self, node: Conditional) -> Bits:
        condition = self._writer.write(node.condition)
        then, otherwise = self.write(node.then) or none(), self.write(node.otherwise) or none()
        asked = self.write(node.condition) or none()
        unknown = exp.Is(this=exp.Paren(this=condition), expression=exp.Null())
        return exp.Paren(this=when((unknown, asked), (condition, then), otherwise=otherwise))

    def listed(self, node: ListOf) -> Bits:
        return any_of([self.write(item) for item in node.items])

    def called(self, node: Call) -> Bits:
        """Those of the arguments; where all have values and the function has none, all that it reads."""
        inner = any_of([self.write(argument) for argument in node.arguments])
        if node.function in TOTAL or node.type == "double":
            return inner
        undefined = self._paths(paths_of(node))
        if undefined is None:
            return inner
        unknown = [self._is_unknown(argument) for argument in node.arguments if not isinstance(argument, Literal)]
        cases = [(balanced(unknown, exp.Or), inner or none())] if unknown else []
        return self._where_unknown(node, exp.Paren(this=when(*cases, otherwise=undefined)) if cases else undefined)

    def macro(self, node: Macro) -> Bits:
        """Those of the list, or of its unknown elements; where the filter of a map is unknown, those of the filter."""
        span = self._writer.write(node.range)
        ranged = self.write(node.range)
        if span == NULL:
            return ranged
        body, where = (self._of_elements(node, part) for part in (node.body, node.where))
        if node.where is not None:
            kept = Macro(("list", "dyn"), "filter", node.range, node.variable, node.where)
            body = self._filtered(kept, where, node)
        if body is None and ranged is None:
            return None
        missing = exp.Is(this=span, expression=exp.Null())
        return self._where_unknown(node, exp.Paren(this=when((missing, ranged or none()), otherwise=body or none())))

    def _filtered(self, kept: Macro, where: Bits, node: Macro) -> Bits:
        return exp.Paren(
            this=when(
                (self._is_unknown(kept), where or none()),
                otherwise=self._of_elements(Macro(node.type, "map", kept, node.variable, node.body), node.body)
                or none(),
            )
        )

    def _of_elements(self, node: Macro, part: Node | None) -> Bits:
        if part is None:
            return None
        found: list[Bits] = []

        def body() -> exp.Expression:
            found.append(self.write(part))
            return found[0] or none()

        each = self._writer.lambda_of(node.variable, body)
        if found[0] is None:
            return None
        return call(
            "coalesce", call("list_bit_or", call("list_transform", self._writer.write(node.range), each)), none()
        )


def missable(node: Node) -> frozenset[str]:
    """All paths that may be missing: the leaves, and the lists that are run through."""
    spans = (part.range for part in walk(node) if isinstance(part, Macro))
    return paths_of(node).union(*(paths_of(span) for span in spans))


def word(mask: int) -> exp.Expression:
    return cast(number(mask), "BIGINT")


def none() -> exp.Expression:
    return word(0)


def any_of(words: list[Bits]) -> Bits:
    """The bits of all of them."""
    present = [each for each in words if each is not None]
    return balanced(present, exp.BitwiseOr) if present else None


def _has(writer: MissingWriter, node: Has) -> Bits:
    """Never unknown but where the path starts at an unknown value, which this target refuses."""
    if chain_of(node) is None:
        raise left_out("sql", "has() of a computed value")
    return writer.nothing(node)


WRITERS: dict[type[Node], Callable[[MissingWriter, Any], Bits]] = {
    Literal: MissingWriter.nothing,
    Variable: MissingWriter.read,
    Select: MissingWriter.read,
    Has: _has,
    And: MissingWriter.joined,
    Or: MissingWriter.joined,
    Not: MissingWriter.negated,
    Conditional: MissingWriter.conditional,
    ListOf: MissingWriter.listed,
    Call: MissingWriter.called,
    Macro: MissingWriter.macro,
}
