"""The key comes from the environment or a file; one is made only beside a SQLite file, never in production."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url

from merchant_compliance.errors import InputError
from merchant_compliance.store.hash_key import hash_key, is_production, key_file_of
from merchant_compliance.store.secret import (
    FILE_VARIABLE,
    KEY_VARIABLE,
    MODE_VARIABLE,
    given_secret,
    secret_or_refusal,
)

SERVER = make_url("postgresql+psycopg://u:p@h/d")
LONG = "0123456789abcdef"


def sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


def test_the_key_is_taken_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{LONG}\n", encoding="utf-8")
    for environment in ({KEY_VARIABLE: LONG}, {FILE_VARIABLE: str(file)}):
        for url in (SERVER, make_url(sqlite(tmp_path))):
            found = hash_key(url, environment)
            assert (found.secret, found.made) == (LONG.encode(), None)
            assert LONG not in repr(found)


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("server", {}, "no-hash-key"),
    ("memory", {}, "no-hash-key"),
    ("sqlite", {MODE_VARIABLE: "production"}, "no-hash-key"),
    ("server", {KEY_VARIABLE: LONG[:15]}, "weak-hash-key"),
    ("sqlite", {KEY_VARIABLE: LONG[:15], MODE_VARIABLE: "Production"}, "weak-hash-key"),
    ("sqlite", {KEY_VARIABLE: LONG, FILE_VARIABLE: "key"}, "two-hash-keys"),
    ("sqlite", {FILE_VARIABLE: "/nowhere/key"}, "unreadable-hash-key"),
    ("sqlite", {FILE_VARIABLE: "/dev/null"}, "unreadable-hash-key"),
]


@pytest.mark.parametrize(("where", "environment", "code"), WRONG)
def test_a_key_that_is_missing_double_or_weak_is_refused(
    where: str, environment: dict[str, str], code: str, tmp_path: Path
) -> None:
    url = {"server": SERVER, "memory": make_url("sqlite://"), "sqlite": make_url(sqlite(tmp_path))}[where]
    with pytest.raises(InputError) as caught:
        hash_key(url, environment, make=True)
    assert caught.value.problems[0].code == code
    assert LONG[:15] not in caught.value.say("en") + caught.value.say("zh")
    assert not list(tmp_path.iterdir())


def test_outside_production_a_random_key_is_made_once_beside_the_file_for_its_owner_only(tmp_path: Path) -> None:
    url = make_url(sqlite(tmp_path))
    assert not is_production(url, {})
    with pytest.raises(InputError):
        hash_key(url, {})
    made = hash_key(url, {}, make=True)
    assert made.made == key_file_of(url)
    assert made.made is not None
    assert stat.S_IMODE(made.made.stat().st_mode) == 0o600
    again = hash_key(url, {}, make=True)
    assert (again.secret, again.made) == (made.secret, None)
    assert len(made.secret) == 64


def test_without_a_store_the_environment_decides_what_production_is(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(LONG, encoding="utf-8")
    assert given_secret({}) is None
    assert secret_or_refusal({}) is None
    assert given_secret({KEY_VARIABLE: "short"}) == b"short"
    assert given_secret({FILE_VARIABLE: str(file), MODE_VARIABLE: "production"}) == LONG.encode()


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "no-hash-key"),
        ({KEY_VARIABLE: LONG[:15]}, "weak-hash-key"),
        ({KEY_VARIABLE: LONG, FILE_VARIABLE: "key"}, "two-hash-keys"),
    ],
)
def test_in_production_nothing_stands_in_for_a_key(environment: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        secret_or_refusal({MODE_VARIABLE: "production", **environment})
    assert caught.value.problems[0].code == code


def test_who_only_hashes_loads_no_database_library() -> None:
    import subprocess
    import sys

    program = "import sys, merchant_compliance.engine.audience; print('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"
