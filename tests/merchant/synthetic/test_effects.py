"""What the table says is planted stands in the record, kind by kind, and in no record that is in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest

from merchant_compliance.merchant.synthetic import AS_OF, PLANTED, Made, make_merchants
from merchant_compliance.merchant.synthetic.planted import ADMITTED_TRADES, INVITED_TRADES
from merchant_compliance.merchant.synthetic.trades import TRADE

COUNT, SEED = 4000, 3
WRONG_NUMBERS = {"bad-id-check-digit", "bad-credit-code"}
"""Tested with all identifiers, in test_making."""
DAY = AS_OF.isoformat()


@cache
def made() -> list[Made]:
    return list(make_merchants(COUNT, SEED))


def in_order() -> list[Made]:
    return [one for one in made() if not one.planted and one.record["role"] == "merchant"]


def planted_with(name: str) -> list[dict[str, Any]]:
    return [one.record for one in made() if name in one.planted]


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


def sells_gold(record: dict[str, Any]) -> bool:
    return record["stage"] == "operation" and "jewellery-gold-jade" in record["categories"]


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
    "low-deposit-of-trade": lambda r: r["shop"]["deposit_paid"] < 10_000 and sells_gold(r),
    "owing-returner": lambda r: r["exit"]["unsettled_amount"] < 0 and r["stage"] == "onboarding",
    "unproven-import-claim": lambda r: says(r, "title", ("原装进口", "海外直邮")),
    "never-sold-category": lambda r: not set(r["categories"]) <= set(TRADE),
    "prohibited-goods": lambda r: violated(r, "prohibited_goods_class_2"),
    "forged-material": lambda r: violated(r, "forged_material"),
    "related-shop-violation": lambda r: any(v["related_shop"] for v in r["violations"]),
    "pending-appeal": lambda r: any(v["appeal"] == "pending" for v in r["violations"]),
    "dormant-shop": lambda r: r["metrics"]["d30"]["valid_orders"] == 0,
    "late-shipments": lambda r: r["metrics"]["d30"]["late_shipment_rate"] > 0.05,
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
    assert {row.name for row in PLANTED} == EFFECTS.keys() | WRONG_NUMBERS


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
