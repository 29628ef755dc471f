"""The Python target: a tree becomes Python source.

Three spellings of one condition, for three situations:

- `plain`: its value, where every scalar named in `guards` is there; raises KeyError or Undefined where something
  inside a list is missing or an operation has no result;
- `true` and `false`: exact three-valued tests, for records with gaps. What they cannot spell out is handed to the
  exact evaluator, so that every spelling is right and speed is only a matter of how much is spelled out.

INVARIANT: on any scope, `true(node)` holds exactly where `exact(node)` is True, `false(node)` where it is False, and
`plain(node)`, if it gives a value at all, gives that of `exact(node)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from merchant_compliance.language.exact import chain_of, exact
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
    Type,
    Variable,
    free_variables,
    walk,
)
from merchant_compliance.language.loads import Constants, Loads
from merchant_compliance.language.texts import word_search

INLINE = {"_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">="}
CANNOT_FAIL: dict[tuple[str, Type], str] = {
    ("_+_", "double"): "+",
    ("_-_", "double"): "-",
    ("_*_", "double"): "*",
    ("_+_", "string"): "+",
}
METHODS = {"startsWith": "startswith", "endsWith": "endswith"}
NEVER_RAISES = frozenset(
    ("same_name", "contains_any", "matches", "lowerAscii", "upperAscii", "trim", "reverse", "size")
)
SIMPLE = frozenset(("bool", "int", "double", "string", "date", "duration"))
NATIVE = (str, int, bool, type(None))


class NotSpelledOutError(Exception):
    """This spelling does not exist for this node: the exact evaluator takes over."""


class Writer:
    """Writes source for nodes against one block of loads. `guards` and `raises` grow as `plain` writes."""

    def __init__(self, loads: Loads, constants: Constants) -> None:
        self.loads = loads
        self.constants = constants
        self.guards: dict[str, None] = {}
        self.raises = False
        self._bound: dict[str, str] = {}
        self._count = count()
        self._spelling = False

    # -- values ---------------------------------------------------------------------------------------------------

    def plain(self, node: Node) -> str:
        write = PLAIN.get(type(node))
        if write is None:
            raise NotSpelledOutError
        return write(self, node)

    def literal(self, node: Literal) -> str:
        value = node.value
        if isinstance(value, float) or not isinstance(value, NATIVE):
            return self.constants.name(list(value) if isinstance(value, tuple) else value)
        return repr(value)

    def variable(self, node: Variable) -> str:
        if node.name in self._bound:
            return self._bound[node.name]
        if node.name not in self.loads.roots or node.name == "scores":
            raise NotSpelledOutError  # missing scores are loaded as empty ones, for the paths below them
        name = self.loads.leaf((node.name,))
        if node.name in MAY_BE_UNKNOWN:
            self.guards[name] = None
        return name

    def select(self, node: Select) -> str:
        steps = self.steps(node)
        if steps[0] in self._bound:
            return self._field(node, steps)
        name = self.loads.leaf(steps)
        self.guards[name] = None
        return name

    def steps(self, node: Node) -> tuple[str, ...]:
        chain = chain_of(node)
        if chain is None or (chain[0].name not in self._bound and chain[0].name not in self.loads.roots):
            raise NotSpelledOutError
        return (chain[0].name, *chain[1])

    def _field(self, node: Select, steps: tuple[str, ...]) -> str:
        """A field of a list's element: it raises where it is missing, or, when spelling truth, becomes a guard."""
        if not self._spelling:
            self.raises = True
            return f"{self.plain(node.operand)}[{node.field!r}]"
        owner = self._bound[steps[0]] + "".join(f".get({step!r}, E)" for step in steps[1:-1])
        name = f"t{next(self._count)}"
        self.guards[f"({name} := {owner}.get({steps[-1]!r}))"] = None
        return name

    def has(self, node: Has) -> str:
        steps = self.steps(node)
        if steps[0] in self._bound:
            owner = self._bound[steps[0]] + "".join(f".get({step!r}, E)" for step in steps[1:-1])
            return f"({steps[-1]!r} in {owner})"
        return f"({self.loads.leaf(steps)} is not None)"

    def call(self, node: Call) -> str:
        if free_variables(node) == {"as_of"} and node.function in ("_+_", "_-_") and not self._bound.get("as_of"):
            name = self.loads.computed(node, self.constants)
            self.guards[name] = None
            return name
        if node.function == "@in":
            return self._membership(node)
        return self._operation(node)

    def _operation(self, node: Call) -> str:
        simple = all(argument.type in SIMPLE for argument in node.arguments)
        if node.function == "contains_any" and all(isinstance(words, Literal) for words in node.arguments[1:]):
            return self._word_search(node)
        arguments = [self.plain(argument) for argument in node.arguments]
        if node.function in INLINE and simple:
            return f"({arguments[0]} {INLINE[node.function]} {arguments[1]})"
        if (node.function, node.type) in CANNOT_FAIL and simple:
            return f"({arguments[0]} {CANNOT_FAIL[node.function, node.type]} {arguments[1]})"
        if node.function == "size":
            return f"len({arguments[0]})"
        if node.function == "contains":
            return f"({arguments[1]} in {arguments[0]})"
        if node.function in METHODS:
            return f"{arguments[0]}.{METHODS[node.function]}({arguments[1]})"
        return self._function(node.function, arguments)

    def _function(self, name: str, arguments: list[str]) -> str:
        """A call; where it may have no result it raises, or, when spelling truth, becomes a guard."""
        function = self.constants.function(name)
        if name in NEVER_RAISES:
            return f"{function}({', '.join(arguments)})"
        if not self._spelling:
            self.raises = True
            return f"{function}({', '.join(arguments)})"
        result = f"t{next(self._count)}"
        self.guards[f"({result} := maybe({', '.join((function, *arguments))}))"] = None
        return result

    def _word_search(self, node: Call) -> str:
        lists: list[Any] = [words.value for words in node.arguments[1:] if isinstance(words, Literal)]
        return f"{self.constants.name(word_search(*lists), 'W')}({self.plain(node.arguments[0])})"

    def _membership(self, node: Call) -> str:
        item, box = node.arguments
        if item.type not in SIMPLE:
            raise NotSpelledOutError
        if isinstance(box, Literal) and box.type == ("list", item.type) and isinstance(box.value, tuple):
            return f"({self.plain(item)} in {self.constants.name(frozenset(box.value))})"
        if not (isinstance(box.type, tuple) and box.type[1:] == (item.type,)):
            raise NotSpelledOutError
        if item.type == "double":  # Python's `in` finds NaN by its identity
            return f"{self.constants.function('@in')}({self.plain(item)}, {self.plain(box)})"
        return f"({self.plain(item)} in {self.plain(box)})"

    def joined(self, node: And | Or) -> str:
        self._not_spelling()
        word = " and " if isinstance(node, And) else " or "
        return f"({word.join(self.plain(item) for item in node.items)})"

    def negated(self, node: Not) -> str:
        return f"(not {self.plain(node.item)})"

    def conditional(self, node: Conditional) -> str:
        self._not_spelling()
        condition, then, otherwise = map(self.plain, (node.condition, node.then, node.otherwise))
        return f"({then} if {condition} else {otherwise})"

    def list(self, node: ListOf) -> str:
        return f"[{', '.join(map(self.plain, node.items))}]"

    def macro(self, node: Macro) -> str:
        self._not_spelling()
        span = self.plain(node.range)
        with self.bound(node.variable) as name:
            body = self.plain(node.body)
            where = f" if {self.plain(node.where)}" if node.where else ""
        return MACROS[node.kind].format(body=body, name=name, span=span, where=where)

    @contextmanager
    def bound(self, variable: str) -> Iterator[str]:
        name, outer = f"e{next(self._count)}", self._bound.get(variable)
        self._bound[variable] = name
        try:
            yield name
        finally:
            if outer is None:
                del self._bound[variable]
            else:
                self._bound[variable] = outer

    def _not_spelling(self) -> None:
        if self._spelling:
            raise NotSpelledOutError

    # -- truth ----------------------------------------------------------------------------------------------------

    def true(self, node: Node) -> str:
        return self._test(node, True)

    def false(self, node: Node) -> str:
        return self._test(node, False)

    def _test(self, node: Node, wanted: bool) -> str:
        try:
            return TESTS.get(type(node), Writer._leaf)(self, node, wanted)
        except NotSpelledOutError:
            return self._handed_over(node, wanted)

    def _handed_over(self, node: Node, wanted: bool) -> str:
        if free_variables(node) & self._bound.keys():
            raise NotSpelledOutError
        return f"({self.constants.name(exact(node), 'X')}(scope) is {wanted})"

    def _all(self, node: And | Or, wanted: bool) -> str:
        word = " and " if isinstance(node, And) is wanted else " or "
        return f"({word.join(self._test(item, wanted) for item in node.items)})"

    def _opposite(self, node: Not, wanted: bool) -> str:
        return self._test(node.item, not wanted)

    def _choice(self, node: Conditional, wanted: bool) -> str:
        if any(isinstance(part, Conditional) for part in walk(node.condition)):
            raise NotSpelledOutError  # the condition is written twice: nesting would double the source each time
        then = f"{self.true(node.condition)} and {self._test(node.then, wanted)}"
        return f"(({then}) or ({self.false(node.condition)} and {self._test(node.otherwise, wanted)}))"

    def _constant(self, node: Literal, wanted: bool) -> str:
        return repr(node.value is wanted)

    def _presence(self, node: Has, wanted: bool) -> str:
        return self.has(node) if wanted else f"(not {self.has(node)})"

    def _quantified(self, node: Macro, wanted: bool) -> str:
        if node.kind not in ("exists", "all"):
            raise NotSpelledOutError
        with self._spelled() as guards:
            span = self.plain(node.range)
        with self.bound(node.variable) as name:
            test = self._test(node.body, wanted)
        some = (node.kind == "exists") is wanted
        return _guarded(guards, f"{'any' if some else 'all'}([{test} for {name} in {span}])")

    def _leaf(self, node: Node, wanted: bool) -> str:
        with self._spelled() as guards:
            raised, self.raises = self.raises, False
            source = self.plain(node)
            raises, self.raises = self.raises, raised
        if raises:
            raise NotSpelledOutError
        if isinstance(node, (Select, Variable)):
            return f"({source if not guards else _with_last(guards, source)} is {wanted})"
        return _guarded(guards, source if wanted else f"(not {source})")

    @contextmanager
    def _spelled(self) -> Iterator[dict[str, None]]:
        """Collects the guards of one leaf apart from the others."""
        outer, spelling = self.guards, self._spelling
        guards: dict[str, None] = {}
        self.guards, self._spelling = guards, True
        try:
            yield guards
        finally:
            self.guards, self._spelling = outer, spelling


def _with_last(guards: dict[str, None], source: str) -> str:
    """A flag tested with `is` needs no guard of its own, only the load that a guard may carry."""
    last = next(reversed(guards))
    return last if ":=" in last else source


def _guarded(guards: dict[str, None], source: str) -> str:
    tests = [f"{guard} is not None" for guard in guards]
    return f"({' and '.join([*tests, source])})"


MAY_BE_UNKNOWN = frozenset(("lists", "links", "identifiers"))
MACROS = {
    "exists": "any([{body} for {name} in {span}])",
    "all": "all([{body} for {name} in {span}])",
    "exists_one": "([{body} for {name} in {span}].count(True) == 1)",
    "filter": "[{name} for {name} in {span} if {body}]",
    "map": "[{body} for {name} in {span}{where}]",
}
PLAIN: dict[type[Node], Callable[[Writer, Any], str]] = {
    Literal: Writer.literal,
    Variable: Writer.variable,
    Select: Writer.select,
    Has: Writer.has,
    Call: Writer.call,
    And: Writer.joined,
    Or: Writer.joined,
    Not: Writer.negated,
    Conditional: Writer.conditional,
    ListOf: Writer.list,
    Macro: Writer.macro,
}
TESTS: dict[type[Node], Callable[[Writer, Any, bool], str]] = {
    And: Writer._all,
    Or: Writer._all,
    Not: Writer._opposite,
    Conditional: Writer._choice,
    Literal: Writer._constant,
    Has: Writer._presence,
    Macro: Writer._quantified,
    MapOf: Writer._leaf,
}
