"""The forty rules written by hand in Python, with what an engineer would do for missing fields: fired and undetermined.

The pattern: a rule is open while every part of it that is there agrees; open with a part missing is undetermined.
"""

from __future__ import annotations

from datetime import date

from one_merchant.by_hand import (
    DAYS_30,
    DAYS_90,
    DAYS_180,
    EIGHTEEN_YEARS,
    ENDED,
    ENTERPRISE_SHOPS,
    FLAGSHIPS,
    LARGE_SHOPS,
    NOTHING,
    Facts,
)
from one_merchant.by_hand_three_valued_lists import (
    Ids,
    agreements,
    brands,
    categories,
    complaints,
    products,
    qualifications,
    violations,
)


def verdicts_by_hand(merchant: Facts, as_of: date) -> tuple[Ids, Ids]:
    fired: Ids = []
    unknown: Ids = []
    subject = merchant.get("subject", NOTHING)
    shop = merchant.get("shop", NOTHING)
    kind, shop_type, followers = subject.get("kind"), shop.get("type"), merchant.get("followers")
    metrics = merchant.get("metrics", NOTHING)
    d30 = metrics.get("d30", NOTHING)
    _kinds(subject, kind, shop_type, shop.get("cross_border"), fired, unknown)
    _dates(subject, kind, as_of, fired, unknown)
    _shop(shop, shop_type, as_of, d30, fired, unknown)
    _merchant(merchant, kind, followers, fired, unknown)
    _quality(d30, fired, unknown)
    _service(d30, fired, unknown)
    _sales(metrics, d30, followers, fired, unknown)
    qualifications(merchant.get("qualifications"), as_of, fired, unknown)
    brands(merchant.get("brands"), as_of, fired, unknown)
    products(merchant.get("products"), fired, unknown)
    violations(merchant.get("violations"), as_of, fired, unknown)
    complaints(merchant.get("complaints"), fired, unknown)
    categories(merchant.get("categories"), kind, fired, unknown)
    agreements(merchant.get("agreements"), fired, unknown)
    return fired, unknown


def _kinds(
    subject: Facts, kind: str | None, shop_type: str | None, abroad: bool | None, fired: Ids, unknown: Ids
) -> None:
    person, large = kind == "natural_person", shop_type in LARGE_SHOPS
    if (person or kind is None) and (shop_type in ENTERPRISE_SHOPS or shop_type is None):
        (unknown if kind is None or shop_type is None else fired).append("SUB-01")
    status = subject.get("status")
    if status is None or status in ENDED:
        (unknown if status is None else fired).append("SUB-02")
    if shop_type is None or shop_type == "flagship":
        capital = subject.get("registered_capital")
        if capital is None or capital < 1_000_000:
            (unknown if capital is None or shop_type is None else fired).append("SUB-04")
    if (kind == "sole_proprietor" or kind is None) and (large or shop_type is None):
        (unknown if kind is None or shop_type is None else fired).append("SUB-06")
    id_kind = subject.get("id_kind")
    if (id_kind == "passport" or id_kind is None) and not abroad:
        (unknown if id_kind is None or abroad is None else fired).append("SUB-07")
    if not person and "uscc" not in subject:
        (unknown if kind is None else fired).append("SUB-10")


def _dates(subject: Facts, kind: str | None, as_of: date, fired: Ids, unknown: Ids) -> None:
    perpetual = subject.get("license_perpetual")
    if not perpetual:
        expires = subject.get("license_expires_on")
        if expires is None or expires < as_of:
            (unknown if expires is None or perpetual is None else fired).append("SUB-03")
    if kind is None or kind == "enterprise":
        established = subject.get("established_on")
        if established is None or established > as_of - DAYS_180:
            (unknown if established is None or kind is None else fired).append("SUB-05")
    expires = subject.get("id_expires_on")
    if expires is None or expires < as_of + DAYS_30:
        (unknown if expires is None else fired).append("SUB-08")
    born = subject.get("birth_date")
    if born is None or born > as_of - EIGHTEEN_YEARS:
        (unknown if born is None else fired).append("SUB-09")


def _shop(shop: Facts, shop_type: str | None, as_of: date, d30: Facts, fired: Ids, unknown: Ids) -> None:
    abroad = shop.get("cross_border")
    if abroad is not False:
        deposit = shop.get("deposit_paid")
        if deposit is None or deposit < 20_000:
            (unknown if deposit is None or abroad is None else fired).append("SHP-01")
    if shop_type not in FLAGSHIPS:
        name = shop.get("name")
        if name is None or "旗舰店" in name:
            (unknown if name is None or shop_type is None else fired).append("SHP-02")
    if shop_type is None or shop_type == "personal":
        region = shop.get("region")
        if region is None or region.startswith("44"):
            (unknown if region is None or shop_type is None else fired).append("SHP-03")
    opened = shop.get("opened_on")
    if opened is None or opened > as_of - DAYS_90:
        gmv = d30.get("gmv")
        if gmv is None or gmv > 1_000_000:
            (unknown if gmv is None or opened is None else fired).append("SHP-05")


def _merchant(merchant: Facts, kind: str | None, followers: int | None, fired: Ids, unknown: Ids) -> None:
    if (kind is None or kind == "natural_person") and (followers is None or followers >= 1_000_000):
        (unknown if kind is None or followers is None else fired).append("SHP-04")
    stage = merchant.get("stage")
    if stage is None or stage == "exit":
        leaving = merchant.get("exit", NOTHING)
        orders, disputes = leaving.get("open_orders"), leaving.get("open_disputes")
        if (orders is not None and orders > 0) or (disputes is not None and disputes > 0):
            (unknown if stage is None else fired).append("SHP-06")
        elif orders is None or disputes is None:
            unknown.append("SHP-06")
    content = merchant.get("content", NOTHING)
    rate, works = content.get("pass_rate"), content.get("works_reviewed")
    if (rate is None or rate < 0.9) and (works is None or works >= 20):
        (unknown if rate is None or works is None else fired).append("SHP-07")


def _quality(d30: Facts, fired: Ids, unknown: Ids) -> None:
    returns, orders = d30.get("quality_return_rate"), d30.get("valid_orders")
    if (returns is None or returns > 0.05) and (orders is None or orders >= 100):
        (unknown if returns is None or orders is None else fired).append("MET-01")
    negative = d30.get("negative_review_rate")
    if negative is None or negative > 0.04:
        (unknown if negative is None else fired).append("MET-02")
    pickup, late = d30.get("pickup_48h_rate"), d30.get("late_shipment_rate")
    if (pickup is not None and pickup < 0.8) or (late is not None and late > 0.1):
        fired.append("MET-03")
    elif pickup is None or late is None:
        unknown.append("MET-03")
    hours, complaints = d30.get("delivery_hours"), d30.get("logistics_complaint_rate")
    if (hours is None or hours > 96) and (complaints is None or complaints > 0.01):
        (unknown if hours is None or complaints is None else fired).append("MET-04")


def _service(d30: Facts, fired: Ids, unknown: Ids) -> None:
    within_3, within_5 = d30.get("reply_rate_3min"), d30.get("reply_rate_5min")
    if (within_3 is None or within_3 < 0.6) and (within_5 is None or within_5 < 0.75):
        (unknown if within_3 is None or within_5 is None else fired).append("MET-05")
    refund, returned = d30.get("refund_hours"), d30.get("return_refund_hours")
    if (refund is not None and refund > 48) or (returned is not None and returned > 120):
        fired.append("MET-06")
    elif refund is None or returned is None:
        unknown.append("MET-06")
    disputes, helped = d30.get("dispute_rate"), d30.get("platform_help_rate")
    if (disputes is None or disputes > 0.02) and (helped is None or helped > 0.015):
        (unknown if disputes is None or helped is None else fired).append("MET-07")
    defects, cancelled, tracked = d30.get("order_defect_rate"), d30.get("cancel_rate"), d30.get("valid_tracking_rate")
    if (
        (defects is not None and defects > 0.01)
        or (cancelled is not None and cancelled > 0.025)
        or (tracked is not None and tracked < 0.95)
    ):
        fired.append("MET-08")
    elif defects is None or cancelled is None or tracked is None:
        unknown.append("MET-08")


def _sales(metrics: Facts, d30: Facts, followers: int | None, fired: Ids, unknown: Ids) -> None:
    d90 = metrics.get("d90", NOTHING)
    review, orders = d90.get("average_review"), d90.get("valid_orders")
    if (review is None or review < 3.5) and (orders is None or orders >= 200):
        (unknown if review is None or orders is None else fired).append("MET-09")
    month, quarter = d30.get("gmv"), d90.get("gmv")
    if month is None or quarter is None:
        unknown.append("MET-10")
    elif month > quarter * 0.6:
        fired.append("MET-10")
    reported = metrics.get("d7", NOTHING).get("live_report_rate")
    if (reported is None or reported > 0.003) and (followers is None or followers >= 100_000):
        (unknown if reported is None or followers is None else fired).append("MET-11")
