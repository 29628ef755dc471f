"""Who a made-up merchant is: names from pools, and identifiers with right check digits that nobody else has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from merchant_compliance.merchant.check_digits import (
    USCC_ALPHABET,
    luhn_check,
    organisation_check,
    resident_check,
    uscc_check,
)
from merchant_compliance.merchant.synthetic.places import PLACES, Place

STEP = 2_654_435_761
"""A prime above the size of every space below, so that index × STEP modulo the size meets no number twice."""
OLDEST = date(1960, 1, 1)
BIRTH_DAYS = 15_706
"""Births from 1960 to 2002: nobody here is a minor in 2021."""
SEQUENCES = 998
MOBILES = (
    "130",
    "131",
    "132",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "152",
    "157",
    "158",
    "159",
    "186",
    "188",
)
POOL = 1500
TRADES = ("商贸", "贸易", "电子商务", "供应链", "实业")


@dataclass(frozen=True)
class Pools:
    """Names to draw from; faker is asked once, since it is slow."""

    people: tuple[str, ...]
    streets: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """One person with one company, and how to reach them."""

    merchant_id: str
    uid: str
    person: str
    id_number: str
    birth_date: date
    place: Place
    stem: str
    company: str
    uscc: str
    phone: str
    email: str
    address: str
    card: str
    company_account: str
    device: str


@lru_cache(maxsize=2)
def pools(seed: int) -> Pools:
    from faker import Faker

    fake = Faker("zh_CN")
    fake.seed_instance(seed)
    draw: Callable[[Callable[[], str]], tuple[str, ...]] = lambda ask: tuple(ask() for _ in range(POOL))  # noqa: E731
    return Pools(draw(fake.name), draw(fake.street_name), draw(fake.company_prefix))


def _spread(index: int, seed: int, size: int) -> int:
    """INVARIANT: for one seed and size, no two indexes below `size` get the same number."""
    return (index * STEP + seed * 7919) % size


def _id_number(number: int) -> tuple[str, date]:
    number, sequence = divmod(number, SEQUENCES)
    area, day = divmod(number, BIRTH_DAYS)
    born = OLDEST + timedelta(days=day)
    first17 = f"{PLACES[area].code}{born:%Y%m%d}{sequence + 1:03d}"
    return first17 + resident_check(first17), born


def _uscc(number: int, place: Place) -> str:
    letters = ""
    for _ in range(6):
        number, value = divmod(number, 31)
        letters += USCC_ALPHABET[value]
    organisation = "MA" + letters
    first17 = f"91{place.code}{organisation}{organisation_check(organisation)}"
    return first17 + uscc_check(first17)


def _account(digits: str) -> str:
    return digits + luhn_check(digits)


def _address(rng: Random, place: Place, street: str) -> str:
    city = "" if place.city == place.province else place.city
    house, room = rng.randrange(1, 2000), rng.randrange(101, 3299)
    return f"{place.province}{city}{place.county}{street}{house}号{room}室"


@lru_cache(maxsize=1024)
def identity(index: int, seed: int) -> Identity:
    """The same for the same arguments, whatever else was made: a returning merchant is given what another has."""
    rng, names = Random(f"{seed}/identity/{index}"), pools(seed)
    place, stem = rng.choice(PLACES), rng.choice(names.stems)
    id_number, born = _id_number(_spread(index, seed, len(PLACES) * BIRTH_DAYS * SEQUENCES))
    phone = _spread(index, seed, len(MOBILES) * 10**8)
    merchant_id = f"m{index + 1:07d}"
    return Identity(
        merchant_id=merchant_id,
        uid=str(2_100_000_000 + index),
        person=rng.choice(names.people),
        id_number=id_number,
        birth_date=born,
        place=place,
        stem=stem,
        company=f"{place.city.removesuffix('市')}{stem}{rng.choice(TRADES)}有限公司",
        uscc=_uscc(_spread(index, seed, 31**6), place),
        phone=f"{MOBILES[phone // 10**8]}{phone % 10**8:08d}",
        email=f"{merchant_id}@example.com",
        address=_address(rng, place, rng.choice(names.streets)),
        card=_account(f"6217{_spread(index, seed, 10**9):014d}"),
        company_account=_account(f"1109{_spread(index, seed, 10**9):012d}"),
        device=f"d-{rng.getrandbits(48):012x}",
    )
