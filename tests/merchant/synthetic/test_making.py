"""Made-up merchants are reproducible, in order unless something is planted, and say truly what is planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from math import sqrt
from typing import Any

from merchant_compliance.lists.keys import keys_of
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.identifiers import check_identifiers
from merchant_compliance.merchant.synthetic import PLANTED, Made, make_merchants
from merchant_compliance.merchant.synthetic.making import ALL_TRADES
from merchant_compliance.merchant.synthetic.places import PLACES
from merchant_compliance.merchant.synthetic.trades import TRADE
from merchant_compliance.merchant.validation import validate

COUNT, SEED = 4000, 3
BAD_NUMBERS = {"bad-id-check-digit": "resident_id", "bad-credit-code": "uscc"}


@cache
def made() -> list[Made]:
    return list(make_merchants(COUNT, SEED))


@cache
def facts() -> list[dict[str, Any]]:
    return [facts_of(validate(one.record)) for one in made()]


def test_the_same_seed_makes_the_same_merchants_and_a_longer_run_begins_with_them() -> None:
    assert list(make_merchants(250, SEED)) == made()[:250]
    assert list(make_merchants(250, SEED, first=200)) == made()[200:250]
    assert list(make_merchants(50, SEED + 1)) != made()[:50]


def test_another_day_moves_every_date_with_it() -> None:
    (then,) = make_merchants(1, SEED, date(2022, 12, 31))
    now = made()[0]
    moved = date.fromisoformat(then.record["account"]["opened_on"]) - timedelta(days=365)
    assert moved.isoformat() == now.record["account"]["opened_on"]


def test_every_record_is_valid_and_ids_are_unique() -> None:
    assert len({one["merchant_id"] for one in facts()}) == COUNT


def test_every_identifier_passes_but_those_planted_to_fail() -> None:
    for one, fact in zip(made(), facts(), strict=True):
        wrong = {found["kind"] for found in check_identifiers(fact) if not found["valid"] or found["problem"]}
        assert wrong == {BAD_NUMBERS[name] for name in one.planted if name in BAD_NUMBERS}, one.record["merchant_id"]


def test_nobody_shares_an_identifier_but_in_a_ring() -> None:
    holders: dict[Any, list[int]] = defaultdict(list)
    for index, fact in enumerate(facts()):
        for key in keys_of(fact, ("uid", "id_number", "uscc", "phone", "address", "device", "bank_account")):
            holders[key].append(index)
    for (kind, _), indexes in holders.items():
        rings = {ring["ring"] for index in indexes for ring in made()[index].rings}
        assert len(indexes) == 1 or len(rings) == 1, (kind, indexes)


def test_roles_stages_and_stores_all_occur() -> None:
    roles = Counter(one.record["role"] for one in made())
    stages = Counter(one.record["stage"] for one in made())
    stores = Counter(one.record["shop"]["type"] for one in made() if "type" in one.record.get("shop", {}))
    assert roles["merchant"] > 0.8 * COUNT
    assert min(roles["creator"], roles["supplier"], stages["exit"]) > 0.02 * COUNT
    assert min(roles["agency"], roles["service_provider"], roles["mcn"]) > 0.005 * COUNT
    assert len(stores) == 8


def test_shares_are_those_of_the_table() -> None:
    counts = Counter(name for one in made() for name in one.planted)
    for row in PLANTED:
        expected = row.share * COUNT
        assert abs(counts[row.name] - expected) < 4 * sqrt(expected), row.name  # four standard deviations
    assert counts["returning"] >= counts["banned"] > 0.005 * COUNT


def test_every_planted_trade_is_a_trade() -> None:
    assert {key for row in PLANTED for key in row.trades} <= set(ALL_TRADES)


def in_order() -> list[Made]:
    return [one for one in made() if not one.planted and one.record["role"] == "merchant"]


def test_listed_trades_in_order_are_on_their_list() -> None:
    for one in in_order():
        named = {entry["category"] for entry in one.entries}
        assert {key for key in one.record["categories"] if TRADE[key].list} <= named


def test_some_fields_are_missing_and_most_are_not() -> None:
    merchants = [one.record for one in in_order()]
    for part, field in (("contact", "email"), ("contact", "address"), ("shop", "region")):
        share = sum(field not in record[part] for record in merchants) / len(merchants)
        assert 0.005 < share < 0.12, field


def test_a_returning_merchant_shares_what_the_truth_says_and_has_another_name() -> None:
    rings: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(made()):
        for ring in one.rings:
            rings[ring["ring"]].append(index)
    assert any(ring["hops"] == 2 for one in made() for ring in one.rings)
    for members in rings.values():
        listed, *returners = members
        assert made()[listed].planted == ["banned"]
        assert [entry["list"] for entry in made()[listed].entries if not entry["until"] and not entry["category"]] == [
            made()[listed].rings[0]["list"]
        ]
        for index in returners:
            check_returner(index, listed, members)


def check_returner(index: int, listed: int, members: list[int]) -> None:
    (ring,) = made()[index].rings
    assert made()[index].planted == ["returning"]
    assert ring["listed"] == made()[listed].record["merchant_id"]
    mine = set(keys_of(facts()[index]))
    sharing = [other for other in members if other != index and mine & set(keys_of(facts()[other], (ring["via"],)))]
    assert (listed in sharing) == (ring["hops"] == 1)
    assert sharing
    assert made()[index].record["shop"]["name"] != made()[listed].record["shop"]["name"]


def test_places_are_counties_of_provinces() -> None:
    assert len({place.code for place in PLACES}) == len(PLACES)
    for place in PLACES:
        found = check_identifiers({"shop": {"region": place.code}})
        assert found == [{"kind": "region", "valid": True, "problem": ""}]
