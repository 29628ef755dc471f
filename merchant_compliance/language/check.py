"""`check`: the text of a condition becomes a typed tree, or an error with its place and its mend.

Parsing and type-checking are the official CEL implementation's; `review` then refuses what engines differ on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings
from google.api.expr.v1alpha1.checked_pb2 import CheckedExpr
from google.api.expr.v1alpha1.syntax_pb2 import ParsedExpr
from google.protobuf.any_pb2 import Any as AnyMessage

from merchant_compliance.errors import ExpressionError
from merchant_compliance.language.complaints import complaints, not_a_condition
from merchant_compliance.language.decode import Decoder
from merchant_compliance.language.expression import Node
from merchant_compliance.language.refusals import Refused
from merchant_compliance.language.review import settle
from merchant_compliance.language.schema import PACKAGE, Slot, message_of, pool_with, slot_of
from merchant_compliance.merchant.facts import FACTS

T = cel.Type
NUMERIC_PAIRS = ((T.DOUBLE, T.INT), (T.INT, T.DOUBLE))
MIXED_OPERATORS = {
    **dict.fromkeys(("_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_"), T.BOOL),
    **dict.fromkeys(("_+_", "_-_", "_*_", "_/_"), T.DOUBLE),
}
ELEMENTS = {"text": T.STRING, "whole": T.INT, "real": T.DOUBLE, "flag": T.BOOL, "day": T.TIMESTAMP}
VARIABLES: dict[str, Any] = {
    "merchant": T(f"{PACKAGE}.{message_of('merchant')}"),
    "as_of": T.TIMESTAMP,
    "params": T(f"{PACKAGE}.Params"),
    "scores": T.Map(T.STRING, T(f"{PACKAGE}.Score")),
    "lists": T.List(T(f"{PACKAGE}.ListEntry")),
    "links": T.List(T(f"{PACKAGE}.Link")),
    "identifiers": T.List(T(f"{PACKAGE}.Identifier")),
}
ROOTS = {name: name for name in VARIABLES if name != "as_of"}


def _overloads(operator: str, result: Any) -> Any:
    pairs = [
        cel.Overload(f"{operator}_{a.name()}_{b.name()}", result, [a, b], is_member=False) for a, b in NUMERIC_PAIRS
    ]
    return cel.FunctionDecl(operator, pairs)


def _declarations() -> list[Any]:
    texts, words = [T.STRING, T.STRING], T.List(T.STRING)
    return [
        *(_overloads(operator, result) for operator, result in MIXED_OPERATORS.items()),
        cel.FunctionDecl(
            "@in",
            [cel.Overload(f"in_{a.name()}_{b.name()}", T.BOOL, [a, T.List(b)]) for a, b in NUMERIC_PAIRS],
        ),
        cel.FunctionDecl("days", [cel.Overload("days_int", T.DURATION, [T.INT])]),
        cel.FunctionDecl("date", [cel.Overload("date_string", T.TIMESTAMP, [T.STRING])]),
        cel.FunctionDecl("same_name", [cel.Overload("same_name_strings", T.BOOL, texts)]),
        cel.FunctionDecl(
            "contains_any",
            [
                cel.Overload("contains_any_list", T.BOOL, [T.STRING, words]),
                cel.Overload("contains_any_but", T.BOOL, [T.STRING, words, words]),
            ],
        ),
    ]


@dataclass(frozen=True)
class Environment:
    """The names that a condition may use, with their types.

    `params` holds a sample value a parameter; `variable` is the name of the `for_each` element and the path of its
    list. `loose` declares plain variables instead of the record, for `evaluate_expression`. `parts` declares other
    parts instead of the record, by the fields they have; `values` are the words that a text field may hold, by path.
    """

    params: Mapping[str, object] = field(default_factory=dict)
    variable: tuple[str, str] | None = None
    loose: Mapping[str, Any] | None = None
    parts: Mapping[str, Mapping[str, Slot]] | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def of(params: Mapping[str, object] | None = None, variable: tuple[str, str] | None = None) -> Environment:
        return Environment(params or {}, variable)

    @property
    def strict(self) -> bool:
        return self.loose is None

    @cached_property
    def variables(self) -> dict[str, Any]:
        if self.loose is not None:
            return dict(self.loose)
        if self.parts is not None:
            return {name: T(f"{PACKAGE}.{message_of(name)}") for name in self.parts} | {
                name: VARIABLES[name] for name in ("params", "as_of")
            }
        return VARIABLES | ({self.variable[0]: self._element()} if self.variable else {})

    @cached_property
    def roots(self) -> dict[str, str]:
        if self.loose is not None:
            return {name: name for name in self.loose}
        if self.parts is not None:
            return {name: name for name in (*self.parts, "params")}
        return ROOTS | (dict([self.variable]) if self.variable else {})

    @cached_property
    def shapes(self) -> dict[str, Mapping[str, Slot]]:
        """The messages that are this environment's own, with their fields."""
        parts = {message_of(name): slots for name, slots in (self.parts or {}).items()}
        return parts | {"Params": {name: slot_of(value) for name, value in self.params.items()}}

    def _element(self) -> Any:
        assert self.variable
        fact = FACTS[self.variable[1]]
        return T(f"{PACKAGE}.{message_of(fact.path)}") if fact.type == "part" else ELEMENTS[fact.type]

    @cached_property
    def _cel(self) -> Any:
        pool = pool_with(self.shapes)
        extensions = [ext_strings.ExtStrings(), cel.CelExtension("conditions", _declarations())]
        return cel.NewEnv(pool, variables=self.variables, extensions=extensions)

    def compile(self, source: str, unchecked: bool = False) -> bytes:
        """The serialized tree of the official front end; RuntimeError with its message where it refuses."""
        serialized: bytes = self._cel.compile(source, disable_check=unchecked).serialize()
        return serialized


def tree_of(serialized: bytes) -> CheckedExpr:
    """The tree inside what the front end serializes: a checked one, or a parsed one, which has no types."""
    message = AnyMessage.FromString(serialized)
    if message.type_url.endswith("CheckedExpr"):
        return CheckedExpr.FromString(message.value)
    parsed = ParsedExpr.FromString(message.value)
    return CheckedExpr(expr=parsed.expr, source_info=parsed.source_info)


def check(source: str, environment: Environment, result: str | None = "bool") -> Node:
    """The typed tree of one condition.

    `result` is the wanted type, None for any. Raises ExpressionError; line and column of its problems count from 1
    within the source.
    """
    node = build(source, environment)
    if result is not None and node.type not in (result, "dyn"):
        raise ExpressionError(not_a_condition(node.type, result).at("", 1, 1))
    return node


def build(source: str, environment: Environment, unchecked: bool = False) -> Node:
    if any("\ud800" <= character <= "\udfff" for character in source):
        raise ExpressionError(complaints("half of a character", environment.variables, environment.shapes))
    try:
        checked = tree_of(environment.compile(source, unchecked))
    except (RuntimeError, ValueError) as error:
        raise ExpressionError(complaints(str(error), environment.variables, environment.shapes)) from None
    settled = partial(settle, strict=environment.strict, values=environment.values)
    decoder = Decoder(checked, environment.roots, _as_it_is if unchecked else settled)
    try:
        return decoder.decode()
    except Refused as refused:
        raise ExpressionError(refused.problem.at("", *_place(source, refused.offset or 0))) from None


def _as_it_is(node: Node) -> Node:
    return node


def _place(source: str, offset: int) -> tuple[int, int]:
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
