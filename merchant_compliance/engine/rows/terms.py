"""What decisions rest on, so that a later run can tell whether it would come to the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from merchant_compliance import __version__
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from merchant_compliance.engine.single import Engine

END = 64 * 1024
"""Bytes at either end of a file that its fingerprint reads; the footer of a Parquet file is there."""
UNKNOWN = "unknown"
Terms = dict[str, str]
"""Each by its name in `CHANGES`."""
CHANGES = {
    "rulebook": Text("规则库已变", "the rulebook is another"),
    "as_of": Text("判定日期不同", "the date is another"),
    "lists": Text("名单已变", "the lists are others"),
    "links": Text(
        "关联不同（名单、其他输入、--history、--country 或 --soft 有变）",
        "links are others (by the lists, other inputs, --history, --country or --soft)",
    ),
    "full": Text("--full 不同", "--full differs"),
    "allow_unknown": Text("--allow-unknown 不同", "--allow-unknown differs"),
    "cross_check": Text("--engine durable 须重新对照", "--engine durable compares anew"),
    "version": Text("程序版本不同", "the version of this program is another"),
}


class Digests(NamedTuple):
    """Hashes of what is known beside the records: lists, and links found. None: unknown for everybody."""

    lists: str | None = None
    links: str | None = None


def terms_of(
    engine: Engine, as_of: date, known: Digests, full: bool = False, allow_unknown: bool = False, checked: bool = False
) -> Terms:
    """INVARIANT: where two runs have the same terms, the same record gets the same row.

    Which engine judges is no matter: answers are the same on all. Only a run that compares them (`checked`) trusts
    none that was not compared. An index of links that the engine asks has no digest: its answers are never the same.
    """
    links = known.links or UNKNOWN if engine.index is None else uuid4().hex
    return {
        "rulebook": engine.rulebook.sha256,
        "as_of": as_of.isoformat(),
        "lists": known.lists or UNKNOWN,
        "links": links,
        "full": str(full),
        "allow_unknown": str(allow_unknown),
        "cross_check": str(checked),
        "version": __version__,
    }


def changed(before: Mapping[str, str], now: Terms) -> str | None:
    """The first name whose terms differ."""
    return next((name for name in CHANGES if before.get(name) != now[name]), None)


def digest(parts: Iterable[object]) -> str:
    """A hash of plain values in their order; dates are texts."""
    total = sha256()
    for part in parts:
        total.update(json.dumps(part, ensure_ascii=False, default=str).encode() + b"\n")
    return total.hexdigest()


def fingerprint(file: str | Path) -> dict[str, Any] | None:
    """Size, time of the last change (ns) and a hash of both ends: what a change of a file would change.

    None for what is no file, such as standard input: whether it is the same nobody can tell.
    """
    path = Path(file)
    if not path.is_file():
        return None
    known = path.stat()
    return {"size": known.st_size, "changed": known.st_mtime_ns, "ends": _ends(path, known.st_size)}


def _ends(path: Path, size: int) -> str:
    with path.open("rb") as stream:
        start = stream.read(END)
        stream.seek(max(size - END, len(start)))
        return sha256(start + stream.read(END)).hexdigest()


def content(path: Path) -> dict[str, Any]:
    """What tells a whole part from a damaged one, wherever it was copied to."""
    size = path.stat().st_size
    return {"size": size, "ends": _ends(path, size)}
