"""Where a problem stands and how it is said: bilingual message templates that become `Problem`s at a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.text import Text


class Place(NamedTuple):
    """A place in a rulebook file; line and column count from 1, and 0 is the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True)
class Message:
    """A template: `{names}` in its texts are filled when it becomes a problem."""

    code: str
    what: Text
    why: Text = NOTHING
    mend: Text = NOTHING
    severity: Literal["error", "warning"] = "error"

    def at(self, place: Place, nearest: str | None = None, /, **values: object) -> Problem:
        what, why, mend = (text.fill(**values) for text in (self.what, self.why, self.mend))
        return Problem(self.code, what, why, mend, nearest, self.severity, *place)


def listing(words: Iterable[object]) -> str:
    """Words for a message: `a, b, c`."""
    return ", ".join(str(word) for word in words)


def by_place(problem: Problem) -> tuple[str, int, int, str]:
    """The order in which problems are shown."""
    return (problem.file, problem.line, problem.column, problem.code)
