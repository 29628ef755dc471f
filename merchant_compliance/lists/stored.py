"""Who is on which list by the store: the same answers as `ListIndex` gives by a file, without any key in the clear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection

from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keeping import check_key
from merchant_compliance.lists.keys import Listed, keys_of
from merchant_compliance.lists.known import STREAM, E, as_known, ever_valid, until_as_known
from merchant_compliance.merchant.facts import Facts

TEXTS = ("list", "category", "brand", "region", "reason")


class Said(NamedTuple):
    """What an entry says, as conditions see it. Entries that say the same share one."""

    since: date | None
    until: date | None
    texts: tuple[str, ...]

    def valid_at(self, as_of: date) -> bool:
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of < self.until)

    def seen(self) -> dict[str, Any]:
        ends = {name: end for name, end in (("since", self.since), ("until", self.until)) if end}
        return dict(zip(TEXTS, self.texts, strict=True)) | ends


class StoredIndex:
    """Entries found by the hashed keys of one merchant. Immutable once built, so that threads may share it.

    INVARIANT: complete, like `ListIndex`: a merchant that is not found is on no list.
    """

    def __init__(self, entries: Iterable[tuple[KeyKind, str, Said]], hasher: Hasher) -> None:
        self._hasher = hasher
        self._by_hash: dict[bytes, list[tuple[int, Said]]] = {}
        shared: dict[Said, Said] = {}
        kinds: set[KeyKind] = set()
        number = -1
        for number, (kind, hashed, said) in enumerate(entries):
            kinds.add(kind)
            found = self._by_hash.setdefault(bytes.fromhex(hashed), [])
            found.append((number, shared.setdefault(said, said)))
        self._length = number + 1
        self._kinds = frozenset(kinds)

    def __len__(self) -> int:
        return self._length

    def digest(self) -> str:
        """A hash of everything that the entries say, by their hashed keys in the order in which they were found."""
        total = sha256()
        for key, entries in self._by_hash.items():
            total.update(repr((key, entries)).encode())
        return total.hexdigest()

    def memberships(self, facts: Facts, as_of: date) -> list[dict[str, Any]]:
        """The entries that name this merchant and are valid at `as_of`, as conditions see them, oldest first."""
        found: dict[int, Said] = {}
        for kind, spelled in keys_of(facts, self._kinds):
            found.update(self._by_hash.get(self._hasher.digest(kind, spelled), ()))
        return [found[number].seen() for number in sorted(found) if found[number].valid_at(as_of)]

    def listed(self) -> Listed:
        """Which keys have an entry, whenever it is valid."""
        return {kind: partial(self._is_listed, kind) for kind in self._kinds}

    def _is_listed(self, kind: KeyKind, spelled: str) -> bool:
        return self._hasher.digest(kind, spelled) in self._by_hash


def index_as_known(connection: Connection, hasher: Hasher, at: datetime) -> StoredIndex:
    """The index of all entries that the store knew at this moment. Raises `InputError` under another hash key."""
    check_key(connection, hasher)
    columns = (E.key_kind, E.key_hash, E.since, until_as_known(at), *(E[name] for name in TEXTS))
    query = as_known(at, *columns).where(ever_valid(at)).execution_options(yield_per=STREAM)
    rows = connection.execute(query)
    return StoredIndex(((row[0], row[1], Said(row[2], row[3], tuple(row[4:]))) for row in rows), hasher)
