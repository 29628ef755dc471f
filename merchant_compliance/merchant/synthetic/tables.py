"""What made-up merchants are made of: store types, guarantees, kinds of violation, words. Weights are ours."""

from __future__ import annotations

from typing import NamedTuple

from merchant_compliance.merchant.synthetic.trades import Stores


class Store(NamedTuple):
    """A store type: who opens it, its name's ending, its share, least capital in yuan, and number of brands."""

    type: str
    kind: str
    ending: str
    weight: int
    capital: int
    brands: tuple[int, int]


STORES: tuple[Store, ...] = (
    Store("personal", "natural_person", "小铺", 22, 0, (0, 0)),
    Store("sole_proprietor", "sole_proprietor", "店", 22, 0, (0, 1)),
    Store("enterprise", "enterprise", "企业店", 26, 100_000, (0, 2)),
    Store("multi_brand", "enterprise", "专营店", 9, 500_000, (2, 4)),
    Store("single_brand", "enterprise", "专卖店", 8, 500_000, (1, 1)),
    Store("flagship", "enterprise", "旗舰店", 9, 1_000_000, (1, 1)),
    Store("official_flagship", "enterprise", "官方旗舰店", 3, 1_000_000, (1, 1)),
    Store("mall", "enterprise", "卖场旗舰店", 1, 5_000_000, (2, 5)),
)
PERSON, COMPANY = STORES[0], STORES[2]
"""What stands for the subject of those who have no shop."""
ALLOWED_STORES: dict[Stores, tuple[str, ...]] = {
    "all": tuple(store.type for store in STORES),
    "licensed": tuple(store.type for store in STORES if store.kind != "natural_person"),
    "company": tuple(store.type for store in STORES if store.kind == "enterprise"),
    "brand": ("multi_brand", "single_brand", "flagship", "official_flagship", "mall"),
}

GUARANTEES = (
    "seven_day_return",
    "free_shipping",
    "return_freight",
    "fast_refund",
    "refund_without_return",
    "fake_nine_times",
)
"""The six of 信任购, Kuaishou 2021 ESG report."""
MINOR_VIOLATIONS = ("late_shipment", "category_misplacement", "negative_service", "price_violation")
CONTENT_VIOLATIONS = ("account_violation", "video_violation", "live_violation")
HIGH_EXPOSURE, EXPOSED = 5_000_000, 1_000_000
"""Followers from which a merchant (Kuaishou 2021 ESG report, 高風險商家) or what a creator shows is reviewed."""
NEVER_SOLD = ("tobacco-ecig", "weapon-police-spy", "firework-hazard")
IMPORT_CLAIMS = ("原装进口", "海外直邮")
LISTS_OF_BANS = ("community-ban", "governance-ban", "onboarding-blacklist")
SERIOUS_VIOLATIONS = ("fake_trade", "counterfeit", "false_promotion", "prohibited_goods", "fraud_shipping")
FALSE_PROMOTIONS = ("hype_selling", "fake_raffle", "goods_unlike_shown", "false_promotion")
PROVIDER_VIOLATIONS = ("false_certification", "off_platform_trade", "evidence_refused")
FORBIDDEN_WORDS = ("国家级", "最高级", "最佳")
"""Advertising Law Art. 9(3)."""
MEDICAL_CLAIMS = ("治疗失眠", "治疗鼻炎", "治愈湿疹")
"""Advertising Law Art. 17."""
HYPE = ("老板疯了", "老板不让卖", "背着厂家卖")
"""「匹諾曹」專項行動, Kuaishou 2021 ESG report."""
OFFICIAL_CAMPAIGNS = ("quality-shopping-1116", "trust-day-1117", "official-new-year")
