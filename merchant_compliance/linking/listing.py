"""Who is listed, and which identifiers are exempt: what the lists of one run say at a date.

A merchant is listed when an entry names it by any kind of key, exactly as for its memberships. An entry of a file that
names no merchant by an identifier may still stand for somebody in another spelling: it acts as a merchant of its own,
`list-entry:7` for the seventh entry of the file, a name without personal data. A store keeps no keys in the clear, so
that its entries can only name merchants as memberships do.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Any, Protocol

from merchant_compliance.linking.places import identifiers_of, record_with
from merchant_compliance.linking.shape import CODES
from merchant_compliance.lists.entry import HASHED, Entry, KeyKind
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts

EXEMPTIONS = "shared-identifier-exemptions"
Typed = tuple[str, str]
"""Kind and value of an identifier, as typed."""
On = tuple[str, date | None]
"""A list, and since when; None is ever since. There may be several of one list."""


class Memberships(Protocol):
    """What `ListIndex` and `StoredIndex` have in common."""

    def __len__(self) -> int: ...

    def memberships(self, facts: Facts, as_of: date) -> list[dict[str, Any]]: ...


class Listing(Protocol):
    """What a search asks of lists."""

    def __bool__(self) -> bool:
        """False where nobody can be listed."""

    def lists_of(self, facts: Facts) -> list[On]:
        """The lists that this merchant is on."""

    def excuses(self, facts: Facts) -> bool:
        """Whether this merchant is not to be reached by shared contacts."""

    def exempt_of(self, facts: Facts) -> Iterable[Typed]:
        """Identifiers of this merchant that link nobody."""

    def exempt(self) -> Iterable[Typed]:
        """Identifiers that link nobody, whoever holds them."""

    def nameless(self) -> Iterable[tuple[int, Entry]]:
        """Entries that named none of the merchants asked about, with their numbers from 1."""


class FileListing:
    """The valid entries of a file, found by the keys of merchants; remembers which of them named anybody."""

    def __init__(self, entries: Iterable[Entry], as_of: date, lists: Container[str]) -> None:
        numbered = [(number, entry) for number, entry in enumerate(entries, start=1) if entry.valid_at(as_of)]
        self._entries = {number: entry for number, entry in numbered if entry.list in lists}
        self._exempt = [entry for _, entry in numbered if entry.list == EXEMPTIONS]
        self._by_key: dict[Typed, list[int]] = {}
        for number, entry in self._entries.items():
            self._by_key.setdefault(_key(entry), []).append(number)
        self._kinds: frozenset[KeyKind] = frozenset(entry.key_kind for entry in self._entries.values())
        self._excused = {_key(entry)[1] for entry in self._exempt if entry.key_kind == "merchant"}
        self._named: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._entries)

    def lists_of(self, facts: Facts) -> list[On]:
        found = self.numbers_of(facts)
        self._named.update(found)
        return [self.on(number) for number in found]

    def numbers_of(self, facts: Facts) -> list[int]:
        """The numbers of the entries that name this merchant."""
        return sorted({number for key in keys_of(facts, self._kinds) for number in self._by_key.get(key, ())})

    def entries(self) -> Iterable[tuple[int, Entry]]:
        """Those that are valid, with their numbers from 1."""
        return self._entries.items()

    @property
    def key_kinds(self) -> frozenset[KeyKind]:
        """The kinds of key by which anybody is listed."""
        return self._kinds

    def lists_by(self, kind: KeyKind, text: str) -> list[On]:
        """The lists that whoever has this key is on."""
        found = self._by_key.get((kind, SPELLINGS[kind](text)), ())
        self._named.update(found)
        return [self.on(number) for number in found]

    def on(self, number: int) -> On:
        """The list of an entry, and since when."""
        entry = self._entries[number]
        return entry.list, entry.since

    def excuses(self, facts: Facts) -> bool:
        return self.excuses_id(facts["merchant_id"])

    def excuses_id(self, merchant_id: str) -> bool:
        return SPELLINGS["merchant"](merchant_id) in self._excused

    @property
    def excuses_any(self) -> bool:
        return bool(self._excused)

    def exempt_of(self, facts: Facts) -> Iterable[Typed]:  # noqa: ARG002 the file itself says it, see `exempt`
        return ()

    def exempt(self) -> Iterator[Typed]:
        return ((entry.key_kind, entry.key) for entry in self._exempt if entry.key_kind in CODES)

    def nameless(self) -> Iterator[tuple[int, Entry]]:
        for number, entry in self._entries.items():
            if number not in self._named and entry.key_kind in CODES:
                yield number, entry


class StoreListing:
    """The entries of a store, asked one merchant at a time."""

    def __init__(self, index: Memberships, as_of: date, lists: Container[str]) -> None:
        self._index, self._as_of, self._lists = index, as_of, lists

    def __bool__(self) -> bool:
        return len(self._index) > 0

    def lists_of(self, facts: Facts) -> list[On]:
        found = self._index.memberships(facts, self._as_of)
        return [(entry["list"], entry.get("since")) for entry in found if entry["list"] in self._lists]

    def excuses(self, facts: Facts) -> bool:
        return EXEMPTIONS in self._names({"merchant_id": facts["merchant_id"]})

    def exempt_of(self, facts: Facts) -> Iterator[Typed]:
        """Asked identifier by identifier, but only of the few merchants that any exemption names."""
        if EXEMPTIONS in self._names(facts):
            for kind, value in identifiers_of(facts):
                if EXEMPTIONS in self._names(record_with(kind, value)):
                    yield kind, value

    def exempt(self) -> Iterable[Typed]:
        return ()

    def nameless(self) -> Iterable[tuple[int, Entry]]:
        return ()

    def _names(self, facts: Facts) -> set[str]:
        return {entry["list"] for entry in self._index.memberships(facts, self._as_of)}


def listing_of(index: Memberships, as_of: date, lists: Container[str]) -> Listing:
    """What this index says at a date of these lists and of exemptions."""
    entries = getattr(index, "entries", None)
    return StoreListing(index, as_of, lists) if entries is None else FileListing(entries, as_of, lists)


def _key(entry: Entry) -> Typed:
    """INVARIANT: a hashed key names nobody by its text; it may meet the hash of an identifier later."""
    return entry.key_kind, entry.key if entry.key.startswith(HASHED) else SPELLINGS[entry.key_kind](entry.key)


def entry_name(number: int) -> str:
    return f"list-entry:{number}"


def entry_number(name: str) -> int:
    """The other way round."""
    return int(name.rpartition(":")[2])
