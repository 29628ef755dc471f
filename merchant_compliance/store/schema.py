"""The shape of the tables: brought up to date by migrations, and checked before anything is read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from merchant_compliance.store import failures
from merchant_compliance.store.engine import is_sqlite, sqlite_file, transaction

MIGRATIONS = Path(__file__).parent / "migrations"


class Upgrade(NamedTuple):
    """Revisions before (None: no tables yet) and after."""

    before: str | None
    after: str


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this version of the program works on."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> Upgrade:
    """Brings the tables up to date, all steps or none; a second call does nothing.

    Raises `InputError` where the tables are of a newer version than this program.
    """
    with transaction(engine, writes=True) as connection:
        return _upgrade(connection)


def _upgrade(connection: Connection) -> Upgrade:
    before = revision_of(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if before is not None and before not in known:
        raise failures.too_new(connection.engine.url, before)
    command.upgrade(_config(connection), "head")
    return Upgrade(before, newest())


def check(engine: Engine) -> None:
    """That tables and models are the same; alembic raises what differs. For tests and for who changes a table."""
    with transaction(engine, writes=False) as connection:
        command.check(_config(connection))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the store. Raises `InputError` where there is none, or an older one."""
    file = sqlite_file(engine.url)
    if file and not file.is_file():
        raise failures.no_store(engine.url)
    with transaction(engine, writes=False) as connection:
        _refuse_other_revisions(connection)
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes. A new SQLite store gets its tables at once; a server waits for `db upgrade`."""
    with transaction(engine, writes=True) as connection:
        if is_sqlite(engine.url) and revision_of(connection) is None:
            _upgrade(connection)
        _refuse_other_revisions(connection)
        yield connection


def _refuse_other_revisions(connection: Connection) -> None:
    revision, url = revision_of(connection), connection.engine.url
    if revision is None and is_sqlite(url):
        raise failures.no_store(url)
    if revision != newest():
        raise failures.not_upgraded(url, revision)
