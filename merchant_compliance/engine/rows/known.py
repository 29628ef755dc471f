"""What is known of merchants beside their records: who is listed, and who is linked to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, Protocol

from merchant_compliance.lists.keys import Listed
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.record import Merchant

Entries = list[dict[str, Any]]
Links = Callable[[str], Entries | None]
"""The links of a merchant by its id, as conditions see them; None is unknown."""


class Index(Protocol):
    """A list file, or the lists of a store."""

    def __len__(self) -> int: ...

    def memberships(self, facts: Facts, as_of: date) -> Entries: ...

    def listed(self) -> Listed: ...


class Known(NamedTuple):
    """Entries as conditions see them; None is unknown."""

    lists: Entries | None
    links: Entries | None


class Sources(NamedTuple):
    """Where memberships and links come from; None is unknown for everybody. Other processes can be given them."""

    lists: Callable[[Facts, date], Entries] | None
    links: Links | None
    listed: Callable[[], Listed] | None = None
    """What is listed at all, so that in a batch nobody else is looked for; without it everybody is."""

    def of(self, merchant: Merchant, as_of: date) -> Known:
        """What is known of one merchant at a date."""
        lists = [] if self.lists is of_nobody else self.lists and self.lists(facts_of(merchant), as_of)
        return Known(lists, self.links and self.links(merchant.merchant_id))


def of_nobody(*_of: object) -> Entries:
    """Nobody is listed, and nobody linked."""
    return []


UNKNOWN = Sources(None, None)
NOBODY = Sources(of_nobody, of_nobody)


def sources_of(index: Index | None, links: Links | None = None) -> Sources:
    """Without lists nothing is known. Lists without entries leave nobody to be linked to: no links either."""
    if index is None:
        return UNKNOWN
    return Sources(index.memberships, links, index.listed) if len(index) else NOBODY
