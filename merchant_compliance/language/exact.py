"""The exact evaluator: a tree becomes a function of its scope that gives a value, or `Unknown` with its paths.

It is the reference for every target, and what names the missing facts of an undetermined rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from merchant_compliance.language.expression import (
    And,
    Call,
    Conditional,
    Has,
    ListOf,
    Literal,
    Macro,
    MapOf,
    Node,
    Not,
    Or,
    Select,
    Variable,
    both,
    changed,
    either,
    known_as,
    paths_of,
)
from merchant_compliance.language.functions import FUNCTIONS
from merchant_compliance.language.truth import Undefined, Unknown, dominated, merge

Scope = dict[str, Any]
Evaluator = Callable[[Scope], Any]
ABSENT = object()


def exact(node: Node) -> Evaluator:
    """Compile a tree. The function reads its scope and leaves it as it was; a name without a value is missing."""
    build = BUILDERS[type(node)]
    return build(node)


def _unknown(node: Node) -> Unknown:
    path = getattr(node, "path", None)
    paths = frozenset((path,)) if path else paths_of(node)
    return Unknown(paths, frozenset() if paths else frozenset((f"no value at {_name(node)}",)))


def _name(node: Node) -> str:
    return str(getattr(node, "field", None) or getattr(node, "name", "this place"))


def _literal(node: Literal) -> Evaluator:
    value = node.value
    return lambda _scope: value


def _variable(node: Variable) -> Evaluator:
    name, missing = node.name, _unknown(node)
    return lambda scope: scope.get(name, missing)


def chain_of(node: Node) -> tuple[Variable, tuple[str, ...]] | None:
    """`merchant.subject.kind` as its root variable and its fields; None for anything that is not such a chain."""
    steps: list[str] = []
    while isinstance(node, (Select, Has)):
        steps.append(node.field)
        node = node.operand
    return (node, tuple(reversed(steps))) if isinstance(node, Variable) else None


def _step(value: Any, field: str) -> Any:
    return value.get(field, ABSENT) if value.__class__ is dict else ABSENT


def _select(node: Select) -> Evaluator:
    missing, chain = _unknown(node), chain_of(node)
    if chain is None:
        return _select_of_value(node, missing)
    root, steps = chain[0].name, chain[1]

    def follow(scope: Scope) -> Any:
        value = scope.get(root, ABSENT)
        for step in steps:
            value = value.get(step, ABSENT) if value.__class__ is dict else ABSENT
        return missing if value is ABSENT else value

    return follow


def _select_of_value(node: Select, missing: Unknown) -> Evaluator:
    operand, field = exact(node.operand), node.field

    def select(scope: Scope) -> Any:
        value = operand(scope)
        if isinstance(value, Unknown):
            return value
        found = _step(value, field)
        return missing if found is ABSENT else found

    return select


def _has(node: Has) -> Evaluator:
    """False where any step of the path is missing; unknown where the path starts at a value that is unknown."""
    operand, field, base = exact(node.operand), node.field, _base(node.operand)
    start = None if isinstance(base, Variable) else exact(base)

    def present(scope: Scope) -> Any:
        value = operand(scope)
        if not isinstance(value, Unknown):
            return _step(value, field) is not ABSENT
        began = start(scope) if start else None
        return began if isinstance(began, Unknown) else False

    return present


def _base(node: Node) -> Node:
    """Where a path starts, below its fields and keys."""
    while isinstance(node, Select) or (isinstance(node, Call) and node.function == "_[_]"):
        node = node.operand if isinstance(node, Select) else node.arguments[0]
    return node


def _call(node: Call) -> Evaluator:
    function = FUNCTIONS[node.function]
    arguments = [exact(argument) for argument in node.arguments]
    read = paths_of(node)

    def call(scope: Scope) -> Any:
        values = [argument(scope) for argument in arguments]
        unknowns = [value for value in values if isinstance(value, Unknown)]
        if unknowns:
            return merge(unknowns)
        try:
            return function(*values)
        except Undefined as problem:
            return Unknown(read, frozenset((str(problem),)))

    return call


def _and(node: And) -> Evaluator:
    items = [exact(item) for item in node.items]
    return lambda scope: dominated((item(scope) for item in items), by=False)


def _or(node: Or) -> Evaluator:
    items = [exact(item) for item in node.items]
    return lambda scope: dominated((item(scope) for item in items), by=True)


def _not(node: Not) -> Evaluator:
    item = exact(node.item)

    def negated(scope: Scope) -> Any:
        value = dominated((item(scope),), by=True)
        return value if isinstance(value, Unknown) else not value

    return negated


def _conditional(node: Conditional) -> Evaluator:
    condition, then, otherwise = exact(node.condition), exact(node.then), exact(node.otherwise)

    def choose(scope: Scope) -> Any:
        value = dominated((condition(scope),), by=True)
        return value if isinstance(value, Unknown) else then(scope) if value else otherwise(scope)

    return choose


def _whole(values: list[Any]) -> Any:
    unknowns = [value for value in values if isinstance(value, Unknown)]
    return merge(unknowns) if unknowns else values


def _list(node: ListOf) -> Evaluator:
    items = [exact(item) for item in node.items]
    return lambda scope: _whole([item(scope) for item in items])


def _map(node: MapOf) -> Evaluator:
    keys, values = [exact(key) for key in node.keys], [exact(value) for value in node.values]

    def build(scope: Scope) -> Any:
        flat = _whole([part(scope) for pair in zip(keys, values, strict=True) for part in pair])
        if isinstance(flat, Unknown):
            return flat
        if len({(type(key), key) for key in flat[::2]}) < len(keys):
            return Unknown(reasons=frozenset(("repeated key",)))
        return dict(zip(flat[::2], flat[1::2], strict=True))

    return build


def _one(verdicts: list[Any]) -> Any:
    unknown = _whole(verdicts)
    return unknown if isinstance(unknown, Unknown) else sum(verdict is True for verdict in verdicts) == 1


def _filtered(items: list[Any], verdicts: list[Any]) -> Any:
    unknown = _whole(verdicts)
    if isinstance(unknown, Unknown):
        return unknown
    return [item for item, verdict in zip(items, verdicts, strict=True) if verdict]


GATHER: dict[str, Callable[[list[Any], list[Any]], Any]] = {
    "exists": lambda _items, verdicts: dominated(verdicts, by=True),
    "all": lambda _items, verdicts: dominated(verdicts, by=False),
    "exists_one": lambda _items, verdicts: _one(verdicts),
    "filter": _filtered,
    "map": lambda _items, values: _whole(values),
}


def _macro(node: Macro) -> Evaluator:
    span, body, gather = exact(node.range), exact(node.body), GATHER[node.kind]
    where = exact(node.where) if node.where else None
    name, truths = node.variable, node.kind != "map"

    def each(items: list[Any], of: Evaluator, scope: Scope, truth: bool) -> list[Any]:
        outer = scope.get(name, ABSENT)
        values = []
        for item in items:
            scope[name] = item
            values.append(dominated((of(scope),), by=True) if truth else of(scope))
        if outer is ABSENT:
            scope.pop(name, None)
        else:
            scope[name] = outer
        return values

    def run(scope: Scope) -> Any:
        value = span(scope)
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, (list, tuple, Mapping)):
            return Unknown(reasons=frozenset(("not a list",)))
        items: Any = list(value)
        if where:
            items = _filtered(items, each(items, where, scope, True))
            if isinstance(items, Unknown):
                return items
        return gather(items, each(items, body, scope, truths))

    return run


BUILDERS: dict[type[Node], Callable[[Any], Evaluator]] = {
    Literal: _literal,
    Variable: _variable,
    Select: _select,
    Has: _has,
    Call: _call,
    And: _and,
    Or: _or,
    Not: _not,
    Conditional: _conditional,
    ListOf: _list,
    MapOf: _map,
    Macro: _macro,
}


def folded(node: Node) -> Node:
    """The tree with whatever hangs on constants alone computed: calls, and runs through constant lists.

    A call without a value stays, as does one that gives a list.
    """
    inside = changed(node, folded)
    if isinstance(inside, Macro) and isinstance(inside.range, Literal) and inside.kind in ("exists", "all"):
        return _unrolled(inside, inside.range)
    if not isinstance(inside, Call) or not all(isinstance(argument, Literal) for argument in inside.arguments):
        return inside
    value = exact(inside)({})
    return inside if isinstance(value, (Unknown, list)) else Literal(node.type, value)


def _unrolled(node: Macro, span: Literal) -> Node:
    """`exists` over constants as a disjunction, `all` as a conjunction: Kleene's logic is the same."""
    kind = span.type[1] if isinstance(span.type, tuple) else "dyn"
    values = span.value if isinstance(span.value, tuple) else ()
    bodies = [folded(known_as(node.body, {node.variable: Literal(kind, value)})) for value in values]
    return either(*bodies) if node.kind == "exists" else both(*bodies)
