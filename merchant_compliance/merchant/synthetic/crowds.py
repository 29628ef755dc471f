"""Who shares something with a banned merchant and is somebody else: families, tenants, new owners of old numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from merchant_compliance.merchant.synthetic.coats import LISTS, World, entry

EXEMPTIONS = "shared-identifier-exemptions"
AGENCY, SMALL_AGENCY, OFFICE, AGENT_PHONE = (1500, 4000), (40, 90), (20, 95), (120, 300)
"""Tenants of a registered agent's address, of a small agent's, companies that name a building without their room,
and filings under the number of one agent."""
BANNED_OF = 40
"""One tenant in so many is on a list, at least one."""
SHARED_DEVICE = 0.02
"""Families who also share a device, on which nobody can tell them from a returner."""
REPORTED = 0.95
"""Of the numbers that were given out again, so many were reported by the carrier and are exempt since that day."""


def family(world: World) -> None:
    """Somebody else in the home of a banned merchant or of one who came back."""
    candidates = [place for place, truth in enumerate(world.truth) if truth.bad and truth.trick != "matrix"]
    theirs = world.values[world.rng.choice(candidates)]
    shared = ("address", "device") if world.rng.random() < SHARED_DEVICE else ("address",)
    own = world.fresh(company=False) | {kind: theirs[kind] for kind in shared}
    world.add(own, "family" if len(shared) == 1 else "family-device")


def agency(world: World) -> None:
    """Thousands of companies at the address of one registered agent."""
    _tenants(world, "agency", "address", AGENCY)


def small_agency(world: World) -> None:
    """Fewer tenants than the cap of holders; the platform has exempted the address."""
    address = _tenants(world, "exempt-agency", "address", SMALL_AGENCY)
    since = world.as_of - timedelta(days=300)
    world.entries.append(entry(EXEMPTIONS, "address", address, since, "registered agent"))
    for _ in range(2):
        sheltered(world, address)


def sheltered(world: World, address: str) -> None:
    """A returner who keeps phone and account and moves to an exempt address."""
    name, before, kept = world.rng.choice(LISTS[:2]), world.fresh(company=True), ("bank_account", "phone")
    listed = world.ban(name, before)
    coat = world.fresh(company=True) | {kind: before[kind] for kind in kept} | {"address": address}
    world.add(coat, "sheltered", True, list=name, listed=listed, ways=(kept,))


def office(world: World) -> None:
    """Companies of one building that state no room."""
    _tenants(world, "office", "address", OFFICE, lambda address: address[: address.index("号") + 1])


def agent_phone(world: World) -> None:
    """One agent files for hundreds and leaves its own number."""
    _tenants(world, "agent-phone", "phone", AGENT_PHONE)


def reused_phone(world: World) -> None:
    """A number was given up after a ban and given out again; since that day it is somebody else's."""
    banned = world.fresh()
    world.ban(world.rng.choice(LISTS[:2]), banned, (400, 700))
    reissued = world.as_of - timedelta(days=world.rng.randint(30, 300))
    reported = world.rng.random() < REPORTED
    if reported:
        world.entries.append(entry(EXEMPTIONS, "phone", banned["phone"], reissued, "number given out again"))
    own = world.fresh() | {"phone": banned["phone"]}
    world.add(own, "reused-phone" if reported else "reused-phone-unreported")


def stranger(world: World) -> None:
    """Somebody who shares nothing with anybody."""
    world.add(world.fresh(), "stranger")


def _tenants(world: World, trick: str, kind: str, sizes: tuple[int, int], changed: Callable[[str], str] = str) -> str:
    """Merchants who share one identifier, of whom some are banned for what they did; the identifier."""
    shared, size = changed(world.fresh()[kind]), world.rng.randint(*sizes)
    banned = set(world.rng.sample(range(size), max(1, size // BANNED_OF)))
    for number in range(size):
        values = world.fresh(company=True) | {kind: shared}
        if number in banned:
            world.ban(world.rng.choice(LISTS[:2]), values)
        else:
            world.add(values, trick)
    return shared
