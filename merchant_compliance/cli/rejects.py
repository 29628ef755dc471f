"""Rejected rows: kept in a file beside the output, or told on standard error where there is no such file."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO

import typer

from merchant_compliance.cli.frame import problem_json
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.merchant.readers import Row
from merchant_compliance.merchant.rejected import rejected_line

TOLD = 10
"""Rows told in full where only a summary was asked for."""


class Rejects:
    """INVARIANT: with a file every rejected row is in it; without one, every row is told or counted as not told.

    `limit` is how many rows are told when there is no file; None tells all of them.
    """

    def __init__(self, final: Path | None, aside: Aside, limit: int | None = TOLD) -> None:
        self._final, self._aside, self._limit = final, aside, limit
        self._stream: IO[str] | None = None
        self.count = 0

    def __enter__(self) -> Rejects:
        if self._final:
            self._stream = self._aside.open(self._final).open("w", encoding="utf-8", errors="backslashreplace")
        return self

    def write(self, row: Row) -> None:
        self.count += 1
        if self._stream:
            problems = [problem_json(problem) for problem in row.problems]
            data = {"file": problems[0]["file"], **json.loads(rejected_line(row)), "problems": problems}
            self._stream.write(json.dumps(data, ensure_ascii=False) + "\n")
        elif self._limit is None or self.count <= self._limit:
            for problem in row.problems:
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
            typer.echo(
                tr(
                    f"{self.count:,} 行未通过校验，已写入 {self._final}",
                    f"{self.count:,} rows rejected, written to {self._final}",
                ),
                err=True,
            )
        elif self._limit is not None and self.count > self._limit:
            more = self.count - self._limit
            typer.echo(
                tr(
                    f"另有 {more:,} 行未通过校验；加 -o OUT 可将它们写入 OUT.rejected.jsonl",
                    f"{more:,} more rows rejected; -o OUT keeps them in OUT.rejected.jsonl",
                ),
                err=True,
            )
