"""From the tree of the official CEL checker to ours.

The checker expands its macros into folds; they are recognised here from their shape and become `Macro` nodes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from google.api.expr.v1alpha1.checked_pb2 import CheckedExpr
from google.api.expr.v1alpha1.checked_pb2 import Type as ProtoType
from google.api.expr.v1alpha1.syntax_pb2 import Expr

from merchant_compliance.language.expression import (
    Call,
    Conditional,
    Has,
    ListOf,
    Literal,
    Macro,
    MapOf,
    Node,
    Select,
    Type,
    Variable,
    both,
    either,
    negation,
)
from merchant_compliance.language.refusals import Refused, left_out
from merchant_compliance.language.schema import PACKAGE

PRIMITIVES: dict[int, Type] = {
    ProtoType.BOOL: "bool",
    ProtoType.INT64: "int",
    ProtoType.UINT64: "uint",
    ProtoType.DOUBLE: "double",
    ProtoType.STRING: "string",
    ProtoType.BYTES: "bytes",
}
WELL_KNOWN: dict[int, Type] = {
    ProtoType.TIMESTAMP: "date",
    ProtoType.DURATION: "duration",
    ProtoType.ANY: "dyn",
}
REFUSED_CONSTANTS = {
    "null_value": "null",
    "uint64_value": "uint",
    "bytes_value": "bytes",
    "timestamp_value": "time",
    "duration_value": "time",
}
CONSTANTS: dict[str, Type] = {
    "bool_value": "bool",
    "int64_value": "int",
    "double_value": "double",
    "string_value": "string",
}


def type_of(proto: ProtoType) -> Type:
    kind = proto.WhichOneof("type_kind")
    if kind in ("primitive", "wrapper"):
        return PRIMITIVES.get(getattr(proto, kind), "dyn")
    if kind == "well_known":
        return WELL_KNOWN.get(proto.well_known, "dyn")
    if kind == "list_type":
        return ("list", type_of(proto.list_type.elem_type))
    if kind == "map_type":
        return ("map", type_of(proto.map_type.key_type), type_of(proto.map_type.value_type))
    if kind == "message_type":
        return ("part", proto.message_type.removeprefix(f"{PACKAGE}."))
    return {"null": "null", "type": "type"}.get(str(kind), "dyn")


Review = Callable[[Node], Node]


class Decoder:
    """Decodes one checked expression.

    `roots` gives the fact path of a variable, where it has one; `review` settles or refuses each node as it is built.
    """

    def __init__(self, checked: CheckedExpr, roots: Mapping[str, str], review: Review) -> None:
        self.checked = checked
        self.review = review
        self.paths: dict[str, str | None] = dict(roots)

    def decode(self) -> Node:
        return self.node(self.checked.expr)

    def type(self, expr: Expr) -> Type:
        return type_of(self.checked.type_map[expr.id]) if expr.id in self.checked.type_map else "dyn"

    def node(self, expr: Expr) -> Node:
        try:
            return self.review(KINDS[str(expr.WhichOneof("expr_kind"))](self, expr))
        except Refused as refused:
            if refused.offset is None:
                refused.offset = self.checked.source_info.positions.get(expr.id, 0)
            raise

    def nodes(self, exprs: Any) -> tuple[Node, ...]:
        return tuple(self.node(expr) for expr in exprs)

    def constant(self, expr: Expr) -> Node:
        kind = str(expr.const_expr.WhichOneof("constant_kind"))
        if kind not in CONSTANTS:
            raise left_out(REFUSED_CONSTANTS[kind])
        return Literal(CONSTANTS[kind], getattr(expr.const_expr, kind))

    def variable(self, expr: Expr) -> Node:
        name = expr.ident_expr.name
        resolved = self.checked.reference_map[expr.id].name if expr.id in self.checked.reference_map else ""
        if name in TYPE_NAMES and name not in self.paths:
            raise left_out("type")
        name = (resolved or name).removeprefix(".")
        return Variable(self.type(expr), name, self.paths.get(name))

    def select(self, expr: Expr) -> Node:
        select = expr.select_expr
        if expr.id in self.checked.reference_map and not select.test_only:
            name = self.checked.reference_map[expr.id].name.removeprefix(".")
            return Variable(self.type(expr), name, self.paths.get(name, name))
        operand = self.node(select.operand)
        parent = path_of(operand)
        path = f"{parent}.{select.field}" if parent else None
        if select.test_only:
            return Has("bool", operand, select.field, path)
        return Select(self.type(expr), operand, select.field, path)

    def call(self, expr: Expr) -> Node:
        call = expr.call_expr
        arguments = ((call.target,) if call.HasField("target") else ()) + tuple(call.args)
        if call.function in LOGIC:
            return LOGIC[call.function](*self.nodes(arguments))
        if call.function == "_?_:_":
            return Conditional(self.type(expr), *self.nodes(arguments))
        nodes = self.nodes(arguments)
        if call.function == "_[_]":
            return self.index(expr, *nodes)
        return Call(self.type(expr), call.function, nodes)

    def index(self, expr: Expr, box: Node, key: Node) -> Node:
        if isinstance(key, Literal) and isinstance(key.value, str):
            parent = path_of(box)
            return Select(self.type(expr), box, key.value, f"{parent}.{key.value}" if parent else None)
        return Call(self.type(expr), "_[_]", (box, key))

    def list(self, expr: Expr) -> Node:
        if expr.list_expr.optional_indices:
            raise left_out("optional")
        items, kind = self.nodes(expr.list_expr.elements), self.type(expr)
        if all(isinstance(item, Literal) for item in items):
            return Literal(kind, tuple(item.value for item in items if isinstance(item, Literal)))
        return ListOf(kind, items)

    def struct(self, expr: Expr) -> Node:
        entries = expr.struct_expr.entries
        if expr.struct_expr.message_name or any(entry.optional_entry for entry in entries):
            raise left_out("message")
        keys = tuple(self.node(entry.map_key) for entry in entries)
        return MapOf(self.type(expr), keys, tuple(self.node(entry.value) for entry in entries))

    def fold(self, expr: Expr) -> Node:
        fold = expr.comprehension_expr
        if getattr(fold, "iter_var2", ""):
            raise left_out("macro")
        span = self.node(fold.iter_range)
        hidden, self.paths[fold.iter_var] = self.paths.get(fold.iter_var), element_path(span)
        try:
            return self.macro(expr, span)
        finally:
            self.paths[fold.iter_var] = hidden

    def macro(self, expr: Expr, span: Node) -> Node:
        fold = expr.comprehension_expr
        step, start = fold.loop_step.call_expr, fold.accu_init.WhichOneof("expr_kind")
        name, kind = fold.iter_var, self.type(expr)
        if start == "const_expr" and step.function in ("_||_", "_&&_"):
            body = self.node(step.args[1])
            return Macro("bool", "exists" if step.function == "_||_" else "all", span, name, body)
        if start == "const_expr" and fold.result.call_expr.function == "_==_":
            return Macro("bool", "exists_one", span, name, self.node(step.args[0]))
        if start != "list_expr":
            raise left_out("macro")
        if step.function == "_+_":
            return Macro(kind, "map", span, name, self.node(step.args[1].list_expr.elements[0]))
        value = step.args[1].call_expr.args[1].list_expr.elements[0]
        where = self.node(step.args[0])
        if value.ident_expr.name == name:
            return Macro(kind, "filter", span, name, where)
        return Macro(kind, "map", span, name, self.node(value), where)


def path_of(node: Node) -> str | None:
    """The path of the fact that a value stands for; for a choice, if both stand for the same."""
    if isinstance(node, Conditional):
        return _common(node.then, node.otherwise, path_of)
    return getattr(node, "path", None)


def element_path(span: Node) -> str | None:
    """The path that the elements of a range stand for: that of the list, or of what they were taken from."""
    if isinstance(span, Macro):
        return path_of(span.body) if span.kind == "map" else element_path(span.range)
    if isinstance(span, Conditional):
        return _common(span.then, span.otherwise, element_path)
    if isinstance(span, Call) and span.function == "_+_":
        return _common(span.arguments[0], span.arguments[1], element_path)
    if isinstance(span, ListOf):
        found = {path_of(item) for item in span.items}
        return found.pop() if len(found) == 1 else None
    return getattr(span, "path", None)


def _common(left: Node, right: Node, of: Callable[[Node], str | None]) -> str | None:
    """What both stand for; an empty list stands for anything."""
    found = {of(node) for node in (left, right) if not (isinstance(node, Literal) and node.value == ())}
    return found.pop() if len(found) == 1 else None


TYPE_NAMES = frozenset(["bool", "int", "uint", "double", "string", "bytes", "list", "map", "type", "null_type"]) | {
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
}
LOGIC: dict[str, Callable[..., Node]] = {"_&&_": both, "_||_": either, "!_": negation}
KINDS: dict[str, Callable[[Decoder, Expr], Node]] = {
    "const_expr": Decoder.constant,
    "ident_expr": Decoder.variable,
    "select_expr": Decoder.select,
    "call_expr": Decoder.call,
    "list_expr": Decoder.list,
    "struct_expr": Decoder.struct,
    "comprehension_expr": Decoder.fold,
}
