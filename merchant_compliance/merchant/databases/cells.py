"""Rows of flat tables as records: columns are named as in CSV, cells hold numbers, flags and JSON as well as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.csv_rows import columns_of, json_cell, put
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.files import Layout
from merchant_compliance.merchant.json_text import JsonReader
from merchant_compliance.merchant.parquet_rows import without_nulls

ID = "merchant_id"
MOST_WHOLE = 2**63
"""From here on a Decimal is no whole number of 64 bits."""


class Cells:
    """Makes records of the rows of one table. `columns` are the names to select, in the order of a row's cells.

    NULL is missing, and so is empty text, as in CSV. With `numbered_flags` 0 and 1 are false and true, for databases
    that have no such type. Raises `InputError` for columns that no table of this layout can have.
    """

    def __init__(
        self, header: list[str], layout: Layout, allow_unknown: bool, source: str | Path, numbered_flags: bool = False
    ) -> None:
        chosen = columns_of(header, layout, allow_unknown, source)
        self.columns = [header[place] for place, _, _ in chosen]
        self._cells = [(path, is_json, _way(path, numbered_flags)) for _, path, is_json in chosen]
        self._reader = JsonReader()

    def record(self, row: Sequence[Any]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Nested dicts of the cells that hold something, and what is wrong with their JSON."""
        record: dict[str, Any] = {}
        problems: tuple[Problem, ...] = ()
        for cell, (path, is_json, way) in zip(row, self._cells, strict=True):
            if cell is None or cell == "":
                continue
            value = cell
            if is_json and isinstance(cell, str):
                value, found = json_cell(cell, self._reader)
                problems += found
            elif not isinstance(cell, str):
                value = way(cell)
            put(record, path, value)
        return record, problems


def _way(path: tuple[str, ...], numbered_flags: bool) -> Callable[[Any], Any]:
    """How a cell is read that is no text."""
    if path == (ID,):
        return _name
    fact = FACTS.get(f"merchant.{'.'.join(path)}")
    return _flag if numbered_flags and fact is not None and fact.type == "flag" else _plain


def _name(cell: Any) -> Any:
    """A key of a database is often a number or a UUID; neither loses anything as text."""
    number = _plain(cell)
    return str(number) if isinstance(number, int | UUID) and not isinstance(number, bool) else number


def _flag(cell: Any) -> Any:
    return bool(cell) if cell in (0, 1) else cell


def _plain(cell: Any) -> Any:
    """Numbers as JSON has them, also inside lists; structs without what is missing in them."""
    if isinstance(cell, Decimal):
        whole = cell.is_finite() and abs(cell) < MOST_WHOLE and cell == cell.to_integral_value()
        return int(cell) if whole else float(cell)
    if isinstance(cell, list):
        return [one if isinstance(one, dict) else _plain(one) for one in without_nulls(cell)]
    return without_nulls(cell)
