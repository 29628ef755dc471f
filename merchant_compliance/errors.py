"""Every error class of the package, and `Problem`: what is wrong, where, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from merchant_compliance.text import Language, Text

NOT_IN_SQL = "not-in-sql"
"""The code of the refusal to judge in batches: a rule cannot be said exactly in SQL."""
NOTHING = Text("", "")
LABELS = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "why": Text("原因", "why"),
    "mend": Text("改法", "mend"),
    "nearest": Text("您是否想写", "did you mean"),
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a rulebook, a record or a file.

    `line` and `column` count from 1; 0 means that the place is not known.
    `nearest` is the nearest known name, as the author may have meant it.
    """

    code: str
    what: Text
    why: Text = NOTHING
    mend: Text = NOTHING
    nearest: str | None = None
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    line: int = 0
    column: int = 0

    def at(self, file: str, line: int = 0, column: int = 0) -> Problem:
        return replace(self, file=file, line=line, column=column)

    def place(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(part for part in parts if part)

    def say(self, language: Language = "en") -> str:
        """`file:line:column: error: what` and below it the why, the mend and the nearest name."""
        place = self.place()
        head = f"{place}: " if place else ""
        lines = [f"{head}{LABELS[self.severity].say(language)}: {self.what.say(language)}"]
        lines += [
            f"  {LABELS[name].say(language)}: {text}"
            for name, text in (
                ("why", self.why.say(language)),
                ("mend", self.mend.say(language)),
                ("nearest", f"`{self.nearest}`" if self.nearest else ""),
            )
            if text
        ]
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """The problem as JSON can hold it, in both languages."""
        texts = {name: getattr(self, name)._asdict() for name in ("what", "why", "mend")}
        place = {"file": self.file, "line": self.line, "column": self.column}
        return {"severity": self.severity, "code": self.code, **place, **texts, "nearest": self.nearest}

    def __str__(self) -> str:
        return self.say("en")


class ComplianceError(Exception):
    """The root: catching it catches whatever this package raises on purpose."""

    problems: tuple[Problem, ...] = ()

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type[ComplianceError], tuple[tuple[Problem, ...]]]:
        """With its problems from one process to another: its argument is only their English text."""
        return type(self), (self.problems,)

    def say(self, language: Language = "en") -> str:
        return "\n".join(problem.say(language) for problem in self.problems)


class InputError(ComplianceError):
    """Wrong usage, or a file that cannot be read: the command line exits with 2."""


class RecordError(InputError):
    """A merchant record with unknown fields or wrong types."""


class ExpressionError(ComplianceError):
    """A condition that is refused: it does not parse, does not type-check, or engines would differ on it."""


class RulebookError(ComplianceError):
    """All errors of a rulebook, found in one run."""


def wrong(
    code: str, what: Text, *, why: Text = NOTHING, mend: Text = NOTHING, nearest: str | None = None
) -> InputError:
    """Wrong usage or a file that cannot be used, to be raised."""
    return InputError(Problem(code, what, why, mend, nearest))


def errors_of(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]
