"""What a fingerprint sees, and when two runs rest on the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from merchant_compliance import Engine
from merchant_compliance.cli.linked import FoundLinks
from merchant_compliance.engine.rows.terms import CHANGES, END, Digests, changed, digest, fingerprint, terms_of

DAY = date(2021, 12, 31)
SIZE = 3 * END


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(bytes(SIZE))
    os.utime(path, ns=(1, 1))
    return path


def write_at(place: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("r+b") as stream:
            stream.seek(place)
            stream.write(b"x")

    return write


@pytest.mark.parametrize("place", [0, END - 1, SIZE - END, SIZE - 1, SIZE])
def test_a_change_at_either_end_is_seen_whatever_the_time_says(file: Path, place: int) -> None:
    before = fingerprint(file)
    write_at(place)(file)
    os.utime(file, ns=(1, 1))
    assert fingerprint(file) != before


def test_a_change_in_the_middle_is_seen_by_the_time(file: Path) -> None:
    before = fingerprint(file)
    write_at(SIZE // 2)(file)
    assert fingerprint(file) != before
    os.utime(file, ns=(1, 1))
    assert fingerprint(file) == before


@pytest.mark.parametrize("size", [0, 1, END, END + 1, 2 * END - 1, 2 * END])
def test_a_small_file_is_read_whole(tmp_path: Path, size: int) -> None:
    path, seen = tmp_path / "small", set()
    for place in range(0, size, max(size // 5, 1)):
        path.write_bytes(bytes(place) + b"x" + bytes(size - place - 1))
        os.utime(path, ns=(1, 1))
        found = fingerprint(path)
        assert found is not None
        seen.add(found["ends"])
    assert len(seen) == len(range(0, size, max(size // 5, 1)))


def test_what_is_no_file_has_no_fingerprint(tmp_path: Path) -> None:
    assert [fingerprint(name) for name in ("-", tmp_path, "postgresql://host/db?table=t")] == [None] * 3


def test_terms_differ_where_anything_does_that_decides_a_row() -> None:
    engine = Engine.load()
    first = terms_of(engine, DAY, Digests("a", "b"))
    assert set(first) == set(CHANGES)
    assert changed(first, terms_of(engine, DAY, Digests("a", "b"))) is None
    others: dict[str, Any] = {
        "lists": terms_of(engine, DAY, Digests(None, "b")),
        "links": terms_of(engine, DAY, Digests("a", None)),
        "as_of": terms_of(engine, date(2022, 1, 1), Digests("a", "b")),
        "full": terms_of(engine, DAY, Digests("a", "b"), full=True),
        "allow_unknown": terms_of(engine, DAY, Digests("a", "b"), allow_unknown=True),
        "cross_check": terms_of(engine, DAY, Digests("a", "b"), checked=True),
    }
    assert {name: changed(first, terms) for name, terms in others.items()} == {name: name for name in others}


def test_nobody_can_tell_whether_an_index_of_links_is_the_same() -> None:
    class Index:
        def lookup(self, *_: Any, **__: Any) -> list[Any]:
            return []

    engine = Engine(Engine.load().rulebook, Index())
    assert changed(terms_of(engine, DAY, Digests("a")), terms_of(engine, DAY, Digests("a"))) == "links"


def test_links_are_the_same_in_whatever_order_merchants_were_found() -> None:
    entry = {"list": "x", "merchant_id": "m9", "hops": 1, "until": DAY}
    one, other = {"m1": [entry], "m2": [entry, entry]}, {"m2": [entry, entry], "m1": [entry]}
    assert FoundLinks(one).digest() == FoundLinks(other).digest()
    assert FoundLinks(one).digest() != FoundLinks({"m1": [entry], "m2": [{**entry, "hops": 2}, entry]}).digest()
    assert digest(["ab", "c"]) != digest(["a", "bc"])
