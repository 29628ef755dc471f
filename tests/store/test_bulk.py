"""Many entries at once: in their order, each once, and all or none, on every database and in the general way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from sqlalchemy import Connection, Engine, insert, select

from merchant_compliance.errors import InputError
from merchant_compliance.store import bulk
from merchant_compliance.store.bulk import Adder, NewEntry, add_new
from merchant_compliance.store.schema import reading, writing
from merchant_compliance.store.tables import ENTRIES, RECORDINGS

COUNTS = dict.fromkeys(("read", "added", "known", "rejected"), 0)


def recording(connection: Connection) -> int:
    values = {"recorded_at": datetime(2021, 1, 1, tzinfo=UTC), "recorded_by": "me", "file": "", "file_sha256": ""}
    made = connection.execute(insert(RECORDINGS).values(**values, **COUNTS)).inserted_primary_key
    assert made is not None
    return int(made[0])


def entry(recorded: int, print_: str, **more: str | None) -> NewEntry:
    plain = NewEntry(recorded, "l", "uid", "h", "m", "", "", "", "2021-01-01", None, "中文 \t\\N", "", print_)
    return plain._replace(**more)  # type: ignore[arg-type]


def prints(store: Engine) -> list[str]:
    with reading(store) as connection:
        return [str(one) for one in connection.scalars(select(ENTRIES.c.open_print).order_by(ENTRIES.c.id))]


@pytest.fixture(params=["own", "general"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "general":
        monkeypatch.setattr(bulk, "WAYS", {})
        monkeypatch.setattr(bulk, "ASKED", 2)


@pytest.mark.usefixtures("way")
def test_batches_are_added_in_order_and_what_is_there_is_left_out(store: Engine) -> None:
    with writing(store) as connection:
        recorded = recording(connection)
        with Adder(connection) as adder:
            for batch in (["d", "b", "d", "a"], ["b", "c"], ["a"]):
                adder.add([entry(recorded, one) for one in batch])
        assert adder.added == 4
        assert add_new(connection, []) == 0
        others = [entry(recorded, "a", key_hash=key) for key in ("other", "other", "h")]
        assert add_new(connection, others) == 1  # says the same, of somebody else
    assert prints(store) == ["d", "b", "a", "c", "a"]


@pytest.mark.usefixtures("way")
def test_what_is_read_back_is_what_was_written(store: Engine) -> None:
    with writing(store) as connection:
        add_new(connection, [entry(recording(connection), "p", until="2021-02-01", category="\n\"'")])
        (row,) = connection.execute(select(ENTRIES))
        assert (row.since, row.until) == (date(2021, 1, 1), date(2021, 2, 1))
        assert (row.reason, row.category) == ("中文 \t\\N", "\n\"'")


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("last", [True, False])
def test_an_entry_that_the_database_refuses_undoes_everything(store: Engine, last: bool) -> None:
    def add() -> None:
        with writing(store) as connection:
            recorded = recording(connection)
            with Adder(connection) as adder:
                adder.add([entry(recorded, "a")])
                adder.add([entry(recorded, "b", until="2020-01-01")])  # ends before it begins
                if not last:
                    adder.add([entry(recorded, "c")])

    with pytest.raises(InputError, match="cannot be used"):
        add()
    assert prints(store) == []


def test_an_error_of_the_caller_undoes_everything_too(store: Engine) -> None:
    def add() -> None:
        with writing(store) as connection, Adder(connection) as adder:
            adder.add([entry(recording(connection), "a")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add()
    assert prints(store) == []


def test_two_writers_at_once_double_nothing(store: Engine) -> None:
    wanted = [f"{number:03d}" for number in range(300)]
    added: list[int] = []

    def write() -> None:
        with writing(store) as connection:
            recorded = recording(connection)
            with Adder(connection) as adder:
                for start in range(0, len(wanted), 50):
                    adder.add([entry(recorded, one) for one in wanted[start : start + 50]])
            added.append(adder.added)

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(added) == len(wanted)
    assert sorted(prints(store)) == wanted
