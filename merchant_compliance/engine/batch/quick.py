"""Which leaves need no query: calls of a column and constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from merchant_compliance.engine.batch.leaves import COMPARISONS, Among, Column, Compared, OneOf, Quick, Search, number
from merchant_compliance.language.exact import chain_of
from merchant_compliance.language.expression import Call, Literal, Macro, Node, Not, Select, Variable
from merchant_compliance.language.texts import BLANK


def instead_of(node: Node) -> Node | None:
    """What a leaf can be asked as, that may be asked already: a difference, or whether a list holds a constant."""
    if not isinstance(node, Call):
        return None
    if node.function == "_!=_":
        return Not("bool", replace(node, function="_==_"))
    if node.function == "@in" and isinstance(node.arguments[0], Literal):
        item, span = node.arguments
        if isinstance(span, Select) and chain_of(span) and isinstance(span.type, tuple):
            element = Variable(span.type[1], "each", span.path)
            return Macro("bool", "exists", span, "each", Call("bool", "_==_", (element, item)))
    return None


def _compared(column: Column, kind: Any, function: str, value: object) -> Quick | None:
    if kind == "string":
        return _one_of(column, kind, function, (value,)) if function == "_==_" else None
    constant = number(kind, value)
    return None if constant is None else Compared(column, function, constant)


def _one_of(column: Column, kind: Any, _function: str, values: object) -> Quick | None:
    if not isinstance(values, tuple) or not values:
        return None
    if kind == "string" and all(isinstance(value, str) for value in values):
        return OneOf(column, tuple(sorted(set(values))))
    constants = [number(kind, value) for value in values]
    return None if None in constants else Among(column, tuple(constants))  # type: ignore[arg-type]


def _search(column: Column, _kind: Any, _function: str, words: object, harmless: object = ()) -> Quick | None:
    if not isinstance(words, tuple) or not isinstance(harmless, tuple):
        return None
    if not words or not all(words) or any(BLANK in word for word in words):
        return None  # such a word may stand in a text only after its harmless phrases are blanked out
    return Search(column, words, harmless)


QUICK: Mapping[str, Callable[..., Quick | None]] = {
    **dict.fromkeys(COMPARISONS, _compared),
    "@in": _one_of,
    "contains_any": _search,
}
"""The quick leaf of a column and constants, by function; None where there is none."""
