"""The index of everything within reach of a list: whom an applicant is linked to, in microseconds, without a search.

INVARIANT: at every moment the answers are those of `search` over the same merchants and entries, with the applicant
among them. Merchants and entries come and go one by one, and only what they touch is looked at again.

Threads: one lock. A reader holds it while it looks up, which takes microseconds; a writer holds it until its change is
settled, so that nobody sees half of one.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from merchant_compliance.linking.finder import DEFAULT_ROLE
from merchant_compliance.linking.intake import hashed_value
from merchant_compliance.linking.normalise import MAINLAND
from merchant_compliance.linking.places import identifiers_of
from merchant_compliance.linking.quick import quickly
from merchant_compliance.linking.reaching import BITS, CONTACT_BITS, Reached
from merchant_compliance.linking.roll import Known, Listed, Roll
from merchant_compliance.linking.saved import read, write
from merchant_compliance.linking.search import errands
from merchant_compliance.linking.shape import CERTAIN, CODES, KINDS, LinkPath
from merchant_compliance.linking.web import MERCHANT
from merchant_compliance.lists.entry import HASHED, Entry, KeyKind
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts

VIA = tuple([kind for kind in sorted(KINDS) if BITS[kind] & bits] for bits in range(1 << len(KINDS)))
"""The kinds of each set of bits, in the order of the alphabet."""
RANK = {
    bits: rank
    for rank, bits in enumerate(sorted(range(1 << len(KINDS)), key=lambda bits: (-len(VIA[bits]), VIA[bits])))
}
"""The order of links to one merchant over as many hops: those of more kinds first."""
Typed = tuple[str, str]
"""The kind of an identifier, and the identifier as `kind:value`."""
Held = tuple[int, str, Collection[str]]
"""The kind of an identifier as a bit, the identifier, its holders."""
Found = tuple[str, int, str, int]
"""List, hops, listed node, kinds as bits."""


class LinkIndex:
    """Merchants, list entries and their links on one day. With a `hasher` no identifier is kept in the clear.

    Pass it to `Engine.load("rules", links=index)`.
    """

    def __init__(
        self, paths: Sequence[LinkPath], as_of: date, country: str = MAINLAND, hasher: Hasher | None = None
    ) -> None:
        self._country, self._hasher, self._lock = country, hasher, RLock()
        self._roll = Roll({path.list for path in paths}, as_of)
        served = errands(paths)
        self._reached = [Reached(self._roll.web, errand) for errand in served]
        self._kinds = frozenset(kind for errand in served for kind in errand.kinds)
        self._caps = frozenset(errand.max_holders for errand in served)
        self._least_cap = min(self._caps, default=0)
        self._by_role: dict[str, dict[int, list[Reached]]] = {}
        for reached, roles in zip(self._reached, served.values(), strict=True):
            for role in roles:
                for kind in reached.errand.kinds:
                    self._by_role.setdefault(role, {}).setdefault(BITS[kind], []).append(reached)

    @property
    def as_of(self) -> date:
        return self._roll.day

    def __len__(self) -> int:
        """Merchants."""
        return len(self._roll.merchants)

    def put(self, facts: Facts) -> None:
        """A merchant comes, or is another one now."""
        known = self._known(facts)
        with self._lock:
            self._roll.put(facts["merchant_id"], known)
            self._settle()

    def remove(self, merchant_id: str) -> bool:
        """A merchant goes; False where there was none of this id."""
        with self._lock:
            there = merchant_id in self._roll.merchants
            self._roll.put(merchant_id, None)
            self._settle()
            return there

    def add_entry(self, entry: Entry) -> int:
        """A list entry comes; its number is what `remove_entry` wants. Outside its dates it lists nobody."""
        listed = self._listed(entry)
        with self._lock:
            number = self._roll.add(listed)
            self._settle()
            return number

    def remove_entry(self, number: int) -> bool:
        """A list entry goes; False where there was none of this number."""
        with self._lock:
            there = number in self._roll.entries
            if there:
                self._roll.end(number)
                self._settle()
            return there

    def move_to(self, day: date) -> None:
        """Another day: entries begin and end."""
        with self._lock:
            self._roll.move_to(day)
            self._settle()

    def fill(self, merchants: Iterable[Facts] = (), entries: Iterable[Entry] = ()) -> None:
        """Many at once, after which all links are found from scratch: much faster than one by one.

        What came before an error stays.
        """
        with self._lock:
            try:
                for facts in merchants:
                    self._roll.put(facts["merchant_id"], self._known(facts))
                for entry in entries:
                    self._roll.add(self._listed(entry))
            finally:
                self._rebuild()

    def lookup(self, facts: Facts, role: str | None = None, as_of: date | None = None) -> list[dict[str, Any]] | None:
        """The links of an applicant, as conditions see them, by list, hops and listed merchant.

        None, for unknown, where another day than the index's is asked for on which other entries are valid. A merchant
        that the index knows has the identifiers of both. `role` is that of the record where none is given.
        """
        idents = self._idents(facts, self._kinds)
        role = role or facts.get("role", DEFAULT_ROLE)
        with self._lock:
            if as_of is not None and not self._roll.same_at(as_of):
                return None
            found = self._found(facts, role, idents) if role in self._by_role else set()
        return _told(found)

    def save(self, path: str | Path) -> None:
        """Everything into one file, which replaces the one before in one step and only its owner reads."""
        with self._lock:
            write(Path(path), self._roll, self._country, self._hasher.mark if self._hasher else "")

    @classmethod
    def load(cls, path: str | Path, paths: Sequence[LinkPath], hasher: Hasher | None = None) -> LinkIndex:
        """An index as it was saved, under paths that may be others. InputError for a damaged file or another key."""
        saved = read(Path(path), hasher.mark if hasher else "")
        index = cls(paths, saved.day, saved.country, hasher)
        for merchant_id, known in saved.merchants:
            index._roll.put(merchant_id, known)
        for number, listed in saved.entries:
            index._roll.add(listed, number)
        index._roll.next_number = saved.next_number
        index._rebuild()
        return index

    def _settle(self) -> None:
        change = self._roll.web.taken()
        for reached in self._reached:
            reached.repair(change)

    def _rebuild(self) -> None:
        self._roll.web.taken()
        for reached in self._reached:
            reached.rebuild()

    def _found(self, facts: Facts, role: str, idents: Sequence[Typed]) -> set[Found]:
        merchant_id, roll = facts["merchant_id"], self._roll
        known = roll.merchants.get(merchant_id)
        if known:
            keys = self._keys(facts, roll.key_kinds)
            same = {ident for _, ident in idents} <= {*known.idents} and {*keys} <= {*known.keys}
            return self._labelled(merchant_id, role) if same else self._with(facts, role, known)
        of = roll.web.holders.of
        held = [(BITS[kind], ident, holders) for kind, ident in idents if (holders := of(ident))]
        near = _near(held, self._by_role[role])
        if not near:
            return set()
        for _, ident, holders in held:
            if len(holders) >= self._least_cap and roll.web.count(ident) in self._caps:
                return self._with(facts, role, None)
        keys = self._keys(facts, roll.key_kinds)
        lists, blocked = roll.lists_of(keys), CONTACT_BITS if roll.excuses(keys) else 0
        found = {_beyond(reached, shared, blocked) for reached, shared in near.items()}
        return {one for one in found if one and one[0] not in lists}

    def _with(self, facts: Facts, role: str, known: Known | None) -> set[Found]:
        """With the applicant in the index for a moment: one holder more may be too many for others' links too."""
        merchant_id, own = facts["merchant_id"], self._known(facts)
        if known:
            own = Known(known.role, _both(known.idents, own.idents), _both(known.keys, own.keys))
        self._roll.put(merchant_id, own)
        self._settle()
        try:
            return self._labelled(merchant_id, role)
        finally:
            self._roll.put(merchant_id, known)
            self._settle()

    def _labelled(self, merchant_id: str, role: str) -> set[Found]:
        all_reached = {reached for some in self._by_role[role].values() for reached in some}
        labels = ((reached.errand.list, reached.labels.get(MERCHANT + merchant_id)) for reached in all_reached)
        return {(name, label.level, label.listed, label.via) for name, label in labels if label and label.level}

    def _known(self, facts: Facts) -> Known:
        role = facts.get("role", DEFAULT_ROLE)
        idents = [ident for _, ident in self._idents(facts, CODES)]
        return Known(role, _both(idents, ()), _both(self._keys(facts), ()))

    def _idents(self, facts: Facts, kinds: Container[str]) -> list[Typed]:
        """Canonical identifiers."""
        return [(kind, ident) for kind, text in identifiers_of(facts, kinds) if (ident := self._ident(kind, text))]

    def _ident(self, kind: str, text: str) -> str:
        form = quickly(kind, text, self._country)
        if form and self._hasher:
            form = hashed_value(kind, form, self._hasher)
        return f"{kind}:{form}" if form else ""

    def _keys(self, facts: Facts, kinds: Container[KeyKind] = tuple(SPELLINGS)) -> list[str]:
        """Keys of lists as `kind:spelling`, of kinds by which anybody is listed."""
        return [self._key(kind, spelled) for kind, spelled in keys_of(facts, kinds)]

    def _key(self, kind: KeyKind, spelled: str) -> str:
        """INVARIANT: a key that came hashed differs from one that is hashed here, as it does from one in the clear."""
        if self._hasher and kind != "merchant" and not spelled.startswith(HASHED):
            spelled = self._hasher.hashed(kind, spelled)
        return f"{kind}:{spelled}"

    def _listed(self, entry: Entry) -> Listed:
        kind, key = entry.key_kind, entry.key
        ident = self._ident(kind, key) if kind in CODES else ""
        spelled = key if key.startswith(HASHED) else SPELLINGS[kind](key)
        return Listed(entry.list, self._key(kind, spelled), ident, entry.since, entry.until)


def _both(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*some, *others}))


def _near(idents: Sequence[Held], by_kind: dict[int, list[Reached]]) -> dict[Reached, list[Held]]:
    """The searches that reached a holder of these identifiers, and by which of them."""
    near: dict[Reached, list[Held]] = {}
    for held in idents:
        ident = held[1]
        for reached in by_kind.get(held[0], ()):
            if ident in reached.offers:
                if reached in near:
                    near[reached].append(held)
                else:
                    near[reached] = [held]
    return near


def _beyond(reached: Reached, shared: Sequence[Held], blocked: int) -> Found | None:
    """One hop beyond the nearest node with which an applicant shares any of these identifiers."""
    if blocked:
        shared = [held for held in shared if not held[0] & blocked]
        if not shared:
            return None
    offers = reached.offers
    level, node, _, listed, via = min([offers[ident] for _, ident, _ in shared])
    for bit, _, holders in shared:
        if node in holders:
            via |= bit
    return reached.errand.list, level + 1, listed, via


def _told(found: set[Found]) -> list[dict[str, Any]]:
    """INVARIANT: without what another link to the same listed merchant says too, and in the order of `search`."""
    kept: list[Found] = []
    order = sorted([(name, hops, listed[1:], RANK[via], listed, via) for name, hops, listed, via in found])
    for name, hops, _, _, listed, via in order:
        for other in kept:
            if other[0] == name and other[2] == listed and via | other[3] == other[3]:
                break
        else:
            kept.append((name, hops, listed, via))
    return [
        {"list": name, "merchant_id": listed[1:], "hops": hops, "via": list(VIA[via]), "confidence": CERTAIN}
        for name, hops, listed, via in kept
    ]
