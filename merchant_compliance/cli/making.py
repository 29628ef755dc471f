"""Made-up merchants into files that appear together, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from merchant_compliance.cli.screen import progress
from merchant_compliance.cli.speech import tr
from merchant_compliance.engine.rows.aside import check_place
from merchant_compliance.merchant.files import format_of
from merchant_compliance.merchant.synthetic import Made, Written, write_merchants


def make(out: Path, count: int, seed: int, as_of: date) -> Written:
    """Writes the merchants to `out`, and what is true of them and the lists that name them beside it."""
    format_of(out)
    check_place(out)

    def watched(merchants: Iterable[Made]) -> Iterable[Made]:
        return progress(merchants, tr("生成商家", "making merchants"), count)

    with TemporaryDirectory(prefix=".merchants-", dir=out.parent) as folder:
        written = write_merchants(Path(folder) / out.name, count, seed, as_of, watched)
        files = (written.merchants, written.truth, written.lists)
        merchants, truth, lists = (file.replace(out.parent / file.name) for file in files)
    return replace(written, merchants=merchants, truth=truth, lists=lists)
