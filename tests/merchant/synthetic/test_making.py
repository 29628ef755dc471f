"""Made-up merchants are reproducible, in order unless something is planted, and say truly what is planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from math import sqrt
from typing import Any

import pytest

from merchant_compliance.lists.keys import keys_of
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.identifiers import check_identifiers
from merchant_compliance.merchant.synthetic import AS_OF, PLANTED, Made, make_merchants
from merchant_compliance.merchant.synthetic.making import ALL_TRADES
from merchant_compliance.merchant.synthetic.places import PLACES
from merchant_compliance.merchant.synthetic.planted import ADMITTED_TRADES, INVITED_TRADES
from merchant_compliance.merchant.synthetic.trades import TRADE
from merchant_compliance.merchant.validation import validate

COUNT, SEED = 4000, 3
BAD_NUMBERS = {"bad-id-check-digit": "resident_id", "bad-credit-code": "uscc"}
DAY = AS_OF.isoformat()


@cache
def made() -> list[Made]:
    return list(make_merchants(COUNT, SEED))


@cache
def facts() -> list[dict[str, Any]]:
    return [facts_of(validate(one.record)) for one in made()]


def planted_with(name: str) -> list[dict[str, Any]]:
    return [one.record for one in made() if name in one.planted]


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


def subject(record: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = record["subject"]
    return found


def kinds(record: dict[str, Any]) -> set[str]:
    return {paper["kind"] for paper in record["qualifications"]}


def lacks_a_paper(record: dict[str, Any]) -> bool:
    return any(document.kind not in kinds(record) for key in record["categories"] for document in TRADE[key].documents)


def entries_of(record: dict[str, Any]) -> list[str]:
    (entries,) = (one.entries for one in made() if one.record is record)
    return [entry["list"] for entry in entries if not entry["until"]]


def is_uninvited(record: dict[str, Any], trades: tuple[str, ...] = INVITED_TRADES) -> bool:
    return record["categories"][0] in trades and not entries_of(record)


def days_ago(text: str) -> int:
    return (AS_OF - date.fromisoformat(text)).days


def says(record: dict[str, Any], source: str, words: Sequence[str]) -> bool:
    return any(word in text["text"] for p in record["products"] for text in p["texts"] if text["source"] == source
               for word in words)  # fmt: skip


def inspected(record: dict[str, Any], kind: str, result: str) -> bool:
    return any(i["kind"] == kind and i["result"] == result for p in record["products"] for i in p["inspections"])


def violated(record: dict[str, Any], *kinds: str) -> bool:
    return any(v["kind"] in kinds and v["confirmed"] and days_ago(v["occurred_on"]) < 30 for v in record["violations"])


def complained(record: dict[str, Any], kind: str, status: str) -> bool:
    return any((c["kind"], c["status"]) == (kind, status) for c in record["complaints"])


def signed(record: dict[str, Any], kind: str) -> bool:
    return any(agreement["kind"] == kind for agreement in record["agreements"])


def passed(record: dict[str, Any], kind: str) -> bool:
    return any(review["kind"].startswith(kind) and review["result"] == "pass" for review in record["reviews"])


FORBIDDEN = ("国家级", "最高级", "最佳")
EFFECTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "low-capital": lambda r: subject(r)["registered_capital"] < 500_000,
    "missing-deposit": lambda r: r["shop"]["deposit_paid"] == 0,
    "young-company": lambda r: days_ago(subject(r)["established_on"]) < 365,
    "unfitting-store-type": lambda r: (r["shop"]["type"], subject(r)["kind"]) == ("sole_proprietor", "enterprise"),
    "revoked-subject": lambda r: subject(r)["status"] in ("revoked", "cancelled", "ordered_closed"),
    "dormant-subject": lambda r: subject(r)["status"] == "dormant",
    "abnormal-listing": lambda r: subject(r)["listings"] == ["abnormal_operation"],
    "serious-illegal-listing": lambda r: subject(r)["listings"] == ["serious_illegal"],
    "expired-business-licence": lambda r: subject(r)["license_expires_on"] < DAY,
    "expired-id-document": lambda r: subject(r)["id_expires_on"] < DAY,
    "underage-owner": lambda r: subject(r)["birth_date"] > "2005-12-31",
    "expired-licence": lambda r: any(not q["perpetual"] and q["expires_on"] < DAY for q in r["qualifications"]),
    "missing-qualification": lacks_a_paper,
    "holder-mismatch": lambda r: any(
        q["holder_role"] == "subject" and q["holder_uscc"] != subject(r)["uscc"] for q in r["qualifications"]
    ),
    "unverified-licence": lambda r: any(not q["verified"] for q in r["qualifications"]),
    "expiring-licence": lambda r: any(
        not q["perpetual"] and 0 < -days_ago(q["expires_on"]) < 30 for q in r["qualifications"]
    ),
    "outside-business-scope": lambda r: subject(r)["business_scope"] == ["日用百货销售"],
    "rejected-trademark": lambda r: r["brands"][0]["status"] in ("rejected", "invalid"),
    "expired-trademark": lambda r: r["brands"][0]["expires_on"] < DAY,
    "expired-authorisation": lambda r: r["brands"][0]["authorization_expires_on"] < DAY,
    "trademark-class-mismatch": lambda r: all(
        TRADE[key].nice not in brand["classes"] for brand in r["brands"] for key in r["categories"]
    ),
    "missing-report": lambda r: not inspected(r, "report", "pass"),
    "failed-report": lambda r: inspected(r, "report", "fail"),
    "outdated-report": lambda r: any(
        i["kind"] == "report" and days_ago(i["on"]) > 365 for p in r["products"] for i in p["inspections"]
    ),
    "uninvited-category": lambda r: subject(r)["kind"] == "enterprise" and is_uninvited(r),
    "unadmitted-category": lambda r: is_uninvited(r, ADMITTED_TRADES),
    "natural-person-high-risk": lambda r: subject(r)["kind"] == "natural_person" and is_uninvited(r),
    "unreviewed-high-exposure": lambda r: r["followers"] >= 5_000_000 and not r["reviews"],
    "no-human-review": lambda r: not any(v["by"] == "human" for p in r["products"] for v in p["reviews"]),
    "misplaced-product": lambda r: any(p["category"] != p["predicted_category"] for p in r["products"]),
    "listed-subject": lambda r: any(name.endswith(("ban", "blacklist")) for name in entries_of(r)),
    "open-orders": lambda r: r["exit"]["open_orders"] > 0,
    "early-exit": lambda r: days_ago(r["exit"]["last_order_on"]) < 15,
    "exit-with-goods-on-sale": lambda r: any(p["status"] == "on_sale" for p in r["products"]),
    "forbidden-claim": lambda r: says(r, "title", FORBIDDEN),
    "forbidden-claim-description": lambda r: r["products"][0]["description"].startswith(FORBIDDEN),
    "forbidden-claim-image": lambda r: says(r, "image", FORBIDDEN),
    "forbidden-claim-live": lambda r: says(r, "live", FORBIDDEN),
    "medical-claim": lambda r: says(r, "title", ("治疗", "治愈")),
    "hype-in-live-stream": lambda r: says(r, "live", ("老板疯了", "老板不让卖", "背着厂家卖")),
    "false-promotion": lambda r: violated(r, "hype_selling", "fake_raffle", "goods_unlike_shown", "false_promotion"),
    "unreviewed-campaign-goods": lambda r: any(p["campaigns"] for p in r["products"]),
    "failed-sampling": lambda r: inspected(r, "sampling", "fail"),
    "missing-guarantee": lambda r: r["guarantees"] == [],
    "broken-guarantee": lambda r: violated(r, "guarantee_breach"),
    "no-warehouse-inspection": lambda r: not inspected(r, "warehouse", "pass"),
    "unmarked-authenticity": lambda r: says(r, "title", ("官方保真",)) and not r["products"][0]["campaigns"],
    "open-ip-complaint": lambda r: complained(r, "ip", "open"),
    "upheld-ip-complaint": lambda r: complained(r, "ip", "upheld"),
    "counterfeit": lambda r: violated(r, "counterfeit"),
    "serious-violations": lambda r: any(v["severity"] == "serious" and v["confirmed"] for v in r["violations"]),
    "low-stars": lambda r: r["metrics"]["d30"]["service_satisfaction"] < 0.85,
    "risky-content": lambda r: r["content"]["pass_rate"] < 0.95,
    "underage-creator": lambda r: subject(r)["birth_date"] > "2005-12-31",
    "unsigned-civility-pledge": lambda r: not signed(r, "creator_civility_pledge"),
    "minors-complaint": lambda r: complained(r, "minors", "open"),
    "creator-false-promotion": lambda r: violated(
        r, "hype_selling", "fake_raffle", "goods_unlike_shown", "false_promotion"
    ),
    "unreviewed-exposed-creator": lambda r: r["followers"] >= 5_000_000 and not r["reviews"],
    "supplier-without-iso": lambda r: "iso_9001_certificate" not in kinds(r),
    "unsigned-integrity-pledge": lambda r: not signed(r, "integrity_pledge"),
    "failed-performance": lambda r: not passed(r, "performance"),
    "frozen-supplier": lambda r: entries_of(r) == ["supplier-freeze"],
    "uncertified-agency": lambda r: r["qualifications"] == [],
    "agency-without-deposit": lambda r: r["shop"]["deposit_paid"] == 0,
    "unreviewed-service": lambda r: not passed(r, "security_review"),
    "service-provider-points": lambda r: violated(r, "false_certification", "off_platform_trade", "evidence_refused"),
    "unlicensed-mcn": lambda r: r["qualifications"] == [],
    "unvisited-supplier": lambda r: not passed(r, "site_visit"),
}


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_what_is_planted_stands_in_the_record_and_nowhere_else(name: str) -> None:
    assert planted_with(name)
    assert all(map(EFFECTS[name], planted_with(name)))


def test_every_row_of_the_table_has_its_effect_tested() -> None:
    assert {row.name for row in PLANTED} == EFFECTS.keys() | BAD_NUMBERS.keys()


def in_order() -> list[Made]:
    return [one for one in made() if not one.planted and one.record["role"] == "merchant"]


SHOWN_BY_OTHERS = {
    "missing-report",  # by whoever sells what needs none
    "no-human-review",
    "no-warehouse-inspection",
    "unreviewed-campaign-goods",  # jewellery bears a mark of its own
    "exit-with-goods-on-sale",
    "trademark-class-mismatch",  # by whoever has no brand
    "missing-guarantee",
    "outside-business-scope",
}


IN_SIGHT = [
    row.name for row in PLANTED if row.role == "merchant" and row.name in EFFECTS and row.name not in SHOWN_BY_OTHERS
]


@pytest.mark.parametrize("name", sorted(IN_SIGHT))
def test_merchants_in_order_show_nothing_of_the_kind(name: str) -> None:
    for one in in_order():
        try:
            assert not EFFECTS[name](one.record), one.record["merchant_id"]
        except (KeyError, IndexError):
            continue  # what is missing shows nothing


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
