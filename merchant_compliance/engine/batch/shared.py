"""Parts that many conditions of one table have in common: each is a column below them, computed once a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from merchant_compliance.language.expression import And, Call, Conditional, Has, Macro, Node, Not, Or
from merchant_compliance.language.sql import SEARCHES

OFTEN = 3
COMPOSED = (And, Or, Not, Call, Has)


def shared_parts(nodes: Iterable[Node]) -> list[Node]:
    """The truth values that stand in several conditions, those first that others contain.

    Searches in texts are left where they stand, since they are asked of few rows.
    """
    counts: Counter[Node] = Counter(part for node in nodes for part in _parts(node, top=True))
    return sorted((part for part, count in counts.items() if count >= OFTEN), key=_size)


def _parts(node: Node, top: bool = False) -> Iterator[Node]:
    """What may be shared below a condition, and not the condition itself."""
    if not top and _may_be_shared(node):
        yield node
    if not isinstance(node, (Macro, Conditional)):
        for child in node.children():
            yield from _parts(child)


def _may_be_shared(node: Node) -> bool:
    if not isinstance(node, COMPOSED) or node.type != "bool":
        return False
    return not _searches(node)


def _searches(node: Node) -> bool:
    if isinstance(node, Call) and node.function in SEARCHES - {"same_name"}:
        return True
    return any(map(_searches, node.children()))


def depth_of(node: Node) -> int:
    return 1 + max(map(depth_of, node.children()), default=0)


def _size(node: Node) -> int:
    return 1 + sum(map(_size, node.children()))
