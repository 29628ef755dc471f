"""How rows of decisions are laid out in a file, and which files the decisions of a run go to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.engine.rows.output import Sink, open_sink

if TYPE_CHECKING:
    from merchant_compliance.engine.single import Engine

PART = ".parquet"
"""What the parts of a folder are."""
TABLE = re.compile(r"[?&]table=([^&]+)")
LONGEST = 150
"""Bytes of a part's name; file systems allow 255, and endings come on top."""


@dataclass(frozen=True)
class Layout:
    """The format by the ending, whether with whole decisions, and what the file says of itself."""

    ending: str
    full: bool
    scorecards: tuple[str, ...]
    metadata: dict[str, str]

    @classmethod
    def of(cls, engine: Engine, as_of: date, ending: str, full: bool) -> Layout:
        rulebook = engine.rulebook
        metadata = {"rulebook": rulebook.name, "rulebook_sha256": rulebook.sha256, "as_of": as_of.isoformat()}
        return cls(ending, full, tuple(rulebook.scorecard_names), metadata)

    def open(self, temporary: Path) -> Sink:
        return open_sink(temporary, self.ending, self.full, self.scorecards, self.metadata)


def rejected_beside(out: Path) -> Path:
    return out.with_suffix(".rejected.jsonl")


def stems(files: Sequence[str]) -> list[str]:
    """A name for the part of each input: its own without the ending, numbered where it is not the first of that name.

    The names differ by more than upper and lower case, and none starts with `_` or `.`: readers of a folder of Parquet
    files pass such names over.
    """
    wanted = [_stem(file) for file in files]
    reserved, taken = {name.casefold() for name in wanted}, set[str]()
    found = []
    for plain in wanted:
        name, number = plain, 1
        while name.casefold() in taken or (number > 1 and name.casefold() in reserved):
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _stem(file: str) -> str:
    """Of a table in a database its name alone: the rest of an address is nobody's matter."""
    table = TABLE.search(file) if "://" in file else None
    name = re.sub(r"[^\w.+-]+", "-", table[1] if table else Path(file).stem).lstrip("._-")
    return name.encode()[:LONGEST].decode(errors="ignore") or "input"
