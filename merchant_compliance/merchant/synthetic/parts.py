"""The parts of a made-up record that has nothing wrong with it, as they stand in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random
from typing import Any

from merchant_compliance.merchant.synthetic.identity import Identity
from merchant_compliance.merchant.synthetic.measures import windows
from merchant_compliance.merchant.synthetic.tables import (
    GUARANTEES,
    HIGH_RISK,
    MINOR_VIOLATIONS,
    Document,
    Store,
    Trade,
)

Record = dict[str, Any]
PERPETUAL_LICENCE = 0.6
MALL_CLASS = 35
"""The Nice class of a mall's service mark."""
DEPOSITS = ((100_000, 5_000), (50_000, 2_000), (0, 500))
"""Deposit by sales of 30 days, both in yuan."""
NOTICES = {"health-food-registered": ({"source": "description", "text": "保健食品，本品不能代替药物"},)}
"""What a page must say: Advertising Law Art. 18."""


@dataclass
class Draft:
    """One merchant in the making: its record, the list entries that name it, and what it is made of."""

    rng: Random
    who: Identity
    as_of: date
    stage: str
    store: Store
    trades: list[Trade]
    record: Record = field(default_factory=dict)
    entries: list[Record] = field(default_factory=list)

    def ago(self, least: int, most: int) -> str:
        """A day between so many days before `as_of`; negative numbers lie ahead."""
        return (self.as_of - timedelta(days=self.rng.randint(least, most))).isoformat()

    def ahead(self, least: int, most: int) -> str:
        return self.ago(-most, -least)

    @property
    def holder(self) -> str:
        return self.who.person if self.store.kind == "natural_person" else self.who.company


def account(draft: Draft) -> Record:
    return {"uids": [draft.who.uid], "opened_on": draft.ago(800, 1500)}


def contact(draft: Draft) -> Record:
    who = draft.who
    return {
        "phone": who.phone,
        "email": who.email,
        "address": who.address,
        "bank_account": who.company_account if draft.store.kind == "enterprise" else who.card,
        "device_ids": [who.device],
    }


def shop(draft: Draft) -> Record:
    opened = {} if draft.stage == "onboarding" else {"opened_on": draft.ago(200, 700)}
    return {
        "name": f"{draft.who.stem}{draft.trades[0].word}{draft.store.ending}",
        "type": draft.store.type,
        **opened,
        "region": draft.who.place.code,
        "ship_from_regions": [draft.who.place.code],
        "deposit_paid": 500.0,
        "cross_border": False,
    }


def subject(draft: Draft) -> Record:
    who = draft.who
    person = {
        "kind": draft.store.kind,
        "name": draft.holder,
        "id_kind": "resident_id",
        "id_number": who.id_number,
        "id_expires_on": draft.ahead(400, 6000),
        "birth_date": who.birth_date.isoformat(),
    }
    return person if draft.store.kind == "natural_person" else person | _licence(draft)


def _licence(draft: Draft) -> Record:
    rng = draft.rng
    perpetual = rng.random() < PERPETUAL_LICENCE
    term = {} if perpetual else {"license_expires_on": draft.ahead(300, 7000)}
    capital = {}
    if draft.store.kind == "enterprise":
        capital = {"registered_capital": float(max(draft.store.capital, 1_000_000) * rng.choice((1, 1, 2, 3, 5, 10)))}
    return {
        "uscc": draft.who.uscc,
        "legal_representative": draft.who.person,
        **capital,
        "established_on": draft.ago(1500, 6000),
        "license_perpetual": perpetual,
        **term,
        "business_scope": list(dict.fromkeys(["日用百货销售", *(trade.scope for trade in draft.trades)])),
        "status": "active",
        "listings": [],
    }


def qualifications(draft: Draft) -> list[Record]:
    return [_paper(draft, trade, document) for trade in draft.trades for document in trade.documents]


def _paper(draft: Draft, trade: Trade, document: Document) -> Record:
    own = document.role == "subject"
    term: Record = {"perpetual": True}
    if document.years:
        term = {"perpetual": False, "expires_on": draft.ahead(200, 360 * document.years)}
    return {
        "kind": document.kind,
        "number": f"{document.kind[:3].upper()}{draft.rng.randrange(10**9):09d}",
        "category": trade.key,
        "holder": draft.holder if own else f"{trade.word}制造有限公司",
        **({"holder_uscc": draft.who.uscc} if own and draft.store.kind != "natural_person" else {}),
        "holder_role": document.role,
        "issued_on": draft.ago(30, 300),
        **term,
        "status": "valid",
        "verified": True,
    }


def brands(draft: Draft) -> list[Record]:
    count = draft.rng.randint(*draft.store.brands)
    return [_brand(draft, number) for number in range(count)]


def _brand(draft: Draft, number: int) -> Record:
    rng = draft.rng
    own = draft.store.type != "multi_brand" and rng.random() < 0.7
    registered = draft.as_of - timedelta(days=rng.randint(400, 3000))
    authorised = {"authorization_level": 1, "authorization_expires_on": draft.ahead(60, 1000)}
    return {
        "name": f"{draft.who.stem}{'一二三四五'[number]}号",
        "trademark_number": str(rng.randrange(10_000_000, 70_000_000)),
        "registrant": draft.who.company if own else f"{draft.who.stem}品牌管理有限公司",
        "mark": "R",
        "status": "registered",
        "registered_on": registered.isoformat(),
        "expires_on": (registered + timedelta(days=3652)).isoformat(),
        "classes": sorted(
            {trade.nice for trade in draft.trades} | ({MALL_CLASS} if draft.store.type == "mall" else set())
        ),
        "own": own,
        "origin": "domestic" if rng.random() < 0.85 else "foreign",
        "exclusive": True,
        **({} if own else authorised),
    }


def products(draft: Draft) -> list[Record]:
    return [_product(draft, number) for number in range(draft.rng.randint(1, 4))]


def _product(draft: Draft, number: int) -> Record:
    rng, trade = draft.rng, draft.rng.choice(draft.trades)
    risky = bool(trade.list) or trade.key in HIGH_RISK
    title = f"{draft.who.stem}{trade.word}{rng.choice(('家用装', '经典款', '大包装', '新款', '礼盒'))}"
    reviewed = draft.ago(1, 60)
    report = {"kind": "report", "result": "pass", "on": draft.ago(5, 300), "accreditations": ["CMA"]}
    sampling = {"kind": "sampling", "result": "pass", "on": draft.ago(5, 300), "accreditations": ["CMA"]}
    reviewers = ("machine", "human") if risky else ("machine",)
    return {
        "product_id": f"{draft.who.merchant_id}-{number + 1}",
        "title": title,
        "category": trade.key,
        "predicted_category": trade.key,
        "category_confidence": round(rng.uniform(0.85, 0.999), 3),
        "risk_level": "high" if risky else "low",
        "status": "draft" if draft.stage == "onboarding" else "on_sale",
        "price": round(exp(rng.gauss(4.0, 0.8)), 2),
        "campaigns": [],
        "texts": [{"source": "title", "text": title}, *NOTICES.get(trade.key, ())],
        "reviews": [{"by": by, "result": "pass", "on": reviewed} for by in reviewers],
        "inspections": [report, sampling] if risky or rng.random() < 0.2 else [report],
    }


def measured(draft: Draft, badness: float = 1.0) -> None:
    """Metrics of a shop in operation, and the deposit that goes with its sales."""
    rng = draft.rng
    orders = exp(rng.gauss(3.0, 1.2)) if badness == 1.0 else rng.uniform(5, 80)
    draft.record["metrics"] = windows(rng, orders, round(exp(rng.gauss(4.0, 0.5)), 2), badness)
    sales = draft.record["metrics"]["d30"]["gmv"]
    draft.record["shop"]["deposit_paid"] = float(next(paid for over, paid in DEPOSITS if sales > over or not over))


def history(draft: Draft) -> list[Record]:
    """Now and then a small violation, long confirmed."""
    if draft.stage == "onboarding" or draft.rng.random() > 0.12:
        return []
    return [
        {
            "kind": draft.rng.choice(MINOR_VIOLATIONS),
            "severity": "minor",
            "points": draft.rng.randint(1, 2),
            "occurred_on": draft.ago(100, 190),
            "confirmed": True,
            "source": "platform",
            "related_shop": False,
            "appeal": draft.rng.choice(("none", "upheld")),
        }
    ]


def agreements(draft: Draft, *kinds: str) -> list[Record]:
    signed = draft.record.get("applied_on") or draft.ago(200, 700)
    return [{"kind": kind, "signed_on": signed, "version": "2021-01"} for kind in kinds]


def guarantees(draft: Draft) -> list[str]:
    return [name for name in GUARANTEES if name == "seven_day_return" or draft.rng.random() < 0.6]


def entry(draft: Draft, name: str, category: str = "", reason: str = "", since: str = "", until: str = "") -> Record:
    """One line of the list file that names this merchant by its id."""
    return {
        "list": name, "key_kind": "merchant", "key": draft.who.merchant_id, "category": category, "brand": "",
        "region": "", "since": since or draft.ago(300, 700), "until": until, "reason": reason, "source": "synthetic",
    }  # fmt: skip
