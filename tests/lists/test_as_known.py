"""What was known at any moment, against a plain model: a list of what happened, read from its start every time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keeping import Act, add_entry, end_entries, import_rows
from merchant_compliance.lists.known import Wanted, count_as_known, entries_as_known
from merchant_compliance.lists.stored import index_as_known
from merchant_compliance.merchant.files import Raw
from merchant_compliance.store.schema import reading, writing

KEY = Hasher(b"a key for tests only")
START = datetime(2021, 6, 1, tzinfo=UTC)
DAYS = [date(2021, 6, 1) + timedelta(days=n) for n in range(8)]
MERCHANTS: list[dict[str, Any]] = [
    {"merchant_id": "m1", "contact": {"phone": "13800138001"}},
    {"merchant_id": "m2", "contact": {"phone": "13800138001"}},
    {"merchant_id": "m3"},
]
KEYS = [("merchant", "m1"), ("merchant", "m2"), ("merchant", "m3"), ("phone", "13800138001")]
STEPS, RUNS = 25, 8


@dataclass
class Happened:
    """One entry of the model."""

    entry: Entry
    at: datetime
    ended_at: datetime | None = None
    ended_on: date | None = None


class Model:
    """The same promises in the plainest words: no database, no hash, no moved `until`."""

    def __init__(self) -> None:
        self.entries: list[Happened] = []

    def add(self, entry: Entry, at: datetime) -> None:
        if not any(one.entry == entry and one.ended_at is None for one in self.entries):
            self.entries.append(Happened(entry, at))

    def known(self, at: datetime) -> list[Happened]:
        return [one for one in self.entries if one.at <= at]

    def valid(self, one: Happened, at: datetime, day: date) -> bool:
        ended = one.ended_at is not None and one.ended_at <= at
        return one.entry.valid_at(day) and not (ended and one.ended_on is not None and day >= one.ended_on)

    def memberships(self, facts: dict[str, Any], at: datetime, day: date) -> list[tuple[str, str]]:
        names = {("merchant", facts["merchant_id"]), ("phone", facts.get("contact", {}).get("phone"))}
        return [
            (one.entry.list, one.entry.category)
            for one in self.known(at)
            if (one.entry.key_kind, one.entry.key) in names and self.valid(one, at, day)
        ]


def some_entry(chance: random.Random) -> Entry:
    kind, key = chance.choice(KEYS)
    since = chance.choice([None, *DAYS[:6]])
    later = [day for day in DAYS if since is None or day > since]
    return Entry.model_validate(
        {
            "list": chance.choice(["community-ban", "supplier-freeze"]),
            "key_kind": kind,
            "key": key,
            "category": chance.choice(["", "tea"]),
            "since": since,
            "until": chance.choice([None, *later]),
        }
    )


def step(store: Engine, model: Model, chance: random.Random, at: datetime) -> None:
    """One act at this moment, upon both."""
    act = Act("me", lambda: at)
    kind = chance.choice(["add", "import", "end", "end"])
    with writing(store) as connection:
        open_ = [n for n, one in enumerate(model.entries) if one.ended_at is None]
        if kind == "end" and open_:
            chosen = chance.sample(open_, min(len(open_), 2))
            day = chance.choice(DAYS)
            ids = [entry.id for entry in entries_as_known(connection, at)]
            end_entries(connection, [ids[n] for n in chosen], "why", act, day)
            for n in chosen:
                model.entries[n].ended_at, model.entries[n].ended_on = at, day
            return
        entries = [some_entry(chance) for _ in range(4 if kind == "import" else 1)]
        if kind == "import":
            import_rows(connection, KEY, [Raw(1, entry.model_dump(exclude_none=True)) for entry in entries], act)
        else:
            add_entry(connection, KEY, entries[0], act)
        for entry in entries:
            model.add(entry, at)


def compare(store: Engine, model: Model, at: datetime) -> None:
    with reading(store) as connection:
        index = index_as_known(connection, KEY, at)
        assert count_as_known(connection, at) == len(model.known(at))
        for day in DAYS:
            valid = sum(model.valid(one, at, day) for one in model.known(at))
            assert count_as_known(connection, at, Wanted(valid_on=day)) == valid
    for facts in MERCHANTS:
        for day in DAYS:
            found = [(one["list"], one["category"]) for one in index.memberships(facts, day)]
            assert found == model.memberships(facts, at, day), (at, day, facts)


@pytest.mark.parametrize("seed", range(RUNS))
def test_what_was_known_stays_known_whatever_happens_later(store: Engine, seed: int) -> None:
    chance, model, moments = random.Random(seed), Model(), []
    at = START
    for _ in range(STEPS):
        at += timedelta(seconds=chance.choice([1, 3600, 86_400]))
        step(store, model, chance, at)
        moments.append(at)
    assert any(one.ended_at for one in model.entries)
    for moment in (START, *chance.sample(moments, 5), at, at + timedelta(days=1)):
        compare(store, model, moment)
        compare(store, model, moment - timedelta(microseconds=1))
