"""Products of a made-up merchant with nothing wrong: reviewed, reported on and promised for as their trade asks."""

from __future__ import annotations

from math import exp

from merchant_compliance.merchant.synthetic.parts import Draft, Record
from merchant_compliance.merchant.synthetic.tables import GUARANTEES
from merchant_compliance.merchant.synthetic.trades import (
    AUTHENTICATED,
    MAY_RETURN,
    NO_RETURN,
    PROMISES,
    REPORTED,
    REVIEWED,
    Trade,
)

STATUS = {"onboarding": "draft", "operation": "on_sale", "exit": "delisted"}
FINISHES = ("家用装", "经典款", "大包装", "新款", "礼盒")
NOTICES = {"health-food-registered": ({"source": "description", "text": "保健食品，本品不能代替药物"},)}
"""What a page must say: Advertising Law Art. 18."""
AUTHENTIC = "authentic-jewellery"
"""The mark of 真宝仓 among a product's campaigns."""
SAMPLED = 0.2
OPTIONAL_GUARANTEE = 0.4


def products(draft: Draft) -> list[Record]:
    return [_product(draft, number) for number in range(draft.rng.choice((1, 1, 2, 2, 3, 4)))]


def _product(draft: Draft, number: int) -> Record:
    rng, trade = draft.rng, draft.rng.choice(draft.trades)
    risky = trade.key in REVIEWED
    title = f"{draft.who.stem}{trade.word}{rng.choice(FINISHES)}"
    reviewed = draft.ago(1, 60)
    return {
        "product_id": f"{draft.who.merchant_id}-{number + 1}",
        "title": title,
        "category": trade.key,
        "predicted_category": trade.key,
        "category_confidence": round(rng.uniform(0.85, 0.999), 3),
        "risk_level": "high" if risky else "low",
        "status": STATUS[draft.stage],
        "price": round(exp(rng.gauss(4.0, 0.8)), 2),
        "campaigns": [AUTHENTIC] if trade.key in AUTHENTICATED else [],
        "texts": [{"source": "title", "text": title}, *NOTICES.get(trade.key, ())],
        "reviews": [
            {"by": by, "result": "pass", "on": reviewed} for by in (("machine", "human") if risky else ("machine",))
        ],
        "inspections": _inspections(draft, trade),
    }


def _inspections(draft: Draft, trade: Trade) -> list[Record]:
    wanted = {
        "report": trade.key in REPORTED,
        "warehouse": trade.key in AUTHENTICATED,
        "sampling": draft.rng.random() < SAMPLED,
    }
    return [
        {"kind": kind, "result": "pass", "on": draft.ago(5, 300), "accreditations": ["CMA"]}
        for kind, there in wanted.items()
        if there
    ]


def guarantees(draft: Draft) -> list[str]:
    """Free shipping, what the trades ask for, and some more of one's own will."""
    keys = {trade.key for trade in draft.trades}
    bound = {"free_shipping", *(PROMISES[key] for key in keys if key in PROMISES)}
    if keys.difference(NO_RETURN, MAY_RETURN):
        bound.add("seven_day_return")
    barred = {"seven_day_return"} if keys.issubset(NO_RETURN) else set()
    return [
        name for name in GUARANTEES if name in bound or (name not in barred and draft.rng.random() < OPTIONAL_GUARANTEE)
    ]
