"""Stores to test on: a SQLite file, and a database of a PostgreSQL server that is started once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Unavailable, running
from sqlalchemy import Engine, create_engine, make_url, text

from merchant_compliance.store.engine import open_engine
from merchant_compliance.store.schema import upgrade


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of the server; tests that want it are skipped, and say why, where it cannot be started."""
    try:
        with running() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new store without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: str = request.getfixturevalue("postgres")
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM pg_database"))
        connection.execute(text(f"CREATE DATABASE store_{count}"))
    return make_url(server).set(database=f"store_{count}").render_as_string(hide_password=False)


@pytest.fixture
def bare(url: str) -> Iterator[Engine]:
    """A store without tables."""
    engine = open_engine(make_url(url))
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare: Engine) -> Engine:
    """An empty store."""
    upgrade(bare)
    return bare
