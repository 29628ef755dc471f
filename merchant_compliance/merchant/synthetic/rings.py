"""Banned merchants who come back under another name: who shares which identifier with whom."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

from merchant_compliance.merchant.synthetic.identity import Identity
from merchant_compliance.merchant.synthetic.parts import Draft, Record, entry

BLOCK = 100
"""Merchants among whom there is at most one ring, so that a merchant is made without looking at all others."""
RING_SHARE = 0.8
"""Blocks that hold a ring."""


class Ban(NamedTuple):
    """A list, the identifiers by which it reaches merchants, and over how many hops; as in the linking policy."""

    list: str
    kinds: tuple[str, ...]
    hops: int


BANS = (
    Ban("onboarding-blacklist", ("id_number", "phone", "bank_account", "device", "address"), 2),
    Ban("governance-ban", ("id_number", "phone", "address", "uid"), 1),
    Ban("community-ban", ("uid", "id_number"), 1),
)
NEXT_DOOR = "address"
"""Nobody is followed through it: it reaches over one hop only."""


class Member(NamedTuple):
    """`source` is whose identifiers are shared: the listed merchant's, or over two hops another returner's."""

    ring: str
    ban: Ban
    listed: int
    source: int
    via: str
    hops: int


@lru_cache(maxsize=8)
def ring_of(block: int, seed: int) -> dict[int, Member]:
    """The members of the ring of one block by their index, the listed one first; empty if there is none."""
    rng = Random(f"{seed}/ring/{block}")
    if rng.random() >= RING_SHARE:
        return {}
    listed, *returners = sorted(rng.sample(range(block * BLOCK, (block + 1) * BLOCK), rng.choice((2, 2, 3, 4))))
    ring, ban = f"ring-{block + 1}", rng.choice(BANS)
    members = {listed: Member(ring, ban, listed, listed, "", 0)}
    for index in returners:
        before = members[max(members)]
        far = before.hops == 1 and ban.hops == 2 and before.via != NEXT_DOOR and rng.random() < 0.4
        via = rng.choice([kind for kind in ban.kinds if not far or kind not in (before.via, NEXT_DOOR)])
        members[index] = Member(ring, ban, listed, max(members) if far else listed, via, 2 if far else 1)
    return members


def member(index: int, seed: int) -> Member | None:
    return ring_of(index // BLOCK, seed).get(index)


def share(record: Record, via: str, other: Identity) -> None:
    """Give a record one identifier of another merchant; a person's number comes with the person."""
    parts: dict[str, tuple[str, dict[str, Any]]] = {
        "phone": ("contact", {"phone": other.phone}),
        "address": ("contact", {"address": other.address}),
        "bank_account": ("contact", {"bank_account": other.card}),
        "device": ("contact", {"device_ids": [*record["contact"]["device_ids"], other.device]}),
        "uid": ("account", {"uids": [*record["account"]["uids"], other.uid]}),
        "id_number": ("subject", _person(record, other)),
    }
    part, fields = parts[via]
    record[part].update(fields)


def _person(record: Record, other: Identity) -> dict[str, Any]:
    natural = record["subject"]["kind"] == "natural_person"
    name = {"name": other.person} if natural else {"legal_representative": other.person}
    return name | {"id_number": other.id_number, "birth_date": other.birth_date.isoformat()}


def ban(draft: Draft, found: Member) -> Record:
    """The list entry of the merchant who was banned."""
    return entry(draft, found.ban.list, reason="serious violations", since=draft.ago(60, 700))
