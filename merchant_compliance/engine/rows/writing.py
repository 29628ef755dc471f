"""Decisions of a run into a file, or into a folder of parts. The one home of what the command line and Python share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Protocol, runtime_checkable

from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.engine.rows.joining import append, join
from merchant_compliance.engine.rows.layout import PART, Layout, rejected_beside, stems
from merchant_compliance.engine.rows.manifest import write_manifest
from merchant_compliance.engine.rows.part import PartFolder, Share
from merchant_compliance.engine.rows.parts import Parts
from merchant_compliance.engine.rows.places import check_apart, check_no_others, is_folder, parts_beside
from merchant_compliance.engine.rows.rejected import RejectedFile
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.terms import Terms, fingerprint
from merchant_compliance.engine.rows.working import Answer, Passing, Work, judge


@runtime_checkable
class Spread(Protocol):
    """Work whose tasks write their parts themselves, wherever they run."""

    def shares(self, files: Sequence[str]) -> list[Share]: ...

    def written(self, folder: PartFolder, shares: Sequence[Share]) -> Iterator[Answer]:
        """Answers without rows, in the order of the shares; the file of their place is the number of the share."""


class Watch:
    """Sees how a run goes. This one says nothing."""

    def passing(self, files: Sequence[str]) -> Passing:  # noqa: ARG002
        return iter

    def resumed(self, kept: int, parts: int, anew: Mapping[str, Sequence[str]]) -> None:
        """So many of all parts are kept; the others are judged `anew`, by the reason."""

    def broken_off(self, done: int, parts: int) -> None:
        """An error ended the run, and so many parts are there to go on from."""


@dataclass(frozen=True)
class Run:
    """What judges which files, and how answers are written."""

    work: Work
    files: Sequence[str]
    layout: Callable[[str], Layout]
    """By the ending of the output."""
    terms: Callable[[], Terms]
    """Asked only where parts are kept: it takes a while for long lists."""
    ordered: bool = True
    resume: bool = False
    watch: Watch = field(default_factory=Watch)


def write(run: Run, out: str, summary: Summary, aside: Aside) -> None:
    """Judges all files and writes to `out`, which `check_out` has found fit.

    A folder gets a part for each input, and at the end a manifest. A file of several inputs is made of such parts,
    which are beside it until it is there, so that a run that was killed can go on. Other files are written aside.
    """
    start = perf_counter()
    if is_folder(out):
        _into_folder(run, Path(out), summary)
    elif len(run.files) > 1:
        _by_parts(run, Path(out), summary, aside)
    else:
        _into_file(run, Path(out), summary, aside)
    summary.seconds = perf_counter() - start


def _into_file(run: Run, out: Path, summary: Summary, aside: Aside) -> None:
    with ExitStack() as stack:
        sink = stack.enter_context(run.layout(out.suffix).open(aside.open(out)))
        rejects = stack.enter_context(RejectedFile(rejected_beside(out), aside))
        passing = run.watch.passing(run.files)
        judge(run.work, run.files, summary, sink, rejects, passing=passing, ordered=run.ordered)


def _into_folder(run: Run, out: Path, summary: Summary) -> None:
    folder = PartFolder(out.resolve(), run.layout(PART), run.terms())
    spread = run.work if isinstance(run.work, Spread) else None
    shares = spread.shares(run.files) if spread else _shares(run.files, PART)
    check_no_others(out, [share.name for share in shares])
    check_apart([folder.part(share) for share in shares], run.files)
    parts = _judged(run, folder, shares, spread)
    for each in parts:
        summary.merge(each)
    write_manifest(folder, shares, parts, summary)


def _by_parts(run: Run, out: Path, summary: Summary, aside: Aside) -> None:
    folder = PartFolder(parts_beside(out), run.layout(out.suffix), run.terms())
    shares = _shares(run.files, out.suffix)
    for each in _judged(run, folder, shares):
        summary.merge(each)
    join(folder.layout, [folder.part(share) for share in shares], aside.open(out))
    rejected = [path for share in shares if (path := folder.rejected(share)).exists()]
    append(rejected, aside.open(rejected_beside(out)))
    if not rejected:
        aside.drop(rejected_beside(out))
    aside.remove_at_end(folder.path)


def _shares(files: Sequence[str], ending: str) -> list[Share]:
    """A part for each input."""
    return [Share(f"{stem}{ending}", file, fingerprint(file)) for stem, file in zip(stems(files), files, strict=True)]


def _judged(run: Run, folder: PartFolder, shares: Sequence[Share], spread: Spread | None = None) -> list[Summary]:
    """What each part comes to, those that were kept too."""
    with Parts(folder, shares, run.resume) as parts:
        if run.resume:
            run.watch.resumed(len(parts.summaries), len(shares), parts.anew)
        try:
            for number, answer in _answers(run, folder, [shares[number] for number in parts.todo], spread):
                parts.take(parts.todo[number], answer, spread is not None)
        except BaseException:
            run.watch.broken_off(parts.there(), len(shares))
            raise
    return parts.in_order()


def _answers(
    run: Run, folder: PartFolder, shares: Sequence[Share], spread: Spread | None
) -> Iterator[tuple[int, Answer]]:
    """Answers, each with the number of its share among these."""
    files = [share.file for share in shares]
    found = spread.written(folder, shares) if spread else run.work.answers(files, run.ordered)
    for answer in run.watch.passing(run.files if spread else files)(found) if shares else ():
        yield answer.place.file, answer
