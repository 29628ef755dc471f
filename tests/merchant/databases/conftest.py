"""New databases, in which statements are run: `sqlite(…)`, `duck(…)` and `postgres(…)` give the address of a table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from table_samples import Sql


@pytest.fixture
def sqlite(tmp_path: Path) -> Sql:
    def run(*statements: str, table: str | None = "t", name: str = "m.db") -> str:
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return f"sqlite:///{tmp_path / name}" + (f"?table={table}" if table else "")

    return run


@pytest.fixture
def duck(tmp_path: Path) -> Sql:
    def run(*statements: str, table: str | None = "t") -> str:
        with duckdb.connect(tmp_path / "m.duckdb") as connection:
            for statement in statements:
                connection.execute(statement)
        return f"duckdb://{tmp_path / 'm.duckdb'}" + (f"?table={table}" if table else "")

    return run


@pytest.fixture
def postgres(postgres_server: str) -> Sql:
    """A new database for each test; trust is how its server lets us in, whatever the password."""
    import psycopg

    server = postgres_server.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        count = connection.execute("SELECT count(*) FROM pg_database").fetchone()
        connection.execute(f"CREATE DATABASE tables_{count[0] if count else 0}")
    url = server.replace("/postgres?", f"/tables_{count[0] if count else 0}?")

    def run(*statements: str, table: str | None = "t") -> str:
        with psycopg.connect(url) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        return url.replace("postgres@", "postgres:geheim@") + (f"&table={table}" if table else "")

    return run
