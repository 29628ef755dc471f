"""One line of a list file: who is listed where, for what, and from when until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from merchant_compliance.merchant.fact import Day, Words

KeyKind = Literal["merchant", "uid", "id_number", "uscc", "phone", "address", "device", "bank_account", "trademark"]
SHIPPED_LISTS = (
    "community-ban",
    "governance-ban",
    "onboarding-blacklist",
    "category-invitations",
    "category-admissions",
    "protected-brands",
    "supplier-freeze",
    "dishonest-suppliers",
    "security-incident-suppliers",
    "shared-identifier-exemptions",
)
"""The lists that our rules read; a file may hold others for rules of one's own."""


def _or_empty(value: Any) -> Any:
    return "" if value is None else value


def _or_open(value: Any) -> Any:
    return None if value == "" else value


HASHED = "hmac:"
"""How a key starts that is a hash: the list was exported from a store."""
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Cell = Annotated[Words, BeforeValidator(_or_empty)]
"""An empty field of a list is the empty text, not unknown."""
End = Annotated[Day | None, BeforeValidator(_or_open)]


class Entry(BaseModel):
    """`until` is exclusive; a missing end is open."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    list: Name
    key_kind: KeyKind
    key: Words
    category: Cell = ""
    brand: Cell = ""
    region: Cell = ""
    since: End = None
    until: End = None
    reason: Cell = ""
    source: Cell = ""

    def valid_at(self, as_of: date) -> bool:
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of < self.until)

    def seen(self) -> dict[str, Any]:
        """The entry as conditions see it: no key and no source, ends only where there are any."""
        ends = {name: end for name, end in (("since", self.since), ("until", self.until)) if end}
        texts = {name: getattr(self, name) for name in ("list", "category", "brand", "region", "reason")}
        return texts | ends
