"""A whole replay: an event file in, states and rejected rows out, totals back."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.rows.rejected import Refused, rejected_line
from merchant_compliance.engine.lifecycle.rows.share import Share, work
from merchant_compliance.engine.lifecycle.rows.stage import Staged, broken, stage
from merchant_compliance.engine.lifecycle.rows.states import COLUMNS, MAPS
from merchant_compliance.engine.lifecycle.rows.totals import Totals
from merchant_compliance.engine.rows.aside import Aside, check_place
from merchant_compliance.engine.rows.output import check_ending
from merchant_compliance.rulebook.rulebook import Rulebook

SMALL = 4_000_000
"""Bytes of a file for which other processes are not worth their start."""
MOST_PROCESSES = 16
MEMORY_MB = 4096
"""What all shares together may sort in memory; the rest is spilled to disk."""


def replay_file(rulebook: Rulebook, source: str, out: Path | None, as_of: date, processes: int | None = None) -> Totals:
    """The state of every merchant on a day. `out` appears when all is done; rejected rows in OUT.rejected.jsonl."""
    start = perf_counter()
    if out is not None:
        check_ending(out)
        check_place(out)
    lifecycles = Lifecycles(rulebook.lifecycles)
    parent = None if out is None else out.parent
    with TemporaryDirectory(prefix=".lifecycle-", dir=parent) as name, _pool(lifecycles, source, processes) as pool:
        folder = Path(name)
        staged = stage(source, lifecycles.intake.layout, folder)
        totals = _replayed(lifecycles, staged, folder, as_of, pool, source)
        totals.read += len(staged.unreadable)
        totals.rejected += len(staged.unreadable)
        with Aside() as aside:
            if out is not None:
                _write_states(folder, aside.open(out), out.suffix, _origin(rulebook, as_of))
                _write_rejected(folder, out.with_suffix(".rejected.jsonl"), aside, source, staged)
    totals.seconds = perf_counter() - start
    return totals


def _origin(rulebook: Rulebook, as_of: date) -> dict[str, str]:
    return {"rulebook": rulebook.name, "rulebook_sha256": rulebook.sha256, "as_of": as_of.isoformat()}


@dataclass(frozen=True)
class Pool:
    processes: ProcessPoolExecutor
    count: int


def _replayed(
    lifecycles: Lifecycles, staged: Staged, folder: Path, as_of: date, pool: Pool | None, source: str
) -> Totals:
    import duckdb

    count = pool.count if pool else 1
    whole = Share(str(staged.path), staged.query, 0, count, str(folder), source, as_of, MEMORY_MB // count)
    shares = [whole._replace(number=number) for number in range(count)]
    totals = Totals()
    try:
        for answer in pool.processes.map(_work, shares) if pool else (work(lifecycles, share) for share in shares):
            totals.merge(answer)
    except duckdb.Error as error:
        raise broken(Path(source), error) from error
    return totals


_lifecycles: Lifecycles | None = None
"""What the processes of a pool replay; they inherit it when they are forked."""


def _work(share: Share) -> Totals:
    assert _lifecycles is not None
    return work(_lifecycles, share)


@contextmanager
def _pool(lifecycles: Lifecycles, source: str, processes: int | None) -> Iterator[Pool | None]:
    """All its processes are forked here, before any library of ours has started a thread; None where one will do."""
    global _lifecycles
    count = processes or (min(MOST_PROCESSES, _cores()) if _size(source) > SMALL else 1)
    if count == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    _lifecycles = lifecycles
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_leave_interrupts_to_the_parent) as pool:
        pool.submit(os.getpid).result()
        yield Pool(pool, count)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(source: str) -> int:
    """Bytes; a pipe counts as large."""
    path = Path(source)
    return path.stat().st_size if path.is_file() else SMALL + 1


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _quoted(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def _write_states(folder: Path, path: Path, ending: str, origin: dict[str, str]) -> None:
    """All parts in one file, by merchant, lifecycle and key: the same bytes however many processes there were."""
    import duckdb

    columns = ", ".join(f"to_json({name}) AS {name}" if ending == ".csv" and name in MAPS else name for name in COLUMNS)
    parts = _quoted(folder / "states-*.parquet")
    selected = f"SELECT {columns} FROM read_parquet({parts}) ORDER BY merchant_id, lifecycle, key"
    metadata = ", ".join(f"{name}: {_quoted(value)}" for name, value in origin.items())
    how = {".parquet": f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}}", ".csv": "FORMAT csv, HEADER"}
    with duckdb.connect() as connection:
        connection.execute("SET temp_directory = $folder", {"folder": str(folder)})
        connection.execute(f"COPY ({selected}) TO {_quoted(path)} ({how.get(ending, 'FORMAT json')})")


def _write_rejected(folder: Path, final: Path, aside: Aside, source: str, staged: Staged) -> None:
    """By line. Rows that could not be read at all are few enough to sort in memory."""
    import duckdb

    count = 0
    with aside.open(final).open("w", encoding="utf-8", errors="backslashreplace") as file, duckdb.connect() as con:
        early = [(row.line, rejected_line(Refused(row.line, row.problems, None), source)) for row in staged.unreadable]
        con.execute("CREATE TEMP TABLE early (line BIGINT, text VARCHAR)")
        if early:
            con.executemany("INSERT INTO early VALUES (?, ?)", early)
        parts = _quoted(folder / "rejected-*.parquet")
        both = f"SELECT line, text FROM read_parquet({parts}) UNION ALL SELECT * FROM early"
        found = con.execute(f"SELECT text FROM ({both}) ORDER BY line")
        while rows := found.fetchmany(10_000):
            count += len(rows)
            file.writelines(f"{text}\n" for (text,) in rows)
    if not count:
        aside.drop(final)
