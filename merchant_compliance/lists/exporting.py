"""Entries of the store as a list file: keys stay hashed, and `lists import` reads it back under the same hash key."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import OPEN_KIND, Hasher
from merchant_compliance.lists.known import Kept
from merchant_compliance.merchant.files import format_of

FIELDS = tuple(Entry.model_fields)
CHUNK = 10_000
"""Rows of a Parquet row group."""
Rows = Iterable[dict[str, Any]]


def row_of(kept: Kept, hasher: Hasher) -> dict[str, Any]:
    """One entry as a row of a list file; ends are dates, or None where open."""
    key = kept.key_masked if kept.key_kind == OPEN_KIND and not _is_hashed(kept) else hasher.exported(kept.key_hash)
    return {name: key if name == "key" else getattr(kept, name) for name in FIELDS}


def _is_hashed(kept: Kept) -> bool:
    """A merchant id that came hashed from elsewhere has no open form here."""
    return kept.key_masked.startswith("hmac:")


def write_list_file(path: Path, entries: Iterable[Kept], hasher: Hasher, format: str) -> int:
    """Writes `csv`, `jsonl` or `parquet`, as the entries come; returns how many."""
    count = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal count
        for kept in entries:
            count += 1
            yield row_of(kept, hasher)

    WRITERS[format](path, rows())
    return count


def _csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _jsonl(path: Path, rows: Rows) -> None:
    """Open ends and empty texts are left out."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            said = {name: value for name, value in row.items() if value not in (None, "")}
            stream.write(json.dumps(said, ensure_ascii=False, default=str) + "\n")


def _parquet(path: Path, rows: Rows) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.date32() if name in ("since", "until") else pa.string()) for name in FIELDS])
    rows = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, CHUNK)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


WRITERS: dict[str, Callable[[Path, Rows], None]] = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}


def check_format(path: str | Path) -> str:
    """The format by the ending; `.json` is JSON lines too. Raises `InputError` for an unknown one."""
    kind = format_of(path)
    return kind if kind in WRITERS else "jsonl"
