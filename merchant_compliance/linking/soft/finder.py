"""Probable links: merchants that are like a listed one by name, address, phone or representative, without sharing it.

INVARIANT: a soft link has a confidence below 1 and names no kind of identity: rules can tell it from an exact one.
Where an exact link leads to the same listed merchant, there is no soft one. Identity numbers and accounts are not
looked at, so that likeness is no way around the linking policy; nor are identifiers that are exempt, and merchants that
are excused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from merchant_compliance.linking.listing import Memberships, On, entry_name, listing_of
from merchant_compliance.linking.normalise import MAINLAND, canonical
from merchant_compliance.linking.places import record_with
from merchant_compliance.linking.shape import ALIKE, Hop, Link, Shared
from merchant_compliance.linking.soft.candidates import make_pairs
from merchant_compliance.linking.soft.likeness import Likeness, likeness_of
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.scoring import agreements
from merchant_compliance.linking.soft.shape import SoftPath
from merchant_compliance.linking.soft.table import Table
from merchant_compliance.merchant.facts import Facts

DEFAULT_ROLE = "merchant"
CONTACTS = ("phone", "address", "email")
KINDS = ("name", "address", "phone", "email", "representative")
"""By which a soft link may hold."""


@dataclass(frozen=True)
class Side:
    """What is known of one merchant besides its looks."""

    role: str
    wanted: bool
    excused: bool
    lists: tuple[On, ...]


class SoftFinder:
    """Takes merchants one by one, then finds their look-alikes among the listed ones.

    `wanted` merchants get links; the others, a history, may only be what they are like.
    """

    def __init__(
        self, paths: Sequence[SoftPath], index: Memberships, as_of: date, model: Model, country: str = MAINLAND
    ) -> None:
        self._paths, self._model, self._country = paths, model, country
        self._listing = listing_of(index, as_of, {path.list for path in paths})
        self._exempt = {self._form(kind, key) for kind, key in self._listing.exempt()}
        self._looks: list[Likeness] = []
        self._sides: dict[str, Side] = {}

    def __bool__(self) -> bool:
        """False where nobody can be listed, so that there is nothing to find."""
        return bool(self._listing)

    def add(self, facts: Facts, wanted: bool = True) -> None:
        """One merchant; a second row of the same one adds to it."""
        if not self._listing:
            return
        merchant_id, lists = facts["merchant_id"], tuple(self._listing.lists_of(facts))
        exempt = self._exempt | {self._form(kind, key) for kind, key in self._listing.exempt_of(facts)}
        self._looks.append(likeness_of(self._without(facts, exempt), self._country))
        before = self._sides.get(merchant_id)
        role = facts.get("role", DEFAULT_ROLE)
        if before:
            role = role if wanted and not before.wanted else before.role
            wanted, lists = wanted or before.wanted, tuple(dict.fromkeys(before.lists + lists))
        self._sides[merchant_id] = Side(role, wanted, self._listing.excuses(facts), lists)

    def links(self, exact: Collection[Link] = ()) -> list[Link]:
        """All soft links, by merchant id, list and listed merchant; none where `exact` has one already."""
        self._take_entries()
        listed = {name for name, side in self._sides.items() if side.lists}
        if not listed:
            return []
        known = {(link.merchant_id, link.list, link.listed) for link in exact}
        found = [
            link
            for one, other, weight, kinds in self._alike(listed)
            for link in self._between(one, other, weight, kinds)
            if (link.merchant_id, link.list, link.listed) not in known
        ]
        return sorted(found, key=lambda link: (link.merchant_id, link.list, link.listed))

    def _alike(self, listed: Collection[str]) -> Iterable[tuple[str, str, float, tuple[str, ...]]]:
        """Pairs of a listed and a wanted merchant, either way round, with their weight and what speaks for it."""
        with Table() as table:
            table.fill(self._looks)
            ids = table.ids()
            sides = [(name in listed, self._sides[name].wanted) for name in ids]
            given = {"unique_id": range(len(ids)), "listed": [s[0] for s in sides], "wanted": [s[1] for s in sides]}
            table.connection.register("sides", pa.table(given))
            if not make_pairs(table.connection, between=True):
                return []
            least = self._model.weight(min(path.least for path in self._paths))
            found = agreements(table, self._model, KINDS, least)
        return [(ids[left], ids[right], weight, kinds) for left, right, weight, kinds in found]

    def _between(self, left: str, right: str, weight: float, kinds: tuple[str, ...]) -> Iterable[Link]:
        confidence = self._model.confidence(weight)
        for merchant_id, to in ((left, right), (right, left)):
            one, other = self._sides[merchant_id], self._sides[to]
            if not one.wanted or one.excused or not kinds:
                continue
            own = {name for name, _ in one.lists}
            since: dict[str, list[date | None]] = defaultdict(list)
            for name, day in other.lists:
                since[name].append(day)
            for name, days in since.items():
                if name not in own and self._permitted(name, one.role, confidence):
                    hop = Hop(tuple(Shared(kind, ALIKE) for kind in kinds), to)
                    day = min((day for day in days if day), default=None) if None not in days else None
                    yield Link(merchant_id, name, (hop,), confidence, day)

    def _permitted(self, name: str, role: str, confidence: float) -> bool:
        return any(p.list == name and role in p.roles and confidence >= p.least for p in self._paths)

    def _take_entries(self) -> None:
        """Entries that named nobody stand for somebody else: an address in another spelling, mostly."""
        for number, entry in self._listing.nameless():
            if entry.key_kind in CONTACTS:
                facts = record_with(entry.key_kind, entry.key) | {"merchant_id": entry_name(number)}
                self._looks.append(likeness_of(facts, self._country))
                self._sides[entry_name(number)] = Side("", False, False, ((entry.list, entry.since),))

    def _without(self, facts: Facts, exempt: set[tuple[str, str | None]]) -> Facts:
        """The merchant without identity numbers and account, and without contacts that are exempt."""
        subject = {name: value for name, value in facts.get("subject", {}).items() if name not in ("uscc", "id_number")}
        contact = {
            name: value
            for name, value in facts.get("contact", {}).items()
            if name in CONTACTS and self._form(name, value) not in exempt
        }
        return {**facts, "subject": subject, "contact": contact}

    def _form(self, kind: str, value: str) -> tuple[str, str | None]:
        """A contact as it is compared with exempt ones; as typed where it has no canonical form."""
        return kind, (canonical(kind, value, self._country) or value) if kind in CONTACTS else value
