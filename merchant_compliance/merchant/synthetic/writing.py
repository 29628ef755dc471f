"""Files of made-up merchants: the records, what is true of them, and the lists that name them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from merchant_compliance.merchant.facts import FACTS, facts_of
from merchant_compliance.merchant.files import format_of
from merchant_compliance.merchant.readers import MERCHANTS
from merchant_compliance.merchant.synthetic.making import AS_OF, Made, make_merchants
from merchant_compliance.merchant.validation import validate

Record = dict[str, Any]
Write = Callable[[Record], object]
BATCH, BATCHES = 1000, 20
"""Rows that become columns at once, and how many such make a row group."""


@dataclass(frozen=True)
class Written:
    """The three files, and how many merchants have what planted."""

    merchants: Path
    truth: Path
    lists: Path
    count: int
    planted: dict[str, int]


def write_merchants(
    path: str | Path,
    count: int,
    seed: int = 1,
    as_of: date = AS_OF,
    passing: Callable[[Iterator[Made]], Iterable[Made]] = iter,
) -> Written:
    """Write `count` merchants by the ending of `path`, and `<stem>.truth.jsonl` and `<stem>.lists.jsonl` beside it.

    All of them go through `passing`, which may watch them: a progress bar.
    Raises `InputError` for an unknown ending before anything is written, and OSError where the disk says no.
    """
    merchants = Path(path)
    kind = format_of(merchants)
    truth, lists = (merchants.with_name(f"{merchants.stem}.{what}.jsonl") for what in ("truth", "lists"))
    planted: Counter[str] = Counter()
    with ExitStack() as files:
        write = files.enter_context(WRITERS[kind](merchants))
        tell, name = (files.enter_context(_json_lines(file)) for file in (truth, lists))
        for made in passing(make_merchants(count, seed, as_of)):
            write(made.record)
            tell(made.truth())
            for entry in made.entries:
                name(entry)
            planted.update(made.planted)
    return Written(merchants, truth, lists, count, dict(sorted(planted.items())))


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def _json_lines(path: Path) -> Iterator[Write]:
    with _open(path) as file:
        yield lambda record: file.write(_text(record) + "\n")


@contextmanager
def _json(path: Path) -> Iterator[Write]:
    with _open(path) as file:
        start = "["

        def write(record: Record) -> None:
            nonlocal start
            file.write(f"{start}\n{_text(record)}")
            start = ","

        yield write
        file.write("[]\n" if start == "[" else "\n]\n")


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    """A column for every field that is no part of others; what is below a list is JSON text."""
    facts = {name: FACTS[f"merchant.{name}"] for name in MERCHANTS.columns}
    columns = [name for name, fact in facts.items() if fact.many or fact.part is None]
    paths = [name.split(".") for name in columns]
    with _open(path) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns)
        yield lambda record: rows.writerow([_cell(record, steps) for steps in paths])


def _cell(record: Record, steps: list[str]) -> Any:
    value: Any = record
    for step in steps:
        value = value.get(step) if value is not None else None
    return _text(value) if isinstance(value, list | bool) else value


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from merchant_compliance.merchant.arrow import record_schema

    schema = record_schema()
    waiting: list[Record] = []
    group: list[pa.Table] = []  # rows as columns take a tenth of the memory
    with pq.ParquetWriter(path, schema) as file:

        def pack() -> None:
            group.append(pa.Table.from_pylist(waiting, schema))
            waiting.clear()

        def flush() -> None:
            pack()
            file.write_table(pa.concat_tables(group))
            group.clear()

        def write(record: Record) -> None:
            waiting.append(facts_of(validate(record)))
            if len(waiting) == BATCH:
                (flush if len(group) == BATCHES - 1 else pack)()

        yield write
        flush()


WRITERS = {"jsonl": _json_lines, "json": _json, "csv": _csv, "parquet": _parquet}
