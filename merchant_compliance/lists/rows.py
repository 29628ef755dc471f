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
from merchant_compliance.lists.reading import FIELDS, checked
from merchant_compliance.merchant.files import Raw
from merchant_compliance.store.bulk import NewEntry

KEPT = 10_000
"""Parts of rows that are remembered as checked."""
LONGEST = 1_000
"""Characters of a key or a reason that is taken without a closer look."""
PRINT = 8
"""Bytes that tell apart what entries say of one and the same key: a short one keeps the index in memory."""
NULL = "\0"
"""PostgreSQL takes every character but this one."""
KNOWN = frozenset(FIELDS)


class Wording(NamedTuple):
    """What an entry says besides whom it names, when and why. The rows of a list mostly share a few."""

    list: str
    key_kind: KeyKind
    category: str
    brand: str
    region: str
    source: str

    def digest(self) -> str:
        """The same for equal wordings; the lengths keep `a, bc` apart from `ab, c`."""
        spelled = "".join(f"{len(part)}:{part}" for part in self)
        return blake2b(spelled.encode(), digest_size=16).hexdigest()


class Span(NamedTuple):
    """The days of an entry as ISO text."""

    since: str | None
    until: str | None


class Preparer:
    """Turns rows into new entries of one recording, or into what is wrong with them.

    A row is checked in three parts that do not depend on each other, and each part as it is written is checked
    once. INVARIANT: what is remembered was right when `checked` saw it; whatever is new or wrong goes there.
    """

    def __init__(self, hasher: Hasher, recording: int, source: str = "") -> None:
        self._hasher, self._recording, self._source = hasher, recording, source
        self._wordings: dict[tuple[Any, ...], tuple[Wording, str]] = {}
        self._spans: dict[tuple[Any, ...], Span] = {}

    def row(self, raw: Raw) -> NewEntry | Sequence[Problem]:
        return self._quick(raw.value) or self._slow(raw)

    def entry(self, entry: Entry) -> NewEntry | Sequence[Problem]:
        """`source` stands where the entry names none."""
        wording = Wording(
            entry.list, entry.key_kind, entry.category, entry.brand, entry.region, entry.source or self._source
        )
        if any(NULL in text for text in (*wording, entry.reason, entry.key)):
            return [BAD_TEXT]
        return self._new(wording, wording.digest(), _span_of(entry), entry.reason, entry.key)

    def _quick(self, value: Any) -> NewEntry | None:
        """The entry of a row whose parts were all checked before."""
        if type(value) is not dict or not value.keys() <= KNOWN:
            return None
        get = value.get
        key, reason = get("key"), get("reason")
        reason = "" if reason is None else reason
        if type(key) is not str or type(reason) is not str or not 0 < len(key) <= LONGEST or len(reason) > LONGEST:
            return None
        if not (key.isprintable() and reason.isprintable()):  # neither NULL nor half a character
            return None
        try:
            known = self._wordings.get(_wording_in(value))
            span = self._spans.get((get("since"), get("until")))
        except TypeError:  # a list or an object where text is wanted
            return None
        if known is None or span is None:
            return None
        found = self._new(*known, span, reason, key)
        return found if isinstance(found, NewEntry) else None

    def _slow(self, raw: Raw) -> NewEntry | Sequence[Problem]:
        found = raw.problems or checked(raw)
        if not isinstance(found, Entry):
            return found
        new = self.entry(found)
        if isinstance(new, NewEntry):
            self._remember(raw.value, found, new)
        return new

    def _remember(self, value: dict[str, Any], entry: Entry, new: NewEntry) -> None:
        for part in (self._wordings, self._spans):
            if len(part) >= KEPT:
                part.clear()
        wording = Wording(new.list, entry.key_kind, new.category, new.brand, new.region, new.source)
        self._wordings[_wording_in(value)] = wording, wording.digest()
        self._spans[value.get("since"), value.get("until")] = _span_of(entry)

    def _new(self, wording: Wording, digest: str, span: Span, reason: str, key: str) -> NewEntry | Sequence[Problem]:
        name, kind, category, brand, region, source = wording
        since, until = span
        try:
            hashed, masked = self._hasher.stored(kind, key)
        except UnusableKey as error:
            return [error.problem]
        print_ = blake2b(f"{digest}{since},{until},{reason}".encode(), digest_size=PRINT).hexdigest()
        return NewEntry(
            self._recording, name, kind, hashed, masked, category, brand, region, since, until, reason, source, print_
        )


def _wording_in(value: dict[str, Any]) -> tuple[Any, ...]:
    """The part of a row as it is written."""
    get = value.get
    return get("list"), get("key_kind"), get("category"), get("brand"), get("region"), get("source")


def _span_of(entry: Entry) -> Span:
    return Span(_iso(entry.since), _iso(entry.until))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
