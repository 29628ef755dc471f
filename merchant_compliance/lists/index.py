"""Who is on which list: entries found by the keys of one merchant, at one date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from merchant_compliance.lists.entry import Entry, KeyKind
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts


class ListIndex:
    """All entries of the list files of one run. Immutable once built, so that threads may share it.

    INVARIANT: complete. A merchant that is not found is on no list; where lists are unknown, there is no index.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._by_key: dict[tuple[KeyKind, str], list[int]] = {}
        for number, entry in enumerate(self.entries):
            key = entry.key_kind, SPELLINGS[entry.key_kind](entry.key)
            self._by_key.setdefault(key, []).append(number)
        self._kinds = frozenset(kind for kind, _ in self._by_key)

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
        find = self._by_key.get
        found = {number for key in keys_of(facts, self._kinds) for number in find(key, ())}
        entries = [self.entries[number] for number in sorted(found)]
        return [entry.seen() for entry in entries if entry.valid_at(as_of)]


EMPTY = ListIndex()
