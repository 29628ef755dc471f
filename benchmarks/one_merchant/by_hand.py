"""The forty rules as one would write them by hand in Python, for the sake of speed: only what fired.

Every field may be missing, and a rule fires only if no missing field could change that.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Facts = dict[str, Any]
NOTHING: Facts = {}
ENTERPRISE_SHOPS = frozenset(("enterprise", "flagship", "official_flagship", "mall"))
FLAGSHIPS = frozenset(("flagship", "official_flagship"))
LARGE_SHOPS = frozenset(("flagship", "official_flagship", "mall"))
ENDED = frozenset(("revoked", "cancelled", "ordered_closed"))
FARMING = frozenset(("pesticide", "seed"))
DAYS_30, DAYS_90, DAYS_180 = timedelta(30), timedelta(90), timedelta(180)
TWO_YEARS, EIGHTEEN_YEARS = timedelta(730), timedelta(6575)


def fired_by_hand(merchant: Facts, as_of: date) -> list[str]:
    fired: list[str] = []
    subject = merchant.get("subject", NOTHING)
    shop = merchant.get("shop", NOTHING)
    _subject(subject, shop.get("type"), shop.get("cross_border"), as_of, fired)
    _shop(merchant, shop, subject.get("kind"), as_of, fired)
    metrics = merchant.get("metrics", NOTHING)
    d30 = metrics.get("d30", NOTHING)
    _quality(d30, fired)
    _service(d30, fired)
    _sales(metrics, d30, merchant.get("followers"), fired)
    _qualifications(merchant.get("qualifications", ()), as_of, fired)
    _brands(merchant.get("brands", ()), as_of, fired)
    _products(merchant.get("products", ()), fired)
    _violations(merchant.get("violations", ()), as_of, fired)
    _rest(merchant, subject.get("kind"), fired)
    return fired


def _subject(subject: Facts, shop_type: str | None, abroad: bool | None, as_of: date, fired: list[str]) -> None:
    kind = subject.get("kind")
    if kind == "natural_person" and shop_type in ENTERPRISE_SHOPS:
        fired.append("SUB-01")
    if subject.get("status") in ENDED:
        fired.append("SUB-02")
    if subject.get("license_perpetual") is False:
        expires = subject.get("license_expires_on")
        if expires is not None and expires < as_of:
            fired.append("SUB-03")
    if shop_type == "flagship":
        capital = subject.get("registered_capital")
        if capital is not None and capital < 1_000_000:
            fired.append("SUB-04")
    if kind == "enterprise":
        established = subject.get("established_on")
        if established is not None and established > as_of - DAYS_180:
            fired.append("SUB-05")
    if kind == "sole_proprietor" and shop_type in LARGE_SHOPS:
        fired.append("SUB-06")
    if subject.get("id_kind") == "passport" and abroad is False:
        fired.append("SUB-07")
    expires = subject.get("id_expires_on")
    if expires is not None and expires < as_of + DAYS_30:
        fired.append("SUB-08")
    born = subject.get("birth_date")
    if born is not None and born > as_of - EIGHTEEN_YEARS:
        fired.append("SUB-09")
    if kind is not None and kind != "natural_person" and "uscc" not in subject:
        fired.append("SUB-10")


def _shop(merchant: Facts, shop: Facts, kind: str | None, as_of: date, fired: list[str]) -> None:
    shop_type = shop.get("type")
    if shop.get("cross_border"):
        deposit = shop.get("deposit_paid")
        if deposit is not None and deposit < 20_000:
            fired.append("SHP-01")
    name = shop.get("name")
    if name is not None and "旗舰店" in name and shop_type is not None and shop_type not in FLAGSHIPS:
        fired.append("SHP-02")
    if shop_type == "personal":
        region = shop.get("region")
        if region is not None and region.startswith("44"):
            fired.append("SHP-03")
    if kind == "natural_person":
        followers = merchant.get("followers")
        if followers is not None and followers >= 1_000_000:
            fired.append("SHP-04")
    opened = shop.get("opened_on")
    if opened is not None and opened > as_of - DAYS_90:
        gmv = merchant.get("metrics", NOTHING).get("d30", NOTHING).get("gmv")
        if gmv is not None and gmv > 1_000_000:
            fired.append("SHP-05")
    if merchant.get("stage") == "exit":
        leaving = merchant.get("exit", NOTHING)
        if (leaving.get("open_orders") or 0) > 0 or (leaving.get("open_disputes") or 0) > 0:
            fired.append("SHP-06")
    content = merchant.get("content", NOTHING)
    rate, works = content.get("pass_rate"), content.get("works_reviewed")
    if rate is not None and rate < 0.9 and works is not None and works >= 20:
        fired.append("SHP-07")


def _quality(d30: Facts, fired: list[str]) -> None:
    returns, orders = d30.get("quality_return_rate"), d30.get("valid_orders")
    if returns is not None and returns > 0.05 and orders is not None and orders >= 100:
        fired.append("MET-01")
    negative = d30.get("negative_review_rate")
    if negative is not None and negative > 0.04:
        fired.append("MET-02")
    pickup, late = d30.get("pickup_48h_rate"), d30.get("late_shipment_rate")
    if (pickup is not None and pickup < 0.8) or (late is not None and late > 0.1):
        fired.append("MET-03")
    hours, complaints = d30.get("delivery_hours"), d30.get("logistics_complaint_rate")
    if hours is not None and hours > 96 and complaints is not None and complaints > 0.01:
        fired.append("MET-04")


def _service(d30: Facts, fired: list[str]) -> None:
    within_3, within_5 = d30.get("reply_rate_3min"), d30.get("reply_rate_5min")
    if within_3 is not None and within_3 < 0.6 and within_5 is not None and within_5 < 0.75:
        fired.append("MET-05")
    refund, returned = d30.get("refund_hours"), d30.get("return_refund_hours")
    if (refund is not None and refund > 48) or (returned is not None and returned > 120):
        fired.append("MET-06")
    disputes, helped = d30.get("dispute_rate"), d30.get("platform_help_rate")
    if disputes is not None and disputes > 0.02 and helped is not None and helped > 0.015:
        fired.append("MET-07")
    defects, cancelled, tracked = d30.get("order_defect_rate"), d30.get("cancel_rate"), d30.get("valid_tracking_rate")
    if (
        (defects is not None and defects > 0.01)
        or (cancelled is not None and cancelled > 0.025)
        or (tracked is not None and tracked < 0.95)
    ):
        fired.append("MET-08")


def _sales(metrics: Facts, d30: Facts, followers: int | None, fired: list[str]) -> None:
    d90 = metrics.get("d90", NOTHING)
    review, orders = d90.get("average_review"), d90.get("valid_orders")
    if review is not None and review < 3.5 and orders is not None and orders >= 200:
        fired.append("MET-09")
    month, quarter = d30.get("gmv"), d90.get("gmv")
    if month is not None and quarter is not None and month > quarter * 0.6:
        fired.append("MET-10")
    reported = metrics.get("d7", NOTHING).get("live_report_rate")
    if reported is not None and reported > 0.003 and followers is not None and followers >= 100_000:
        fired.append("MET-11")


def _qualifications(qualifications: list[Facts], as_of: date, fired: list[str]) -> None:
    revoked = expired = unverified = False
    for item in qualifications:
        if item.get("status") == "revoked":
            revoked = True
        if item.get("kind") == "food_business_license":
            expires = item.get("expires_on")
            if expires is not None and expires < as_of:
                expired = True
        if item.get("verified") is False and item.get("holder_role") == "manufacturer":
            unverified = True
    if revoked:
        fired.append("LST-01")
    if expired:
        fired.append("LST-02")
    if unverified:
        fired.append("LST-03")


def _brands(brands: list[Facts], as_of: date, fired: list[str]) -> None:
    stale = expiring = False
    for brand in brands:
        if brand.get("mark") == "TM":
            accepted = brand.get("accepted_on")
            if accepted is not None and accepted < as_of - TWO_YEARS:
                stale = True
        if brand.get("own") is False:
            expires = brand.get("authorization_expires_on")
            if expires is not None and expires < as_of + DAYS_30:
                expiring = True
    if stale:
        fired.append("LST-04")
    if expiring:
        fired.append("LST-05")


def _products(products: list[Facts], fired: list[str]) -> None:
    cheap = misplaced = False
    for product in products:
        if product.get("risk_level") == "high" and product.get("status") == "on_sale":
            price = product.get("price")
            if price is not None and price < 5:
                cheap = True
        declared, predicted = product.get("category"), product.get("predicted_category")
        if declared != predicted and declared is not None and predicted is not None:
            confidence = product.get("category_confidence")
            if confidence is not None and confidence > 0.9:
                misplaced = True
    if cheap:
        fired.append("LST-06")
    if misplaced:
        fired.append("LST-07")


def _violations(violations: list[Facts], as_of: date, fired: list[str]) -> None:
    recent, general, certain = False, 0, True
    for violation in violations:
        severity, confirmed = violation.get("severity"), violation.get("confirmed")
        if severity == "serious" and confirmed:
            occurred = violation.get("occurred_on")
            if occurred is not None and occurred > as_of - DAYS_90:
                recent = True
        if severity == "general" and confirmed:
            general += 1
        elif (severity is None and confirmed is not False) or (confirmed is None and severity == "general"):
            certain = False
    if recent:
        fired.append("LST-08")
    if general >= 3 and certain:
        fired.append("LST-09")


def _rest(merchant: Facts, kind: str | None, fired: list[str]) -> None:
    for complaint in merchant.get("complaints", ()):
        if complaint.get("kind") == "ip" and complaint.get("status") == "upheld":
            fired.append("LST-10")
            break
    if kind is not None and kind != "enterprise" and not FARMING.isdisjoint(merchant.get("categories", ())):
        fired.append("LST-11")
    agreements = merchant.get("agreements")
    if agreements is None:
        return
    for agreement in agreements:
        if agreement.get("kind", "service") == "service" and agreement.get("version", "2024") == "2024":
            return
    fired.append("LST-12")
