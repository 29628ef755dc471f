"""Whole records with nothing wrong, role by role: merchants, creators, suppliers, agencies and service providers."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from merchant_compliance.merchant.synthetic import goods, parts
from merchant_compliance.merchant.synthetic.partners import PARTNERS
from merchant_compliance.merchant.synthetic.parts import Draft, Record
from merchant_compliance.merchant.synthetic.tables import COMPANY, CONTENT_VIOLATIONS, EXPOSED, HIGH_EXPOSURE, PERSON

ENDED_ENTRIES = 0.01
"""Merchants whom a blacklist named once and names no more."""
NOTHING: tuple[str, ...] = ("categories", "qualifications", "brands", "products", "violations", "complaints", "reviews")
"""Lists that are known to be empty where a role has nothing in them."""


def merchant(draft: Draft) -> None:
    record, rng = draft.record, draft.rng
    record |= {
        "followers": min(int(exp(rng.gauss(8.5, 2.2))), 2 * HIGH_EXPOSURE),
        "account": parts.account(draft),
        "shop": parts.shop(draft),
        "subject": parts.subject(draft),
        "contact": parts.contact(draft),
        "categories": [trade.key for trade in draft.trades],
        "brands": parts.brands(draft),
        "products": goods.products(draft),
        "violations": parts.history(draft),
        "complaints": [],
        "guarantees": goods.guarantees(draft),
        "agreements": parts.agreements(draft, "platform_service", "after_sales"),
    }
    record["qualifications"] = parts.qualifications(draft)
    record["reviews"] = [_passed(draft, "subject"), *_high_exposure(draft)]
    if draft.stage != "onboarding":
        parts.measured(draft)
    draft.entries += [
        parts.entry(draft, trade.list, trade.key, reason="category manager") for trade in draft.trades if trade.list
    ]
    if rng.random() < ENDED_ENTRIES:
        ended = {"since": draft.ago(500, 900), "until": draft.ago(0, 300)}
        draft.entries.append(parts.entry(draft, "onboarding-blacklist", reason="lifted on appeal", **ended))


def _passed(draft: Draft, kind: str, most: int = 90) -> Record:
    return {"kind": kind, "result": "pass", "concluded_on": draft.ago(1, most)}


def _high_exposure(draft: Draft) -> list[Record]:
    """Whoever has millions of followers has passed the review of high-exposure merchants."""
    return [_passed(draft, "high_exposure")] if draft.record["followers"] >= HIGH_EXPOSURE else []


def creator(draft: Draft) -> None:
    """A person who streams; what is exposed to a million is reviewed every month."""
    rng = draft.rng
    draft.store = PERSON
    draft.record |= {name: [] for name in NOTHING} | {
        "followers": min(int(exp(rng.gauss(11, 1.8))), 2 * HIGH_EXPOSURE),
        "account": parts.account(draft),
        "subject": parts.subject(draft),
        "contact": parts.contact(draft),
        "violations": parts.history(draft, CONTENT_VIOLATIONS),
        "agreements": parts.agreements(draft, "creator_convention", "creator_civility_pledge"),
        "content": {"pass_rate": round(1 - 0.04 * rng.random() ** 2, 4), "works_reviewed": rng.randint(20, 900)},
    }
    exposed = draft.record["followers"] >= EXPOSED
    content = [_passed(draft, "content_exposure", most=28)] if exposed else []
    draft.record["reviews"] = [_passed(draft, "subject"), *content, *_high_exposure(draft)]


def partner(draft: Draft) -> None:
    """A company that works for the platform or its merchants; it has no shop of its own."""
    lines = PARTNERS[draft.record["role"]]
    wanted = [line for line in lines if line.trade in draft.trades] or lines
    line = draft.rng.choices(wanted, [line.trade.weight for line in wanted])[0]
    draft.store, draft.trades = COMPANY, [line.trade]
    draft.record |= {name: [] for name in NOTHING} | {
        "followers": 0,
        "account": parts.account(draft),
        **({} if line.deposit is None else {"shop": {"deposit_paid": line.deposit}}),
        "subject": parts.subject(draft),
        "contact": parts.contact(draft),
        "categories": [line.trade.key],
        "qualifications": [parts.paper(draft, line.trade, document) for document in line.trade.documents],
        "reviews": [_passed(draft, kind) | {"target": line.trade.key} for kind in line.reviews],
        "agreements": parts.agreements(draft, *line.agreements),
    }


MAKERS: dict[str, Callable[[Draft], None]] = {
    "merchant": merchant,
    "creator": creator,
    **dict.fromkeys(PARTNERS, partner),
}
