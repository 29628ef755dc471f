"""A whole run: files in, decisions and rejected rows out, a summary back. What `Engine.evaluate_batch` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.known import sources_of
from merchant_compliance.engine.rows.layout import Layout
from merchant_compliance.engine.rows.places import check_out
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.terms import Digests, terms_of
from merchant_compliance.engine.rows.working import Task
from merchant_compliance.engine.rows.writing import Run, write
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.readers import read_rows

if TYPE_CHECKING:
    from merchant_compliance.engine.single import Engine


def run(
    engine: Engine,
    files: Sequence[str],
    out: str,
    as_of: date,
    lists: str | Path | None = None,
    full: bool = False,
    allow_unknown: bool = False,
    keep_order: bool = True,
    resume: bool = False,
) -> Summary:
    """Judges all rows of the files. `out`, a file or a folder of parts, is complete when it returns."""
    check_out(out, files)
    for file in files:
        next(read_rows(file, allow_unknown=allow_unknown), None)  # raises for what cannot be read at all
    summary = Summary.of(engine.rulebook, as_of)
    from merchant_compliance.engine.batch.task import fastest

    index = read_list_file(lists) if lists is not None else None
    job = Run(
        fastest(Task(engine, as_of, sources_of(index), full, allow_unknown), files),
        files,
        lambda ending: Layout.of(engine, as_of, ending, full),
        lambda: terms_of(engine, as_of, Digests(index.digest() if index is not None else None), full, allow_unknown),
        keep_order,
        resume,
    )
    with Aside() as aside:
        write(job, out, summary, aside)
    return summary
