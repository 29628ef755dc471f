"""Lists in the store: nothing is doubled, nothing is lost, nothing is in the clear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.exporting import write_list_file
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.lists.keeping import Act, Added, Origin, add_entry, end_entries, import_rows
from merchant_compliance.lists.known import Wanted, count_as_known, end_of, entries_as_known, names_as_known
from merchant_compliance.lists.reading import LISTS, read_list_file
from merchant_compliance.lists.stored import index_as_known
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.readers import raw_rows
from merchant_compliance.store import bulk
from merchant_compliance.store.schema import reading, writing

KEY = Hasher(b"a key for tests only")
START = datetime(2021, 6, 1, 12, tzinfo=UTC)
DAY = date(2021, 6, 1)
PHONE = {"list": "community-ban", "key_kind": "phone", "key": "13800138000"}
ROWS: list[dict[str, Any]] = [
    PHONE,
    {**PHONE, "key": "+86 138-0013-8000"},  # the same number
    {**PHONE, "key": "13800138001", "since": "2021-01-01", "until": "2021-12-31", "reason": "fraud"},
    {"list": "category-invitations", "key_kind": "merchant", "key": "m1", "category": "tea"},
    {"list": "onboarding-blacklist", "key_kind": "uscc", "key": "91330106MA2E5F6G09", "source": "register"},
    {"list": "onboarding-blacklist", "key_kind": "address", "key": "北京市海淀区上地西路6号院3单元"},
]
SECRETS = ("13800138000", "13800138001", "91330106MA2E5F6G09", "上地西路")


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def later(self, **how_much: float) -> datetime:
        self.at += timedelta(**how_much)
        return self.at


def raws(rows: Iterable[Any]) -> list[Raw]:
    return [Raw(line, row) for line, row in enumerate(rows, 1)]


def bring(store: Engine, rows: Iterable[Any], clock: Clock | None = None, **more: Any) -> tuple[int, int, int, int]:
    with writing(store) as connection:
        done = import_rows(connection, KEY, raws(rows), Act("me", clock or Clock()), **more)
    return done.read, done.added, done.known, done.rejected


def all_text(store: Engine) -> str:
    """Everything that the store holds, as text."""
    with reading(store) as connection:
        tables = ("list_entries", "list_recordings", "store_key")
        return str([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])


def kept(store: Engine, at: datetime = START, **wanted: Any) -> list[Any]:
    with reading(store) as connection:
        found = list(entries_as_known(connection, at, Wanted(**wanted), KEY))
        assert count_as_known(connection, at, Wanted(**wanted), KEY) == len(found)
    return found


def test_an_import_counts_every_row_once_and_doubles_nothing(store: Engine) -> None:
    assert bring(store, ROWS) == (6, 5, 1, 0)
    assert bring(store, ROWS) == (6, 0, 6, 0)
    assert len(kept(store)) == 5


def test_the_general_way_of_adding_does_the_same(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(store, ROWS[:2])
    fast = kept(store)
    monkeypatch.setattr(bulk, "WAYS", {})
    monkeypatch.setattr(bulk, "ASKED", 2)
    assert bring(store, ROWS) == (6, 4, 2, 0)
    assert bring(store, ROWS) == (6, 0, 6, 0)
    assert [entry.key_hash for entry in kept(store)][:1] == [fast[0].key_hash]
    assert [entry.list for entry in kept(store)] == [ROWS[n]["list"] for n in (0, 2, 3, 4, 5)]


def test_no_identifier_is_at_rest_in_the_clear(store: Engine) -> None:
    bring(store, [*ROWS, {**PHONE, "key": " "}, {**PHONE, "kind": "13800138000"}])
    held = all_text(store)
    assert not [secret for secret in SECRETS if secret in held]
    assert "138****8000" in held
    assert "'m1'" in held  # a merchant's id is the platform's own


def test_wrong_rows_are_rejected_with_line_and_reason_and_the_others_are_kept(store: Engine) -> None:
    wrong: list[tuple[Any, str]] = [
        ({**PHONE, "key_kind": "fone"}, "wrong-value"),
        ({**PHONE, "key": ""}, "wrong-value"),
        ({**PHONE, "key": "  "}, "wrong-value"),
        ({**PHONE, "key": 13800138000}, "wrong-type"),
        ({**PHONE, "since": "2021-02-30"}, "wrong-type"),
        ({**PHONE, "since": "2021-02-02", "until": "2021-02-02"}, "wrong-value"),
        ({**PHONE, "catgory": "tea"}, "unknown-field"),
        ({**PHONE, "reason": ["x"]}, "wrong-type"),
        ({**PHONE, "reason": 0}, "wrong-type"),
        ({**PHONE, "category": False}, "wrong-type"),
        ({**PHONE, "brand": {}}, "wrong-type"),
        ({**PHONE, "reason": "half \ud800"}, "wrong-type"),
        ({**PHONE, "key": "half \ud800"}, "wrong-type"),
        ({**PHONE, "reason": "a\0b"}, "bad-text"),
        ({**PHONE, "key": "1\0"}, "bad-text"),
        ({**PHONE, "key": "hmac:00000000:" + "0" * 32}, "other-hash-key"),
        ({**PHONE, "key": "hmac:me"}, "other-hash-key"),
        ({"list": "a", "key": "1"}, "missing-field"),
        ([], "not-an-object"),
        ("text", "not-an-object"),
        (None, "not-an-object"),
    ]
    rows = [row for pair in wrong for row in (pair[0], PHONE)]
    seen: list[tuple[int, str]] = []

    def on_rejected(raw: Raw, problems: Any) -> None:
        seen.append((raw.line, problems[0].code))
        assert "13800138000" not in "".join(p.say("en") + p.say("zh") for p in problems)

    counts = bring(store, rows, on_rejected=on_rejected)
    assert seen == [(2 * n + 1, code) for n, (_, code) in enumerate(wrong)]
    assert counts == (2 * len(wrong), 1, len(wrong) - 1, len(wrong))


def test_strict_takes_the_whole_file_or_nothing(store: Engine) -> None:
    with pytest.raises(InputError, match="1 rows were rejected"):
        bring(store, [PHONE, {**PHONE, "key": ""}], strict=True)
    assert kept(store) == []
    assert bring(store, [PHONE], strict=True) == (1, 1, 0, 0)


def test_every_entry_tells_its_validity_and_where_it_comes_from(store: Engine) -> None:
    clock = Clock()
    bring(store, ROWS, clock, origin=Origin("ban.csv", "0" * 64, "governance"))
    (found,) = kept(store, key="13800138001")
    assert (found.since, found.until, found.reason) == (date(2021, 1, 1), date(2021, 12, 31), "fraud")
    assert (found.source, found.file, found.recorded_by, found.recorded_at) == ("governance", "ban.csv", "me", START)
    assert {entry.source for entry in kept(store)} == {"governance", "register"}


FOUND = [
    ({}, 5),
    ({"list": "community-ban"}, 2),
    ({"key_kind": "uscc"}, 1),
    ({"key": "138 0013 8000"}, 1),
    ({"key": "13800138000", "key_kind": "uid"}, 0),
    ({"category": "tea"}, 1),
    ({"brand": "x"}, 0),
    ({"valid_on": date(2020, 12, 31)}, 4),
    ({"valid_on": date(2021, 12, 30)}, 5),
    ({"valid_on": date(2021, 12, 31)}, 4),
]


@pytest.mark.parametrize(("wanted", "count"), FOUND)
def test_entries_are_found_by_what_they_say_and_whom_they_name(
    store: Engine, wanted: dict[str, Any], count: int
) -> None:
    bring(store, ROWS)
    assert len(kept(store, **wanted)) == count


def test_an_entry_is_ended_once_with_a_reason_and_stays(store: Engine) -> None:
    clock = Clock()
    with writing(store) as connection:
        first = add_entry(connection, KEY, Entry(**PHONE), Act("me", clock))
        assert add_entry(connection, KEY, Entry(**PHONE), Act("you", clock)) == Added(first.id, True)
    ended = clock.later(days=3)
    with writing(store) as connection:
        end_entries(connection, [first.id], "appeal upheld", Act("you", clock), date(2021, 6, 3))
    (before,) = kept(store, ended - timedelta(seconds=1))
    (after,) = kept(store, ended)
    assert (before.until, before.ended_at, before.ended_reason) == (None, None, None)
    assert (after.until, after.ended_at, after.ended_by) == (date(2021, 6, 3), ended, "you")
    assert kept(store, ended, ended=False) == []
    with writing(store) as connection:  # listed anew: another entry
        again = add_entry(connection, KEY, Entry(**PHONE), Act("me", clock))
    assert again.id != first.id
    assert not again.known


def ending(store: Engine, ids: list[int], reason: str = "why") -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught, writing(store) as connection:
        end_entries(connection, ids, reason, Act("me", Clock()), DAY)
    return caught.value.problems


def test_what_cannot_be_ended_is_named_and_nothing_is_ended(store: Engine) -> None:
    bring(store, ROWS)
    ids = [entry.id for entry in kept(store)]
    with writing(store) as connection:
        end_entries(connection, [ids[0]], "why", Act("me", Clock()), DAY)
    assert [p.code for p in ending(store, [ids[0], ids[1], 999])] == ["unknown-entry", "already-ended"]
    assert [p.code for p in ending(store, [ids[1]], " ")] == ["no-reason"]
    assert len(kept(store, ended=False)) == 4


def test_another_hash_key_is_refused_wherever_keys_matter(store: Engine) -> None:
    bring(store, ROWS)
    other = Hasher(b"another key for tests")
    for use in (
        lambda c: import_rows(c, other, raws(ROWS), Act("me")),
        lambda c: add_entry(c, other, Entry(**PHONE), Act("me")),
        lambda c: index_as_known(c, other, START),
    ):
        with pytest.raises(InputError, match="another hash key"), writing(store) as connection:
            use(connection)


def test_an_entry_ended_from_before_its_beginning_never_held(store: Engine) -> None:
    bring(store, [{**PHONE, "since": "2021-01-01"}])
    (entry,) = kept(store)
    with writing(store) as connection:
        end_entries(connection, [entry.id], "a mistake", Act("me", Clock()), date(2021, 1, 1))
    facts = {"merchant_id": "m", "contact": {"phone": "13800138000"}}
    with reading(store) as connection:
        assert index_as_known(connection, KEY, START).memberships(facts, DAY) == []
        assert len(index_as_known(connection, KEY, START)) == 0


@pytest.mark.parametrize("ending_", ["csv", "jsonl", "parquet"])
def test_an_export_is_read_back_as_the_same_lists(store: Engine, tmp_path: Path, ending_: str) -> None:
    bring(store, ROWS)
    path, again = tmp_path / f"lists.{ending_}", tmp_path / f"again.{ending_}"
    with writing(store) as connection:
        end_entries(connection, [kept(store)[0].id], "why", Act("me", Clock()), date(2021, 7, 1))
    with reading(store) as connection:
        assert write_list_file(path, entries_as_known(connection, START), KEY, ending_) == 5
    assert not [secret for secret in SECRETS if secret.encode() in path.read_bytes()]
    with writing(store) as connection:  # into the same store: the ended entry is listed anew, until its end
        done = import_rows(connection, KEY, raw_rows(path, LISTS), Act("me", Clock(START + timedelta(days=1))))
        assert (done.read, done.added, done.known) == (5, 1, 4)
    with pytest.raises(InputError) as caught:
        read_list_file(path)
    assert {p.code for p in caught.value.problems} == {"hashed-key"}
    with reading(store) as connection:
        new = [e for e in entries_as_known(connection, START + timedelta(days=1)) if e.ended_at is None]
        write_list_file(again, new, KEY, ending_)
    assert sorted(map(str, raw_rows(again, LISTS)))[0].count("hmac:") == 1
    assert sorted(str(raw.value) for raw in raw_rows(again, LISTS)) == sorted(
        str(raw.value) for raw in raw_rows(path, LISTS)
    )


def test_the_store_answers_as_the_file_does(store: Engine) -> None:
    bring(store, ROWS)
    index = ListIndex(Entry.model_validate(row) for row in [ROWS[0], *ROWS[2:]])
    people: list[dict[str, Any]] = [
        {"merchant_id": "m1", "contact": {"phone": "0086 13800138001", "address": "北京市海淀区 上地西路6号院3单元"}},
        {"merchant_id": "m2", "subject": {"uscc": "91330106ma2e5f6g09"}, "contact": {"phone": "13800138000"}},
        {"merchant_id": "m3"},
    ]
    with reading(store) as connection:
        stored = index_as_known(connection, KEY, START)
        assert names_as_known(connection, START) == sorted({row["list"] for row in ROWS})
    for facts in people:
        for day in (date(2020, 1, 1), DAY, date(2021, 12, 31)):
            assert stored.memberships(facts, day) == index.memberships(facts, day)
    assert len(stored) == len(index)


def test_the_digest_of_the_store_is_that_of_what_was_known(store: Engine) -> None:
    bring(store, ROWS)
    with writing(store) as connection:
        end_entries(
            connection, [kept(store)[0].id], "why", Act("me", Clock(START + timedelta(days=1))), date(2021, 7, 1)
        )
    digests = []
    for at in (START, START, START + timedelta(days=2)):
        with reading(store) as connection:
            digests.append(index_as_known(connection, KEY, at).digest())
    assert digests[0] == digests[1] != digests[2]


def test_a_day_is_known_to_its_end_by_the_clock_of_the_machine() -> None:
    last = end_of(DAY)
    assert last.tzinfo is not None
    assert last.astimezone().date() == DAY
    assert (last + timedelta(microseconds=1)).astimezone().date() == date(2021, 6, 2)
