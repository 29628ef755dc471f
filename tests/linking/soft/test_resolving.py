"""Merchants as entities: the same whatever the order, the run, and who else is there."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

from merchant_compliance.linking.soft.likeness import likeness_of
from merchant_compliance.linking.soft.model import Model, model_of
from merchant_compliance.linking.soft.resolve import resolved
from merchant_compliance.rulebook.files import model_in, shipped_rules

Record = dict[str, Any]
STREETS = ("Oak Street", "Elm Avenue", "Lake Road", "Hill Lane", "Mill Court")
FIRST = ("Golden", "Blue", "Royal", "Silver", "Happy", "Lucky", "Grand")
SECOND = ("Dragon", "Lantern", "Orchid", "Harbor", "Paloma", "Ginger", "Maple", "Anchor")


@cache
def model() -> Model:
    file = model_in(shipped_rules())
    assert file
    return model_of(file.content)


def record(merchant_id: str, name: str = "", address: str = "", phone: str = "", **more: str) -> Record:
    contact = {key: value for key, value in (("address", address), ("phone", phone)) if value}
    return {"merchant_id": merchant_id, "subject": {"name": name} if name else {}, "contact": contact | more}


def restaurants(count: int, seed: int) -> list[Record]:
    """Some of them twice, written differently."""
    rng, found = random.Random(seed), []
    for number in range(count):
        name = f"{rng.choice(FIRST)} {rng.choice(SECOND)} {rng.choice(('Grill', 'Cafe', 'Deli'))}"
        house, street = rng.randint(1, 900), rng.choice(STREETS)
        phone = f"310{rng.randint(2000000, 9999999)}"
        found.append(record(f"a{number}", name, f"{house} {street}, Springfield", phone))
        if rng.random() < 0.4:
            short = street.replace("Street", "St.").replace("Avenue", "Ave")
            shown = f"({phone[:3]}) {phone[3:6]}-{phone[6:]}"
            found.append(record(f"b{number}", name.upper() + " Inc", f"{house} {short}", shown))
    return found


def clusters_of(records: list[Record], country: str = "US") -> dict[str, str]:
    return resolved((likeness_of(one, country) for one in records), model())


def test_what_is_written_differently_is_one_entity() -> None:
    found = clusters_of(restaurants(60, 1))
    pairs = [merchant for merchant in found if merchant.startswith("b")]
    assert len(pairs) > 15
    assert all(found[merchant] == "a" + merchant[1:] for merchant in pairs)
    assert sum(found[merchant] == merchant for merchant in found if merchant.startswith("a")) >= 58


@pytest.mark.parametrize("seed", range(2))
def test_neither_the_order_of_rows_nor_another_run_changes_anything(seed: int) -> None:
    records = restaurants(40, seed)
    found = clusters_of(records)
    shuffled = random.Random(seed).sample(records, len(records))
    assert list(clusters_of(shuffled).items()) == list(found.items())


@pytest.mark.parametrize("seed", range(2))
def test_one_merchant_more_renames_no_cluster_that_it_does_not_join(seed: int) -> None:
    records = restaurants(41, seed)
    before, after = clusters_of(records[:-1]), clusters_of(records)
    joined = after[records[-1]["merchant_id"]]
    for merchant, name in before.items():
        assert after[merchant] in (name, joined)


def test_rows_of_one_merchant_are_one_merchant() -> None:
    rows = [
        record("m1", "Golden Dragon Grill"),
        record("m1", phone="3105551234", address="12 Oak Street"),
        record("m2", "golden dragon grill", "12 Oak St", "310-555-1234"),
    ]
    assert clusters_of(rows) == {"m1": "m1", "m2": "m1"}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_merchants_are_no_trouble(count: int) -> None:
    records = [record(f"m{number}", f"Number {number} Books", f"{number}0 Oak Street") for number in range(count)]
    assert clusters_of(records) == {one["merchant_id"]: one["merchant_id"] for one in records}


PLACEHOLDERS = [
    {"name": "test"},
    {"name": "测试"},
    {"phone": "00000000000"},
    {"phone": "13800138000"},
    {"phone": "12345678901"},
    {"address": "测试地址"},
    {"address": "unknown"},
    {"email": "test@test.com"},
    {"name": "N/A", "phone": "11111111111", "address": "N/A", "email": "none@example.com"},
    {},
]


def test_placeholders_make_nobody_one() -> None:
    """All in one file, five merchants with each."""
    records = [record(f"m{kind}-{at}", **fields) for kind, fields in enumerate(PLACEHOLDERS) for at in range(5)]
    found = clusters_of(records, "CN")
    assert all(found[merchant] == merchant for merchant in found)


@pytest.mark.parametrize("fields", PLACEHOLDERS, ids=str)
def test_a_placeholder_is_as_good_as_missing(fields: dict[str, str]) -> None:
    assert likeness_of(record("m", **fields)) == likeness_of(record("m"))


def test_tenants_of_one_building_and_branches_of_a_chain_stay_apart() -> None:
    names = ("Nguyen Books", "Harper Dental", "Okafor Shoes", "Lindgren Optics", "Sato Flowers", "Bell Locksmith")
    tenants = [
        record(f"t{at}", name, "500 Plaza Tower Road", f"3107{at * 6143 + 21000:05}5") for at, name in enumerate(names)
    ]
    chain = [
        record(f"c{at}", "Burger Barn", f"{at}7 {STREETS[at % 5]}", f"2125{at * 7919 + 18000:05}4") for at in range(8)
    ]
    found = clusters_of([*tenants, *chain])
    assert all(found[merchant] == merchant for merchant in found)


def test_missing_columns_are_no_contradiction() -> None:
    records = [
        *restaurants(30, 5),
        record("x1", "Zanzibar Trattoria", "77 Quince Boulevard"),
        record("x2", "Zanzibar Trattoria", phone="4155550199"),
        record("x3", "Zanzibar Trattoria", "77 Quince Blvd.", "(415) 555-0199"),
    ]
    found = clusters_of(records)
    assert found["x1"] == found["x2"] == found["x3"] == "x1"


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("CN", ("深圳市星辰海贸易有限公司", "浙江省杭州市余杭区文一西路969号", "13912345678"),
         ("星辰海贸易", "杭州余杭文一西路九六九号", "+86 139 1234 5678")),
        ("DE", ("Bäckerei Nothnagel GmbH", "Hauptstraße 12, 12345 Berlin", "030 1234567"),
         ("Baeckerei Nothnagel", "Hauptstr. 12, Berlin", "+49 30 1234567")),
        ("BR", ("Padaria Jacarandá Ltda.", "Rua das Acácias, 123, São Paulo", "11 3456-7890"),
         ("PADARIA JACARANDA", "R. das Acacias 123, Sao Paulo", "+551134567890")),
        ("JP", ("株式会社山田商店", "東京都渋谷区神宮前1-2-3", "03-3456-7891"),
         ("山田商店", "〒150-0001 渋谷区神宮前1-2-3", "+81 3 3456 7891")),
    ],
)  # fmt: skip
def test_other_countries_write_otherwise(country: str, one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert clusters_of([record("m1", *one), record("m2", *other)], country) == {"m1": "m1", "m2": "m1"}
