"""Where decisions go: JSON lines, CSV or Parquet, one row a merchant, written as they come."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from merchant_compliance.errors import NOTHING, wrong
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("merchant_id", "outcome", "final", "fired", "undetermined", "targets", "pending", "scores")
CHUNK = 10_000
"""Rows that are collected for a Parquet row group."""
GROUP = 100_000
"""Rows of a row group that come as a table."""


class Judged(NamedTuple):
    """A decision on its way out: its batch row, and with `--full` the whole of it as JSON text."""

    row: dict[str, Any]
    whole: str | None = None


class Sink(ABC):
    """Takes decisions one by one. With `full` it wants the whole decision too."""

    def __init__(self, full: bool) -> None:
        self.full = full

    @abstractmethod
    def write(self, judged: Judged) -> None: ...

    def write_table(self, table: pa.Table) -> None:
        """Batch rows of many decisions at once."""
        for row in table.to_pylist():
            scores = {name: score for name, score in dict(row["scores"]).items() if score is not None}
            self.write(Judged({**row, "scores": scores}))

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Nowhere(Sink):
    """Only the summary is wanted."""

    def write(self, judged: Judged) -> None:
        pass

    def write_table(self, table: pa.Table) -> None:
        pass

    def close(self) -> None:
        pass


class JsonLines(Sink):
    """Batch rows, or with `full` whole decisions; always UTF-8. Only an `owned` stream is closed."""

    def __init__(self, stream: IO[bytes], full: bool, *, owned: bool = True) -> None:
        super().__init__(full)
        self._stream, self._owned = stream, owned

    def write(self, judged: Judged) -> None:
        line = _json(judged.row) if judged.whole is None else judged.whole
        self._stream.write(line.encode() + b"\n")

    def close(self) -> None:
        self._stream.flush()
        if self._owned:
            self._stream.close()


class Csv(Sink):
    """The columns of a batch row; lists and scores as JSON text."""

    def __init__(self, stream: IO[str], full: bool) -> None:
        super().__init__(full)
        self._stream = stream
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow([*COLUMNS, *(["decision"] if full else [])])

    def write(self, judged: Judged) -> None:
        row = judged.row
        cells = [row[name] if isinstance(row[name], str) else _json(row[name]) for name in COLUMNS]
        self._writer.writerow([*cells, *([judged.whole] if self.full else [])])

    def close(self) -> None:
        self._stream.close()


class Parquet(Sink):
    """Nested columns; the file's metadata carry the rulebook's hash and the date, so that a file tells its origin."""

    def __init__(self, path: Path, full: bool, scorecards: Sequence[str], metadata: dict[str, str]) -> None:
        import pyarrow.parquet as pq

        super().__init__(full)
        self._schema = parquet_schema(full, scorecards).with_metadata(metadata)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, judged: Judged) -> None:
        self._rows.append({**judged.row, "decision": judged.whole} if self.full else judged.row)
        if len(self._rows) >= CHUNK:
            self._flush()

    def write_table(self, table: pa.Table) -> None:
        self._flush()
        self._writer.write_table(table.cast(self._schema), row_group_size=GROUP)

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows.clear()

    def close(self) -> None:
        self._flush()
        self._writer.close()


def parquet_schema(full: bool, scorecards: Sequence[str]) -> pa.Schema:
    """The columns of a batch row. Without scorecards `scores` is an empty map: Parquet knows no empty struct."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    score = pa.struct({"score": pa.float64(), "stars": pa.float64(), "rated": pa.bool_()})
    target = pa.struct({"kind": pa.string(), "id": pa.string(), "outcome": pa.string()})
    scores = pa.struct(dict.fromkeys(scorecards, score)) if scorecards else pa.map_(pa.string(), score)
    kinds = (pa.string(), pa.string(), pa.bool_(), texts, texts, pa.list_(target), texts, scores)
    extra = [("decision", pa.string())] if full else []
    return pa.schema([*zip(COLUMNS, kinds, strict=True), *extra])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


ENDINGS = (".jsonl", ".csv", ".parquet")


def check_ending(path: Path, otherwise: Text = NOTHING) -> None:
    """The ending names the format; any other is refused before anything is read. `otherwise` is what else it may be."""
    if path.suffix not in ENDINGS:
        raise wrong(
            "unknown-format",
            Text(f"不认识的输出格式：{path.name}", f"unknown output format: {path.name}"),
            mend=Text(
                f"文件名以 {'、'.join(ENDINGS)} 之一结尾{otherwise.zh}",
                f"end the name in one of {', '.join(ENDINGS)}{otherwise.en}",
            ),
            nearest=nearest(path.suffix, ENDINGS),
        )


def open_sink(temporary: Path, ending: str, full: bool, scorecards: Sequence[str], metadata: dict[str, str]) -> Sink:
    """The sink for a file, written under its temporary name."""
    if ending == ".parquet":
        return Parquet(temporary, full, scorecards, metadata)
    if ending == ".csv":
        return Csv(temporary.open("w", encoding="utf-8", newline=""), full)
    return JsonLines(temporary.open("wb"), full)
