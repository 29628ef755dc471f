"""Who comes back in a new coat (换马甲): rings that change some identifiers and keep others, and chains of them.

A banned account cannot be used again, so that whoever returns has a new uid; that is the first change. What a returner
keeps links it to the one before; some of it is typed in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from merchant_compliance.merchant.synthetic.identity import identity
from merchant_compliance.merchant.synthetic.parts import Record
from merchant_compliance.merchant.synthetic.retyping import retyped

LISTS, LIST_WEIGHTS = ("onboarding-blacklist", "governance-ban", "community-ban"), (5, 3, 2)
MOST_CHANGES = 4
CHAIN_LENGTHS = (2, 3, 4)
CHAIN_CHANGES = 3
"""Changed on each hop of a chain besides the uid, so that something new is left to keep on the next."""
MATRIX = (10, 80)
"""Shops of a matrix: one hand runs them all from the same devices and into the same account."""
RETYPED = 0.3
CREATORS = 0.1
Values = dict[str, str]
"""Identifiers by kind, of `uid id_number uscc phone bank_account device address`."""
Ways = tuple[tuple[str, ...], ...]
"""The kinds kept on each hop, the hop to the listed merchant last."""


class Truth(NamedTuple):
    """What is true of one merchant of a world: whether it is one that was banned before, and how it came back.

    `ways` is empty for the listed ones (trick `listed`) and for the innocent.
    """

    merchant_id: str
    role: str
    trick: str
    bad: bool
    list: str = ""
    listed: str = ""
    ways: Ways = ()


@dataclass
class World:
    """Merchants as raw records, the lines of a list file, and the truth about every merchant."""

    seed: int
    as_of: date
    rng: Random
    merchants: list[Record] = field(default_factory=list)
    entries: list[Record] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    """Of each merchant in turn, in the spelling of their first holder; the record may have them in another."""

    def fresh(self, company: bool | None = None) -> Values:
        """Identifiers that nobody else has; a company has a licence too."""
        who = identity(len(self.merchants), self.seed)
        found = {
            "uid": who.uid,
            "id_number": who.id_number,
            "uscc": who.uscc,
            "phone": who.phone,
            "bank_account": who.card,
            "device": who.device,
            "address": who.address,
        }
        if not (self.rng.random() < 0.5 if company is None else company):
            del found["uscc"]
        return found

    def add(self, values: Values, trick: str, bad: bool = False, **truth: object) -> str:
        """One more merchant; its id. What a returner kept is typed in another way now and then."""
        who = identity(len(self.merchants), self.seed)
        role, ways = str(truth.pop("role", "merchant")), truth.get("ways", ())
        kept = ways[0] if isinstance(ways, tuple) and ways else ()
        typed = values | dict(_typed(self.rng, values, kept))
        self.merchants.append(_record(who.merchant_id, role, who.person, typed, self.as_of))
        self.values.append(values)
        self.truth.append(Truth(who.merchant_id, role, trick, bad, **truth))  # type: ignore[arg-type]
        return who.merchant_id

    def ban(self, name: str, values: Values, days: tuple[int, int] = (60, 700)) -> str:
        """One more merchant that is on a list; its id."""
        merchant_id = self.add(values, "listed", bad=True, list=name)
        since = self.as_of - timedelta(days=self.rng.randint(*days))
        self.entries.append(entry(name, "merchant", merchant_id, since, "serious violations"))
        return merchant_id


def entry(name: str, key_kind: str, key: str, since: date, reason: str) -> Record:
    return {"list": name, "key_kind": key_kind, "key": key, "since": since.isoformat(), "reason": reason}


def _record(merchant_id: str, role: str, person: str, values: Values, as_of: date) -> Record:
    """What an application states of identifiers; nothing else is needed for links."""
    company = "uscc" in values
    return {
        "merchant_id": merchant_id,
        "role": role,
        "stage": "onboarding",
        "applied_on": as_of.isoformat(),
        "account": {"uids": [values["uid"]]},
        "subject": {
            "kind": "enterprise" if company else "natural_person",
            ("legal_representative" if company else "name"): person,
            "id_kind": "resident_id",
            "id_number": values["id_number"],
            **({"uscc": values["uscc"]} if company else {}),
        },
        "contact": {
            "phone": values["phone"],
            "address": values["address"],
            "bank_account": values["bank_account"],
            "device_ids": [values["device"]],
        },
    }


def ring(world: World) -> None:
    """A banned merchant and one to five who return, each after one to four changes."""
    name = _list(world)
    before = world.fresh()
    listed = world.ban(name, before)
    for _ in range(world.rng.randint(1, 5)):
        changes = world.rng.randint(1, MOST_CHANGES)
        kept = _kept(world.rng, before, len(before) - changes)
        role = "creator" if world.rng.random() < CREATORS else "merchant"
        world.add(
            _coat(world, before, kept),
            f"changed-{changes}",
            True,
            role=role,
            list=name,
            listed=listed,
            ways=(kept,),
        )


def chain(world: World) -> None:
    """A banned merchant, and two to four who return one after the other, each sharing with the one before only."""
    name, last = _list(world, chained=True), world.fresh(company=True)
    listed = world.ban(name, last)
    inherited: tuple[str, ...] = ()
    ways: Ways = ()
    for hop in range(1, world.rng.choice(CHAIN_LENGTHS) + 1):
        free = {kind: last[kind] for kind in last if kind not in inherited}
        kept = _kept(world.rng, free, len(last) - 1 - CHAIN_CHANGES)
        ways = (kept, *ways)
        last = _coat(world, last, kept)
        world.add(last, f"chain-{hop}", True, list=name, listed=listed, ways=ways)
        inherited = kept


def matrix(world: World) -> None:
    """A banned merchant with many shops that share devices and an account, and nothing else."""
    name, before = _list(world, chained=True), world.fresh()
    listed, kept = world.ban(name, before), ("bank_account", "device")
    for _ in range(world.rng.randint(*MATRIX)):
        world.add(_coat(world, before, kept), "matrix", True, list=name, listed=listed, ways=(kept,))


def _list(world: World, chained: bool = False) -> str:
    """Nobody comes back over several hops of the community ban, which follows persons only."""
    count = 2 if chained else 3
    return world.rng.choices(LISTS[:count], LIST_WEIGHTS[:count])[0]


def _kept(rng: Random, values: Values, count: int) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(sorted(kind for kind in values if kind != "uid"), count)))


def _coat(world: World, before: Values, kept: tuple[str, ...]) -> Values:
    """New identifiers, but for those that are kept."""
    return world.fresh(company="uscc" in before) | {kind: before[kind] for kind in kept}


def _typed(rng: Random, values: Values, kept: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for kind in kept:
        if rng.random() < RETYPED:
            yield kind, retyped(kind, values[kind], rng)
