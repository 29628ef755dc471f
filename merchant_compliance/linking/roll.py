"""Merchants and list entries behind the index: who is listed by which entry, at one date, as they come and go.

The meaning is that of `listing.FileListing`: an entry that names a merchant puts it on the list; one that names nobody
acts as a merchant of its own; exemptions take identifiers and merchants out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple, cast

from merchant_compliance.linking.listing import EXEMPTIONS, entry_name, entry_number
from merchant_compliance.linking.shape import CODES
from merchant_compliance.linking.web import ENTRY, MERCHANT, Holders, Web, tally
from merchant_compliance.lists.entry import KeyKind

OF_MERCHANT = "merchant:"
"""How the key begins by which a merchant is listed by its id."""


class Known(NamedTuple):
    """A merchant: its role, identifiers and keys of lists as `kind:value`, ascending."""

    role: str
    idents: tuple[str, ...]
    keys: tuple[str, ...]


class Listed(NamedTuple):
    """A list entry: its key as `kind:spelling`, and the identifier that this is in canonical form, or empty text."""

    list: str
    key: str
    ident: str
    since: date | None
    until: date | None

    @property
    def kind(self) -> KeyKind:
        return cast("KeyKind", self.key.partition(":")[0])

    def valid_at(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @property
    def is_identifier(self) -> bool:
        return self.kind in CODES


class Roll:
    """INVARIANT: `web` says what the merchants and the entries valid on `day` say."""

    def __init__(self, lists: Collection[str], day: date) -> None:
        self.web, self.day = Web(), day
        self.merchants: dict[str, Known] = {}
        self.entries: dict[int, Listed] = {}
        self.next_number = 1
        self.key_kinds: dict[KeyKind, int] = {}
        self._lists = frozenset(lists)
        self._holders = Holders()
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._turns: dict[date, int] = {}

    def put(self, merchant_id: str, known: Known | None) -> None:
        """From now on the merchant is this; None takes it away."""
        node = MERCHANT + merchant_id
        before, after = self.merchants.get(merchant_id), known
        old, new = set(before.keys if before else ()), set(after.keys if after else ())
        for key in old ^ new:
            (self._holders.add if key in new else self._holders.discard)(key, node)
            for number in self._by_key.get(key, ()):
                self._name(self.entries[number], node, 1 if key in new else -1)
                self._stand_in(number)
        self.web.hold(node, after.idents if after else None)
        if after is None:
            self.merchants.pop(merchant_id, None)
        else:
            self.merchants[merchant_id] = after

    def add(self, entry: Listed, number: int | None = None) -> int:
        number = self.next_number if number is None else number
        self.next_number = max(self.next_number, number + 1)
        self.entries[number] = entry
        for turn in filter(None, (entry.since, entry.until)):
            tally(self._turns, turn, 1)
        if entry.valid_at(self.day):
            self._begin(number)
        return number

    def end(self, number: int) -> None:
        """KeyError for an entry that is not there."""
        entry = self.entries[number]
        if entry.valid_at(self.day):
            self._end(number)
        for turn in filter(None, (entry.since, entry.until)):
            tally(self._turns, turn, -1)
        del self.entries[number]

    def move_to(self, day: date) -> None:
        """Entries begin and end as the new day has it."""
        before, self.day = self.day, day
        for number, entry in self.entries.items():
            if entry.valid_at(before) != entry.valid_at(day):
                (self._begin if entry.valid_at(day) else self._end)(number)

    def same_at(self, day: date) -> bool:
        """Whether the same entries are valid on that day as on the day of this roll."""
        first, last = min(day, self.day), max(day, self.day)
        return first == last or not any(first < turn <= last for turn in self._turns)

    def lists_of(self, keys: Collection[str]) -> set[str]:
        """The lists that whoever has these keys is on."""
        names = {self.entries[number].list for key in keys for number in self._by_key.get(key, ())}
        return names & self._lists

    def excuses(self, keys: Collection[str]) -> bool:
        """Whether whoever has these keys is not to be reached by shared contacts."""
        return any(self._exempts(key) for key in keys if key.startswith(OF_MERCHANT))

    def since(self, name: str, node: str) -> date | None:
        """From which day on a node of the web is on a list; None is ever since, as it is without an entry."""
        if node.startswith(ENTRY):
            return self.entries[entry_number(node[1:])].since
        keys = self.merchants[node[1:]].keys
        found = [self.entries[number] for key in keys for number in self._by_key.get(key, ())]
        days = [entry.since for entry in found if entry.list == name]
        return None if None in days else min((day for day in days if day), default=None)

    def _begin(self, number: int) -> None:
        entry = self.entries[number]
        if entry.list in self._lists or entry.list == EXEMPTIONS:
            self._by_key[entry.key].add(number)
            self._take(number, 1)

    def _end(self, number: int) -> None:
        entry = self.entries[number]
        if number in self._by_key.get(entry.key, ()):
            self._by_key[entry.key].discard(number)
            if not self._by_key[entry.key]:
                del self._by_key[entry.key]
            self._take(number, -1)

    def _take(self, number: int, by: int) -> None:
        """What a valid entry says, or (-1) no longer says."""
        entry = self.entries[number]
        tally(self.key_kinds, entry.kind, by)
        for node in self._holders.of(entry.key):
            self._name(entry, node, by)
        if entry.list == EXEMPTIONS and entry.ident:
            self.web.exempt(entry.ident, by)
        self._stand_in(number)

    def _name(self, entry: Listed, node: str, by: int) -> None:
        if entry.list in self._lists:
            self.web.listed(entry.list, node, by)
        if entry.list == EXEMPTIONS and entry.key.startswith(OF_MERCHANT):
            self.web.excuse(node, node in self._holders.of(entry.key) and self._exempts(entry.key))

    def _exempts(self, key: str) -> bool:
        return any(self.entries[number].list == EXEMPTIONS for number in self._by_key.get(key, ()))

    def _stand_in(self, number: int) -> None:
        """An entry is a node of its own while it is valid and names nobody."""
        entry, node = self.entries[number], ENTRY + entry_name(number)
        valid = number in self._by_key.get(entry.key, ())
        wanted = valid and entry.list in self._lists and entry.is_identifier and not self._holders.of(entry.key)
        if wanted and node not in self.web.held:
            self.web.hold(node, (entry.ident,) if entry.ident else ())
            self.web.listed(entry.list, node, 1)
        elif not wanted and node in self.web.held:
            self.web.listed(entry.list, node, -1)
            self.web.hold(node, None)
