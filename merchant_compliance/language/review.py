"""What is looked at in every node of a condition as its tree is built: types, names of values, constants.

A node comes out settled (whole numbers beside doubles became doubles), or is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from rapidfuzz import fuzz, process

from merchant_compliance.errors import Problem
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import (
    Call,
    ListOf,
    Literal,
    MapOf,
    Node,
    Select,
    Type,
    Variable,
    walk,
)
from merchant_compliance.language.functions import FUNCTIONS
from merchant_compliance.language.refusals import Refused, left_out
from merchant_compliance.language.truth import Undefined, Unknown
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.text import Text

EXACT_IN_DOUBLE = 2**53
COMPARISONS = frozenset(("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"))
COMPARED = frozenset(("_==_", "_!=_", "@in"))
ARITHMETIC = frozenset(("_+_", "_-_", "_*_", "_/_"))
NEVER_UNDEFINED = frozenset(("int", "double", "bool", "date", "days", "matches"))
"""Conversions: of a constant they succeed now or never, so a failure is an error of the author."""

UNWANTED: dict[Type, str] = {"uint": "uint", "bytes": "bytes", "null": "null", "type": "type"}
TIMES = "timestamp duration getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes"
UNWANTED_FUNCTIONS: dict[str, str] = {
    **dict.fromkeys((*TIMES.split(), "getSeconds", "getMilliseconds"), "time"),
    **dict.fromkeys(("format", "strings.quote"), "format"),
    **dict.fromkeys(("type", "dyn"), "type"),
    **dict.fromkeys(("uint",), "uint"),
    **dict.fromkeys(("bytes",), "bytes"),
}
ENTRY_VALUES: dict[str, tuple[str, ...]] = {
    "identifiers.kind": (
        *("resident_id", "hk_macau_permit", "taiwan_permit", "passport", "id_number"),
        *("uscc", "registration_number", "phone", "bank_account", "region", "email"),
    ),
}


Values = Mapping[str, tuple[str, ...]]
NONE: Values = MappingProxyType({})


def settle(node: Node, strict: bool, values: Values = NONE) -> Node:
    """The node as targets compile it. `strict` is for rules: every type known, no list positions.

    `values` are the words of fields, by path, that neither the record nor the entries have.
    """
    if isinstance(node.type, str) and node.type in UNWANTED:
        raise left_out(UNWANTED[node.type])
    if isinstance(node, Call):
        return _settle_call(node, strict, values)
    if isinstance(node, MapOf) and _unsafe_keys({key.type for key in node.keys}):
        raise left_out("key")
    if strict and node.type == "dyn":
        raise left_out("dynamic")
    return node


def _unsafe_keys(kinds: set[Type]) -> bool:
    """Doubles; and truth values beside whole numbers, which some engines take for each other."""
    return "double" in kinds or kinds >= {"bool", "int"}


def _settle_call(node: Call, strict: bool, values: Values) -> Node:
    if node.function in UNWANTED_FUNCTIONS:
        raise left_out(UNWANTED_FUNCTIONS[node.function], node.function)
    if node.function not in FUNCTIONS:
        raise left_out("function", node.function)
    for look in LOOKS.get(node.function, ()):
        look(node, strict)
    if strict and node.function in COMPARED:
        _look_at_values(node, values)
    if strict and any(_holds_parts(argument.type) for argument in node.arguments if node.function not in WHOLE):
        raise left_out("parts")
    if node.function in COMPARISONS | ARITHMETIC | {"@in"}:
        node = _level_numbers(node, strict)
    return _folded(node)


WHOLE = frozenset(("size", "_[_]"))
"""What works on whole parts of a record, or lists of them."""


def _holds_parts(kind: Type) -> bool:
    return isinstance(kind, tuple) and (kind[0] == "part" or (kind[0] == "list" and _holds_parts(kind[1])))


def _look_at_index(node: Call, strict: bool) -> None:
    if strict and not (isinstance(node.arguments[0].type, tuple) and node.arguments[0].type[0] == "map"):
        raise left_out("index")


def _look_at_string(node: Call, _strict: bool) -> None:
    if node.arguments[0].type not in ("string", "int", "bool", "dyn"):
        raise left_out("string")


def _look_at_pattern(node: Call, strict: bool) -> None:
    pattern = node.arguments[1]
    if isinstance(pattern, Literal):
        _must_succeed(lambda: FUNCTIONS["matches"]("", pattern.value))
    elif strict and not _is_constant(pattern):
        raise left_out("pattern")


def _look_at_values(node: Call, own: Values) -> None:
    """A literal compared with an enum field must be one of its values."""
    left, right = node.arguments
    for field, other in ((left, right), (right, left)):
        values = _values_of(field, own)
        for literal in _literals(other) if values else ():
            if literal not in values:
                raise Refused(_not_a_value(str(getattr(field, "path", "")), literal, values))


def _values_of(node: Node, own: Values) -> tuple[str, ...]:
    path = getattr(node, "path", None)
    if not isinstance(node, (Select, Variable)) or path is None:
        return ()
    return FACTS[path].values if path in FACTS else own.get(path) or ENTRY_VALUES.get(path, ())


def _literals(node: Node) -> Iterator[str]:
    parts = node.items if isinstance(node, ListOf) else (node,)
    for part in parts:
        if isinstance(part, Literal):
            values = part.value if isinstance(part.value, tuple) else (part.value,)
            yield from (value for value in values if isinstance(value, str))


def nearest(word: str, known: Any, least: int = 60) -> str | None:
    """The known name that `word` most resembles, if any does by `least` percent."""
    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=least, processor=str.casefold)
    return str(found[0]) if found else None


def _not_a_value(path: str, literal: str, values: tuple[str, ...]) -> Problem:
    allowed = ", ".join(values)
    return Problem(
        "unknown-value",
        Text(f"`{literal}` 不是 {path} 的取值", f"`{literal}` is not a value of {path}"),
        Text(
            "与枚举字段比较的常量必须是它的取值之一",
            "a literal compared with this field must be one of its values",
        ),
        Text(f"可用的取值：{allowed}", f"use one of: {allowed}"),
        nearest(literal, values),
    )


def _is_constant(node: Node) -> bool:
    """Literals and parameters, and what is computed of nothing else."""
    return all(
        not isinstance(part, Variable) or part.name == "params" for part in walk(node) if not list(part.children())
    )


def _element(kind: Type) -> Type:
    return kind[1] if isinstance(kind, tuple) and kind[0] == "list" else kind


def _level_numbers(node: Call, strict: bool) -> Call:
    left, right = node.arguments
    kinds = (_element(left.type), _element(right.type)) if node.function == "@in" else (left.type, right.type)
    if set(kinds) != {"int", "double"}:
        return node
    if not (_is_constant(left) or _is_constant(right)):
        if strict or node.function in ARITHMETIC:
            raise left_out("numbers")
        return node
    leveled = tuple(
        _as_double(argument) if kind == "int" else argument for argument, kind in zip((left, right), kinds, strict=True)
    )
    return Call(node.type, node.function, leveled)


def _as_double(node: Node) -> Node:
    if not isinstance(node, Literal):
        if isinstance(node.type, tuple):
            raise left_out("numbers")
        return Call("double", "double", (node,))
    values: Any = node.value if isinstance(node.value, tuple) else (node.value,)
    if any(abs(value) > EXACT_IN_DOUBLE for value in values):
        raise left_out("numbers")
    doubles = tuple(float(value) for value in values)
    return Literal(("list", "double"), doubles) if isinstance(node.value, tuple) else Literal("double", doubles[0])


def _folded(node: Call) -> Node:
    """A call of constants is evaluated now, so that a bad date or pattern is an error of the rulebook."""
    if node.function in ("same_name", "contains_any") or not all(isinstance(a, Literal) for a in node.arguments):
        return node
    value = exact(node)({})
    if not isinstance(value, Unknown):
        return Literal(node.type, tuple(value) if isinstance(value, list) else value)
    if node.function in NEVER_UNDEFINED:
        raise Refused(_undefined(", ".join(sorted(value.reasons))))
    return node


def _must_succeed(function: Callable[[], object]) -> None:
    try:
        function()
    except Undefined as problem:
        raise Refused(_undefined(str(problem))) from None


def _undefined(reason: str) -> Problem:
    return Problem(
        "bad-constant",
        Text(f"常量没有结果：{reason}", f"this constant has no result: {reason}"),
        Text(
            "它在加载时求值，永远不会成功",
            "it is evaluated when the rulebook is loaded and can never succeed",
        ),
    )


LOOKS: dict[str, tuple[Callable[[Call, bool], None], ...]] = {
    "_[_]": (_look_at_index,),
    "string": (_look_at_string,),
    "matches": (_look_at_pattern,),
}
