"""Where the store is, and what is said when it cannot be used: never a password."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from merchant_compliance.errors import InputError
from merchant_compliance.store.engine import URL_VARIABLE, database_url, default_file, open_engine, transaction
from merchant_compliance.store.schema import writing

PLACES = [
    ("linux", {"HOME": "/h"}, "/h/.local/share/merchant-compliance/merchant-compliance.db"),
    ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/x"}, "/x/merchant-compliance/merchant-compliance.db"),
    ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/merchant-compliance/merchant-compliance.db"),
    ("win32", {"USERPROFILE": "/h"}, "/h/AppData/Local/merchant-compliance/merchant-compliance.db"),
    ("win32", {"USERPROFILE": "/h", "LOCALAPPDATA": "/l"}, "/l/merchant-compliance/merchant-compliance.db"),
]
URLS = [
    ("postgresql://u:p@h/d", "postgresql+psycopg"),
    ("postgres://u:p@h/d", "postgresql+psycopg"),
    ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg"),
    ("sqlite:///x.db", "sqlite"),
]


@pytest.mark.parametrize(("system", "environment", "place"), PLACES)
def test_the_default_store_is_a_file_in_the_users_data_folder(
    system: str, environment: dict[str, str], place: str
) -> None:
    assert default_file(environment, system) == Path(place)
    assert database_url({"HOME": "/h"}).get_backend_name() == "sqlite"


@pytest.mark.parametrize(("given", "driver"), URLS)
def test_a_url_of_the_environment_is_taken_with_the_driver_that_we_install(given: str, driver: str) -> None:
    assert database_url({URL_VARIABLE: given}).drivername == driver


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sesame", "bad-database-url"),
        ("sqlite://", "store-in-memory"),
        ("sqlite:///:memory:", "store-in-memory"),
        ("oracel://u:sesame@h/d", "no-database-driver"),
        ("postgresql+psycopg2://u:sesame@h/d", "no-database-driver"),
        ("postgresql://u:sesame@/d?host=/nowhere&password=sesame", "store-unusable"),
        ("sqlite:////proc/nowhere/sesame.db", "store-unusable"),
    ],
)
def test_what_cannot_be_used_is_refused_without_its_password(url: str, code: str) -> None:
    def use() -> None:
        with transaction(open_engine(database_url({URL_VARIABLE: url})), writes=True):
            pass

    with pytest.raises(InputError) as caught:
        use()
    (problem,) = caught.value.problems
    said = problem.say("en") + problem.say("zh")
    assert problem.code == code
    assert "sesame" not in said.replace("/proc/nowhere/sesame.db", "")


def test_a_new_file_is_for_its_owner_only_and_refuses_entries_without_recording(tmp_path: Path) -> None:
    file = tmp_path / "new" / "store.db"
    engine = open_engine(make_url(f"sqlite:///{file}"))
    with writing(engine) as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    engine.dispose()
