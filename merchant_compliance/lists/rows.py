"""Rows of list files made ready for the store, a million in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from merchant_compliance.errors import Problem
from merchant_compliance.lists.complaints import BAD_TEXT
from merchant_compliance.lists.entry import Entry, KeyKind
from merchant_compliance.lists.hashing import Hasher, UnusableKey
from merchant_compliance.lists.reading import checked
from merchant_compliance.merchant.files import Raw
from merchant_compliance.store.bulk import NewEntry

KEPT = 10_000
"""Wordings that are remembered; a list with more is checked row by row."""
LONGEST = 1_000
"""Characters of a key that is taken without a closer look."""
NULL = "\0"
"""PostgreSQL takes every character but this one."""


class Terms(NamedTuple):
    """What an entry says besides whom it names. Rows of a list mostly share theirs."""

    list: str
    key_kind: KeyKind
    category: str
    brand: str
    region: str
    since: date | None
    until: date | None
    reason: str
    source: str

    def digest(self) -> str:
        """The same for equal terms; the lengths keep `a, bc` apart from `ab, c`."""
        parts = ["" if part is None else str(part) for part in self]
        spelled = "".join(f"{len(part)}:{part}" for part in parts)
        return blake2b(spelled.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def terms_of(entry: Entry, source: str = "") -> Terms:
    """`source` stands where the entry names none."""
    terms = Terms(**{name: getattr(entry, name) for name in Terms._fields})
    return terms if terms.source else terms._replace(source=source)


class Preparer:
    """Turns rows into new entries of one recording, or into what is wrong with them."""

    def __init__(self, hasher: Hasher, recording: int, source: str = "") -> None:
        self._hasher, self._recording, self._source = hasher, recording, source
        self._known: dict[tuple[Any, ...], tuple[Terms, str]] = {}

    def row(self, raw: Raw) -> NewEntry | Sequence[Problem]:
        if raw.problems:
            return raw.problems
        quick = self._quick(raw.value)
        if quick is not None:
            return self._new(*quick, raw.value["key"])
        found = checked(raw)
        return self.entry(found) if isinstance(found, Entry) else found

    def entry(self, entry: Entry) -> NewEntry | Sequence[Problem]:
        terms = terms_of(entry, self._source)
        if any(isinstance(text, str) and NULL in text for text in (*terms, entry.key)):
            return [BAD_TEXT]
        return self._new(terms, terms.digest(), entry.key)

    def _quick(self, value: Any) -> tuple[Terms, str] | None:
        """The terms of a row whose like was checked before, or None. INVARIANT: a wrong row is never quick."""
        try:
            key = value["key"]
            wording = tuple({**value, "key": ""}.items())
            known = self._known.get(wording)
        except (TypeError, KeyError):
            return None
        if type(key) is not str or not 0 < len(key) <= LONGEST or not key.isprintable():
            return None
        if known is None and len(self._known) < KEPT:
            entry = checked(Raw(0, {**value, "key": "1"}))
            if isinstance(entry, Entry) and isinstance(self.entry(entry), NewEntry):
                terms = terms_of(entry, self._source)
                known = self._known[wording] = terms, terms.digest()
        return known

    def _new(self, terms: Terms, digest: str, key: str) -> NewEntry | Sequence[Problem]:
        try:
            hashed, masked = self._hasher.stored(terms.key_kind, key)
        except UnusableKey as error:
            return [error.problem]
        name, kind, category, brand, region, since, until, reason, source = terms
        print_ = blake2b(f"{hashed}{digest}".encode(), digest_size=16).hexdigest()
        return NewEntry(
            self._recording, name, kind, hashed, masked, category, brand, region, since, until, reason, source, print_
        )
