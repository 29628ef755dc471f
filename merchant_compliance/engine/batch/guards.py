"""Guards: what must be possibly true for a rule to be anything but false, cheap enough to be asked first.

INVARIANT: where a rule's guard is false, the rule is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from merchant_compliance.language.exact import folded
from merchant_compliance.language.expression import (
    And,
    Call,
    Literal,
    Macro,
    Node,
    Not,
    Or,
    Select,
    Variable,
    both,
    either,
    negation,
    walk,
)
from merchant_compliance.language.texts import BLANK

FALSE, TRUE = Literal("bool", False), Literal("bool", True)
EMPTIED: dict[str, Node] = {"exists": FALSE, "all": TRUE, "exists_one": FALSE}
WORDS = "contains_any"


def guard_of(node: Node, words: Sequence[str]) -> Node | None:
    """The guard of a rule; `words` are all that any rule beside it looks for in texts."""
    return _compared(node) or _worded(node, words) or _nonempty(node)


def words_in(nodes: Iterable[Node]) -> tuple[str, ...]:
    """All words that these conditions look for."""
    lists = (
        call.arguments[1] for node in nodes for call in walk(node) if isinstance(call, Call) and call.function == WORDS
    )
    return tuple(sorted({str(word) for found in lists if isinstance(found, Literal) for word in _items(found.value)}))


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else ()


def _compared(node: Node) -> Node | None:
    """A conjunct that compares a fact with constants: false of many, where `has(...)` is true of nearly all."""
    items = node.items if isinstance(node, And) else ()
    return next((item for item in items if is_comparison(item)), None)


def is_comparison(item: Node) -> bool:
    if not isinstance(item, Call) or item.function not in ("_==_", "@in"):
        return False
    return any(isinstance(side, Literal) for side in item.arguments) and all(
        isinstance(part, (Call, Literal, Select, Variable)) for part in walk(item)
    )


def _worded(node: Node, words: Sequence[str]) -> Node | None:
    """The conjuncts that look for words, looking for all words at once: most texts have none."""
    if any(BLANK in each for each in words):
        return None  # such a word may stand in a text only after its harmless phrases are blanked out
    items = node.items if isinstance(node, And) else (node,)
    found = [wider for item in items if (wider := _widened(item, words)) is not None]
    return both(*found) if found else None


def _widened(node: Node, words: Sequence[str]) -> Node | None:
    """The node with every search for some words as one for all; None where that might be false and the node not."""
    if not any(isinstance(part, Call) and part.function == WORDS for part in walk(node)):
        return None
    if isinstance(node, Call) and node.function == WORDS:
        subject = node.arguments[0]
        return Call("bool", WORDS, (subject, Literal(("list", "string"), tuple(words))))
    if isinstance(node, (And, Or)):
        items = [_widened(item, words) or item for item in node.items]
        return both(*items) if isinstance(node, And) else either(*items)
    if isinstance(node, Macro) and node.kind == "exists":
        body = _widened(node.body, words)
        return replace(node, body=body) if body is not None else None
    return None


def _nonempty(node: Node) -> Node | None:
    """That a list is not empty, where the rule is false of an empty one."""
    for span in dict.fromkeys(part.range for part in walk(node) if isinstance(part, Macro)):
        if emptied(node, span) == FALSE:
            return Call("bool", "_>_", (Call("int", "size", (span,)), Literal("int", 0)))
    return None


def emptied(node: Node, span: Node) -> Node:
    """The node as it is where the list `span` is empty, with constants folded."""
    if isinstance(node, Macro) and node.range == span:
        return EMPTIED.get(node.kind, Literal(("list", "dyn"), ()))
    if isinstance(node, Not):
        item = emptied(node.item, span)
        return Literal("bool", not item.value) if isinstance(item, Literal) else negation(item)
    if isinstance(node, (And, Or)):
        return _joined(node, [emptied(item, span) for item in node.items])
    if isinstance(node, Call):
        return folded(replace(node, arguments=tuple(emptied(argument, span) for argument in node.arguments)))
    return node


def _joined(node: And | Or, items: list[Node]) -> Node:
    decides = isinstance(node, Or)
    if any(isinstance(item, Literal) and item.value is decides for item in items):
        return Literal("bool", decides)
    rest = [item for item in items if not isinstance(item, Literal)]
    return (both if isinstance(node, And) else either)(*rest)
