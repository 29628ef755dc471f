"""A whole run: files in, decisions and rejected rows out, a summary back. What `Engine.evaluate_batch` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.known import sources_of
from merchant_compliance.engine.rows.output import Sink, check_ending, open_sink
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import Task, judge
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.readers import Row, read_rows
from merchant_compliance.merchant.rejected import rejected_line

if TYPE_CHECKING:
    from merchant_compliance.engine.single import Engine


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


def run(
    engine: Engine,
    files: Sequence[str],
    out: Path,
    as_of: date,
    lists: str | Path | None = None,
    full: bool = False,
    allow_unknown: bool = False,
) -> Summary:
    """Judges all rows of the files. `out` appears when all is done; rejected rows go to `OUT.rejected.jsonl`."""
    check_ending(out)
    for file in files:
        next(read_rows(file, allow_unknown=allow_unknown), None)  # raises for what cannot be read at all
    summary = Summary.of(engine.rulebook, as_of)
    from merchant_compliance.engine.batch.task import fastest

    sources = sources_of(read_list_file(lists) if lists is not None else None)
    work = fastest(Task(engine, as_of, sources, full, allow_unknown), files)
    with Aside() as aside, ExitStack() as stack:
        sink = stack.enter_context(_sink(engine, out, as_of, full, aside))
        rejects = stack.enter_context(RejectedFile(out.with_suffix(".rejected.jsonl"), aside))
        judge(work, files, summary, sink, rejects)
    return summary


def metadata_of(engine: Engine, as_of: date) -> dict[str, str]:
    """What a file of decisions says of itself."""
    rulebook = engine.rulebook
    return {"rulebook": rulebook.name, "rulebook_sha256": rulebook.sha256, "as_of": as_of.isoformat()}


@contextmanager
def _sink(engine: Engine, out: Path, as_of: date, full: bool, aside: Aside) -> Iterator[Sink]:
    scorecards = engine.rulebook.scorecard_names
    with open_sink(aside.open(out), out.suffix, full, scorecards, metadata_of(engine, as_of)) as sink:
        yield sink
