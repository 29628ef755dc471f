"""How one organisation is written down another time: other spellings, slips, things left out, things that changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from resolving.entities import Entity

SHORT = {
    "Street": ("St", "St.", "Str"),
    "Avenue": ("Ave", "Ave.", "Av"),
    "Boulevard": ("Blvd", "Blvd.", "Blv"),
    "Road": ("Rd", "Rd."),
    "Drive": ("Dr", "Dr."),
    "Lane": ("Ln",),
    "Court": ("Ct",),
    "Place": ("Pl",),
    "Square": ("Sq",),
    "Highway": ("Hwy",),
    "Parkway": ("Pkwy", "Pky"),
    "North": ("N", "N."),
    "South": ("S", "S."),
    "East": ("E", "E."),
    "West": ("W", "W."),
    "straße": ("str.", "strasse"),
    "Straße": ("Str.", "Strasse"),
    "Avenida": ("Av.", "Av"),
    "Rua": ("R.", "R"),
    "boulevard": ("bd", "bld"),
    "avenue": ("av.", "av"),
    "Center": ("Ctr", "Centre"),
    "Company": ("Co.",),
    "International": ("Intl", "Int'l"),
    "Restaurant": ("Rest.",),
}
LEGAL = re.compile(
    r",? (?:Inc|LLC|Ltd|PLC|Group|GmbH(?: & Co\. \S+)?|AG|KG|OHG|e\.V\.|S\.A\.|SARL|S/A|Ltda\.|e Filhos|株式会社)\.?$"
)


@dataclass(frozen=True)
class Source:
    """How a file is written: shares of records with each thing. `phone` is how its phone numbers look."""

    missing_phone: float = 0.05
    missing_address: float = 0.02
    missing_code: float = 0.2
    slip: float = 0.08
    shorten: float = 0.5
    drop_word: float = 0.06
    add_word: float = 0.06
    moved: float = 0.03
    new_phone: float = 0.06
    new_name: float = 0.01
    new_person: float = 0.1
    wrong_digit: float = 0.01
    no_area: float = 0.02
    no_house: float = 0.02
    wrong_house: float = 0.01
    upper: float = 0.0
    lower: float = 0.0
    no_city: float = 0.0
    person: float = 0.0
    phone: Callable[[str], str] = str


def digits_only(phone: str) -> str:
    return re.sub("[^0-9+]", "", phone.split("x")[0])


def local(phone: str) -> str:
    """The last seven digits, as in a file of one town."""
    return digits_only(phone)[-7:]


def written(one: Entity, other: Entity, source: Source, rng: random.Random) -> dict[str, object]:
    """A record of the entity, without its id. What changed is taken from `other`."""

    def happens(share: float) -> bool:
        return rng.random() < share

    place = other if happens(source.moved) else one
    name = other.name if happens(source.new_name) else _name(one.name, one.city, source, rng)
    record: dict[str, object] = {"shop" if happens(0.3) else "subject": {"name": _case(name, source, rng)}}
    contact: dict[str, str] = {}
    if not happens(source.missing_phone):
        contact["phone"] = _phone(source.phone(other.phone if happens(source.new_phone) else one.phone), source, rng)
    if not happens(source.missing_address):
        if happens(source.no_house):
            place = replace(place, house="", room="")
        elif happens(source.wrong_house):
            place = replace(place, house=other.house)
        contact["address"] = _case(_address(place, source, rng), source, rng)
    if contact:
        record["contact"] = contact
    if happens(source.person):
        record.setdefault("subject", {})["legal_representative"] = (other if happens(source.new_person) else one).person  # type: ignore[index]
    return record


def _phone(phone: str, source: Source, rng: random.Random) -> str:
    if rng.random() < source.no_area:
        return local(phone)
    if rng.random() < source.wrong_digit:
        at = max(at for at, character in enumerate(phone) if character.isdigit())
        return phone[:at] + str((int(phone[at]) + rng.randint(1, 9)) % 10) + phone[at + 1 :]
    return phone


def _name(name: str, city: str, source: Source, rng: random.Random) -> str:
    if rng.random() < source.shorten:
        name = LEGAL.sub("", name) if rng.random() < 0.5 else _shortened(name, rng)
    words = name.split()
    if len(words) > 2 and rng.random() < source.drop_word:
        words.pop(rng.randrange(1, len(words)))
    if len(words) > 1 and rng.random() < source.drop_word / 2:
        words = [*words[1:], words[0]]
    name = " ".join(words)
    if rng.random() < source.add_word:
        name += rng.choice((f" ({city})", f" - {city}", " & Co", " No. 2", " Main Office"))
    return _slip(name, rng) if rng.random() < source.slip else name


def _address(place: Entity, source: Source, rng: random.Random) -> str:
    street = _shortened(place.street, rng) if rng.random() < source.shorten else place.street
    street = _slip(street, rng) if rng.random() < source.slip else street
    room, code = place.room, place.code if rng.random() >= source.missing_code else ""
    city = "" if rng.random() < source.no_city else place.city
    if re.search("[一-鿿]", place.street):
        if "-" in place.house:
            return f"{city}{street}{place.house}{' ' + room + '号室' if room else ''}"
        short = city.replace("省", "").replace("市", "") if rng.random() < 0.3 else city
        return (
            f"{short}{street}{place.house and place.house + '号'}{room + '室' if room and rng.random() < 0.9 else ''}"
        )
    if place.house and re.search(r"(?i)(?:str\.?|straße|strasse|weg|allee|platz|gasse|ring)$", street):
        return ", ".join(part for part in (f"{street} {place.house}".strip(), f"{code} {city}".strip()) if part)
    inside = f" {rng.choice(('Suite', 'Ste', '#', 'Apt.'))} {room}" if room and rng.random() < 0.7 else ""
    return ", ".join(part for part in (f"{place.house} {street}{inside}".strip(), f"{city} {code}".strip()) if part)


def _shortened(text: str, rng: random.Random) -> str:
    for long, shorts in SHORT.items():
        if long in text:
            text = text.replace(long, rng.choice(shorts))
    return text


def _slip(text: str, rng: random.Random) -> str:
    """One letter left out, doubled, or two of them swapped; numbers stay."""
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    how = rng.randrange(3)
    if how == 0:
        return text[:at] + text[at + 1 :]
    if how == 1:
        return text[: at + 1] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _case(text: str, source: Source, rng: random.Random) -> str:
    if rng.random() < source.upper:
        return text.upper()
    return text.lower() if rng.random() < source.lower else text
