"""Rows of links: JSON lines, CSV or Parquet, written as they come."""

from __future__ import annotations

import csv
import io
import json
import sys
from abc import ABC, abstractmethod
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from merchant_compliance.linking.shape import Link

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("merchant_id", "list", "listed_merchant_id", "hops", "via", "confidence", "path")
CHUNK = 50_000
"""Rows of a Parquet row group."""


def row_of(link: Link, path: str) -> dict[str, Any]:
    values = (link.merchant_id, link.list, link.listed, link.hops, list(link.via), link.confidence, path)
    return dict(zip(COLUMNS, values, strict=True))


class LinkSink(ABC):
    """Takes links one by one, each with its path as text."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    @abstractmethod
    def write(self, link: Link, path: str) -> None: ...

    def close(self) -> None:
        """INVARIANT: standard output stays open."""
        self._stream.flush()
        if self._stream is not sys.stdout.buffer:
            self._stream.close()

    def __enter__(self) -> LinkSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class JsonLinks(LinkSink):
    def write(self, link: Link, path: str) -> None:
        self._stream.write(json.dumps(row_of(link, path), ensure_ascii=False).encode() + b"\n")


class CsvLinks(LinkSink):
    """Kinds as JSON text, as lists are in every CSV of ours."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def write(self, link: Link, path: str) -> None:
        row = row_of(link, path)
        self._writer.writerow((row | {"via": json.dumps(row["via"])}).values())


class ParquetLinks(LinkSink):
    def __init__(self, stream: IO[bytes]) -> None:
        import pyarrow.parquet as pq

        super().__init__(stream)
        self._schema = link_schema()
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, link: Link, path: str) -> None:
        self._rows.append(row_of(link, path))
        if len(self._rows) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        self._flush()
        self._writer.close()
        super().close()


def link_schema() -> pa.Schema:
    import pyarrow as pa

    texts = pa.list_(pa.string())
    types = (pa.string(), pa.string(), pa.string(), pa.int64(), texts, pa.float64(), pa.string())
    return pa.schema(list(zip(COLUMNS, types, strict=True)))


SINKS: dict[str, type[LinkSink]] = {".jsonl": JsonLinks, ".csv": CsvLinks, ".parquet": ParquetLinks}


def open_links(stream: IO[bytes], ending: str) -> LinkSink:
    """The sink for a stream; `ending` names the format."""
    return SINKS[ending](stream)
