"""The index of everything within reach of a list: whom an applicant is linked to, in microseconds, without a search.

INVARIANT: at every moment the answers are those of `search` over the same merchants and entries, with the applicant
among them. Merchants and entries come and go one by one, and only what they touch is looked at again.

Threads: one lock. A reader holds it while it looks up, which takes microseconds; a writer holds it until its change is
settled, so that nobody sees half of one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from merchant_compliance.linking.answers import (
    Found,
    Ways,
    beyond,
    entry,
    entry_with_way,
    near_to,
    told,
    way_beyond,
    way_from,
)
from merchant_compliance.linking.finder import DEFAULT_ROLE
from merchant_compliance.linking.intake import hashed_value
from merchant_compliance.linking.normalise import MAINLAND
from merchant_compliance.linking.places import identifiers_of
from merchant_compliance.linking.quick import quickly
from merchant_compliance.linking.reaching import BITS, CONTACT_BITS, Reached
from merchant_compliance.linking.roll import Known, Listed, Roll
from merchant_compliance.linking.saved import read, write
from merchant_compliance.linking.search import errands
from merchant_compliance.linking.shape import CODES, LinkPath
from merchant_compliance.linking.web import MERCHANT
from merchant_compliance.lists.entry import HASHED, Entry, KeyKind
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts

Typed = tuple[str, str]
"""The kind of an identifier, and the identifier as `kind:value`."""


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

    def lookup(
        self, facts: Facts, role: str | None = None, as_of: date | None = None, explained: bool = False
    ) -> list[dict[str, Any]] | None:
        """The links of an applicant, as conditions see them, by list, hops and listed merchant.

        None, for unknown, where another day than the index's is asked for on which other entries are valid. A merchant
        that the index knows has the identifiers of both. `role` is that of the record where none is given.
        `explained`, each link carries its path in words and step by step, masked.
        """
        idents = self._idents(facts, self._kinds)
        role = role or facts.get("role", DEFAULT_ROLE)
        with self._lock:
            if as_of is not None and not self._roll.same_at(as_of):
                return None
            if role not in self._by_role:
                return []
            if explained:
                ways: Ways = {}
                found = told(self._found(facts, role, idents, ways))
                return [entry_with_way(self._roll, facts["merchant_id"], one, ways[one]) for one in found]
            found_fast = self._found(facts, role, idents)
        return [entry(one) for one in told(found_fast)]

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

    def _found(self, facts: Facts, role: str, idents: Sequence[Typed], ways: Ways | None = None) -> set[Found]:
        """The links, and where `ways` are given, they are filled in."""
        merchant_id, roll = facts["merchant_id"], self._roll
        known = roll.merchants.get(merchant_id)
        if known:
            keys = self._keys(facts, roll.key_kinds)
            same = {ident for _, ident in idents} <= {*known.idents} and {*keys} <= {*known.keys}
            return self._labelled(merchant_id, role, ways) if same else self._with(facts, role, known, ways)
        of = roll.web.holders.of
        held = [(BITS[kind], ident, holders) for kind, ident in idents if (holders := of(ident))]
        near = near_to(held, self._by_role[role])
        if not near:
            return set()
        for _, ident, holders in held:
            if len(holders) >= self._least_cap and roll.web.count(ident) in self._caps:
                return self._with(facts, role, None, ways)
        keys = self._keys(facts, roll.key_kinds)
        lists, blocked = roll.lists_of(keys), CONTACT_BITS if roll.excuses(keys) else 0
        found = {beyond(reached, shared, blocked) for reached, shared in near.items()}
        if ways is not None:
            for reached in filter(near.__contains__, self._reached):
                if one := beyond(reached, near[reached], blocked):
                    ways.setdefault(one, way_beyond(roll, reached, near[reached], blocked))
        return {one for one in found if one and one[0] not in lists}

    def _with(self, facts: Facts, role: str, known: Known | None, ways: Ways | None) -> set[Found]:
        """With the applicant in the index for a moment: one holder more may be too many for others' links too."""
        merchant_id, own = facts["merchant_id"], self._known(facts)
        if known:
            own = Known(known.role, _both(known.idents, own.idents), _both(known.keys, own.keys))
        self._roll.put(merchant_id, own)
        self._settle()
        try:
            return self._labelled(merchant_id, role, ways)
        finally:
            self._roll.put(merchant_id, known)
            self._settle()

    def _labelled(self, merchant_id: str, role: str, ways: Ways | None) -> set[Found]:
        node, found = MERCHANT + merchant_id, set()
        served = {reached for some in self._by_role[role].values() for reached in some}
        for reached in self._reached:
            label = reached.labels.get(node) if reached in served else None
            if label and label.level:
                one = (reached.errand.list, label.level, label.listed, label.via)
                found.add(one)
                if ways is not None and one not in ways:
                    ways[one] = way_from(self._roll, reached, node)
        return found

    def _known(self, facts: Facts) -> Known:
        role = facts.get("role", DEFAULT_ROLE)
        idents = [ident for _, ident in self._idents(facts, CODES)]
        return Known(role, _both(idents, ()), _both(self._keys(facts), ()))

    def _idents(self, facts: Facts, kinds: Container[str]) -> list[Typed]:
        """Canonical identifiers, or their hashes."""
        return self._forms(identifiers_of(facts, kinds))

    def _forms(self, typed: Iterable[tuple[str, str]]) -> list[Typed]:
        forms = [(kind, quickly(kind, text, self._country)) for kind, text in typed]
        if self._hasher:
            forms = [(kind, form and hashed_value(kind, form, self._hasher)) for kind, form in forms]
        return [(kind, f"{kind}:{form}") for kind, form in forms if form]

    def _keys(self, facts: Facts, kinds: Container[KeyKind] = tuple(SPELLINGS)) -> list[str]:
        """Keys of lists as `kind:spelling`, of kinds by which anybody is listed."""
        spelled = keys_of(facts, kinds)
        if self._hasher is None:
            return [f"{kind}:{key}" for kind, key in spelled]
        return [self._key(kind, key) for kind, key in spelled]

    def _key(self, kind: KeyKind, spelled: str) -> str:
        """INVARIANT: a key that came hashed differs from one that is hashed here, as it does from one in the clear."""
        if self._hasher and kind != "merchant" and not spelled.startswith(HASHED):
            spelled = self._hasher.hashed(kind, spelled)
        return f"{kind}:{spelled}"

    def _listed(self, entry: Entry) -> Listed:
        kind, key = entry.key_kind, entry.key
        ident = "".join(ident for _, ident in self._forms([(kind, key)])) if kind in CODES else ""
        spelled = key if key.startswith(HASHED) else SPELLINGS[kind](key)
        return Listed(entry.list, self._key(kind, spelled), ident, entry.since, entry.until)


def _both(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*some, *others}))
