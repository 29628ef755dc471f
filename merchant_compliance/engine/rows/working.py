"""Judging many rows, on all cores: rows go out in chunks, decisions come back in their order, or as they come."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.output import Judged, Sink
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.turns import Place, Turns, placed
from merchant_compliance.engine.single import Engine
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.readers import MERCHANTS, Row, checked, length_of, raw_rows

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 250
"""Rows that one process judges at a time."""
AHEAD = 3
"""Chunks a process that are read ahead: memory does not grow with the input."""
MOST_PROCESSES = 16


class Rejects(Protocol):
    """Takes the rows that could not be judged."""

    def write(self, row: Row) -> None: ...


class Chunk(NamedTuple):
    """Rows of one file as they stand there. `done` is how much of all files has been read, in files."""

    file: str
    rows: list[Raw]
    done: float
    place: Place = Place()


class Answer(NamedTuple):
    """What came of a chunk: every row is in one of the two lists, and counted in the summary."""

    judged: list[Judged]
    rejected: list[Row]
    summary: Summary
    done: float
    table: pa.Table | None = None
    """Batch rows of many decisions at once, instead of `judged`."""
    place: Place = Place()


class Work(Protocol):
    """Judges files, chunk by chunk; answers come in the order of the rows, or not `ordered`, when they are there."""

    def answers(self, files: Sequence[str], ordered: bool = True) -> Iterator[Answer]: ...


@dataclass(frozen=True)
class Task:
    """How a row is judged, the same in every process."""

    engine: Engine
    as_of: date
    sources: Sources
    full: bool = False
    allow_unknown: bool = False

    def answers(self, files: Sequence[str], ordered: bool = True) -> Iterator[Answer]:
        return answers(self, row_chunks(files, self.allow_unknown, CHUNK), ordered=ordered)

    def __call__(self, chunk: Chunk) -> Answer:
        answer = Answer([], [], Summary(), chunk.done, place=chunk.place)
        for raw in chunk.rows:
            row = checked(raw, chunk.file, self.allow_unknown)
            if row.merchant is None:
                answer.rejected.append(row)
                answer.summary.rejected += 1
                continue
            known = self.sources.of(row.merchant, self.as_of)
            decision = self.engine.evaluate(row.merchant, self.as_of, *known, explained=self.full)
            whole = decision.model_dump_json() if self.full else None
            answer.judged.append(Judged(decision.batch_row(), whole))
            answer.summary.add(decision, row.merchant.shop.region if row.merchant.shop else None)
        return answer


Passing = Callable[[Iterator["Answer"]], Iterator["Answer"]]
"""Sees answers pass by, to show how far they are."""


def judge(
    task: Work,
    files: Sequence[str],
    summary: Summary,
    sink: Sink,
    rejects: Rejects,
    watch: Callable[[dict[str, Any]], None] = lambda _row: None,
    passing: Passing = iter,
    ordered: bool = True,
) -> None:
    """Judges all rows of the files, in their order if `ordered`; `watch` sees every batch row.

    INVARIANT: every row ends in exactly one of sink and rejects, and is counted once.
    """
    start, turns = perf_counter(), Turns(summary)
    for answer in passing(task.answers(files, ordered)):
        put(answer, sink, rejects)
        for judged in answer.judged:
            watch(judged.row)
        turns.add(answer.place, answer.summary)
    summary.seconds = perf_counter() - start


def put(answer: Answer, sink: Sink, rejects: Rejects) -> None:
    """Writes the rows of an answer."""
    if answer.table is not None:
        sink.write_table(answer.table)
    for judged in answer.judged:
        sink.write(judged)
    for row in answer.rejected:
        rejects.write(row)


def row_chunks(files: Sequence[str], allow_unknown: bool, size: int) -> Iterator[Chunk]:
    """Rows of any format, in the order of the files."""
    for number, file in enumerate(files):
        yield from placed(_chunks_of(file, number, allow_unknown, size), number, Chunk(file, [], number + 1))


def _chunks_of(file: str, number: int, allow_unknown: bool, size: int) -> Iterator[Chunk]:
    rows = raw_rows(file, MERCHANTS, allow_unknown=allow_unknown)
    length = length_of(file)
    while chunk := list(islice(rows, size)):
        yield Chunk(file, chunk, number + (chunk[-1].position / length if length else 0))


def answers(
    task: Callable[[Any], Answer], chunks: Iterator[Any], processes: int | None = None, ordered: bool = True
) -> Iterator[Answer]:
    """The answer to each chunk, in order, or not `ordered`, as they come, so that none waits for a slower one.

    One chunk, one core or a system without fork: in this process. The other processes are there when it returns: none
    is forked later, when threads of ours may be running.
    """
    processes = processes or min(MOST_PROCESSES, _cores())
    first = list(islice(chunks, 2))
    everything = chain(first, chunks)
    if len(first) < 2 or processes == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return map(task, everything)
    return _spread(_pool(task, processes), everything, AHEAD * processes, _earliest if ordered else _readiest)


Waiting = deque[Future[Answer]]


def _spread(
    pool: ProcessPoolExecutor, chunks: Iterator[Any], ahead: int, take: Callable[[Waiting], Answer]
) -> Iterator[Answer]:
    waiting = Waiting()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > ahead:
                yield take(waiting)
        while waiting:
            yield take(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _earliest(waiting: Waiting) -> Answer:
    return waiting.popleft().result()


def _readiest(waiting: Waiting) -> Answer:
    """The first that is there, whichever it is; the others may still be at work."""
    ready = next(iter(wait(waiting, return_when=FIRST_COMPLETED).done))
    waiting.remove(ready)
    return ready.result()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_task: Callable[[Any], Answer] | None = None
"""What the processes of a pool do; they inherit it when they are forked."""


def _pool(task: Callable[[Any], Answer], processes: int) -> ProcessPoolExecutor:
    """All its processes are forked by the first task that it is given."""
    global _task
    _task = task
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_the_parent)
    pool.submit(os.getpid).result()
    return pool


def _follow_the_parent() -> None:
    """Interrupts are the parent's matter, and nobody waits for work from a parent that was killed.

    What the parent has loaded stays: the collector, going through it again and again, would also copy its memory.
    """
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
    os._exit(1)


def _work(chunk: Any) -> Answer:
    assert _task is not None
    return _task(chunk)
