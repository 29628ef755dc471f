"""Records of CSV files: dotted headers, lists and objects as JSON text, empty cells missing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.files import (
    Layout,
    Raw,
    doubled_columns,
    fail,
    lines,
    missing_columns,
    unknown_columns,
)
from merchant_compliance.merchant.json_text import JsonReader
from merchant_compliance.text import Text

FIELD_LIMIT = 64 * 1024 * 1024
"""Characters of one cell; a quote that never closes would swallow the rest of the file."""
SPOKEN = {
    "',' expected after '\"'": "结束引号之后应为逗号",
    "unexpected end of data": "文件结束时引号仍未关闭",
}
"""The csv module's own words for a broken row."""
Column = tuple[int, tuple[str, ...], bool]
"""Place in the row, path, and whether the cell is JSON text."""


class _Lines:
    """Feeds `csv.reader` and knows how many bytes it has taken."""

    def __init__(self, stream: BinaryIO, source: str | Path) -> None:
        self._source, self._lines, self.position = source, lines(stream, source), 0

    def __iter__(self) -> Iterator[str]:
        for number, text, position in self._lines:
            self.position = position
            if text is None:
                what = Text("这一行超过 64 MiB", "this line is longer than 64 MiB")
                raise fail("too-long", what, file=str(self._source), line=number)
            yield text


def csv_rows(stream: BinaryIO, source: str | Path, layout: Layout, allow_unknown: bool) -> Iterator[Raw]:
    """The rows below the header. Raises `InputError` for a header with doubled or missing columns, or unknown ones."""
    csv.field_size_limit(max(FIELD_LIMIT, csv.field_size_limit()))
    feed, reader = _Lines(stream, source), JsonReader()
    rows = csv.reader(iter(feed), strict=True)
    header = _header(rows, source)
    columns = columns_of(header, layout, allow_unknown, source)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Raw(line, None, (_broken(error),), feed.position)
            continue
        if not cells:
            continue
        if len(cells) != len(header):
            yield Raw(line, None, (_wrong_width(len(cells), len(header)),), feed.position)
            continue
        value, problems = _record(cells, columns, reader)
        yield Raw(line, value, problems, feed.position)


def _header(rows: Iterator[list[str]], source: str | Path) -> list[str]:
    try:
        return [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise fail("bad-csv", _broken(error).what, file=str(source), line=1) from None


def columns_of(header: list[str], layout: Layout, allow_unknown: bool, source: str | Path) -> list[Column]:
    """The columns to read. Raises `InputError` for a header with doubled or missing columns, or unknown ones."""
    doubled = [name for name, count in Counter(header).items() if count > 1]
    doubled += [name for name in header if any(other.startswith(f"{name}.") for other in header)]
    if doubled:
        raise doubled_columns(doubled, source)
    unknown = [name for name in header if name not in layout.columns]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise _separator(source)
    if unknown and not allow_unknown and layout.closed:
        raise unknown_columns(unknown, lambda _: list(layout.columns), source)
    if missing := [name for name in layout.required if name not in header]:
        raise missing_columns(missing, source)
    return [
        (place, tuple(name.split(".")), layout.columns.get(name, False))
        for place, name in enumerate(header)
        if name in layout.columns or not allow_unknown
    ]


def _record(cells: list[str], columns: list[Column], reader: JsonReader) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Nested dicts of the cells that hold something; a JSON cell that does not parse stays text."""
    record: dict[str, Any] = {}
    problems: tuple[Problem, ...] = ()
    for place, path, is_json in columns:
        cell: Any = cells[place]
        if not cell:
            continue
        if is_json:
            cell, found = json_cell(cell, reader)
            problems += found
        put(record, path, cell)
    return record, problems


def json_cell(text: str, reader: JsonReader) -> tuple[Any, tuple[Problem, ...]]:
    """The value of a JSON text; one that does not parse stays text, of which the record says that it is no list."""
    value, found = reader.whole(text)
    return text if found else value, tuple(problem for problem in found if problem.code == "doubled-key")


def put(record: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """The value at its path, through dicts that are made on the way."""
    for step in path[:-1]:
        record = record.setdefault(step, {})
    record[path[-1]] = value


def _wrong_width(given: int, wanted: int) -> Problem:
    return Problem(
        "wrong-width",
        Text(f"该行有 {given} 列，表头有 {wanted} 列", f"the row has {given} cells, the header {wanted}"),
        Text("逗号或引号可能缺失或多余", "a comma or a quote may be missing or one too many"),
        Text("含逗号或换行的内容放在双引号内", "put text with a comma or a line end into double quotes"),
    )


def _broken(error: csv.Error) -> Problem:
    zh = SPOKEN.get(str(error), "格式有误")
    return Problem(
        "bad-csv",
        Text(f"该行不是合法的 CSV：{zh}", f"this row is not valid CSV: {error}"),
        mend=Text("检查双引号：内容中的双引号写成两个", "look at the double quotes: inside a cell each is doubled"),
    )


def _separator(source: str | Path) -> Exception:
    return fail(
        "bad-csv",
        Text("表头只有一列，分隔符不是逗号", "the header has one column: the separator is no comma"),
        mend=Text("以逗号分隔另存为 CSV", "save it as CSV separated by commas"),
        file=str(source),
        line=1,
    )
