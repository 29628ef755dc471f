"""Who is listed, and which identifiers are exempt: the entries of a list file that are valid at a date.

A merchant is listed when an entry names it by any kind of key, exactly as for its memberships. An entry that names no
merchant by an identifier may still stand for somebody in another spelling, or known to the platform only by a phone:
it acts as a merchant of its own, `list-entry:7` for the seventh entry of the file, a name without personal data.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from merchant_compliance.linking.shape import CODES
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts

EXEMPTIONS = "shared-identifier-exemptions"


class Listing:
    """The valid entries of some lists, found by the keys of merchants; remembers which of them named anybody."""

    def __init__(self, entries: Iterable[Entry], as_of: date, lists: Container[str]) -> None:
        numbered = [(number, entry) for number, entry in enumerate(entries, start=1) if entry.valid_at(as_of)]
        self._entries = {number: entry for number, entry in numbered if entry.list in lists}
        self._exempt = [entry for _, entry in numbered if entry.list == EXEMPTIONS]
        self._by_key: dict[tuple[str, str], list[int]] = {}
        for number, entry in self._entries.items():
            self._by_key.setdefault(_key(entry), []).append(number)
        self._kinds = frozenset(entry.key_kind for entry in self._entries.values())
        self._excused = {_key(entry)[1] for entry in self._exempt if entry.key_kind == "merchant"}
        self._named: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._entries)

    def lists_of(self, facts: Facts) -> list[str]:
        """The lists that this merchant is on."""
        found = {number for key in keys_of(facts, self._kinds) for number in self._by_key.get(key, ())}
        self._named |= found
        return sorted({self._entries[number].list for number in found})

    def excuses(self, facts: Facts) -> bool:
        """Whether this merchant is not to be reached by shared contacts."""
        return SPELLINGS["merchant"](facts["merchant_id"]) in self._excused

    def exempt_identifiers(self) -> Iterator[tuple[str, str]]:
        """Kind and key, as typed, of identifiers that link nobody."""
        return ((entry.key_kind, entry.key) for entry in self._exempt if entry.key_kind in CODES)

    def nameless(self) -> Iterator[tuple[int, Entry]]:
        """Entries by an identifier that named none of the merchants asked about, with their numbers from 1."""
        for number, entry in self._entries.items():
            if number not in self._named and entry.key_kind in CODES:
                yield number, entry


def _key(entry: Entry) -> tuple[str, str]:
    return entry.key_kind, SPELLINGS[entry.key_kind](entry.key)


def entry_name(number: int) -> str:
    return f"list-entry:{number}"
