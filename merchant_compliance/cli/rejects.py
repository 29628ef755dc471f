"""Rejected rows: kept in a file, or told on standard error where there is no such file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import typer

from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.errors import Problem
from merchant_compliance.merchant.readers import Row
from merchant_compliance.merchant.rejected import rejected_row
from merchant_compliance.text import Text

TOLD = 10
"""Rows told in full where only a summary was asked for."""


class Kept:
    """INVARIANT: with a file every rejected row is in it; without one, every row is told or counted as not told.

    `limit` is how many rows are told when there is no file; None tells all of them. `keep` says how to get a file.
    """

    def __init__(self, final: Path | None, aside: Aside, keep: Text, limit: int | None = TOLD) -> None:
        self._final, self._aside, self._keep, self._limit = final, aside, keep, limit
        self._stream: IO[str] | None = None
        self.count = 0

    def __enter__(self) -> Self:
        if self._final:
            self._stream = self._aside.open(self._final).open("w", encoding="utf-8", errors="backslashreplace")
        return self

    def put(self, problems: Sequence[Problem], row: Callable[[], Mapping[str, Any]]) -> None:
        """One row: where, why and, as `row` gives it masked, what; it is asked only where there is a file."""
        self.count += 1
        if self._stream:
            listed = [problem.data() for problem in problems]
            data = {"file": listed[0]["file"], **row(), "problems": listed}
            self._stream.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
        elif self._limit is None or self.count <= self._limit:
            for problem in problems:
                typer.echo(problem.say(language()), err=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream and self._final:
            self._stream.close()
            if not self.count:
                self._aside.drop(self._final)
        if kind is None:
            self._tell()

    def _tell(self) -> None:
        """Where the rows are, or how many were not told."""
        if self.count and self._final:
            zh = f"{self.count:,} 行未通过校验，已写入 {self._final}"
            en = f"{self.count:,} rows rejected, written to {self._final}"
        elif self._limit is not None and self.count > self._limit:
            more = self.count - self._limit
            zh, en = f"另有 {more:,} 行未通过校验；{self._keep.zh}", f"{more:,} more rows rejected; {self._keep.en}"
        else:
            return
        typer.echo(tr(zh, en), err=True)


class Rejects(Kept):
    """Rows of merchants."""

    def __init__(self, final: Path | None, aside: Aside, limit: int | None = TOLD) -> None:
        keep = Text("加 -o OUT 可将它们写入 OUT.rejected.jsonl", "-o OUT keeps them in OUT.rejected.jsonl")
        super().__init__(final, aside, keep, limit)

    def write(self, row: Row) -> None:
        self.put(row.problems, lambda: rejected_row(row))
