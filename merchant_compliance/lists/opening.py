"""The store of the environment with its hash key: opened to read or to write, one transaction each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine

from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keeping import check_key, mark_of
from merchant_compliance.store.engine import database_url, open_engine, sqlite_file, transaction
from merchant_compliance.store.hash_key import HashKey, hash_key
from merchant_compliance.store.schema import reading, revision_of, writing


@dataclass
class Opened:
    """`hasher` is made when it is first wanted, and raises `InputError` without a key: not every reader needs one."""

    connection: Connection
    key: HashKey | None = None

    @cached_property
    def hasher(self) -> Hasher:
        return Hasher((self.key or hash_key(self.connection.engine.url)).secret)

    def keyed(self) -> Hasher:
        """The hasher, when what is in the store was hashed with it; `InputError` otherwise."""
        check_key(self.connection, self.hasher)
        return self.hasher

    @property
    def made(self) -> Path | None:
        """The key file, if it was made just now."""
        return self.key.made if self.key else None


@contextmanager
def own_engine() -> Iterator[Engine]:
    """The engine of the environment's store; its connections are closed in the end."""
    engine = open_engine(database_url())
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def to_read() -> Iterator[Opened]:
    """One state of the store. Raises `InputError` where there is none."""
    with own_engine() as engine, reading(engine) as connection:
        yield Opened(connection)


@contextmanager
def to_write() -> Iterator[Opened]:
    """All is written or nothing. INVARIANT: without a usable key nothing is touched at all."""
    with own_engine() as engine:
        key = hash_key(engine.url, make=not _is_under_a_key(engine))
        with writing(engine) as connection:
            yield Opened(connection, key)


def _is_under_a_key(engine: Engine) -> bool:
    """Whether a SQLite store was written before: then a new key would find none of its entries."""
    file = sqlite_file(engine.url)
    if file is None or not file.is_file():
        return False
    with transaction(engine, writes=False) as connection:
        return revision_of(connection) is not None and mark_of(connection) is not None
