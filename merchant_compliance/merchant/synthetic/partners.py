"""Suppliers, agencies, service providers and MCNs: what they are for, what they hold, have passed and signed."""

from __future__ import annotations

from typing import NamedTuple

from merchant_compliance.merchant.synthetic.trades import Document, Trade

ISO_9001, ISO_14001 = Document("iso_9001_certificate", "subject", 3), Document("iso_14001_certificate", "subject", 3)
ISO_22000, ISO_45001 = Document("iso_22000_certificate", "subject", 3), Document("iso_45001_certificate", "subject", 3)
CATERING = Document("food_operation_licence", "subject", 5)
VISITS = ("site_visit_production", "site_visit_safety", "site_visit_environment")
INTEGRITY = ("integrity_pledge", "confidentiality_agreement")


class Partner(NamedTuple):
    """A line of partners: its category as a trade, how many of it, and what it has passed, signed and paid (yuan)."""

    trade: Trade
    reviews: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    deposit: float | None = None


def _line(
    key: str,
    weight: int,
    scope: str,
    documents: tuple[Document, ...] = (),
    reviews: tuple[str, ...] = (),
    agreements: tuple[str, ...] = INTEGRITY,
    deposit: float | None = None,
) -> Partner:
    return Partner(Trade(key, scope, scope, 35, weight, "company", documents), reviews, agreements, deposit)


PARTNERS: dict[str, tuple[Partner, ...]] = {
    "supplier": (
        _line("purchase-goods", 4, "办公用品销售", (ISO_9001,), ("performance",)),
        _line("purchase-furniture", 3, "家具销售", (ISO_9001, ISO_14001), ("performance", *VISITS)),
        _line("purchase-gifts", 3, "工艺礼品销售", (ISO_9001,), ("performance",)),
        _line("purchase-catering", 2, "餐饮服务", (ISO_22000, CATERING), ("performance", *VISITS)),
        _line(
            "purchase-building-work", 2, "建筑装饰工程", (ISO_9001, ISO_14001, ISO_45001),
            ("performance", "iaq_site_visit", "iaq_test", "safety_training"),
        ),
        _line("purchase-software", 2, "软件开发", (), ("performance",), (*INTEGRITY, "data_compliance_pledge")),
    ),
    "agency": (
        _line(
            "agency-advertising", 1, "广告设计、代理", (Document("agency_certificate", "subject", 1),), (),
            ("agency_agreement", "data_compliance_pledge"), 50_000.0,
        ),
    ),
    "service_provider": (
        _line(
            "service-order-management", 1, "信息技术服务", (), ("security_review",),
            ("service_market_agreement", "data_compliance_pledge"), 20_000.0,
        ),
    ),
    "mcn": (
        _line(
            "mcn", 1, "演出经纪", (Document("performance_licence", "subject", 2),), (),
            ("mcn_agreement", "creator_civility_pledge"), 30_000.0,
        ),
    ),
}  # fmt: skip
"""ISO by kind of purchase after the procurement chapter of the Kuaishou 2021 ESG report."""
