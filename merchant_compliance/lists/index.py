"""Who is on which list: entries found by the keys of one merchant, at one date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from merchant_compliance.lists.entry import Entry, KeyKind
from merchant_compliance.lists.keys import SPELLINGS, Listed, keys_of
from merchant_compliance.merchant.facts import Facts


class ListIndex:
    """All entries of the list files of one run. Immutable once built, so that threads may share it.

    INVARIANT: complete. A merchant that is not found is on no list; where lists are unknown, there is no index.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._by_key: dict[KeyKind, dict[str, list[int]]] = {}
        for number, entry in enumerate(self.entries):
            key = SPELLINGS[entry.key_kind](entry.key)
            self._by_key.setdefault(entry.key_kind, {}).setdefault(key, []).append(number)

    def __len__(self) -> int:
        return len(self.entries)

    def digest(self) -> str:
        """A hash of everything that the entries say, in their order."""
        total = sha256()
        for entry in self.entries:
            total.update(entry.model_dump_json().encode() + b"\n")
        return total.hexdigest()

    def memberships(self, facts: Facts, as_of: date) -> list[dict[str, Any]]:
        """The entries that name this merchant and are valid at `as_of`, as conditions see them, in file order."""
        by_key = self._by_key
        found = {number for kind, key in keys_of(facts, by_key) for number in by_key[kind].get(key, ())}
        entries = [self.entries[number] for number in sorted(found)]
        return [entry.seen() for entry in entries if entry.valid_at(as_of)]

    def listed(self) -> Listed:
        """Which keys have an entry, whenever it is valid."""
        return {kind: found.__contains__ for kind, found in self._by_key.items()}


EMPTY = ListIndex()
