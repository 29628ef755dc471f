"""Personal facts are shown masked, or hashed under a key: never as they are.

INVARIANT: a mask shows no more than half of what it hides, but for the few characters that people are told apart by.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date

from merchant_compliance.merchant.facts import FACTS

HASH_CHARACTERS = 32
"""Hexadecimal characters of a keyed hash: 128 bits, so that no two of 100 million values meet by chance."""


def _ends(text: str, first: int, last: int, most: int = 3) -> str:
    """The first and last characters around at most `most` stars; a text too short for that loses all but its length."""
    hidden = len(text) - first - last
    if hidden < 1:
        return "*" * len(text)
    return text[:first] + "*" * min(hidden, most) + text[len(text) - last :]


def _name(text: str) -> str:
    return _ends(text, 1, 1 if len(text) > 2 else 0)


def _phone(text: str) -> str:
    return _ends(text, 3, 4, 4) if len(text) >= 11 else _ends(text, 0, 2, 6)


def _id_number(text: str) -> str:
    return _ends(text, 3, 4, 11) if len(text) >= 15 else _ends(text, 1, 1, 10)


def _bank_account(text: str) -> str:
    return _ends(text, 0, 4, 4) if len(text) >= 8 else _ends(text, 0, 1)


def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else _ends(text, 1, 1)


def _address(text: str) -> str:
    """Province and city, or the first characters of a short address; the street stays hidden."""
    return text[: 6 if len(text) > 8 else 2] + "***"


def _birth_date(text: str) -> str:
    return text[:2] + "**-**-**"


def _other(text: str) -> str:
    return _ends(text, 1, 1)


MASKS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "legal_representative": _name,
    "holder": _name,
    "registrant": _name,
    "phone": _phone,
    "id_number": _id_number,
    "bank_account": _bank_account,
    "email": _email,
    "address": _address,
    "birth_date": _birth_date,
}
"""By the last name of the path; anything else keeps its first and last character."""


def mask(path: str, value: object) -> str:
    """The masked text of a personal fact; the elements of a list are masked one by one."""
    if isinstance(value, list | tuple):
        return ", ".join(mask(path, element) for element in value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return masker(path)(text)


def masker(path: str) -> Callable[[str], str]:
    """What masks the texts of this fact: for those who mask a million of them."""
    return MASKS.get(bare_path(path).rpartition(".")[2], _other)


def bare_path(path: str) -> str:
    """`merchant.products[2].price` is the fact `merchant.products.price`."""
    if "[" not in path:
        return path
    return "".join(piece.partition("]")[2] if at else piece for at, piece in enumerate(path.split("[")))


def is_personal(path: str) -> bool:
    fact = FACTS.get(bare_path(path))
    return fact is not None and fact.personal


def shown(path: str, value: object) -> object:
    """The value as people may see it: masked where the catalogue of facts says personal, else as it is."""
    return mask(path, value) if is_personal(path) else value


def keyed_hash(value: str, key: bytes) -> str:
    """HMAC-SHA-256 in hexadecimal: equal values stay equal, and without the key nobody can try them out."""
    if not key:
        raise ValueError("a hash without a key hides nothing: phone numbers can be tried one by one")
    digest = hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256")
    return digest.hex()[:HASH_CHARACTERS]
