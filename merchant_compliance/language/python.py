"""The Python target: a condition becomes two tests in Python source.

`sure` holds exactly where the condition is true, `possible` where it is not false; between them lies unknown. Most
conditions are false of most merchants, so that one short-circuiting test decides them, missing facts or not.

`exists`, `all` and counts over lists are computed beforehand, in one run through each list for all conditions.
What cannot be spelled out is handed to the exact evaluator, so that every test is right, and speed is only a matter
of how much is spelled out.

INVARIANT: on any scope, the test (wanted, sure) holds exactly where `exact(node)` is `wanted`, and the test
(wanted, possible) exactly where `exact(node)` is not `not wanted`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from merchant_compliance.language.blocks import Block
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
    Type,
    Variable,
    free_variables,
    negation,
    walk,
)
from merchant_compliance.language.texts import BLANK, word_search

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
MAY_BE_UNKNOWN = frozenset(("lists", "links", "identifiers"))
WHOLE = frozenset(("merchant", "scores"))
"""Names that stand for the empty dict where nothing is known; only their fields can be missing."""
NO_SCOPE_NAME = "@"


class NotSpelledOutError(Exception):
    """This cannot be written in Python: the exact evaluator takes over."""


def test(block: Block, node: Node, wanted: bool, sure: bool) -> str:
    """Source that holds where the node is `wanted` for sure, or, if not `sure`, possibly."""
    try:
        return TESTS.get(type(node), _leaf)(block, node, wanted, sure)
    except NotSpelledOutError:
        return _handed_over(block, node, wanted, sure)


def gate_of(block: Block, node: Node) -> str:
    """What must hold for a condition that looks for words to be possible; empty for any other.

    It is the same for all conditions that look for words in one text, and false of most texts.
    """
    for item in node.items if isinstance(node, And) else (node,):
        if isinstance(item, Call) and item.function == "contains_any":
            try:
                return _gate(block, item)
            except NotSpelledOutError:
                continue
    return ""


def _gate(block: Block, node: Call) -> str:
    values = Values(block)
    owner, text = values.owner_of_local(node.arguments[0]), values.write(node.arguments[0])
    if owner is None or text not in owner.sought or not values.can_seek(node):
        return ""
    return f"{owner.sought[text][0]} or {text} is None"


def sure_or_possible(block: Block, node: Node, sure: bool) -> str:
    return test(block, node, True, sure)


def _compared(source: str, wanted: bool, sure: bool) -> str:
    """A truth value that is None where it is unknown."""
    return f"({source} is {wanted})" if sure else f"({source} is not {not wanted})"


def _handed_over(block: Block, node: Node, wanted: bool, sure: bool) -> str:
    if any(name.startswith(NO_SCOPE_NAME) for name in free_variables(node)):
        raise NotSpelledOutError
    return _compared(f"{block.constants.exact(node)}(scope)", wanted, sure)


def _joined(block: Block, node: And | Or, wanted: bool, sure: bool) -> str:
    word = " and " if isinstance(node, And) is wanted else " or "
    return f"({word.join(test(block, item, wanted, sure) for item in node.items)})"


def _opposite(block: Block, node: Not, wanted: bool, sure: bool) -> str:
    return test(block, node.item, not wanted, sure)


def _choice(block: Block, node: Conditional, wanted: bool, sure: bool) -> str:
    if not sure:
        return f"(not {_choice(block, node, not wanted, True)})"
    if any(isinstance(part, Conditional) for part in walk(node.condition)):
        raise NotSpelledOutError  # the condition is written twice: nesting would double the source each time
    then = f"{test(block, node.condition, True, True)} and {test(block, node.then, wanted, True)}"
    otherwise = f"{test(block, node.condition, False, True)} and {test(block, node.otherwise, wanted, True)}"
    return f"(({then}) or ({otherwise}))"


def _constant(_block: Block, node: Literal, wanted: bool, _sure: bool) -> str:
    return repr(node.value is wanted)


def _presence(block: Block, node: Has, wanted: bool, _sure: bool) -> str:
    source = Values(block).has(node)
    return source if wanted else f"(not {source})"


def _quantified(block: Block, node: Macro, wanted: bool, sure: bool) -> str:
    if node.kind == "exists":
        return _compared(_exists(block, node), wanted, sure)
    if node.kind == "all":
        some = Macro("bool", "exists", node.range, node.variable, negation(node.body))
        return _compared(_exists(block, some), not wanted, sure)
    return _leaf(block, node, wanted, sure)


def _exists(block: Block, node: Macro) -> str:
    home, span = _home(block, node)
    return home.gathered(node, span, sure_or_possible, gate_of, counting=False)


def _home(block: Block, node: Macro) -> tuple[Block, str]:
    """The outermost block that knows all that a macro reads, and the local name of its list."""
    owners = [block.owner(name) for name in free_variables(node)]
    known = [owner for owner in owners if owner is not None]
    if len(known) < len(owners):
        raise NotSpelledOutError
    return max(known, key=Block.depth, default=block.outermost()), _span(block, node.range)


def _span(block: Block, node: Node) -> str:
    if isinstance(node, Literal) and isinstance(node.value, tuple):
        return block.constants.name(node.value)
    chain = chain_of(node)
    owner = block.owner(chain[0].name) if chain else None
    if chain is None or owner is None:
        raise NotSpelledOutError
    return owner.leaf((chain[0].name, *chain[1]))


def _leaf(block: Block, node: Node, wanted: bool, sure: bool) -> str:
    values = Values(block)
    source = values.write(node)
    if isinstance(node, (Select, Variable)):
        return _compared(values.last or source, wanted, sure)
    if not wanted:
        source = f"(not {source})"
    guards = values.needed(node, wanted, sure)
    if not guards:
        return source
    return f"({''.join(f'{g} is not None and ' if sure else f'{g} is None or ' for g in guards)}{source})"


class Values:
    """Writes the value of one leaf. `guards` must not be None, in their order, for the value to mean anything."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.guards: dict[str, None] = {}
        self.last = ""

    def needed(self, node: Node, wanted: bool, sure: bool) -> list[str]:
        """The guards, but for one that the comparison with a constant does not need: None equals no constant."""
        guards = list(self.guards)
        if len(guards) != 1 or not isinstance(node, Call) or node.function not in ("_==_", "@in"):
            return guards
        item, other = node.arguments
        bare = isinstance(item, (Select, Variable)) and isinstance(other, Literal) and ":=" not in guards[0]
        return [] if bare and wanted is sure else guards

    def guard(self, source: str) -> str:
        self.guards[source] = None
        return source

    def named(self, source: str) -> str:
        """A temporary name for a value that may be None, bound where it is guarded."""
        name = self.block.fresh("t")
        self.last = f"({name} := {source})"
        self.guards[self.last] = None
        return name

    def write(self, node: Node) -> str:
        write = VALUES.get(type(node))
        if write is None:
            raise NotSpelledOutError
        return write(self, node)

    def literal(self, node: Literal) -> str:
        value = node.value
        if isinstance(value, tuple):
            return self.block.constants.name(value)
        return repr(value) if isinstance(value, NATIVE) else self.block.constants.name(value)

    def variable(self, node: Variable) -> str:
        owner = self.block.owner(node.name)
        if owner is None or node.name in WHOLE:
            raise NotSpelledOutError
        name = owner.leaf((node.name,))
        return self.guard(name) if node.name in MAY_BE_UNKNOWN else name

    def select(self, node: Select) -> str:
        owner, steps = self._steps(node)
        return self.guard(owner.leaf(steps)) if owner.is_often(steps) else self.named(owner.source(steps))

    def has(self, node: Has) -> str:
        owner, steps = self._steps(node)
        if owner.is_often(steps):
            return f"({owner.leaf(steps)} is not None)"
        return f"({steps[-1]!r} in {owner.part(steps[:-1])})"

    def _steps(self, node: Select | Has) -> tuple[Block, tuple[str, ...]]:
        chain = chain_of(node)
        owner = self.block.owner(chain[0].name) if chain else None
        if chain is None or owner is None:
            raise NotSpelledOutError
        return owner, (chain[0].name, *chain[1])

    def call(self, node: Call) -> str:
        if free_variables(node) == {"as_of"} and node.function in ("_+_", "_-_"):
            owner = self.block.owner("as_of")
            assert owner
            return self.guard(owner.computed(node))
        special = SPECIAL.get(node.function)
        return special(self, node) if special else self.operation(node)

    def operation(self, node: Call) -> str:
        arguments = [self.write(argument) for argument in node.arguments]
        simple = all(argument.type in SIMPLE for argument in node.arguments)
        if node.function in INLINE and simple:
            return f"({arguments[0]} {INLINE[node.function]} {arguments[1]})"
        if (node.function, node.type) in CANNOT_FAIL and simple:
            return f"({arguments[0]} {CANNOT_FAIL[node.function, node.type]} {arguments[1]})"
        if node.function in METHODS:
            return f"{arguments[0]}.{METHODS[node.function]}({arguments[1]})"
        function = self.block.constants.function(node.function)
        if node.function in NEVER_RAISES:
            return f"{function}({', '.join(arguments)})"
        return self.named(f"maybe({', '.join((function, *arguments))})")

    def size(self, node: Call) -> str:
        """A count of elements needs no list of them."""
        (box,) = node.arguments
        if isinstance(box, Macro) and box.kind == "filter":
            home, span = _home(self.block, box)
            return self.guard(home.gathered(box, span, sure_or_possible, gate_of, counting=True))
        return f"len({self.write(box)})"

    def contains(self, node: Call) -> str:
        text, part = map(self.write, node.arguments)
        return f"({part} in {text})"

    def word_search(self, node: Call) -> str:
        lists: list[Any] = [words.value for words in node.arguments[1:] if isinstance(words, Literal)]
        if len(lists) < len(node.arguments) - 1:
            return self.operation(node)
        text = self.write(node.arguments[0])
        search = f"{self.block.constants.name(word_search(*lists), 'W')}({text})"
        owner = self.owner_of_local(node.arguments[0])
        if owner is None or not self.can_seek(node):
            return search
        return f"({owner.seeking(text, lists[0])} and {search})"

    def can_seek(self, node: Call) -> bool:
        """Whether the words are constants that no blanking of harmless phrases can put together."""
        lists = [words.value for words in node.arguments[1:] if isinstance(words, Literal)]
        if len(lists) < len(node.arguments) - 1 or not isinstance(lists[0], tuple):
            return False
        return not any(BLANK in word for word in lists[0])

    def owner_of_local(self, node: Node) -> Block | None:
        """The block that holds a fact in a local variable, if one does."""
        if not isinstance(node, Select):
            return None
        owner, steps = self._steps(node)
        return owner if owner.is_often(steps) else None

    def membership(self, node: Call) -> str:
        item, box = node.arguments
        if item.type not in SIMPLE or not (isinstance(box.type, tuple) and box.type[1:] == (item.type,)):
            raise NotSpelledOutError
        if isinstance(box, Literal) and isinstance(box.value, tuple):
            return f"({self.write(item)} in {self.block.constants.one_of(box.value)})"
        return f"({self.write(item)} in {self.write(box)})"

    def macro(self, node: Macro) -> str:
        if node.kind != "exists_one":
            raise NotSpelledOutError
        home, span = _home(self.block, node)
        return f"({self.guard(home.gathered(node, span, sure_or_possible, gate_of, counting=True))} == 1)"

    def list(self, node: ListOf) -> str:
        return f"[{', '.join(map(self.write, node.items))}]"


TESTS: dict[type[Node], Callable[[Block, Any, bool, bool], str]] = {
    And: _joined,
    Or: _joined,
    Not: _opposite,
    Conditional: _choice,
    Literal: _constant,
    Has: _presence,
    Macro: _quantified,
}
VALUES: dict[type[Node], Callable[[Values, Any], str]] = {
    Literal: Values.literal,
    Variable: Values.variable,
    Select: Values.select,
    Has: Values.has,
    Call: Values.call,
    ListOf: Values.list,
    Macro: Values.macro,
}
"""Truth values put together inside a value (`(a && b) == c`) are not here: what is unknown in them needs care."""
SPECIAL: dict[str, Callable[[Values, Call], str]] = {
    "size": Values.size,
    "contains": Values.contains,
    "contains_any": Values.word_search,
    "@in": Values.membership,
}
