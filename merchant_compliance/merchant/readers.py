"""Merchants of a file or a table, one by one, in constant memory: each row is a checked merchant or its problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from merchant_compliance.errors import Problem, RecordError
from merchant_compliance.merchant.csv_rows import csv_rows
from merchant_compliance.merchant.databases.address import hidden
from merchant_compliance.merchant.databases.reading import table_length, table_rows
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.files import STANDARD_INPUT, TABLE, Layout, Raw, format_of, opened
from merchant_compliance.merchant.json_rows import json_elements, json_lines
from merchant_compliance.merchant.parquet_rows import parquet_length, parquet_rows
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.validation import validate


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file. `merchant` is None where there are problems.

    `line` counts from 1: the line where the record starts, in Parquet and tables the row. `raw` is the record as the
    file has it, None where not even that could be read. `position` is bytes read so far (Parquet, tables: rows),
    against `length_of` for a progress bar.
    """

    line: int
    merchant: Merchant | None
    raw: Any
    problems: tuple[Problem, ...] = ()
    position: int = 0


def _layout() -> Layout:
    """CSV columns end at the first list; what is below is JSON text in the column of the list or part."""
    facts = {path.removeprefix("merchant."): fact for path, fact in FACTS.items()}
    below_list = tuple(f"{path}." for path, fact in facts.items() if fact.many)
    columns = {
        path: fact.many or fact.part is not None for path, fact in facts.items() if not path.startswith(below_list)
    }
    return Layout(columns, frozenset(facts), ("merchant_id",), closed=False)


MERCHANTS = _layout()


def read_rows(source: str | Path, format: str | None = None, allow_unknown: bool = False) -> Iterator[Row]:
    """The records of a file by its ending or by `format`, of standard input for `-`, or of a table by its address.

    Raises `InputError`, before the first row is handed out where possible, for a file that is missing, empty,
    in another encoding or format. A wrong record, and one with something in an unknown column, is a row with
    problems instead.
    """
    name = hidden(str(source))
    rows = (checked(raw, name, allow_unknown) for raw in raw_rows(name, MERCHANTS, format, allow_unknown))
    first = list(_first(rows))
    return chain(first, rows)


def _first(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        return


def raw_rows(
    source: str | Path, layout: Layout, format: str | None = None, allow_unknown: bool = False
) -> Iterator[Raw]:
    """The records of any table of this layout as plain values, not checked."""
    kind = format_of(source, format)
    if kind in (TABLE, "parquet"):
        yield from (table_rows if kind == TABLE else parquet_rows)(source, layout, allow_unknown)
        return
    with opened(source) as stream:
        if kind == "csv":
            yield from csv_rows(stream, source, layout, allow_unknown)
        else:
            yield from (json_elements if kind == "json" else json_lines)(stream, source)


def checked(raw: Raw, file: str, allow_unknown: bool = False) -> Row:
    """The row of one record of `file`: a merchant, or what is wrong with it."""
    problems = raw.problems
    merchant = None
    if not problems:
        try:
            merchant = validate(raw.value, allow_unknown)
        except RecordError as error:
            problems = error.problems
    placed = tuple(problem.at(file, raw.line, problem.column) for problem in problems)
    return Row(raw.line, merchant, raw.value, placed, raw.position)


def length_of(source: str | Path, format: str | None = None) -> int | None:
    """What `Row.position` counts up to: bytes, in Parquet and tables rows; None where that is not known."""
    if str(source) == STANDARD_INPUT:
        return None
    count = COUNTED.get(format_of(source, format))
    return count(source) if count else Path(source).stat().st_size


COUNTED = {TABLE: table_length, "parquet": parquet_length}
