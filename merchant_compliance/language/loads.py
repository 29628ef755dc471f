"""What generated source refers to: constant objects by name, and facts read once into local variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """Objects that the source refers to by name: dates, sets of words, functions, exact evaluators."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"E": {}, "maybe": maybe}
        self._count = count()

    def name(self, value: Any, prefix: str = "K") -> str:
        known = next((n for n, v in self.names.items() if v is value), None)
        if known is None:
            known = f"{prefix}{next(self._count)}"
            self.names[known] = value
        return known

    def function(self, name: str) -> str:
        return self.name(FUNCTIONS[name], "F")


class Loads:
    """Facts read once at the top of a block: the local variable of every path, and the lines that fill them."""

    def __init__(self, roots: dict[str, str], counter: Iterator[int]) -> None:
        self.roots = roots
        self.lines: list[str] = []
        self._count = counter
        self._locals: dict[tuple[str, ...], str] = {}

    def part(self, steps: tuple[str, ...]) -> str:
        """A name for the dict at these steps; the empty dict where it is missing."""
        if len(steps) == 1:
            return self.roots[steps[0]]
        return self._load((*steps, ""), f"{self.part(steps[:-1])}.get({steps[-1]!r}, E)")

    def leaf(self, steps: tuple[str, ...]) -> str:
        """A name for the value at these steps; None where it is missing."""
        if len(steps) == 1:
            return self.roots[steps[0]]
        return self._load(steps, f"{self.part(steps[:-1])}.get({steps[-1]!r})")

    def computed(self, node: Node, constants: Constants) -> str:
        """A name for what depends on nothing but the date; None where it has no value."""
        return self._load((repr(node),), f"{constants.name(_by_date(node), 'D')}(as_of)")

    def _load(self, key: tuple[str, ...], source: str) -> str:
        if key not in self._locals:
            name = f"v{next(self._count)}"
            self.lines.append(f"{name} = {source}")
            self._locals[key] = name
        return self._locals[key]


def _by_date(node: Node) -> Callable[[Any], Any]:
    evaluate = exact(node)

    @lru_cache(maxsize=1024)
    def at(as_of: Any) -> Any:
        value = evaluate({"as_of": as_of})
        return None if isinstance(value, Unknown) else value

    return at
