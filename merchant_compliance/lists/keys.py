"""What a merchant can be listed by: for each kind of key where it stands in the record, and its one spelling."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, NamedTuple

from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.normal import bare_account, bare_id_number, bare_phone, squeezed


class Key(NamedTuple):
    """`path` leads into the facts, through a list where one stands; `spelling` is applied to both sides."""

    kind: KeyKind
    path: tuple[str, ...]
    spelling: Callable[[str], str]


def _stripped(text: str) -> str:
    return text.strip()


KEYS: tuple[Key, ...] = (
    Key("merchant", ("merchant_id",), _stripped),
    Key("uid", ("account", "uids"), squeezed),
    Key("id_number", ("subject", "id_number"), bare_id_number),
    Key("uscc", ("subject", "uscc"), squeezed),
    Key("phone", ("contact", "phone"), bare_phone),
    Key("address", ("contact", "address"), squeezed),
    Key("device", ("contact", "device_ids"), squeezed),
    Key("bank_account", ("contact", "bank_account"), bare_account),
    Key("trademark", ("brands", "trademark_number"), squeezed),
)
SPELLINGS: dict[KeyKind, Callable[[str], str]] = {key.kind: key.spelling for key in KEYS}


Listed = Mapping[KeyKind, Callable[[str], bool]]
"""For each kind of key that any list has: is this key, in its one spelling, listed?"""


def keys_of(facts: Facts, kinds: Container[KeyKind] = tuple(SPELLINGS)) -> Iterator[tuple[KeyKind, str]]:
    """Every key of these kinds that a merchant has, in its one spelling; empty text is no key."""
    for kind, path, spelling in KEYS:
        if kind not in kinds or (value := _at(facts, path)) is None:
            continue
        if value.__class__ is not list:
            if spelled := spelling(value):
                yield kind, spelled
            continue
        for text in value:
            if spelled := spelling(text):
                yield kind, spelled


def _at(facts: Facts, path: tuple[str, ...]) -> Any:
    """The value at the path, the values in all elements of a list, or None."""
    value: Any = facts.get(path[0])
    if len(path) == 1 or value is None:
        return value
    if isinstance(value, list):
        return [element[path[1]] for element in value if path[1] in element]
    return value.get(path[1])
