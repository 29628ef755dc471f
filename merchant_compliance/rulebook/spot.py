"""A YAML node as plain data that knows its place, down to a character inside a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from merchant_compliance.rulebook.message import Place

Style = Literal["plain", "'", '"', "|", ">", "list", "map"]
Step = str | int
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


def _nothing() -> Mapping[Any, Any]:
    """What is inside a scalar: one object for all of them, since most nodes are scalars."""
    return _NOTHING


ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}
"""Characters of an escape inside double quotes, by what follows the backslash; all others have two."""


@dataclass(slots=True, eq=False)
class Spot:
    """One node. `line` and `column` count from 1; `start` and `end` are character offsets into the file.

    `text` is the scalar as the file spells it. `broken` says that a problem is already known of this node, so
    that nothing else need be said of its value.
    """

    value: Any
    line: int
    column: int
    style: Style = "plain"
    start: int = 0
    end: int = 0
    text: str = ""
    broken: bool = False
    children: Mapping[Step, Spot] = field(default_factory=_nothing)
    keys: Mapping[str, tuple[int, int]] = field(default_factory=_nothing)


@dataclass(frozen=True, eq=False)
class Source:
    """One YAML file: its name in messages, its text, and its root node."""

    file: str
    text: str
    root: Spot

    @property
    def data(self) -> Any:
        return self.root.value

    def spot(self, path: Sequence[Step]) -> Spot:
        """The node at `path`, or the deepest one on the way there."""
        spot = self.root
        for step in path:
            if step not in spot.children:
                break
            spot = spot.children[step]
        return spot

    def place(self, path: Sequence[Step] = ()) -> Place:
        """Where the value at `path` begins."""
        spot = self.spot(path)
        return Place(self.file, spot.line, spot.column)

    def place_of_key(self, path: Sequence[Step]) -> Place:
        """Where the last key of `path` begins; for an item of a list, where the item does."""
        parent, key = self.spot(path[:-1]), path[-1]
        if isinstance(key, str) and key in parent.keys:
            return Place(self.file, *parent.keys[key])
        return self.place(path)

    def within(self, spot: Spot, line: int, column: int) -> Place:
        """Where line and column (from 1) of a scalar's value stand in the file."""
        lines = str(spot.value).split("\n")
        offset = sum(len(text) + 1 for text in lines[: max(line, 1) - 1]) + max(column, 1) - 1
        position = _aligned(str(spot.value), offset, self.text, spot)
        before = self.text[spot.start : position]
        if "\n" not in before:
            return Place(self.file, spot.line, spot.column + len(before))
        return Place(self.file, spot.line + before.count("\n"), len(before) - before.rindex("\n"))


def _aligned(value: str, offset: int, text: str, spot: Spot) -> int:
    """The offset in the file of character `offset` of a scalar's value.

    Both are walked side by side: what the file has and the value has not (quotes, escapes, indentation, the
    header of a block) is stepped over.
    """
    at = spot.start
    if spot.style in ("|", ">"):
        at = text.index("\n", at) + 1
    elif spot.style != "plain":
        at += 1
    begins = at
    for wanted in value[: offset + 1]:
        begins, at = _step(wanted, text, at, spot)
    return begins if offset < len(value) else min(at, spot.end)


def _step(wanted: str, text: str, at: int, spot: Spot) -> tuple[int, int]:
    """Where the next `wanted` begins and ends from `at` on; a folded line break stands for one space."""
    while at < spot.end:
        if spot.style == '"' and text[at] == "\\" and text[at + 1] != "\n":
            return at, at + ESCAPE_LENGTHS.get(text[at + 1], 2)
        if text[at] == wanted:
            return at, at + 1
        if wanted == " " and text[at] == "\n":
            rest = text[at : spot.end]
            return at, at + len(rest) - len(rest.lstrip())
        at += 1
    return at, at
