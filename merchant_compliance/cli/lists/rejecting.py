"""Rejected rows of a list file: into a file, or told. INVARIANT: no key leaves as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import typer

from merchant_compliance.cli.frame import problem_json
from merchant_compliance.cli.rejects import TOLD
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.errors import Problem
from merchant_compliance.lists.hashing import PATHS
from merchant_compliance.lists.reading import FIELDS
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.masking import mask

UNKNOWN = "merchant.unknown"


class RejectedRows:
    """Without a file the first rows are told on standard error, and how many more there are."""

    def __init__(self, source: str, final: Path | None, aside: Aside) -> None:
        self._source, self._final, self._aside = source, final, aside
        self._stream: IO[str] | None = None
        self.count = 0

    def __enter__(self) -> RejectedRows:
        if self._final:
            self._stream = self._aside.open(self._final).open("w", encoding="utf-8", errors="backslashreplace")
        return self

    def write(self, raw: Raw, problems: Sequence[Problem]) -> None:
        self.count += 1
        placed = [problem.at(self._source, raw.line, problem.column) for problem in problems]
        if self._stream:
            data = {
                "file": self._source,
                "line": raw.line,
                "reason": "; ".join(problem.what.en for problem in placed),
                "reason_zh": "；".join(problem.what.zh for problem in placed),
                "entry": masked_row(raw.value),
                "problems": [problem_json(problem) for problem in placed],
            }
            self._stream.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
        elif self.count <= TOLD:
            for problem in placed:
                typer.echo(problem.say(language()), err=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream and self._final:
            self._stream.close()
            if not self.count:
                self._aside.drop(self._final)
        elif self.count > TOLD:
            more = self.count - TOLD
            typer.echo(
                tr(
                    f"另有 {more:,} 行未通过校验；用 --rejected FILE 可全部写入文件",
                    f"{more:,} more rows rejected; --rejected FILE keeps them all",
                ),
                err=True,
            )


def masked_row(value: Any) -> dict[str, Any] | None:
    """The row with its key masked, and with what stands in fields that are not known: it may be a key misspelt."""
    if not isinstance(value, Mapping):
        return None
    path = next((path for kind, path in PATHS.items() if kind == value.get("key_kind")), UNKNOWN)
    masked = {name: mask(path if name == "key" else UNKNOWN, cell) for name, cell in value.items()}
    return {str(name): cell if name in FIELDS and name != "key" else masked[name] for name, cell in value.items()}
