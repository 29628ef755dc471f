"""The typed tree of a condition: what every target compiles from.

A tree is immutable and carries the static type of every node. `path` is the full path of the fact that a node
reads, without indexes: `merchant.qualifications.status` for `q.status` inside `merchant.qualifications.exists(q, …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from typing import Literal as OneOf

Type = str | tuple["Type", ...]
"""bool, int, double, string, date, duration, dyn, ("part", name), ("list", element), ("map", key, value)."""

MacroKind = OneOf["exists", "all", "exists_one", "filter", "map"]


@dataclass(frozen=True, slots=True)
class Node:
    """`parts` are the fields that hold one node, `groups` those that hold a tuple of nodes."""

    parts: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[tuple[str, ...]] = ()
    type: Type

    def children(self) -> list[Node]:
        found = [child for name in self.parts if (child := getattr(self, name)) is not None]
        for name in self.groups:
            found += getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant; a list constant is a tuple."""

    value: object


@dataclass(frozen=True, slots=True)
class Variable(Node):
    name: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Select(Node):
    """A field of a part, or the value under a constant text key of a map."""

    parts: ClassVar[tuple[str, ...]] = ("operand",)
    operand: Node
    field: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Has(Node):
    """Whether the whole path down to this field is present."""

    parts: ClassVar[tuple[str, ...]] = ("operand",)
    operand: Node
    field: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Call(Node):
    """An operator or a function by its CEL name, with its arguments (the receiver first)."""

    groups: ClassVar[tuple[str, ...]] = ("arguments",)
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    groups: ClassVar[tuple[str, ...]] = ("items",)
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    groups: ClassVar[tuple[str, ...]] = ("items",)
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    parts: ClassVar[tuple[str, ...]] = ("item",)
    item: Node


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    parts: ClassVar[tuple[str, ...]] = ("condition", "then", "otherwise")
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    groups: ClassVar[tuple[str, ...]] = ("items",)
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MapOf(Node):
    groups: ClassVar[tuple[str, ...]] = ("keys", "values")
    keys: tuple[Node, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Macro(Node):
    """`range.kind(variable, body)`; for `map`, `body` is the value and `where` the optional filter."""

    parts: ClassVar[tuple[str, ...]] = ("range", "body", "where")
    kind: MacroKind
    range: Node
    variable: str
    body: Node
    where: Node | None = None


def both(*items: Node) -> Node:
    """Conjunction, flattened; of nothing it is true."""
    flat = [part for item in items for part in (item.items if isinstance(item, And) else (item,))]
    return flat[0] if len(flat) == 1 else And("bool", tuple(flat)) if flat else Literal("bool", True)


def either(*items: Node) -> Node:
    """Disjunction, flattened; of nothing it is false."""
    flat = [part for item in items for part in (item.items if isinstance(item, Or) else (item,))]
    return flat[0] if len(flat) == 1 else Or("bool", tuple(flat)) if flat else Literal("bool", False)


def negation(item: Node) -> Node:
    return item.item if isinstance(item, Not) else Not("bool", item)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, from the outside in."""
    yield node
    for child in node.children():
        yield from walk(child)


def paths_of(node: Node) -> frozenset[str]:
    """The full paths of all facts that a node may read: leaves only, not the parts on the way to them."""
    return frozenset(_leaves(node))


def _leaves(node: Node) -> Iterator[str]:
    if isinstance(node, (Select, Has)) and node.path:
        yield node.path
        return
    if isinstance(node, Variable) and node.path:
        yield node.path
    if isinstance(node, Macro):
        yield from _macro_leaves(node)
        return
    for child in node.children():
        yield from _leaves(child)


def _macro_leaves(node: Macro) -> Iterator[str]:
    """The fields read of the elements stand for their list; a list of which no field is read stands for itself."""
    inside = set(_leaves(node.body)) | (set(_leaves(node.where)) if node.where else set())
    ranged = set(_leaves(node.range))
    yield from inside
    yield from (path for path in ranged if not any(other.startswith(path + ".") for other in inside))


def free_variables(node: Node) -> frozenset[str]:
    """Names that a node reads from its scope; the variables of macros inside it are not among them."""
    found: set[str] = set()
    _collect_free(node, found, frozenset())
    return frozenset(found)


def _collect_free(node: Node, found: set[str], bound: frozenset[str]) -> None:
    if isinstance(node, Variable):
        if node.name not in bound:
            found.add(node.name)
        return
    if isinstance(node, Macro):
        _collect_free(node.range, found, bound)
        inside = bound | {node.variable}
        for part in (node.body, node.where):
            if part is not None:
                _collect_free(part, found, inside)
        return
    for child in node.children():
        _collect_free(child, found, bound)


def renamed(node: Node, old: str, new: str) -> Node:
    """The tree with a free variable under another name."""
    if isinstance(node, Variable):
        return replace(node, name=new) if node.name == old else node
    if isinstance(node, Macro) and node.variable == old:
        return replace(node, range=renamed(node.range, old, new))
    return changed(node, lambda child: renamed(child, old, new))


def changed(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with every child changed; the same object where none was."""
    changes: dict[str, object] = {}
    for name in node.parts:
        old = getattr(node, name)
        if old is not None and (new := change(old)) is not old:
            changes[name] = new
    for name in node.groups:
        olds = getattr(node, name)
        news = tuple(map(change, olds))
        if any(a is not b for a, b in zip(news, olds, strict=True)):
            changes[name] = news
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]


def _typed(value: object, kind: Type) -> object:
    """A parameter's value as its type wants it: 5 is 5.0 where another of its values has a fraction."""
    if isinstance(value, (list, tuple)):
        return tuple(_typed(item, kind[1] if isinstance(kind, tuple) else kind) for item in value)
    return float(value) if kind == "double" and isinstance(value, int) else value


def bind(node: Node, values: Mapping[str, object]) -> Node:
    """The tree with `params.name` replaced by its value; a name without a value stays and is missing."""
    if isinstance(node, (Select, Has)) and isinstance(node.operand, Variable) and node.operand.name == "params":
        value = values.get(node.field)
        if isinstance(node, Has):
            return Literal("bool", value is not None)
        return node if value is None else Literal(node.type, _typed(value, node.type))
    return changed(node, lambda child: bind(child, values))


def known_as(node: Node, values: Mapping[str, Node]) -> Node:
    """The tree with free variables replaced by what is known of them."""
    if isinstance(node, Variable):
        return values.get(node.name, node)
    if isinstance(node, Macro) and node.variable in values:
        inner = {name: value for name, value in values.items() if name != node.variable}
        where = known_as(node.where, inner) if node.where is not None else None
        return replace(node, range=known_as(node.range, values), body=known_as(node.body, inner), where=where)
    return changed(node, lambda child: known_as(child, values))
