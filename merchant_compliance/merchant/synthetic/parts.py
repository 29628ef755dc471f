"""The parts of a made-up record that has nothing wrong with it, as they stand in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random
from typing import Any

from merchant_compliance.merchant.synthetic.identity import Identity
from merchant_compliance.merchant.synthetic.measures import windows
from merchant_compliance.merchant.synthetic.tables import MINOR_VIOLATIONS, Store
from merchant_compliance.merchant.synthetic.trades import (
    BRANDED,
    CUSTOMS,
    DEPOSITS,
    IMPORTABLE,
    Document,
    Trade,
)

Record = dict[str, Any]
PERPETUAL_LICENCE = 0.6
SALES_DEPOSITS = ((100_000, 5_000), (50_000, 2_000), (0, 500))
"""Deposit by sales of 30 days, both in yuan."""
SERVICE_MARK_CLASS = 35
"""The Nice class that a mall store trades under."""


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
    """The papers of all trades, and customs declarations where a brand of the record is foreign."""
    foreign = any(brand["origin"] == "foreign" for brand in draft.record["brands"])
    return [
        paper(draft, trade, document)
        for trade in draft.trades
        for document in (*trade.documents, *((CUSTOMS,) if foreign and trade.key in IMPORTABLE else ()))
    ]


def paper(draft: Draft, trade: Trade, document: Document) -> Record:
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
    least, most = draft.store.brands
    count = max(draft.rng.randint(least, most), any(trade.key in BRANDED for trade in draft.trades))
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
        "classes": sorted({trade.nice for trade in draft.trades} | _service_class(draft)),
        "own": own,
        "origin": "domestic" if rng.random() < 0.85 else "foreign",
        "exclusive": True,
        **({} if own else authorised),
    }


def _service_class(draft: Draft) -> set[int]:
    return {SERVICE_MARK_CLASS} if draft.store.type == "mall" else set()


def measured(draft: Draft, badness: float = 1.0) -> None:
    """Metrics of a shop in operation, and the deposit that goes with its sales."""
    rng = draft.rng
    orders = exp(rng.gauss(3.0, 1.2)) if badness == 1.0 else rng.uniform(5, 80)
    draft.record["metrics"] = windows(rng, orders, round(exp(rng.gauss(4.0, 0.5)), 2), badness)
    sales = draft.record["metrics"]["d30"]["gmv"]
    by_sales = float(next(paid for over, paid in SALES_DEPOSITS if sales > over or not over))
    draft.record["shop"]["deposit_paid"] = max(by_sales, *(DEPOSITS.get(trade.key, 0.0) for trade in draft.trades))


def history(draft: Draft, kinds: tuple[str, ...] = MINOR_VIOLATIONS) -> list[Record]:
    """Now and then a small violation, long confirmed."""
    rng = draft.rng
    if draft.stage == "onboarding" or rng.random() > 0.12:
        return []
    appeal = rng.choice(("none", "upheld"))
    return [violation(draft, rng.choice(kinds), "minor", (100, 190), points=rng.randint(1, 2), appeal=appeal)]


def violation(draft: Draft, kind: str, severity: str, days: tuple[int, int], **fields: object) -> Record:
    """A confirmed violation of the merchant itself, so many days ago."""
    return {
        "kind": kind,
        "severity": severity,
        "points": 1,
        "occurred_on": draft.ago(*days),
        "confirmed": True,
        "source": "platform",
        "related_shop": False,
        "appeal": "none",
        **fields,
    }


def agreements(draft: Draft, *kinds: str) -> list[Record]:
    signed = draft.record.get("applied_on") or draft.ago(200, 700)
    return [{"kind": kind, "signed_on": signed, "version": "2021-01"} for kind in kinds]


def leaving(draft: Draft) -> Record:
    """A request to leave with nothing left open, when orders can no longer be returned."""
    return {
        "requested_on": draft.ago(1, 40),
        "open_orders": 0,
        "open_disputes": 0,
        "unsettled_amount": 0.0,
        "last_order_on": draft.ago(91, 200),
    }


def entry(draft: Draft, name: str, category: str = "", reason: str = "", since: str = "", until: str = "") -> Record:
    """One line of the list file that names this merchant by its id."""
    return {
        "list": name, "key_kind": "merchant", "key": draft.who.merchant_id, "category": category, "brand": "",
        "region": "", "since": since or draft.ago(300, 700), "until": until, "reason": reason, "source": "synthetic",
    }  # fmt: skip
