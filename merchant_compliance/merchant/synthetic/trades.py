"""What made-up merchants sell: categories with their papers, and what each asks of shop and goods.

Keys and papers as platforms and laws ask for them; the rulebook has its sources. Weights are ours, not the market's.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Stores = Literal["all", "licensed", "company", "brand"]
"""Who may trade: anyone; whoever has a business licence; companies; companies with brand stores."""
Holder = Literal["subject", "manufacturer", "registrant", "importer"]


class Document(NamedTuple):
    """One paper: its kind, who holds it, and its term in years; None is without end."""

    kind: str
    role: Holder
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
COSMETIC_MAKER = Document("cosmetic_production_licence", "manufacturer", 5)
DEVICE, DEVICE_ONLINE = (
    Document("device_registration", "registrant", 5),
    Document("device_online_filing", "subject", None),
)
SEED = Document("seed_filing", "subject", None)
PUBLISHER = Document("publisher_authorization", "registrant", 2)
CUSTOMS = Document("customs_declaration", "importer", None)
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
        (COSMETIC_MAKER, Document("cosmetic_filing", "registrant", None)),
    ),
    Trade(
        "cosmetic-special", "防晒霜", "化妆品零售", 3, 3, "licensed",
        (COSMETIC_MAKER, Document("special_cosmetic_registration", "registrant", 5)),
    ),
    Trade("toy", "积木", "玩具销售", 28, 5, "licensed", (Document("ccc_cert", "manufacturer", 5),)),
    Trade(
        "power-bank", "充电宝", "电子产品销售", 9, 3, "licensed",
        (Document("ccc_cert", "manufacturer", 5), Document("product_digital_id", "registrant", None)),
    ),
    Trade(
        "publication", "故事书", "出版物零售", 16, 4, "licensed",
        (Document("publication_operation_licence", "subject", 5), PUBLISHER, PUBLISHER),
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
        (DEVICE, DEVICE_ONLINE, Document("device_operation_filing", "subject", None)),
    ),
    Trade(
        "medical-device-3", "血糖仪", "第三类医疗器械经营", 10, 2, "company",
        (DEVICE, DEVICE_ONLINE, Document("device_operation_licence", "subject", 5)), INVITED,
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
        (SEED, Document("seed_licence", "manufacturer", 5)), INVITED,
    ),
    Trade("seedling-fruit", "葡萄苗", "果树种子苗木经营", 31, 1, "company", (SEED,), INVITED),
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
            Document("liquor_production_licence", "manufacturer", 5),
            Document("inspection_report", "manufacturer", 1),
        ), ADMITTED,
    ),
    Trade(
        "drug-otc", "感冒灵", "药品零售", 5, 2, "brand",
        (Document("drug_operation_licence", "subject", 5), Document("drug_registration", "registrant", 5)), ADMITTED,
    ),
)  # fmt: skip
TRADE = {trade.key: trade for trade in TRADES}


def trades(wanted: str) -> tuple[str, ...]:
    """Keys out of a text, each of which is a trade: a slip is a KeyError here, not a quiet gap.

    INVARIANT: in their order, no set: what is drawn from them must not hang on the hash seed of a process.
    """
    return tuple(TRADE[key].key for key in wanted.split())


REVIEWED = trades(
    "pesticide seed-grain seedling-fruit vet-drug-otc medical-device-2 medical-device-3 drug-otc health-food-registered"
    " infant-formula liquor-baijiu cosmetic-special jewellery-gold-jade"
)
"""High-risk products: a person reviews them before they are sold."""
REPORTED = trades(
    "food-seller food-prepacked-only farm-produce tea fresh-fruit-veg health-food-registered liquor-baijiu pesticide"
    " seed-grain seedling-fruit pet-food cosmetic-ordinary cosmetic-special toy"
)
"""Every product has an inspection report of an accredited laboratory."""
NO_RETURN = trades("fresh-fruit-veg drug-otc")
"""What perishes, and medicine: no seven days' return by law."""
MAY_RETURN = trades(
    "farm-produce food-seller food-prepacked-only tea health-food-registered liquor-baijiu jewellery-gold-jade"
)
"""The seller may offer seven days' return; every other trade must."""
PROMISES: dict[str, str] = {
    **dict.fromkeys(trades("jewellery-gold-jade watch liquor-baijiu cosmetic-special"), "fake_nine_times"),
    **dict.fromkeys(trades("fresh-fruit-veg"), "refund_without_return"),
    **dict.fromkeys(trades("apparel children-clothing"), "return_freight"),
}
"""The guarantee of 信任购 that belongs to a trade, beside free shipping for all."""
DEPOSITS = {"jewellery-gold-jade": 10_000.0, "seed-grain": 5_000.0, "seedling-fruit": 5_000.0}
"""Deposits of single trades, in yuan."""
IMPORTABLE = trades("watch cosmetic-ordinary cosmetic-special")
"""Foreign brands come with a customs declaration."""
BRANDED = trades("liquor-baijiu")
"""Never without a brand of its own or with a short authorisation."""
AUTHENTICATED = trades("jewellery-gold-jade")
"""真宝仓: what is marked goes through the inspection warehouse before it is shipped."""
