"""Links of small random graphs are what a plain search finds."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from link_worlds import Facts, entry, find, merchant, told
from plain_search import Reference

from merchant_compliance.linking.places import MANY
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.entry import Entry

LISTS = ("bans", "blacklist")
KINDS = ("uid", "id_number", "phone", "device")
VALUES = {
    "uid": [f"u{n}" for n in range(4)],
    "id_number": [f"E1234567{n}" for n in range(4)],
    "phone": [f"1381234567{n}" for n in range(4)],
    "device": [f"d-{n}" for n in range(4)],
}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Facts], list[Facts], list[Entry], LinkPath]:
    """Up to nine merchants with few identifiers among them, so that they meet; some are only in the history."""
    merchants = []
    for number in range(draw(st.integers(2, 9))):
        own = {}
        for kind in KINDS:
            chosen = draw(st.lists(st.sampled_from(VALUES[kind]), max_size=2 if kind in MANY else 1, unique=True))
            if chosen:
                own[kind] = chosen if kind in MANY else chosen[0]
        merchants.append(merchant(f"m{number}", draw(st.sampled_from(("merchant", "merchant", "creator"))), **own))
    names = [facts["merchant_id"] for facts in merchants]
    keys = [("merchant", name) for name in names] + [(k, v) for k in KINDS for v in VALUES[k][:2]]
    keyed = st.sampled_from(keys)
    entries = [entry(draw(st.sampled_from(LISTS)), *draw(keyed)) for _ in range(draw(st.integers(1, 3)))]
    entries += [entry("shared-identifier-exemptions", *draw(keyed)) for _ in range(draw(st.integers(0, 2)))]
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
    path = LinkPath(
        draw(st.sampled_from(LISTS)), ("merchant",), tuple(kinds), draw(st.integers(1, 3)), draw(st.integers(2, 5))
    )
    split = draw(st.integers(1, len(merchants)))
    return merchants[:split], merchants[split:], entries, path


@settings(max_examples=150, deadline=None)
@given(world=worlds())
def test_links_are_those_of_a_plain_search(world: tuple[list[Facts], list[Facts], list[Entry], LinkPath]) -> None:
    merchants, history, entries, path = world
    reference = Reference([*merchants, *history], entries)
    wanted = reference.links(path, {facts["merchant_id"]: facts["role"] for facts in merchants})
    found = told(find(merchants, entries, [path], history))
    assert len(found) == len(set(found))
    assert set(found) == wanted


@settings(max_examples=30, deadline=None)
@given(world=worlds(), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(
    world: tuple[list[Facts], list[Facts], list[Entry], LinkPath], seed: int
) -> None:
    merchants, history, entries, path = world
    mixed, old = list(merchants), list(history)
    random.Random(seed).shuffle(mixed)
    random.Random(seed).shuffle(old)
    assert find(merchants, entries, [path], history) == find(mixed, entries, [path], old)
