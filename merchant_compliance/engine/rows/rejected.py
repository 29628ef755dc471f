"""Rejected rows of merchants in a file of their own."""

from __future__ import annotations

from pathlib import Path

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.merchant.readers import Row
from merchant_compliance.merchant.rejected import rejected_line


class RejectedFile:
    """Rejected rows as they come, aside until all is done; without any, no file is left under its name."""

    def __init__(self, final: Path, aside: Aside) -> None:
        self._final, self._aside, self._count = final, aside, 0
        self._stream = aside.open(final).open("w", encoding="utf-8", errors="backslashreplace")

    def __enter__(self) -> RejectedFile:
        return self

    def write(self, row: Row) -> None:
        self._count += 1
        self._stream.write(rejected_line(row) + "\n")

    def __exit__(self, *_error: object) -> None:
        self._stream.close()
        if not self._count:
            self._aside.drop(self._final)
