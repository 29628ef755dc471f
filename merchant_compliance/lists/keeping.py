"""Lists in the store: entries are written down and ended, never changed and never deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.lists.complaints import already_ended, no_entry, no_reason, rows_rejected
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.rows import Preparer
from merchant_compliance.merchant.files import Raw
from merchant_compliance.store.bulk import Adder, NewEntry, add_new
from merchant_compliance.store.failures import other_key
from merchant_compliance.store.tables import ENTRIES, KEYS, RECORDINGS

BATCH = 10_000
"""Entries that are handed to the database at once: what an import keeps in memory."""
OnRejected = Callable[[Raw, Sequence[Problem]], None]


def now() -> datetime:
    return datetime.now(UTC)


class Act(NamedTuple):
    """Who writes something down, and when. `clock` is read at the end: nobody sees an entry before it is there."""

    by: str
    clock: Callable[[], datetime] = now


class Origin(NamedTuple):
    """Where the rows of an import come from. `source` stands in entries that name none."""

    file: str = ""
    sha256: str = ""
    source: str = ""


@dataclass
class Imported:
    """What became of the rows of one file. INVARIANT: read = added + known + rejected."""

    recording: int
    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    names: set[str] = field(default_factory=set)


class Added(NamedTuple):
    """`known` where an identical entry was there already; then nothing was added."""

    id: int
    known: bool


def import_rows(
    connection: Connection,
    hasher: Hasher,
    rows: Iterable[Raw],
    act: Act,
    origin: Origin = Origin(),  # noqa: B008 a NamedTuple is immutable
    on_rejected: OnRejected = lambda _raw, _problems: None,
    strict: bool = False,
) -> Imported:
    """Writes down the rows of a list file as they come. A wrong row is rejected, with `strict` the file is.

    An entry that is identical to one that has not been ended is counted as known, not doubled. Raises `InputError`.
    """
    claim(connection, hasher, act.clock())
    done = Imported(_recording(connection, act, origin))
    preparer = Preparer(hasher, done.recording, origin.source)
    with Adder(connection) as adder:
        for batch in _batches(_accepted(rows, preparer, done, on_rejected)):
            adder.add(batch)
            done.names.update(row.list for row in batch)
    done.added = adder.added
    done.known = done.read - done.rejected - done.added
    if strict and done.rejected:
        raise InputError(rows_rejected(done.rejected))
    _close(connection, act, done)
    return done


def _accepted(rows: Iterable[Raw], preparer: Preparer, done: Imported, on_rejected: OnRejected) -> Iterator[NewEntry]:
    for raw in rows:
        done.read += 1
        found = preparer.row(raw)
        if isinstance(found, NewEntry):
            yield found
        else:
            done.rejected += 1
            on_rejected(raw, found)


def _batches(rows: Iterator[NewEntry]) -> Iterator[list[NewEntry]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _recording(connection: Connection, act: Act, origin: Origin) -> int:
    values = {"recorded_at": act.clock(), "recorded_by": act.by, "file": origin.file, "file_sha256": origin.sha256}
    counts = dict.fromkeys(("read", "added", "known", "rejected"), 0)
    made = connection.execute(insert(RECORDINGS).values(**values, **counts)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _close(connection: Connection, act: Act, done: Imported) -> None:
    counts = {name: getattr(done, name) for name in ("read", "added", "known", "rejected")}
    chosen = update(RECORDINGS).where(RECORDINGS.c.id == done.recording)
    connection.execute(chosen.values(recorded_at=act.clock(), **counts))


def add_entry(connection: Connection, hasher: Hasher, entry: Entry, act: Act) -> Added:
    """Writes down one entry, unless an identical one has not been ended. Raises `InputError` for an unusable one."""
    claim(connection, hasher, act.clock())
    done = Imported(_recording(connection, act, Origin()), read=1)
    row = Preparer(hasher, done.recording).entry(entry)
    if not isinstance(row, NewEntry):
        raise InputError(row)
    done.added = add_new(connection, [row])
    done.known = 1 - done.added
    _close(connection, act, done)
    same = ENTRIES.c.key_hash == row.key_hash, ENTRIES.c.open_print == row.open_print
    found = connection.scalar(select(ENTRIES.c.id).where(*same))
    return Added(int(found or 0), bool(done.known))


def end_entries(connection: Connection, ids: Sequence[int], reason: str, act: Act, on: date) -> None:
    """Ends entries: from the day `on` they are no longer valid, and from now on the store knows it.

    All of them or, with an `InputError` that names every id that cannot be ended, none.
    """
    if not reason.strip():
        raise InputError(no_reason())
    wanted = list(dict.fromkeys(ids))
    chosen = select(ENTRIES.c.id, ENTRIES.c.ended_at, ENTRIES.c.ended_reason).where(ENTRIES.c.id.in_(wanted))
    found = {row.id: row for row in connection.execute(chosen.with_for_update())}
    problems = [no_entry(one) for one in wanted if one not in found]
    problems += [already_ended(r.id, r.ended_at, r.ended_reason) for r in found.values() if r.ended_at is not None]
    if problems:
        raise InputError(problems)
    ending = {"ended_at": act.clock(), "ended_on": on, "ended_by": act.by, "ended_reason": reason, "open_print": None}
    connection.execute(update(ENTRIES).where(ENTRIES.c.id.in_(wanted)).values(ending))


def claim(connection: Connection, hasher: Hasher, at: datetime) -> None:
    """Puts a new store under this key. Raises `InputError` where it is under another one."""
    if mark_of(connection) is None:
        connection.execute(insert(KEYS).values(id=1, mark=hasher.mark, since=at))
    check_key(connection, hasher)


def check_key(connection: Connection, hasher: Hasher) -> None:
    """INVARIANT: no store is asked under another key than its own, since nobody would be found on any list."""
    mark = mark_of(connection)
    if mark is not None and mark != hasher.mark:
        raise other_key()


def mark_of(connection: Connection) -> str | None:
    """The mark of the key that the store is under; None for a new store."""
    return connection.scalar(select(KEYS.c.mark))
