"""The oracle: Google's C++ CEL evaluates the official checker's tree over dicts from which the missing is removed.

The tree of the typed environment is deserialized where every variable is dynamic: over protobuf messages a missing
field would be "", 1970 or an empty list. Two things are rewritten in it, since plain CEL means less than conditions:
`has(a.b.c)` becomes `has(a) && has(a.b) && has(a.b.c)`, and whole numbers beside doubles become doubles in
arithmetic. INVARIANT: only what `SIGNS` lists is unknown; any other error of the evaluator is a fault.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings
from google.api.expr.v1alpha1.checked_pb2 import CheckedExpr
from google.api.expr.v1alpha1.checked_pb2 import Type as ProtoType
from google.api.expr.v1alpha1.syntax_pb2 import Expr
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

T = cel.Type
EPOCH = date(1970, 1, 1).toordinal()
SECONDS = 86_400
EVERYTHING = "everything"
"""A variable that holds all variables, so that `has` can ask for a root."""

SIGNS = {
    "missing": ("Key not found in map", "No value with name"),
    "undefined": (
        *("divide by zero", "modulus by zero", "integer overflow", "timestamp overflow", "out of int64 range"),
        *("above maximum allowed duration", "below minimum allowed duration", "Value out of range"),
        *("cannot convert string to", "Type conversion error from 'string'", "index out of range"),
        *("> is greater than <", "> is less than <", "> is less than 0", "no such day", "duplicate key"),
    ),
}


@dataclass(frozen=True)
class Unknown:
    """No value, since a fact is `missing` or an operation is `undefined`."""

    why: str
    message: str


class OracleFault(AssertionError):
    """The official evaluator failed in a way that says nothing of missing facts: the test itself is wrong."""


def _day(text: str) -> Timestamp:
    try:
        wrong = len(text) != 10 or not text.isascii()
        return _stamp(date.fromisoformat("" if wrong else text))
    except ValueError:
        raise ValueError("no such day") from None


def _days(count: int) -> Duration:
    if abs(count) * SECONDS * 10**9 >= 2**63:
        raise ValueError("integer overflow")  # as the evaluator says of any longer duration that it computes itself
    return Duration(seconds=count * SECONDS)


def _stamp(day: date) -> Timestamp:
    return Timestamp(seconds=(day.toordinal() - EPOCH) * SECONDS)


def _plain(name: str) -> str:
    narrow = unicodedata.normalize("NFKC", name)
    return "".join({"【": "[", "】": "]", "〔": "[", "〕": "]"}.get(c, c) for c in narrow if not c.isspace())


def _blanked(text: str, phrases: Sequence[str]) -> str:
    """The text with every phrase blanked out, from left to right, of those that begin at one place the longest."""
    kept, at = "", 0
    while at < len(text):
        longest = max((phrase for phrase in phrases if text.startswith(phrase, at)), key=len, default="")
        kept, at = kept + ("\x1f" if longest else text[at]), at + max(1, len(longest))
    return kept


def _contains(text: str, words: Sequence[str], harmless: Sequence[str] = ()) -> bool:
    blanked = _blanked(text, harmless)
    return any(word in blanked for word in words)


def _declare(name: str, result: Any, implementation: Callable[..., Any], *signatures: Sequence[Any]) -> Any:
    overloads = [
        cel.Overload(f"oracle_{name}_{number}", result, arguments, impl=implementation)
        for number, arguments in enumerate(signatures)
    ]
    return cel.FunctionDecl(name, overloads)


FUNCTIONS = (
    _declare("date", T.TIMESTAMP, _day, [T.STRING]),
    _declare("days", T.DURATION, _days, [T.INT]),
    _declare("same_name", T.BOOL, lambda a, b: _plain(a) == _plain(b), [T.STRING, T.STRING]),
    _declare("contains_any", T.BOOL, _contains, [T.STRING, T.DYN], [T.STRING, T.DYN, T.DYN]),
)


class Oracle:
    """Evaluates what an environment with these variables compiles."""

    def __init__(self, variables: Sequence[str]) -> None:
        self.variables = frozenset(variables)
        names = dict.fromkeys((*variables, EVERYTHING), T.DYN)
        extensions = [ext_strings.ExtStrings(), cel.CelExtension("oracle", list(FUNCTIONS))]
        self.environment = cel.NewEnv(None, variables=names, extensions=extensions)

    def expression(self, serialized: bytes) -> Any:
        """The official evaluator's form of a serialized checked tree."""
        message = AnyMessage.FromString(serialized)
        checked = CheckedExpr.FromString(message.value)
        Rewriter(checked).rewrite()
        message.value = checked.SerializeToString()
        return self.environment.deserialize(message.SerializeToString())

    def activation(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Variables as the evaluator reads them: without nulls and NaN, with timestamps for dates."""
        held: dict[str, Any] = native(variables)
        return held | {EVERYTHING: held}


def evaluate(expression: Any, activation: Mapping[str, Any]) -> Any:
    """A value, or Unknown. Raises OracleFault for errors that are neither missing facts nor undefined operations."""
    try:
        answer = expression.eval(data=activation)
        if answer.type() != T.ERROR:
            return _python(answer.plain_value())
        message = str(answer.value())
    except RuntimeError as error:  # so it tells of a repeated key
        message = str(error)
    for why, signs in SIGNS.items():
        if any(sign in message for sign in signs):
            return Unknown(why, message)
    raise OracleFault(message)


def native(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: native(held) for key, held in value.items() if held is not None and held == held}
    if isinstance(value, (list, tuple)):
        return [native(item) for item in value]
    if isinstance(value, timedelta):
        return Duration(seconds=value.days * SECONDS)
    return _stamp(value) if isinstance(value, date) else value


def _python(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).date()
    if isinstance(value, timedelta) or not isinstance(value, (list, dict)):
        return value
    if isinstance(value, list):
        return [_python(item) for item in value]
    return {key: _python(held) for key, held in value.items()}


class Rewriter:
    """Rewrites one checked tree in place."""

    def __init__(self, checked: CheckedExpr) -> None:
        self.checked = checked
        self.next = max(_ids(checked.expr), default=0) + 1_000

    def rewrite(self) -> None:
        self.visit(self.checked.expr, frozenset())

    def visit(self, expr: Expr, bound: frozenset[str]) -> None:
        for child, inner in _children(expr, bound):
            self.visit(child, inner)
        if expr.WhichOneof("expr_kind") == "select_expr" and expr.select_expr.test_only:
            self._all_present(expr, bound)
        elif expr.call_expr.function in ("_+_", "_-_", "_*_", "_/_"):
            self._level(expr)
        elif expr.call_expr.function == "substring" and len(expr.call_expr.args) == 2:
            self._to_the_end(expr)

    def _id(self) -> int:
        self.next += 1
        return self.next

    def _level(self, expr: Expr) -> None:
        kinds = [self._number(argument) for argument in expr.call_expr.args]
        for argument, kind in zip(expr.call_expr.args, kinds, strict=True):
            if kind == "int" and "double" in kinds:
                inner = Expr()
                inner.CopyFrom(argument)
                argument.CopyFrom(self._call("double", inner))

    def _to_the_end(self, expr: Expr) -> None:
        """`x.substring(a, b)` becomes `b == size(x) ? x.substring(a) : x.substring(a, b)`.

        The evaluator refuses an end equal to the size, against its own documentation and the other CEL engines.
        """
        short, long = Expr(), Expr()
        long.CopyFrom(expr)
        short.CopyFrom(expr)
        end = expr.call_expr.args[1]
        del short.call_expr.args[1]
        at_the_end = self._call("_==_", end, self._call("size", expr.call_expr.target))
        expr.CopyFrom(self._call("_?_:_", at_the_end, short, long))

    def _number(self, expr: Expr) -> str:
        kind = self.checked.type_map[expr.id]
        held = kind.wrapper or kind.primitive
        return {ProtoType.INT64: "int", ProtoType.DOUBLE: "double"}.get(held, "")

    def _call(self, function: str, *arguments: Expr) -> Expr:
        made = Expr(id=self._id())
        made.call_expr.function = function
        made.call_expr.args.extend(arguments)
        return made

    def _test(self, operand: Expr, field: str) -> Expr:
        made = Expr(id=self._id())
        made.select_expr.operand.CopyFrom(operand)
        made.select_expr.field = field
        made.select_expr.test_only = True
        return made

    def _all_present(self, expr: Expr, bound: frozenset[str]) -> None:
        """INVARIANT: from the root down, since `false && error` is false and the error never shows."""
        whole = Expr()
        whole.CopyFrom(expr)
        for test in reversed(list(self._tests(expr.select_expr.operand, bound))):
            whole = self._call("_&&_", test, whole)
        expr.CopyFrom(whole)

    def _tests(self, expr: Expr, bound: frozenset[str]) -> Iterator[Expr]:
        kind = expr.WhichOneof("expr_kind")
        if kind == "ident_expr" and expr.ident_expr.name not in bound:
            everything = Expr(id=self._id())
            everything.ident_expr.name = EVERYTHING
            yield self._test(everything, expr.ident_expr.name)
        elif kind == "select_expr":
            yield from self._tests(expr.select_expr.operand, bound)
            yield self._test(expr.select_expr.operand, expr.select_expr.field)
        elif kind == "call_expr" and expr.call_expr.function == "_[_]":
            box, key = expr.call_expr.args
            yield from self._tests(box, bound)
            yield self._call("@in", key, box)


def _children(expr: Expr, bound: frozenset[str]) -> Iterator[tuple[Expr, frozenset[str]]]:
    """The expressions directly inside, each with the macro variables bound in it."""
    kind = expr.WhichOneof("expr_kind")
    if kind == "select_expr":
        yield expr.select_expr.operand, bound
    elif kind == "call_expr":
        if expr.call_expr.HasField("target"):
            yield expr.call_expr.target, bound
        yield from ((argument, bound) for argument in expr.call_expr.args)
    elif kind == "list_expr":
        yield from ((element, bound) for element in expr.list_expr.elements)
    elif kind == "comprehension_expr":
        fold = expr.comprehension_expr
        inner = bound | {fold.iter_var, fold.accu_var}
        yield fold.iter_range, bound
        yield fold.accu_init, bound
        yield from ((part, inner) for part in (fold.loop_condition, fold.loop_step, fold.result))


def _ids(expr: Expr) -> Iterator[int]:
    yield expr.id
    for child, _ in _children(expr, frozenset()):
        yield from _ids(child)
