"""Where the identifiers stand in a record."""

from __future__ import annotations

from collections.abc import Container, Iterator

from merchant_compliance.linking.shape import KINDS
from merchant_compliance.merchant.facts import Facts

PLACES: dict[str, tuple[str, str]] = {
    "uid": ("account", "uids"),
    "id_number": ("subject", "id_number"),
    "uscc": ("subject", "uscc"),
    "phone": ("contact", "phone"),
    "bank_account": ("contact", "bank_account"),
    "device": ("contact", "device_ids"),
    "address": ("contact", "address"),
    "email": ("contact", "email"),
}
NOTHING: Facts = {}
MANY = frozenset(("uid", "device"))
"""Kinds of which a merchant may have several."""


def identifiers_of(facts: Facts, kinds: Container[str] = KINDS) -> Iterator[tuple[str, str]]:
    """Kind and value, as typed, of every identifier of a record."""
    for kind, (part, name) in PLACES.items():
        if kind not in kinds or not (value := facts.get(part, NOTHING).get(name)):
            continue
        if kind not in MANY:
            yield kind, value
            continue
        for text in value:
            if text:
                yield kind, text


def record_with(kind: str, value: str) -> Facts:
    """A record that holds nothing but this identifier."""
    part, name = PLACES[kind]
    return {"merchant_id": "", part: {name: [value] if kind in MANY else value}}
