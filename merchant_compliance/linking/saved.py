"""The file of an index: JSON lines, the first about the index, then merchants and entries, the last one counts them.

Links are not in it: they follow from the rest, and from paths that may be others by the time it is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.linking.roll import Known, Listed, Roll
from merchant_compliance.text import Text

FORMAT = "merchant-compliance link index 1"
BUILD_AGAIN = Text("用商家与名单重新建立索引", "build the index again from merchants and lists")
DAMAGED = Problem(
    "damaged-index",
    Text("关联索引文件不完整或已损坏", "the file of the link index is incomplete or damaged"),
    mend=BUILD_AGAIN,
)
OTHER_KEY = Problem(
    "other-key",
    Text("关联索引是用另一个密钥（或未用密钥）保存的", "the link index was saved under another hash key or none"),
    Text(
        "不同密钥的哈希互不相符，什么都找不到",
        "hashes under different keys never match: nothing would be found",
    ),
    Text("用保存时的密钥读取，或重新建立索引", "load it with the key it was saved with, or build it again"),
)


@dataclass
class Saved:
    """What was read. `merchants` and `entries` are pairs of an id or number and what it stands for."""

    day: date
    country: str
    next_number: int
    merchants: list[tuple[str, Known]] = field(default_factory=list)
    entries: list[tuple[int, Listed]] = field(default_factory=list)


def write(path: Path, roll: Roll, country: str, mark: str) -> None:
    """In one step: whoever reads meanwhile reads the old file. The mode is 0600. OSError as of any file."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        try:
            for line in _lines(roll, country, mark):
                stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
            os.replace(stream.name, path)
        except BaseException:
            os.unlink(stream.name)
            raise


def _lines(roll: Roll, country: str, mark: str) -> Iterator[Any]:
    yield {
        "format": FORMAT,
        "as_of": roll.day.isoformat(),
        "country": country,
        "key": mark,
        "next_number": roll.next_number,
    }
    for merchant_id, known in roll.merchants.items():
        yield ["m", merchant_id, known.role, known.idents, known.keys]
    for number, entry in roll.entries.items():
        ends = [end.isoformat() if end else None for end in (entry.since, entry.until)]
        yield ["e", number, entry.list, entry.key, entry.ident, *ends]
    yield {"merchants": len(roll.merchants), "entries": len(roll.entries)}


def read(path: Path, mark: str) -> Saved:
    """InputError where it is no such file, not whole, or of another key than the one with this mark."""
    try:
        with path.open(encoding="utf-8") as stream:
            return _saved((json.loads(line) for line in stream), mark)
    except OSError as error:
        what = Text("无法打开关联索引文件", "the file of the link index cannot be opened")
        why = Text(error.strerror or "", error.strerror or "")
        raise InputError(Problem("unreadable", what, why, NOTHING, file=str(path))) from error
    except InputError as error:
        raise InputError(problem.at(str(path)) for problem in error.problems) from None
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration) as error:
        raise InputError(DAMAGED.at(str(path))) from error


def _saved(lines: Iterator[Any], mark: str) -> Saved:
    head = next(lines)
    if head["format"] != FORMAT:
        raise InputError(DAMAGED)
    if head["key"] != mark:
        raise InputError(OTHER_KEY)
    saved, end = Saved(date.fromisoformat(head["as_of"]), head["country"], head["next_number"]), None
    for line in lines:
        if isinstance(line, dict):
            end = line
        elif line[0] == "m":
            _, merchant_id, role, idents, keys = line
            saved.merchants.append((merchant_id, Known(role, tuple(idents), tuple(keys))))
        else:
            _, number, name, key, ident, *ends = line
            since, until = (date.fromisoformat(day) if day else None for day in ends)
            saved.entries.append((number, Listed(name, key, ident, since, until)))
    if end != {"merchants": len(saved.merchants), "entries": len(saved.entries)}:
        raise InputError(DAMAGED)
    return saved
