"""What made-up merchants are made of: trades with their papers, store types. Weights are ours, not the market's."""

from __future__ import annotations

from typing import Literal, NamedTuple

Stores = Literal["all", "licensed", "company", "brand"]
"""Who may trade: anyone; whoever has a business licence; companies; companies with brand stores."""


class Document(NamedTuple):
    """One paper: its kind, who holds it, and its term in years; None is without end."""

    kind: str
    role: Literal["subject", "manufacturer", "registrant"]
    years: int | None


class Trade(NamedTuple):
    """One category: its word in titles, what the business scope says, its Nice class, its papers and its list."""

    key: str
    word: str
    scope: str
    nice: int
    weight: int
    stores: Stores
    documents: tuple[Document, ...] = ()
    list: str = ""


FOOD = Document("food_operation_licence", "subject", 5)
INVITED, ADMITTED = "category-invitations", "category-admissions"

TRADES: tuple[Trade, ...] = (
    Trade("apparel", "连衣裙", "服装零售", 25, 24, "all"),
    Trade("home-textile", "四件套", "家居用品销售", 24, 14, "all"),
    Trade("children-clothing", "童装", "服装零售", 25, 8, "all"),
    Trade("fresh-fruit-veg", "苹果", "新鲜水果零售", 31, 10, "all"),
    Trade("farm-produce", "小米", "初级农产品收购", 30, 8, "all"),
    Trade("watch", "手表", "钟表销售", 14, 4, "licensed"),
    Trade("food-seller", "饼干", "食品销售", 30, 14, "licensed", (FOOD,)),
    Trade(
        "food-prepacked-only", "坚果", "食品销售（仅销售预包装食品）", 29, 6, "licensed",
        (Document("prepacked_food_filing", "subject", None),),
    ),
    Trade("tea", "绿茶", "食品销售（含茶叶）", 30, 6, "licensed", (FOOD,)),
    Trade(
        "cosmetic-ordinary", "面霜", "化妆品零售", 3, 10, "licensed",
        (Document("cosmetic_production_licence", "manufacturer", 5), Document("cosmetic_filing", "registrant", None)),
    ),
    Trade(
        "cosmetic-special", "防晒霜", "化妆品零售", 3, 3, "licensed",
        (
            Document("cosmetic_production_licence", "manufacturer", 5),
            Document("special_cosmetic_registration", "registrant", 5),
        ),
    ),
    Trade("toy", "积木", "玩具销售", 28, 5, "licensed", (Document("ccc_cert", "manufacturer", 5),)),
    Trade("power-bank", "充电宝", "电子产品销售", 9, 3, "licensed", (Document("ccc_cert", "manufacturer", 5),)),
    Trade(
        "publication", "故事书", "出版物零售", 16, 4, "licensed",
        (
            Document("publication_operation_licence", "subject", 5),
            Document("publisher_authorization", "registrant", 2),
            Document("publisher_authorization", "registrant", 3),
        ),
    ),
    Trade(
        "jewellery-gold-jade", "玉镯", "珠宝首饰零售", 14, 4, "company", (Document("gem_cert", "manufacturer", None),)
    ),
    Trade(
        "pet-food", "猫粮", "宠物食品及用品零售", 31, 4, "company",
        (Document("feed_production_licence", "manufacturer", 5),)
    ),
    Trade(
        "medical-device-2", "血压计", "第二类医疗器械销售", 10, 4, "company",
        (
            Document("device_registration", "registrant", 5),
            Document("device_operation_filing", "subject", None),
            Document("device_online_filing", "subject", None),
        ),
    ),
    Trade(
        "medical-device-3", "血糖仪", "第三类医疗器械经营", 10, 2, "company",
        (
            Document("device_registration", "registrant", 5),
            Document("device_operation_licence", "subject", 5),
            Document("device_online_filing", "subject", None),
        ), INVITED,
    ),
    Trade(
        "pesticide", "杀虫剂", "农药零售", 5, 3, "company",
        (
            Document("pesticide_operation_licence", "subject", 5),
            Document("pesticide_production_licence", "manufacturer", 5),
            Document("pesticide_registration", "registrant", 5),
        ), INVITED,
    ),
    Trade(
        "seed-grain", "玉米种子", "农作物种子经营", 31, 2, "company",
        (Document("seed_licence", "subject", 5), Document("seed_licence", "manufacturer", 5)), INVITED,
    ),
    Trade(
        "vet-drug-otc", "驱虫药", "兽药经营", 5, 2, "company",
        (Document("vet_operation_licence", "subject", 5),), INVITED,
    ),
    Trade(
        "health-food-registered", "蛋白粉", "保健食品销售", 5, 2, "brand",
        (FOOD, Document("health_food_approval", "registrant", 5)), INVITED,
    ),
    Trade(
        "infant-formula", "婴儿奶粉", "婴幼儿配方乳粉及其他食品销售", 5, 2, "brand",
        (FOOD, Document("formula_registration", "registrant", 5)), ADMITTED,
    ),
    Trade(
        "liquor-baijiu", "白酒", "食品销售（含酒类）", 33, 3, "company",
        (
            FOOD,
            Document("food_production_licence", "manufacturer", 5),
            Document("inspection_report", "manufacturer", 2),
        ), ADMITTED,
    ),
    Trade(
        "drug-otc", "感冒灵", "药品零售", 5, 2, "brand",
        (Document("drug_operation_licence", "subject", 5), Document("drug_registration", "registrant", 5)), ADMITTED,
    ),
)  # fmt: skip
"""Keys and papers as platforms and laws ask for them; the rulebook has its sources."""
TRADE = {trade.key: trade for trade in TRADES}
HIGH_RISK = ("cosmetic-special", "jewellery-gold-jade", "medical-device-2")
"""Open to all, and yet reviewed by machine and by a person, as the trades with a list are."""
INVITED_TRADES = tuple(trade.key for trade in TRADES if trade.list == INVITED)
SUBJECT_LICENSED = tuple(t.key for t in TRADES if any(d.role == "subject" and d.years for d in t.documents))


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
SERIOUS_VIOLATIONS = ("fake_trade", "counterfeit", "false_promotion", "prohibited_goods", "fraud_shipping")
FORBIDDEN_WORDS = ("国家级", "最高级", "最佳")
"""Advertising Law Art. 9(3)."""
