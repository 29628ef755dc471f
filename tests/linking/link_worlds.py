"""Merchants and list entries, by hand and at random, and the links that the batch search finds among them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.linking.path import entry_with_path
from merchant_compliance.linking.places import MANY, PLACES
from merchant_compliance.linking.shape import Link, LinkPath
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex

DAY = date(2021, 6, 1)
Facts = dict[str, Any]
AS_CONDITIONS_SEE_THEM = ("list", "merchant_id", "hops", "via", "confidence")
VALUES = {
    "uid": [f"u{n}" for n in range(14)],
    "id_number": [f"E12345{n}" for n in range(670, 685)],
    "phone": [f"138123456{n}" for n in range(70, 85)],
    "device": [f"d-{n}" for n in range(14)],
}
PATHS = (
    LinkPath("bans", ("merchant", "creator"), ("uid", "id_number"), 1, 3),
    LinkPath("bans", ("merchant",), ("uid", "phone", "device"), 2, 3),
    LinkPath("blacklist", ("merchant",), ("id_number", "phone", "device"), 3, 4),
)

ANY = LinkPath("bans", ("merchant",), ("uid", "id_number", "phone", "device", "address"), 2, 3)


def merchant(name: str, role: str = "merchant", **identifiers: Any) -> Facts:
    facts: Facts = {"merchant_id": name, "role": role}
    for kind, value in identifiers.items():
        part, field = PLACES[kind]
        facts.setdefault(part, {})[field] = value
    return facts


def entry(name: str, kind: str, key: str, **more: Any) -> Entry:
    return Entry.model_validate({"list": name, "key_kind": kind, "key": key, **more})


def find(
    merchants: Sequence[Facts],
    entries: Sequence[Entry],
    paths: Sequence[LinkPath],
    history: Sequence[Facts] = (),
    **more: Any,
) -> list[Link]:
    with Finder(paths, ListIndex(entries), DAY, **more) as finder:
        for facts in merchants:
            finder.add(facts)
        for facts in history:
            finder.add(facts, wanted=False)
        return list(finder.links())


def told(links: Sequence[Link]) -> list[tuple[str, str, str, int, tuple[str, ...]]]:
    return [(link.merchant_id, link.list, link.listed, link.hops, link.via) for link in links]


class World:
    """Merchants and entries at random, in an index and in plain dictionaries from which the batch search starts."""

    def __init__(self, seed: int, hasher: Hasher | None = None) -> None:
        self.random = random.Random(seed)
        self.hasher = hasher
        self.index = LinkIndex(PATHS, DAY, hasher=hasher)
        self.merchants: dict[str, Facts] = {}
        self.entries: dict[int, Entry] = {}
        self.day, self.last = DAY, 0

    def some_merchant(self, name: str) -> Facts:
        own: dict[str, Any] = {}
        for kind, values in VALUES.items():
            chosen = self.random.sample(values, self.random.choice((0, 0, 1, 2)))
            if chosen:
                own[kind] = chosen if kind in MANY else chosen[0]
        return merchant(name, self.random.choice(("merchant", "merchant", "creator")), **own)

    def some_entry(self) -> Entry:
        name = self.random.choice(("bans", "blacklist", "blacklist", "shared-identifier-exemptions", "of no path"))
        kind = self.random.choice(("merchant", *VALUES))
        key = f"m{self.random.randrange(30)}" if kind == "merchant" else self.random.choice(VALUES[kind])
        ends = {
            end: self.day + timedelta(self.random.randint(-2, 4))
            for end in ("since", "until")
            if self.random.random() < 0.3
        }
        return entry(name, kind, key, **ends)

    def step(self) -> None:
        """One operation on both."""
        what = self.random.choices(("put", "remove", "add", "end", "move"), (10, 4, 2, 3, 1))[0]
        name = f"m{self.random.randrange(30)}"
        if what == "put":
            self.merchants[name] = self.some_merchant(name)
            self.index.put(self.merchants[name])
        elif what == "remove":
            assert self.index.remove(name) == (self.merchants.pop(name, None) is not None)
        elif what == "add" and len(self.entries) < 10:
            self.last += 1
            self.entries[self.last] = self.some_entry()
            assert self.index.add_entry(self.entries[self.last]) == self.last
        elif what == "end" and len(self.entries) > 4:
            number = self.random.choice(sorted(self.entries))
            del self.entries[number]
            assert self.index.remove_entry(number)
        elif what == "move":
            self.day += timedelta(self.random.choice((-1, 1, 1)))
            self.index.move_to(self.day)

    def searched(self, applicant: Facts | None = None) -> dict[str, list[dict[str, Any]]]:
        """Links by merchant id as the batch search finds them."""
        gone = entry("of no path", "merchant", "nobody")
        entries = [self.entries.get(number, gone) for number in range(1, self.last + 1)]
        found: dict[str, list[dict[str, Any]]] = {}
        with Finder(PATHS, ListIndex(entries), self.day, hasher=self.hasher) as finder:
            for facts in self.merchants.values():
                same = applicant is not None and facts["merchant_id"] == applicant["merchant_id"]
                finder.add({**facts, "role": applicant["role"]} if applicant and same else facts)
            if applicant:
                finder.add(applicant)
            for link in finder.links():
                found.setdefault(link.merchant_id, []).append(self.told(link))
        return found

    def told(self, link: Link) -> dict[str, Any]:
        """With its path, but where the index holds hashes: there it cannot show masks."""
        return entry_with_path(link) if self.hasher is None else link.entry()

    def asked(self, index: LinkIndex, facts: Facts) -> list[dict[str, Any]]:
        """The links with their paths. INVARIANT: without paths they are the same, as conditions see them."""
        plain, explained = index.lookup(facts), index.lookup(facts, explained=True)
        assert plain is not None
        assert explained is not None
        assert plain == [{name: link[name] for name in AS_CONDITIONS_SEE_THEM} for link in explained]
        assert self.hasher is None or all("hmac:" in link["path"] for link in explained)
        return explained if self.hasher is None else plain

    def check_all(self, index: LinkIndex) -> int:
        """Every merchant's own links; how many there are."""
        asked = {name: self.asked(index, facts) for name, facts in self.merchants.items()}
        found = {name: links for name, links in asked.items() if links}
        assert found == self.searched()
        return sum(map(len, found.values()))

    def check_applicant(self, name: str = "applicant") -> bool:
        applicant = self.some_merchant(name)
        before = index_state(self.index)
        found = self.asked(self.index, applicant)
        assert found == self.searched(applicant).get(name, [])
        assert index_state(self.index) == before
        return bool(found)


def index_state(index: LinkIndex) -> list[Any]:
    """All that was derived, to be compared with what is derived from scratch."""
    return [(dict(reached.labels), dict(reached.offers)) for reached in index._reached]
