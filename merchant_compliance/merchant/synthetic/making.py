"""Made-up merchants one by one: most in order, some with one thing planted, some in rings around a banned one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, NamedTuple

from merchant_compliance.merchant.synthetic.forget import forget
from merchant_compliance.merchant.synthetic.identity import identity
from merchant_compliance.merchant.synthetic.partners import PARTNERS
from merchant_compliance.merchant.synthetic.parts import Draft, Record, leaving
from merchant_compliance.merchant.synthetic.planted import PLANTED, Planted
from merchant_compliance.merchant.synthetic.rings import Member, ban, member, share
from merchant_compliance.merchant.synthetic.roles import MAKERS
from merchant_compliance.merchant.synthetic.tables import ALLOWED_STORES, STORES, Store
from merchant_compliance.merchant.synthetic.trades import TRADE, TRADES, Trade

AS_OF = date(2021, 12, 31)
"""The day that records are made for unless another is given: the last one of the report's year."""
STAGES, STAGE_WEIGHTS = ("onboarding", "operation", "exit"), (30, 66, 4)
ROLES = {"merchant": 81, "creator": 9, "supplier": 4, "agency": 2, "service_provider": 2, "mcn": 2}
FITTING = {store.type: [trade for trade in TRADES if store.type in ALLOWED_STORES[trade.stores]] for store in STORES}
ALL_TRADES = TRADE | {line.trade.key: line.trade for lines in PARTNERS.values() for line in lines}


class Made(NamedTuple):
    """A raw record as it would stand in JSON, and the truth about it.

    `planted` names what is wrong, of `PLANTED` or `banned` and `returning`; `rings` tells what the merchant shares
    with whom; `entries` are the lines of the list file that name it; `forgotten` are the paths that nobody gave.
    """

    record: Record
    planted: list[str]
    rings: list[Record]
    entries: list[Record]
    forgotten: list[str]

    def truth(self) -> Record:
        return {
            "merchant_id": self.record["merchant_id"],
            "planted": self.planted,
            "forgotten": self.forgotten,
            "rings": self.rings,
        }


def make_merchants(count: int, seed: int = 1, as_of: date = AS_OF, first: int = 0) -> Iterator[Made]:
    """`count` merchants, or only those from `first` on. A longer run of the same seed begins with the shorter one."""
    return (_made(index, seed, as_of) for index in range(first, count))


def _made(index: int, seed: int, as_of: date) -> Made:
    rng = Random(f"{seed}/merchant/{index}")
    ring = member(index, seed)
    plan = None if ring else _plan(rng)
    draft = _draft(index, seed, as_of, rng, plan, ring)
    _fill(draft, _role(rng, plan, ring))
    forgotten: list[str] = []
    if plan:
        plan.how(draft)
    elif ring:
        _join(draft, ring, seed)
    else:
        forgotten = forget(draft.record, rng)
    planted = [plan.name] if plan else ["returning" if ring.hops else "banned"] if ring else []
    return Made(draft.record, planted, _truth(ring, seed), draft.entries, forgotten)


def _role(rng: Random, plan: Planted | None, ring: Member | None) -> str:
    if plan:
        return plan.role
    return "merchant" if ring else rng.choices(list(ROLES), list(ROLES.values()))[0]


def _fill(draft: Draft, role: str) -> None:
    draft.record = {"merchant_id": draft.who.merchant_id, "role": role, "stage": draft.stage}
    if draft.stage == "onboarding":
        draft.record["applied_on"] = draft.ago(0, 20)
    MAKERS[role](draft)
    if draft.stage == "exit":
        draft.record["exit"] = leaving(draft)


def _plan(rng: Random) -> Planted | None:
    at = rng.random()
    for row in PLANTED:
        at -= row.share
        if at < 0:
            return row
    return None


def _draft(index: int, seed: int, as_of: date, rng: Random, plan: Planted | None, ring: Member | None) -> Draft:
    stores = [store for store in STORES if not plan or not plan.stores or store.type in plan.stores]
    store = rng.choices(stores, [store.weight for store in stores])[0]
    return Draft(rng, identity(index, seed), as_of, _stage(rng, plan, ring), store, _trades(rng, store, plan))


def _stage(rng: Random, plan: Planted | None, ring: Member | None) -> str:
    """Whoever was banned leaves; whoever leaves is neither intercepted nor judged for what is planted elsewhere."""
    if ring and not ring.hops:
        return "exit"
    judged = 2 if plan or ring else 3
    drawn = rng.choices(STAGES[:judged], STAGE_WEIGHTS[:judged])[0]
    return plan.stage or drawn if plan else drawn


def _trades(rng: Random, store: Store, plan: Planted | None) -> list[Trade]:
    """One to three categories that the store may sell, the planted one first even where it may not."""
    fitting = FITTING[store.type]
    wanted = [ALL_TRADES[key] for key in plan.trades] if plan else []
    permitted = [trade for trade in wanted if trade in fitting] or wanted
    first = [rng.choice(permitted)] if permitted else []
    drawn = first + rng.choices(fitting, [trade.weight for trade in fitting], k=rng.choice((1, 1, 2, 3)))
    return list(dict.fromkeys(drawn[:1] if first else drawn))


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
