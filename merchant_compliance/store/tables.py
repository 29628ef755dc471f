"""The tables. Two times stand beside each other: when an entry is valid, and when the store came to know of it.

INVARIANT: nothing is deleted, and an entry changes once at most: when it is ended; an event of a lifecycle never. The
database itself refuses the rest (the triggers of the migrations), so that what was known at any date can be told for
ever.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have the same names on every database, so that migrations can name them."""
Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what is an INTEGER."""


class Instant(TypeDecorator[datetime]):
    """A moment with its zone; databases without zones keep it as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone may be any of 24 hours")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Stored(SQLModel):
    """Tables of our own, apart from those of a program that embeds us."""

    metadata = MetaData(naming_convention=NAMES)


class StoreKey(Stored, table=True):
    """Under which key the store hashes: its mark, from which the key cannot be told. There is one row at most."""

    __tablename__ = "store_key"

    id: int = Field(default=1, primary_key=True)
    mark: str
    since: datetime = Field(sa_type=Instant)


class Recording(Stored, table=True):
    """One act of writing entries down: an import of a file, or one entry added by hand.

    `recorded_at` is from when on the store knows of its entries; `read`, `added`, `known` (there already) and
    `rejected` count the rows of a file.
    """

    __tablename__ = "list_recordings"

    id: int | None = Field(default=None, sa_column=Column(Number, primary_key=True))
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str
    file: str = ""
    file_sha256: str = ""
    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0


class ListEntry(Stored, table=True):
    """One entry of a list. `key_hash` is under the store's key, `key_masked` is for people.

    `until` is exclusive, as in a list file. An ended entry is no longer valid from `ended_on` on, which the store
    knows since `ended_at`. `open_print` is the same for entries that say the same of whomever, and absent once an
    entry is ended. INVARIANT: of identical entries one at most is not ended.
    """

    __tablename__ = "list_entries"
    __table_args__ = (
        CheckConstraint("since IS NULL OR until IS NULL OR since < until", name="ends"),
        UniqueConstraint("key_hash", "open_print"),  # finds entries by their key, too
    )

    id: int | None = Field(default=None, sa_column=Column(Number, primary_key=True))
    recording_id: int = Field(foreign_key="list_recordings.id", sa_type=Number)
    list: str
    key_kind: str
    key_hash: str
    key_masked: str
    category: str = ""
    brand: str = ""
    region: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""
    source: str = ""
    open_print: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_on: date | None = None
    ended_by: str | None = None
    ended_reason: str | None = None


class LifecycleEvent(Stored, table=True):
    """Something that happened to a merchant. `id` is the order in which events came to be known, which is not the
    order in which they count: that is by `occurred_on`, `seq` and `event_id`. `data` is JSON text of its fields.

    INVARIANT: rows are only added. What is wrong is put right by another event.
    """

    __tablename__ = "lifecycle_events"
    __table_args__ = (UniqueConstraint("merchant_id", "event_id"),)

    id: int | None = Field(default=None, sa_column=Column(Number, primary_key=True))
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str
    source: str = ""
    merchant_id: str
    event_id: str
    event: str
    occurred_on: date
    seq: int = Field(default=0, sa_type=BigInteger)
    data: str = "{}"


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements over many rows at once."""
    table: Any = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


EVENTS = table_of(LifecycleEvent)
ENTRIES, RECORDINGS, KEYS = table_of(ListEntry), table_of(Recording), table_of(StoreKey)
METADATA = Stored.metadata
