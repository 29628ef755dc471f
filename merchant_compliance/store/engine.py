"""Where the store is, and connections to it: a SQLite file by default, any SQLAlchemy URL such as PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from merchant_compliance.store import failures

URL_VARIABLE = "MERCHANT_COMPLIANCE_DATABASE_URL"
FILE = "merchant-compliance.db"
SQLITE = "sqlite"
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
"""What a URL without a driver means: the one that our `postgres` extra installs."""
IN_MEMORY = (None, "", ":memory:")
PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",  # readers do not wait for a long import
    "busy_timeout = 30000",  # milliseconds until a second writer gives up
    "cache_size = -65536",  # KiB: the indexes of a million entries stay in memory
)


def default_file(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Path:
    """The SQLite file in the user's data folder: one store, whichever folder a command runs in."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    folders = {"win32": ("LOCALAPPDATA", "AppData/Local"), "darwin": ("", "Library/Application Support")}
    variable, usual = folders.get(system, ("XDG_DATA_HOME", ".local/share"))
    given = environment.get(variable, "")
    return (Path(given) if given else home / usual) / "merchant-compliance" / FILE


def database_url(environment: Mapping[str, str] = os.environ) -> URL:
    """The URL of the store. Raises `InputError`, which never repeats a password, for what is no URL."""
    given = environment.get(URL_VARIABLE, "").strip()
    if not given:
        return URL.create(SQLITE, database=str(default_file(environment)))
    try:
        url = make_url(given)
    except ArgumentError:
        raise failures.no_url(URL_VARIABLE) from None
    if is_sqlite(url) and url.database in IN_MEMORY:
        raise failures.in_memory(URL_VARIABLE)
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == SQLITE


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite store; None for any other, and for one in memory."""
    name = url.database or ""
    return Path(name) if is_sqlite(url) and name not in IN_MEMORY and not name.startswith("file:") else None


def open_engine(url: URL) -> Engine:
    """Connects to nothing yet. Raises `InputError` where the driver is missing."""
    try:
        engine = create_engine(url)
    except (ImportError, NoSuchModuleError) as error:
        raise failures.no_driver(url, error) from None
    if is_sqlite(url):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Leaves transactions to us: the driver's own would not cover the making of tables."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: one that reads first could not get it any more when another has written."""
    kind = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """One transaction: all of it or nothing. Failures of the database become `InputError` without a password."""
    file = sqlite_file(engine.url)
    try:
        if file and writes:
            _make_private(file)
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except (DBAPIError, OSError) as error:
        raise failures.unusable(engine.url, error) from error


def _make_private(file: Path) -> None:
    """A new file for its owner only: it holds hashes and masks of personal data."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
