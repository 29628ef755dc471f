"""What look-alikes are compared by: of each merchant its names, place, phone and a few more, in one spelling.

INVARIANT: a placeholder is as good as missing, so that nobody is like anybody for having typed nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from merchant_compliance.linking.normalise import MAINLAND, canonical
from merchant_compliance.linking.placeholders import IN_A_ROW, REPEATED
from merchant_compliance.linking.soft.words import folded, name_words, person, place_of, squeezed_name
from merchant_compliance.lists.entry import HASHED
from merchant_compliance.merchant.facts import Facts

READ = frozenset(("merchant_id", "subject", "shop", "contact"))
"""The parts of a record that are looked at."""
SHORTEST_PHONE = 6
NO_DIGITS = re.compile("[^0-9]+")
SEVERAL = re.compile("[;|]| or ")
NO_PHONE = re.compile(f"{REPEATED}|{IN_A_ROW}|^13800138000$|" + "|".join(f"{digit}{{7}}" for digit in "0123456789"))


class Likeness(NamedTuple):
    """One merchant; empty where a thing is missing. `names` are whole names without spaces, `words` those of all
    names."""

    merchant_id: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    representative: str = ""
    phone: str = ""
    email: str = ""
    house: str = ""
    numbers: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    account: str = ""


def likeness_of(facts: Facts, country: str = MAINLAND) -> Likeness:
    """`country` (ISO 3166) is where a phone number without country code rings."""
    subject, shop, contact = (facts.get(part, {}) for part in ("subject", "shop", "contact"))
    names = [name for name in (subject.get("name"), shop.get("name")) if name and name_words(name)]
    place = place_of(_readable(contact.get("address")))
    region = shop.get("region")
    identity = [f"{kind}:{form}" for kind in ("uscc", "id_number") if (form := _form(kind, subject.get(kind)))]
    return Likeness(
        facts["merchant_id"],
        tuple(dict.fromkeys(squeezed_name(name) for name in names)),
        _own_words(names, place.words),
        person(subject.get("legal_representative", "")),
        phone_of(contact.get("phone", ""), country),
        _form("email", contact.get("email")) or "",
        place.house,
        place.numbers,
        place.words + ((f"region-{folded(region)}",) if region else ()),
        place.rooms,
        tuple(identity),
        _form("bank_account", contact.get("bank_account")) or "",
    )


def _own_words(names: Sequence[str], place: Sequence[str]) -> tuple[str, ...]:
    """Without the words of the merchant's own address, if any others are left: a branch named after its city shares
    that with all who are there, and its place is compared elsewhere."""
    words = tuple(dict.fromkeys(word for name in names for word in name_words(name)))
    return tuple(word for word in words if word not in place) or words


def phone_of(text: str, country: str = MAINLAND) -> str:
    """The canonical form, else the bare digits: a number that cannot be validated may still be told again."""
    if not text:
        return ""
    if text.startswith(HASHED):
        return canonical("phone", text, country) or ""
    first = SEVERAL.split(text, maxsplit=1)[0] or text
    form = canonical("phone", first, country)
    digits = NO_DIGITS.sub("", folded(first))
    if form or len(digits) < SHORTEST_PHONE or NO_PHONE.search(digits):
        return form if form and not NO_PHONE.search(form) else ""
    return digits


def _readable(address: str | None) -> str:
    """A keyed hash has no words."""
    return "" if address is None or address.startswith(HASHED) else address


def _form(kind: str, text: str | None) -> str | None:
    return canonical(kind, text) if text else None
