"""A merchant is found on lists by any of its keys, however typed, while the entry is valid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.index import EMPTY, ListIndex

DAY = date(2021, 6, 1)
FACTS: dict[str, Any] = {
    "merchant_id": "m1",
    "stage": "onboarding",
    "account": {"uids": ["u1", "u2", "u1"]},
    "subject": {"id_number": "11010519491231002x", "uscc": " 91110000600037341l"},
    "contact": {
        "phone": "+86 138 0013 8000",
        "address": "北京市 海淀区上地西路６号",
        "device_ids": ["dev-1"],
        "bank_account": "6222 0212 3456",
    },
    "brands": [{"name": "a"}, {"trademark_number": "12345678a"}],
}
LISTED = [
    ("merchant", " m1 "),
    ("uid", "u2"),
    ("uid", "u1"),
    ("id_number", "11010519491231002X"),
    ("id_number", "110105491231002"),
    ("uscc", "９１１１０００0600037341L"),
    ("phone", "13800138000"),
    ("phone", "86-138-0013-8000"),
    ("address", "北京市海淀区上地西路6号"),
    ("device", "DEV-1"),
    ("bank_account", "622202123456"),
    ("trademark", "12345678A"),
]
OTHERS = [("merchant", "M1"), ("merchant", "m2"), ("uid", "13800138000"), ("phone", "13800138001"), ("uscc", "m1")]


def entry(kind: str, key: str, **more: Any) -> Entry:
    return Entry.model_validate({"list": "community-ban", "key_kind": kind, "key": key, **more})


@pytest.mark.parametrize(("kind", "key"), LISTED)
def test_every_key_finds_its_merchant_however_typed(kind: str, key: str) -> None:
    found = ListIndex([entry(kind, key)]).memberships(FACTS, DAY)
    assert found == [{"list": "community-ban", "category": "", "brand": "", "region": "", "reason": ""}]


@pytest.mark.parametrize(("kind", "key"), OTHERS)
def test_keys_of_another_kind_or_merchant_do_not(kind: str, key: str) -> None:
    assert ListIndex([entry(kind, key)]).memberships(FACTS, DAY) == []


@pytest.mark.parametrize(
    ("since", "until", "valid"),
    [
        (None, None, True),
        ("2021-06-01", None, True),
        ("2021-06-02", None, False),
        (None, "2021-06-01", False),
        (None, "2021-06-02", True),
        ("2021-05-01", "2021-05-31", False),
    ],
)
def test_an_entry_counts_from_since_and_no_longer_on_until(since: str | None, until: str | None, valid: bool) -> None:
    index = ListIndex([entry("merchant", "m1", since=since, until=until)])
    assert bool(index.memberships(FACTS, DAY)) == valid


def test_entries_come_once_each_in_file_order_as_conditions_see_them() -> None:
    index = ListIndex(
        [
            entry("uid", "u1", category="tea", brand="b", region="110000", reason="r", source="s", since="2021-01-01"),
            entry("merchant", "m2"),
            entry("merchant", "m1", until="2021-07-01"),
            entry("merchant", "m1", until="2021-07-01"),
        ]
    )
    plain = {"list": "community-ban", "category": "", "brand": "", "region": "", "reason": ""}
    assert index.memberships(FACTS, DAY) == [
        {**plain, "category": "tea", "brand": "b", "region": "110000", "reason": "r", "since": date(2021, 1, 1)},
        {**plain, "until": date(2021, 7, 1)},
        {**plain, "until": date(2021, 7, 1)},
    ]


def test_a_bare_record_and_an_empty_index_find_nothing() -> None:
    bare = {"merchant_id": "m9", "subject": {"uscc": ""}, "account": {}, "brands": [{}]}
    assert ListIndex([entry("merchant", "m1")]).memberships(bare, DAY) == []
    assert EMPTY.memberships(FACTS, DAY) == []


@pytest.mark.parametrize(
    "changed", [{"key": "m2"}, {"until": "2022-01-01"}, {"reason": "x"}, {"list": "supplier-freeze"}]
)
def test_the_digest_changes_with_anything_that_an_entry_says(changed: dict[str, Any]) -> None:
    first, second = {"list": "community-ban", "key_kind": "merchant", "key": "m1"}, entry("uid", "u1")
    digests = [ListIndex([Entry.model_validate(row), second]).digest() for row in (first, first, {**first, **changed})]
    assert digests[0] == digests[1] != digests[2]
    assert ListIndex([second, Entry.model_validate(first)]).digest() not in digests
    assert EMPTY.digest() not in digests
