"""What commands read before they start: the rulebook, the lists, the rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.engine.single import Engine
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.readers import Row, read_rows
from merchant_compliance.merchant.record import Merchant

PIPE = "-"
NO_LISTS = "none"

Memberships = Callable[[Merchant, date], list[dict[str, Any]] | None]


def load_engine(given: Path | None) -> Engine:
    """The engine under the rulebook that this run uses."""
    return Engine.load(rules_folder(given))


def memberships_in(lists: str | None) -> Memberships:
    """What `--lists` says of a merchant at a date: unknown (None), nothing, or the entries of a file."""
    if lists is None:
        return lambda _merchant, _as_of: None
    if lists == NO_LISTS:
        return lambda _merchant, _as_of: []
    index = read_list_file(Path(lists))
    return lambda merchant, as_of: index.memberships(facts_of(merchant), as_of)


def rows_of(source: str, allow_unknown: bool) -> Iterator[Row]:
    """The rows of a file by its ending, or JSON lines from standard input."""
    if source == PIPE:
        return read_rows(sys.stdin.buffer, "jsonl", allow_unknown=allow_unknown)
    return read_rows(Path(source), allow_unknown=allow_unknown)


def today() -> date:
    return date.today()
