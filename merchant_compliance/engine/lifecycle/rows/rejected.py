"""Rejected rows of events: each with its line, the reason, and a copy of what it said with unknown fields masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.intake import ENVELOPE, as_record
from merchant_compliance.errors import Problem
from merchant_compliance.merchant.complaints import given, plain
from merchant_compliance.merchant.masking import mask
from merchant_compliance.merchant.rejected import UNKNOWN, reasons

CHUNK = 10_000


class Refused(NamedTuple):
    """`raw` is the record as the file had it, the event where there is one, or None where it could not be read."""

    line: int
    problems: tuple[Problem, ...]
    raw: Any


def rejected_line(refused: Refused, file: str = "") -> str:
    """`{file, line, reason, reason_zh, record}` as JSON."""
    raw = as_record(refused.raw) if isinstance(refused.raw, Event) else refused.raw
    told = {"file": file, "line": refused.line, **reasons(refused.problems), "record": masked(raw)}
    return json.dumps(told, ensure_ascii=False)


def masked(raw: Any) -> Any:
    """What says which event it was stays, all else is masked: an unknown field may be a personal fact misspelt."""
    if raw is None or not isinstance(raw, Mapping):
        return None if raw is None else f"({given(raw).en})"
    head: dict[str, Any] = {
        name: plain(value) for name, value in raw.items() if name in ENVELOPE and isinstance(value, str | int)
    }
    others = {plain(name): _hidden(value) for name, value in raw.items() if name not in ENVELOPE}
    data = raw.get("data")
    if isinstance(data, Mapping):
        head["data"] = {plain(name): _hidden(value) for name, value in data.items()}
    return head | others


def _hidden(value: Any) -> Any:
    plainly = value is None or isinstance(value, bool | int | float)
    return value if plainly else mask(UNKNOWN, value) if isinstance(value, str) else f"({given(value).en})"


class RejectedPart:
    """The rejected rows of one share, aside."""

    def __init__(self, folder: Path, number: int, file: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._file = file
        self._schema = pa.schema([("line", pa.int64()), ("text", pa.string())])
        self._writer = pq.ParquetWriter(folder / f"rejected-{number}.parquet", self._schema)
        self._rows: list[tuple[int, str]] = []

    def add(self, refused: Refused) -> None:
        self._rows.append((refused.line, rejected_line(refused, self._file)))
        if len(self._rows) == CHUNK:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            lines, texts = zip(*self._rows, strict=True)
            self._writer.write_table(pa.table([lines, texts], schema=self._schema))
            self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()
