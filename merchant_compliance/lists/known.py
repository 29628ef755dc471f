"""What the store knew at a moment: its entries as they stood then.

An entry is known from the moment it was recorded. Its ending is known from the moment it was ended, and moves `until`
to the day of the ending if that is earlier. What was recorded or ended after the moment has not happened yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, null, or_, select

from merchant_compliance.errors import InputError
from merchant_compliance.lists.complaints import no_moment
from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.lists.hashing import Hasher, UnusableKey
from merchant_compliance.lists.keys import SPELLINGS
from merchant_compliance.store.tables import ENTRIES, RECORDINGS

E = ENTRIES.c
STREAM = 10_000
"""Rows that are fetched at once."""


class Kept(NamedTuple):
    """An entry as it stood. `until` is already moved by an ending; `ended_*` are None where none was known."""

    id: int
    list: str
    key_kind: KeyKind
    key_hash: str
    key_masked: str
    category: str
    brand: str
    region: str
    since: date | None
    until: date | None
    reason: str
    source: str
    recorded_at: datetime
    recorded_by: str
    file: str
    ended_at: datetime | None
    ended_on: date | None
    ended_by: str | None
    ended_reason: str | None


@dataclass(frozen=True)
class Wanted:
    """Which entries; None asks nothing. `key` is looked for as every kind of key unless `key_kind` names one.

    `ended` takes ended ones too; `ever` leaves out those that never held, which no list file can hold.
    """

    list: str | None = None
    key_kind: KeyKind | None = None
    key: str | None = None
    category: str | None = None
    brand: str | None = None
    region: str | None = None
    valid_on: date | None = None
    ended: bool = True
    ever: bool = False


ALL = Wanted()
EQUAL = tuple(field.name for field in fields(Wanted) if field.name not in ("key", "valid_on", "ended", "ever"))


def end_of(day: date) -> datetime:
    """The last moment of a day by the clock of this machine, by which `today` goes too."""
    return datetime.combine(day + timedelta(days=1), time.min).astimezone() - timedelta(microseconds=1)


def moment_of(given: str) -> datetime:
    """A day, to its end, or a moment with its zone. Raises `InputError` for anything else."""
    try:
        if len(given) == len("2021-12-31"):
            return end_of(date.fromisoformat(given))
        moment = datetime.fromisoformat(given)
    except (ValueError, OverflowError):
        raise InputError(no_moment(given)) from None
    if moment.tzinfo is None:
        raise InputError(no_moment(given))
    return moment


def _ended(at: datetime) -> ColumnElement[bool]:
    return and_(E.ended_at.is_not(None), E.ended_at <= at)


def until_as_known(at: datetime) -> ColumnElement[date]:
    earlier = or_(E.until.is_(None), E.ended_on < E.until)
    return case((and_(_ended(at), earlier), E.ended_on), else_=E.until)


def ever_valid(at: datetime) -> ColumnElement[bool]:
    """False for an entry that was ended from before its beginning: a mistake that never held."""
    until = until_as_known(at)
    return or_(E.since.is_(None), until.is_(None), E.since < until)


def as_known(at: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of the entries that were known, in the order in which they were written down."""
    recorded = RECORDINGS.c.recorded_at <= at
    return select(*columns).select_from(ENTRIES.join(RECORDINGS)).where(recorded).order_by(E.id)


def entries_as_known(
    connection: Connection, at: datetime, wanted: Wanted = ALL, hasher: Hasher | None = None, limit: int | None = None
) -> Iterator[Kept]:
    """The entries that stood in the store at this moment, one by one. To look for a key takes a hasher."""
    query = as_known(at, *_columns(at)).where(*_conditions(at, wanted, hasher)).limit(limit)
    for row in connection.execute(query.execution_options(yield_per=STREAM)):
        yield Kept(*row)


def count_as_known(connection: Connection, at: datetime, wanted: Wanted = ALL, hasher: Hasher | None = None) -> int:
    query = as_known(at, func.count()).where(*_conditions(at, wanted, hasher)).order_by(None)
    return int(connection.scalar(query) or 0)


def names_as_known(connection: Connection, at: datetime) -> list[str]:
    """The lists that have entries, by name."""
    query = as_known(at, E.list).distinct().order_by(None).order_by(E.list)
    return list(connection.scalars(query))


def _columns(at: datetime) -> list[ColumnElement[Any]]:
    """The columns of `Kept`; an ending that was not known yet does not show."""
    changed: dict[str, ColumnElement[Any]] = {"until": until_as_known(at)}
    for name in ("ended_at", "ended_on", "ended_by", "ended_reason"):
        changed[name] = case((_ended(at), E[name]), else_=null())
    for name in ("recorded_at", "recorded_by", "file"):
        changed[name] = RECORDINGS.c[name]
    return [changed[name] if name in changed else E[name] for name in Kept._fields]


def _conditions(at: datetime, wanted: Wanted, hasher: Hasher | None) -> Iterator[ColumnElement[bool]]:
    for name in EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield E[name] == value
    if wanted.key is not None:
        assert hasher is not None
        yield E.key_hash.in_(_hashes(hasher, wanted.key, wanted.key_kind))
    if wanted.valid_on is not None:
        until = until_as_known(at)
        yield or_(E.since.is_(None), E.since <= wanted.valid_on)
        yield or_(until.is_(None), until > wanted.valid_on)
    if not wanted.ended:
        yield ~_ended(at)
    if wanted.ever:
        yield ever_valid(at)


def _hashes(hasher: Hasher, key: str, kind: KeyKind | None) -> list[str]:
    found = []
    for one in SPELLINGS if kind is None else (kind,):
        try:
            found.append(hasher.stored(one, key).hashed)
        except UnusableKey:
            continue
    return found
