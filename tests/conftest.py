"""Random tests draw new cases on a developer's machine, and the same ones on every run of CI.

Stores to test on: a SQLite file, and a database of a PostgreSQL server that is started once in a run of tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of the server; tests that want it are skipped, and say why, where it cannot be started."""
    from postgres_server import Unavailable, running

    try:
        with running() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store without tables."""
    from sqlalchemy import create_engine, make_url, text

    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: str = request.getfixturevalue("postgres_server")
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM pg_database"))
        connection.execute(text(f"CREATE DATABASE store_{count}"))
    return make_url(server).set(database=f"store_{count}").render_as_string(hide_password=False)


@pytest.fixture
def bare_store(store_url: str) -> Iterator[Engine]:
    """A store without tables."""
    from sqlalchemy import make_url

    from merchant_compliance.store.engine import open_engine

    engine = open_engine(make_url(store_url))
    yield engine
    engine.dispose()


@pytest.fixture
def store(bare_store: Engine) -> Engine:
    """An empty store."""
    from merchant_compliance.store.schema import upgrade

    upgrade(bare_store)
    return bare_store
