"""Files of records: their formats, how they are opened, and their text line by line, in constant memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.merchant.databases.address import hidden, is_address
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".parquet": "parquet"}
TABLE = "table"
"""The format of a table of a database, which is named by its address."""
STANDARD_INPUT = "-"
DATABASES = {
    ending: Text(
        f"数据库中的表写作 {kind}:///文件?table=表名", f"a table of a database is named {kind}:///file?table=name"
    )
    for ending, kind in {
        ".duckdb": "duckdb",
        ".ddb": "duckdb",
        ".db": "sqlite",
        ".sqlite": "sqlite",
        ".sqlite3": "sqlite",
    }.items()
}
"""How to mend the name of a database that was given as a file."""
LINE_LIMIT = 64 * 1024 * 1024
"""Bytes of one line, so that a file without line ends does not fill the memory."""
MAGIC = (
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "Excel / zip"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
)
BOM = "\ufeff"


class Raw(NamedTuple):
    """One record as the file has it. `position` is bytes read so far, for Parquet rows."""

    line: int
    value: Any
    problems: tuple[Problem, ...] = ()
    position: int = 0


class Line(NamedTuple):
    """`text` is None for a line beyond `LINE_LIMIT`."""

    number: int
    text: str | None
    position: int


@dataclass(frozen=True)
class Layout:
    """What a kind of table may hold: CSV headers (true: the cell is JSON text), all paths, and required columns.

    In a `closed` table an unknown column is an error of the file, else of each row that has something in it.
    """

    columns: Mapping[str, bool]
    paths: frozenset[str]
    required: tuple[str, ...] = ()
    closed: bool = True


def fail(code: str, what: Text, why: Text = NOTHING, mend: Text = NOTHING, **more: Any) -> InputError:
    return InputError(Problem(code, what, why, mend, **more))


def format_of(source: str | Path, given: str | None = None) -> str:
    """`csv`, `jsonl`, `json` or `parquet`, by the given name or the ending, or `table`; else raises `InputError`."""
    if is_address(source):
        return TABLE
    known = sorted(set(FORMATS.values()))
    ending = f".{given.lower().lstrip('.')}" if given else Path(source).suffix.lower()
    if str(source) == STANDARD_INPUT and not given:
        return "jsonl"
    if ending in FORMATS:
        return FORMATS[ending]
    raise fail(
        "unknown-format",
        Text(f"不认识的文件格式“{ending}”", f"unknown file format `{ending}`"),
        NOTHING,
        DATABASES.get(ending) or Text(f"可用的格式：{', '.join(known)}", f"known formats: {', '.join(known)}"),
        nearest=nearest(ending, FORMATS),
        file=str(source),
    )


@contextmanager
def opened(source: str | Path) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for `-`; raises `InputError` where they cannot be had."""
    if str(source) == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    if is_address(source):
        raise no_file(source)
    path = Path(source)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise unreadable(source, error) from error
    with stream:
        yield stream


CAUSES: dict[type[BaseException], Text] = {
    FileNotFoundError: Text("文件不存在", "there is no such file"),
    IsADirectoryError: Text("这是文件夹，不是文件", "this is a folder, not a file"),
    PermissionError: Text("没有读取权限", "reading it is not permitted"),
}


def no_file(source: str | Path) -> InputError:
    """A table of a database where only a file will do."""
    return fail(
        "no-file",
        Text("这里需要文件，不能是数据库中的表", "a file is wanted here, not a table of a database"),
        mend=Text("先把表导出为 CSV 或 Parquet", "export the table to CSV or Parquet first"),
        file=hidden(str(source)),
    )


def unreadable(source: str | Path, error: Exception) -> InputError:
    cause = CAUSES.get(type(error), Text(f"系统报告：{error}", f"the system says: {error}"))
    near = None
    if isinstance(error, FileNotFoundError):
        path = Path(source)
        beside = path.parent.iterdir() if path.parent.is_dir() else iter(())
        near = nearest(path.name, [other.name for other in beside if other.is_file()])
    return fail(
        "unreadable",
        Text(f"无法读取文件 {source}", f"the file {source} cannot be read"),
        cause,
        Text("检查路径和文件权限", "check the path and the rights of the file"),
        nearest=near,
        file=str(source),
    )


def wrong_encoding(source: str | Path, line: int) -> InputError:
    return fail(
        "wrong-encoding",
        Text("文件不是 UTF-8 编码", "the file is not UTF-8"),
        Text("很可能以 GBK/GB18030 或 UTF-16 保存", "most likely it was saved as GBK/GB18030 or UTF-16"),
        Text("将文件另存为 UTF-8 后重试", "save the file as UTF-8 and try again"),
        file=str(source),
        line=line,
    )


def empty(source: str | Path) -> InputError:
    return fail(
        "empty-file",
        Text("文件是空的", "the file is empty"),
        mend=Text(
            "检查导出是否完成；没有商家的 CSV 也有表头",
            "check that the export has finished; a CSV without merchants still has a header",
        ),
        file=str(source),
    )


def check_magic(start: bytes, source: str | Path) -> None:
    for magic, name in MAGIC:
        if start.startswith(magic):
            what = Text(f"这不是文本文件：内容是 {name}", f"this is no text file: its content is {name}")
            mend = Text("改正文件后缀，或另存为 UTF-8 的 CSV", "correct the ending, or save it as CSV in UTF-8")
            raise fail("wrong-format", what, mend=mend, file=str(source))


def lines(stream: BinaryIO, source: str | Path) -> Iterator[Line]:
    """The lines with their ends, in UTF-8, a byte order mark dropped.

    Raises `InputError` for an empty file and, with its number, for a line in another encoding.
    """
    position = 0
    for number, data in enumerate(iter(lambda: stream.readline(LINE_LIMIT), b""), start=1):
        if number == 1:
            check_magic(data, source)
        position += len(data)
        if len(data) == LINE_LIMIT and not data.endswith(b"\n"):
            position += _skip_line(stream)
            yield Line(number, None, position)
            continue
        yield Line(number, _decoded(data, number, source), position)
    if not position:
        raise empty(source)


def _decoded(data: bytes, number: int, source: str | Path) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise wrong_encoding(source, number) from None
    return text.removeprefix(BOM) if number == 1 else text


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while data := stream.readline(LINE_LIMIT):
        skipped += len(data)
        if data.endswith(b"\n"):
            break
    return skipped


def unknown_columns(names: list[str], known: Callable[[str], list[str]], source: str | Path) -> InputError:
    """One problem a column, each with the nearest of the columns that `known` names for it."""
    return InputError(
        Problem(
            "unknown-column",
            Text(f"未知的列 {name}", f"unknown column {name}"),
            NOTHING,
            Text(
                "改正列名，或删除该列；加 --allow-unknown 可忽略未知的列",
                "correct the name or delete the column; --allow-unknown ignores unknown columns",
            ),
            nearest(name, known(name)),
            file=str(source),
            line=1,
        )
        for name in names
    )


def missing_columns(names: list[str], source: str | Path) -> InputError:
    listed = ", ".join(names)
    return fail(
        "missing-column",
        Text(f"缺少列 {listed}", f"the column {listed} is missing"),
        Text("没有该列，每一行都无法使用", "without it no row can be used"),
        Text("补上该列", "add it"),
        file=str(source),
        line=1,
    )


def doubled_columns(names: list[str], source: str | Path) -> InputError:
    listed = ", ".join(names)
    return fail(
        "doubled-column",
        Text(f"列名重复：{listed}", f"columns stand twice: {listed}"),
        Text("无法判断哪一列有效", "nobody can tell which of them is meant"),
        Text("每个列名只保留一列", "keep one column of each name"),
        file=str(source),
        line=1,
    )
