"""Rejected rows of a list file: into a file, or told. INVARIANT: no key leaves as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from merchant_compliance.cli.rejects import Kept
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.errors import Problem
from merchant_compliance.lists.hashing import PATHS
from merchant_compliance.lists.reading import FIELDS
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.masking import mask
from merchant_compliance.merchant.rejected import UNKNOWN, reasons
from merchant_compliance.text import Text


class RejectedRows(Kept):
    """Rows of a list file, whose name is in their problems."""

    def __init__(self, source: str, final: Path | None, aside: Aside) -> None:
        keep = Text("用 --rejected FILE 可全部写入文件", "--rejected FILE keeps them all")
        super().__init__(final, aside, keep)
        self._source = source

    def write(self, raw: Raw, problems: Sequence[Problem]) -> None:
        placed = [problem.at(self._source, raw.line, problem.column) for problem in problems]
        self.put(placed, lambda: {"line": raw.line, **reasons(placed), "entry": masked_row(raw.value)})


def masked_row(value: Any) -> dict[str, Any] | None:
    """The row with its key masked, and with what stands in fields that are not known: it may be a key misspelt."""
    if not isinstance(value, Mapping):
        return None
    path = next((path for kind, path in PATHS.items() if kind == value.get("key_kind")), UNKNOWN)
    masked = {name: mask(path if name == "key" else UNKNOWN, cell) for name, cell in value.items()}
    return {str(name): cell if name in FIELDS and name != "key" else masked[name] for name, cell in value.items()}
