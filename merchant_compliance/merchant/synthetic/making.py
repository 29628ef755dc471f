"""Made-up merchants one by one: most in order, some with one thing planted, some in rings around a banned one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from math import exp
from random import Random
from typing import Any, NamedTuple

from merchant_compliance.merchant.synthetic import parts
from merchant_compliance.merchant.synthetic.forget import forget
from merchant_compliance.merchant.synthetic.identity import identity
from merchant_compliance.merchant.synthetic.parts import Draft, Record
from merchant_compliance.merchant.synthetic.planted import HIGH_EXPOSURE, PLANTED, Planted
from merchant_compliance.merchant.synthetic.rings import Member, ban, member, share
from merchant_compliance.merchant.synthetic.tables import ALLOWED_STORES, STORES, TRADE, TRADES, Store, Trade

AS_OF = date(2021, 12, 31)
"""The day that records are made for unless another is given: the last one of the report's year."""
STAGES, STAGE_WEIGHTS = ("onboarding", "operation", "exit"), (30, 66, 4)
ROLES, ROLE_WEIGHTS = ("merchant", "creator", "supplier"), (86, 9, 5)
ENDED_ENTRIES = 0.01
"""Merchants whom a blacklist named once and names no more."""


class Made(NamedTuple):
    """A raw record as it would stand in JSON, and the truth about it.

    `planted` names what is wrong, of `PLANTED` or `banned` and `returning`; `rings` tells what the merchant shares
    with whom; `entries` are the lines of the list file that name it.
    """

    record: Record
    planted: list[str]
    rings: list[Record]
    entries: list[Record]

    def truth(self) -> Record:
        return {"merchant_id": self.record["merchant_id"], "planted": self.planted, "rings": self.rings}


def make_merchants(count: int, seed: int = 1, as_of: date = AS_OF) -> Iterator[Made]:
    """`count` merchants. A longer run of the same seed begins with the shorter one."""
    return (_made(index, seed, as_of) for index in range(count))


def _made(index: int, seed: int, as_of: date) -> Made:
    rng = Random(f"{seed}/merchant/{index}")
    ring = member(index, seed)
    plan = None if ring else _plan(rng)
    role = "merchant" if ring or plan else rng.choices(ROLES, ROLE_WEIGHTS)[0]
    draft = _draft(index, seed, as_of, rng, plan)
    if ring and ring.hops == 0:
        draft.stage = "exit"
    draft.record = {"merchant_id": draft.who.merchant_id, "role": role, "stage": draft.stage}
    MAKERS[role](draft)
    if plan:
        plan.how(draft)
    elif ring:
        _join(draft, ring, seed)
    else:
        forget(draft.record, rng)
    planted = [plan.name] if plan else ["returning" if ring.hops else "banned"] if ring else []
    return Made(draft.record, planted, _truth(ring, seed), draft.entries)


def _plan(rng: Random) -> Planted | None:
    at = rng.random()
    for row in PLANTED:
        at -= row.share
        if at < 0:
            return row
    return None


def _draft(index: int, seed: int, as_of: date, rng: Random, plan: Planted | None) -> Draft:
    stages = 2 if plan else 3  # whoever leaves is not judged for what is planted here
    stage = rng.choices(STAGES[:stages], STAGE_WEIGHTS[:stages])[0]
    stage = plan.stage or stage if plan else stage
    stores = [store for store in STORES if not plan or not plan.stores or store.type in plan.stores]
    store = rng.choices(stores, [store.weight for store in stores])[0]
    return Draft(rng, identity(index, seed), as_of, stage, store, _trades(rng, store, plan))


def _trades(rng: Random, store: Store, plan: Planted | None) -> list[Trade]:
    """One to three categories that the store may sell, the planted one first even where it may not."""
    fitting = [trade for trade in TRADES if store.type in ALLOWED_STORES[trade.stores]]
    wanted = [TRADE[key] for key in plan.trades] if plan else []
    permitted = [trade for trade in wanted if trade in fitting] or wanted
    first = [rng.choice(permitted)] if permitted else []
    drawn = first + rng.choices(fitting, [trade.weight for trade in fitting], k=rng.choice((1, 1, 2, 3)))
    return list(dict.fromkeys(drawn[:1] if first else drawn))


def _merchant(draft: Draft) -> None:
    record, rng = draft.record, draft.rng
    if draft.stage == "onboarding":
        record["applied_on"] = draft.ago(0, 20)
    record |= {
        "followers": min(int(exp(rng.gauss(8.5, 2.2))), 2 * HIGH_EXPOSURE),
        "account": parts.account(draft),
        "shop": parts.shop(draft),
        "subject": parts.subject(draft),
        "contact": parts.contact(draft),
        "categories": [trade.key for trade in draft.trades],
        "qualifications": parts.qualifications(draft),
        "brands": parts.brands(draft),
        "products": parts.products(draft),
        "violations": parts.history(draft),
        "complaints": [],
        "guarantees": parts.guarantees(draft),
        "agreements": parts.agreements(draft, "platform_service", "after_sales"),
    }
    record["reviews"] = _reviews(draft)
    if draft.stage != "onboarding":
        parts.measured(draft)
    if draft.stage == "exit":
        record["exit"] = _exit(draft)
    draft.entries += [
        parts.entry(draft, trade.list, trade.key, reason="category manager") for trade in draft.trades if trade.list
    ]
    if rng.random() < ENDED_ENTRIES:
        ended = {"since": draft.ago(500, 900), "until": draft.ago(0, 300)}
        draft.entries.append(parts.entry(draft, "onboarding-blacklist", reason="lifted on appeal", **ended))


def _reviews(draft: Draft) -> list[Record]:
    """Whoever has millions of followers has passed the review of high-exposure merchants."""
    kinds = ["subject", "high_exposure"] if draft.record["followers"] >= HIGH_EXPOSURE else ["subject"]
    return [{"kind": kind, "result": "pass", "concluded_on": draft.ago(1, 90)} for kind in kinds]


def _exit(draft: Draft) -> Record:
    rng = draft.rng
    settled = rng.random() < 0.7
    return {
        "requested_on": draft.ago(1, 40),
        "open_orders": 0 if settled else rng.randint(1, 60),
        "open_disputes": 0 if settled else rng.randint(0, 4),
        "unsettled_amount": 0.0 if settled else round(exp(rng.gauss(7, 1)), 2),
        "last_order_on": draft.ago(40, 120),
    }


def _creator(draft: Draft) -> None:
    rng = draft.rng
    draft.record |= {
        "followers": min(int(exp(rng.gauss(11, 1.8))), 2 * HIGH_EXPOSURE),
        "account": parts.account(draft),
        "contact": {"phone": draft.who.phone, "email": draft.who.email},
        "violations": parts.history(draft),
        "complaints": [],
        "agreements": parts.agreements(draft, "creator_convention"),
        "content": {"pass_rate": round(1 - 0.05 * rng.random() ** 2, 4), "works_reviewed": rng.randint(5, 900)},
    }
    draft.record["reviews"] = _reviews(draft)


def _supplier(draft: Draft) -> None:
    """A company that supplies the platform or its merchants; it has no shop of its own."""
    draft.store = next(store for store in STORES if store.kind == "enterprise")
    draft.trades = [trade for trade in draft.trades if not trade.list] or [TRADES[0]]
    draft.record |= {
        "subject": parts.subject(draft),
        "contact": parts.contact(draft),
        "categories": [trade.key for trade in draft.trades],
        "violations": [],
        "agreements": parts.agreements(draft, "supplier_integrity"),
    }


MAKERS: dict[str, Callable[[Draft], None]] = {"merchant": _merchant, "creator": _creator, "supplier": _supplier}


def _join(draft: Draft, ring: Member, seed: int) -> None:
    """Ring members settle on private cards, so that a card can be shared whatever the two stores are."""
    draft.record["contact"]["bank_account"] = draft.who.card
    if ring.hops:
        share(draft.record, ring.via, identity(ring.source, seed))
    else:
        draft.entries.append(ban(draft, ring))


def _truth(ring: Member | None, seed: int) -> list[dict[str, Any]]:
    if ring is None:
        return []
    told = {"ring": ring.ring, "list": ring.ban.list, "listed": identity(ring.listed, seed).merchant_id}
    return [told | ({"via": ring.via, "hops": ring.hops} if ring.hops else {"via": "", "hops": 0})]
