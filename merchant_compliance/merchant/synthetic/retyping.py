"""The same identifier typed in another way, as people do it by habit or to get past a comparison of texts."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from merchant_compliance.merchant.synthetic.places import PLACES

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
PROVINCES = sorted({place.province for place in PLACES if place.province != place.city})


def _wide(text: str) -> str:
    return text.translate(WIDE)


def _grouped(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _old_card(text: str) -> str:
    """The 15 digits of before 1999, where the person was born before 2000."""
    return text[:6] + text[8:17] if text[6:8] == "19" else text.lower()


def _without_province(text: str) -> str:
    return next((text.removeprefix(name) for name in PROVINCES if text.startswith(name)), text)


def _abroad(text: str) -> str:
    return f"+86 {text[:3]}-{text[3:7]}-{text[7:]}"


def _traditional(text: str) -> str:
    return text.replace("号", "號").replace("东", "東").replace("区", "區")


WAYS: dict[str, tuple[Callable[[str], str], ...]] = {
    "uid": (str,),
    "id_number": (str.lower, _wide, _old_card),
    "uscc": (str.lower, _grouped, _wide),
    "phone": (_abroad, _wide, _grouped),
    "bank_account": (_grouped, _wide),
    "device": (str.upper, lambda text: text.replace("-", ":")),
    "address": (_without_province, _wide, _traditional, lambda text: text.removesuffix("室")),
}
"""What does not change whom an identifier names."""


def retyped(kind: str, text: str, rng: Random) -> str:
    return rng.choice(WAYS[kind])(text)
