"""What generated source refers to by name: constant objects, functions, exact evaluators."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Any

from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node
from merchant_compliance.language.functions import FUNCTIONS
from merchant_compliance.language.truth import Undefined, Unknown


def maybe(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a function, or None where it has none."""
    try:
        return function(*arguments)
    except Undefined:
        return None


class Constants:
    """Objects by the names that the source has for them; the same object has one name."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"E": {}, "maybe": maybe}
        self._count = count()
        self._known: dict[Any, str] = {}

    def name(self, value: Any, prefix: str = "K") -> str:
        return self._named(("object", id(value)), value, prefix)

    def function(self, name: str) -> str:
        return self.name(FUNCTIONS[name], "F")

    def exact(self, node: Node) -> str:
        return self._named(("exact", node), exact(node), "X")

    def by_date(self, node: Node) -> str:
        """A function of the date alone: the value of a node that reads nothing else, None where it has none."""
        return self._named(("date", node), _by_date(node), "D")

    def one_of(self, values: tuple[Any, ...]) -> str:
        return self._named(("set", values), frozenset(values), "S")

    def _named(self, key: Any, value: Any, prefix: str) -> str:
        if key not in self._known:
            self._known[key] = f"{prefix}{next(self._count)}"
            self.names[self._known[key]] = value
        return self._known[key]


def _by_date(node: Node) -> Callable[[Any], Any]:
    evaluate = exact(node)

    @lru_cache(maxsize=1024)
    def at(as_of: Any) -> Any:
        value = evaluate({"as_of": as_of})
        return None if isinstance(value, Unknown) else value

    return at
