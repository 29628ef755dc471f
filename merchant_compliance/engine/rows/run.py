"""A whole run: files in, decisions and rejected rows out, a summary back. What `Engine.evaluate_batch` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.output import Sink, check_ending, open_sink
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import UNKNOWN, Entries, Known, Memberships, Task, Work, judge
from merchant_compliance.errors import NOT_IN_SQL, InputError
from merchant_compliance.lists.reading import read_list_file
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.readers import Row, read_rows
from merchant_compliance.merchant.rejected import rejected_line

if TYPE_CHECKING:
    from merchant_compliance.engine.batch.enriching import Sources
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
    task = _work(engine, files, as_of, lists, full, allow_unknown)
    with Aside() as aside, ExitStack() as stack:
        sink = stack.enter_context(_sink(engine, out, as_of, full, aside))
        rejects = stack.enter_context(RejectedFile(out.with_suffix(".rejected.jsonl"), aside))
        judge(task, files, summary, sink, rejects)
    return summary


def _work(
    engine: Engine, files: Sequence[str], as_of: date, lists: str | Path | None, full: bool, allow_unknown: bool
) -> Work:
    """Many rows of Parquet files are judged in batches, unless whole decisions are wanted or a rule is not in SQL."""
    from merchant_compliance.engine.batch.task import BatchTask, are_many

    if not full and are_many(files):
        batches = BatchTask(engine, as_of, _sources(lists), allow_unknown)
        try:
            batches.prepare(files)
        except InputError as error:
            if error.problems[0].code != NOT_IN_SQL:
                raise
        else:
            return batches
    return Task(engine, as_of, _memberships(lists), full, allow_unknown)


def _sources(lists: str | Path | None) -> Sources:
    """The same as `_memberships` for batches."""
    from merchant_compliance.engine.batch.enriching import Sources, of_nobody

    if lists is None:
        return Sources(None, None)
    index = read_list_file(lists)
    return Sources(index.memberships, None) if len(index) else Sources(of_nobody, of_nobody)


def metadata_of(engine: Engine, as_of: date) -> dict[str, str]:
    """What a file of decisions says of itself."""
    rulebook = engine.rulebook
    return {"rulebook": rulebook.name, "rulebook_sha256": rulebook.sha256, "as_of": as_of.isoformat()}


@contextmanager
def _sink(engine: Engine, out: Path, as_of: date, full: bool, aside: Aside) -> Iterator[Sink]:
    scorecards = sorted({card.scorecard for card in engine.rulebook.scorecards})
    with open_sink(aside.open(out), out.suffix, full, scorecards, metadata_of(engine, as_of)) as sink:
        yield sink


def _memberships(lists: str | Path | None) -> Memberships:
    """Without lists nothing is known of memberships; links are known only where no list has an entry."""
    if lists is None:
        return lambda _merchant, _as_of: UNKNOWN
    index = read_list_file(lists)
    links: Entries | None = None if len(index) else []
    return lambda merchant, as_of: Known(index.memberships(facts_of(merchant), as_of), links)
