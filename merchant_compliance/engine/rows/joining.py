"""Parts joined to one file, in their order, in constant memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from merchant_compliance.engine.rows.layout import Layout
from merchant_compliance.engine.rows.output import GROUP

if TYPE_CHECKING:
    import pyarrow as pa


def join(layout: Layout, parts: Sequence[Path], final: Path) -> None:
    JOINS[layout.ending](layout, parts, final)


def append(parts: Sequence[Path], final: Path, skip: Callable[[BinaryIO], object] = lambda _part: None) -> None:
    """The bytes of all parts; `skip` leaves out the start of all but the first."""
    with final.open("wb") as whole:
        for number, path in enumerate(parts):
            with path.open("rb") as part:
                if number:
                    skip(part)
                shutil.copyfileobj(part, whole)


def _lines(_layout: Layout, parts: Sequence[Path], final: Path) -> None:
    append(parts, final)


def _tables(_layout: Layout, parts: Sequence[Path], final: Path) -> None:
    append(parts, final, lambda part: part.readline())


def _parquet(layout: Layout, parts: Sequence[Path], final: Path) -> None:
    """Row groups of many small parts become large ones."""
    import pyarrow as pa

    with layout.open(final) as sink:
        waiting: list[pa.RecordBatch] = []
        for batch in _batches(parts):
            waiting.append(batch)
            if sum(each.num_rows for each in waiting) >= GROUP:
                sink.write_table(pa.Table.from_batches(waiting))
                waiting.clear()
        if waiting:
            sink.write_table(pa.Table.from_batches(waiting))


def _batches(parts: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    for part in parts:
        with pq.ParquetFile(part) as file:
            yield from file.iter_batches(batch_size=GROUP)


JOINS = {".jsonl": _lines, ".csv": _tables, ".parquet": _parquet}
