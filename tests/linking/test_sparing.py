"""What speaks for a merchant: shared identifiers that link nobody, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from link_worlds import DAY, Facts, entry, merchant

from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.linking.sparing import Spared
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.index import ListIndex

PATHS = [
    LinkPath("bans", ("merchant",), ("phone", "id_number"), 2, 3),
    LinkPath("blacklist", ("merchant",), ("phone",), 1, 5),
    LinkPath("creators", ("creator",), ("phone",), 1, 2),
]
PHONE = "13812345678"


def spared(merchants: Sequence[Facts], entries: Sequence[Entry], name: str = "m1") -> list[Spared]:
    with Finder(PATHS, ListIndex(entries), DAY) as finder:
        for facts in merchants:
            finder.add(facts)
        list(finder.links())
        return finder.spared(name)


def crowd(size: int, **more: Any) -> list[Facts]:
    return [merchant(f"m{n}", phone=PHONE, **more) for n in range(1, size + 1)]


BAN = entry("bans", "merchant", "m2")
EXEMPT = entry("shared-identifier-exemptions", "phone", PHONE)
EXCUSED = entry("shared-identifier-exemptions", "merchant", "m1")
CASES: list[tuple[str, int, list[Entry], list[tuple[str, int, tuple[str, ...]]]]] = [
    ("a link is no exculpation", 3, [BAN], []),
    ("one holder too many", 4, [BAN], [("crowded", 4, ("bans",))]),
    ("too many for one list, not for the other", 4, [BAN, entry("blacklist", "merchant", "m3")], []),
    ("too many for both", 6, [BAN, entry("blacklist", "merchant", "m3")], [("crowded", 6, ("bans", "blacklist"))]),
    ("an exempt phone", 2, [BAN, EXEMPT], [("exempt", 2, ("bans",))]),
    ("an excused merchant", 2, [BAN, EXCUSED], [("excused", 2, ("bans",))]),
    ("nobody listed shares it", 4, [entry("bans", "merchant", "elsewhere")], []),
    ("it is listed itself, alone", 4, [entry("bans", "merchant", "m1")], []),
    ("a list that does not reach its role", 4, [entry("creators", "merchant", "m2")], []),
]


@pytest.mark.parametrize(("size", "entries", "found"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_is_shared_and_links_nobody_is_told_with_the_reason(
    size: int, entries: list[Entry], found: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    told = spared(crowd(size), entries)
    assert [(one.why, one.shown.holders, one.lists) for one in told] == found
    assert all(one.shown.text == "138****5678" for one in told)


def test_an_excused_merchant_is_not_spared_by_identity() -> None:
    assert [one.shown.kind for one in spared(crowd(2, id_number="E12345678"), [BAN, EXCUSED])] == ["phone"]


def test_nobody_is_spared_who_is_not_there() -> None:
    assert spared(crowd(4), [BAN], "m99") == []
    assert spared(crowd(4), [], "m1") == []
