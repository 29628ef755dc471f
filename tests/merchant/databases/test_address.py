"""Addresses of tables: every spelling that people use, no guess between two files, and no password in any message."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.databases.address import address_of, hidden, is_address

PASSWORDS = st.text(min_size=6).map(lambda text: f"§{text}§")
"""With signs that stand nowhere else in an address or a message."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("m.db", "data/m.db", "data/two words.db"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("written", "file", "table"),
    [
        ("sqlite://m.db", "m.db", None),
        ("sqlite:///m.db?table=t", "m.db", "t"),
        ("sqlite:///data/m.db?table=s.t", "data/m.db", "s.t"),
        ("sqlite://data/m.db?table=a%3Bb", "data/m.db", "a;b"),
        ("SQLite://./data/m.db?table=", "data/m.db", None),
        ("duckdb://data/two words.db", "data/two words.db", None),
        ("duckdb:///data/two%20words.db?table=t", "data/two words.db", "t"),
        ("duckdb:///{here}/m.db?table=t", "m.db", "t"),
        ("duckdb://{here}/m.db?table=t", "m.db", "t"),
        ("duckdb:///C:/data/m.db?table=t", "C:/data/m.db", "t"),
        ("duckdb://absent.db", "absent.db", None),
    ],
)
def test_a_file_is_found_from_the_root_and_from_the_current_folder(
    here: Path, written: str, file: str, table: str | None
) -> None:
    found = address_of(written.format(here=here))
    assert (found.file.absolute(), found.table) == ((here / file).absolute(), table)


def test_two_files_that_may_be_meant_are_asked_about(here: Path) -> None:
    root = here.joinpath(*here.parts[1:])
    root.mkdir(parents=True)
    (root / "m.db").touch()
    with pytest.raises(InputError) as caught:
        address_of(f"sqlite://{here}/m.db")
    assert caught.value.problems[0].code == "two-files"
    assert address_of(f"sqlite:///{here}/m.db").file == here / "m.db"


@pytest.mark.parametrize(
    ("written", "code", "nearest"),
    [
        ("sqlit://m.db", "unknown-database", "sqlite"),
        ("mysql://root:geheim@host/db", "unknown-database", None),
        ("sqlite://m.db?tabel=t", "unknown-parameter", "table"),
        ("sqlite://m.db?merchants", "unknown-parameter", None),
        ("sqlite:///", "bad-address", None),
        ("duckdb://:memory:", "bad-address", None),
        ("postgresql://u:geheim@host:port/db", "bad-address", None),
        ("postgresql://u:geh@eim@host/db", "bad-address", None),
        ("postgresql://u:geh@ei?m@host/db", "bad-address", None),
    ],
)
def test_what_is_no_address_says_why_and_what_would_be_one(written: str, code: str, nearest: str | None) -> None:
    with pytest.raises(InputError) as caught:
        address_of(written)
    (problem,) = caught.value.problems
    assert (problem.code, problem.nearest) == (code, nearest)
    assert problem.mend.zh
    assert problem.mend.en
    assert not any(piece in caught.value.say(language) for piece in ("geh", "eim") for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://u:pw@host/db?table=t", "postgresql://u:***@host/db?table=t"),
        ("postgres://u:p/w?x#y@host:5432/db", "postgres://u:***@host:5432/db"),
        ("postgresql://u@host/db", "postgresql://u@host/db"),
        ("postgresql:///db?host=/tmp/x&password=pw&table=t", "postgresql:///db?host=/tmp/x&password=***&table=t"),
        ("postgresql://host/db?sslpassword=a%40b&table=t", "postgresql://host/db?sslpassword=***&table=t"),
        ("postgresql://u:pw@host/db?table=a@b", "postgresql://u:***@host/db?table=a@b"),
        ("postgresql://u:p@w@host/db", "postgresql://***@host/db"),
        ("mysql://u:pw@host/db", "mysql://u:***@host/db"),
        ("sqlite:///m.db?table=t", "sqlite:///m.db?table=t"),
        ("merchants.csv", "merchants.csv"),
    ],
)
def test_an_address_is_shown_without_its_secrets(written: str, shown: str) -> None:
    assert hidden(written) == shown
    assert hidden(shown) == shown


@given(password=PASSWORDS, escaped=st.booleans(), place=st.sampled_from(["login", "parameter"]))
def test_no_password_is_ever_shown_and_the_driver_is_given_it(password: str, escaped: bool, place: str) -> None:
    spelled = quote(password, safe="") if escaped else password.replace("%", "%25")
    login, more = (f"u:{spelled}@", "") if place == "login" else ("u@", f"&password={quote(password, safe='')}")
    shown = hidden(f"postgresql://{login}host/db?table=t{more}")
    assert "§" not in shown
    assert "%C2%A7" not in shown
    if "@" in login[:-1]:
        with pytest.raises(InputError) as caught:
            address_of(shown)
        assert "§" not in caught.value.say("zh") + caught.value.say("en")
        return
    found = address_of(shown)
    assert found.url is not None
    assert "§" not in repr(found)
    assert (found.url.password if place == "login" else found.url.query["password"]) == password
    assert password in found.secrets


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("a.csv", False),
        ("-", False),
        ("C:\\data\\a.csv", False),
        ("c://a.csv", False),
        ("duckdb:a", False),
        ("duck://", True),
    ],
)
def test_names_of_files_are_no_addresses(name: str, answer: bool) -> None:
    assert is_address(name) is answer
