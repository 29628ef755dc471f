"""The rows that a replay writes: where each course of a merchant stands on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from merchant_compliance.engine.lifecycle.standing import Standing

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("merchant_id", "lifecycle", "key", "state", "since", "outcome", "timers", "holds", "lists")
MAPS = ("timers", "holds", "lists")
CHUNK = 20_000


def row_of(merchant: str, lifecycle: str, key: str, standing: Standing, as_of: date) -> tuple[Any, ...]:
    """`timers` by the day on which they fire; `holds` and `lists` in force on the day, by their exclusive ends."""
    lists = [(name, until) for name, until in standing.lists.items() if until is None or as_of < until]
    held = list(standing.held(as_of).items()) if standing.holds else []
    timers = list(standing.timers.items())
    return (merchant, lifecycle, key, standing.state, standing.since, standing.outcome, timers, held, lists)


def schema() -> pa.Schema:
    import pyarrow as pa

    days = pa.map_(pa.string(), pa.date32())
    texts = [(name, pa.string()) for name in COLUMNS[:4]]
    return pa.schema(
        [*texts, ("since", pa.date32()), ("outcome", pa.string()), *((name, days) for name in COLUMNS[6:])]
    )


class StatesPart:
    """The rows of one share, aside, as they come."""

    def __init__(self, folder: Path, number: int) -> None:
        import pyarrow.parquet as pq

        self._schema = schema()
        self._writer = pq.ParquetWriter(folder / f"states-{number}.parquet", self._schema, compression="lz4")
        self._rows: list[tuple[Any, ...]] = []

    def add(self, merchant: str, lifecycle: str, key: str, standing: Standing, as_of: date) -> None:
        self._rows.append(row_of(merchant, lifecycle, key, standing, as_of))
        if len(self._rows) == CHUNK:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            columns = zip(zip(*self._rows, strict=True), self._schema.types, strict=True)
            self._writer.write_table(
                pa.table([pa.array(column, kind) for column, kind in columns], schema=self._schema)
            )
            self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()
