"""Worlds for linking: what the truth says of a merchant is what its record shows."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.synthetic.coats import MOST_CHANGES, Truth, World
from merchant_compliance.merchant.synthetic.retyping import WAYS, retyped
from merchant_compliance.merchant.synthetic.worlds import make_world
from merchant_compliance.merchant.validation import validate

KINDS = ("uid", "id_number", "uscc", "phone", "bank_account", "device", "address")


@cache
def world() -> World:
    return make_world(60, 3)


def by_id() -> dict[str, tuple[dict[str, str], Truth]]:
    return {truth.merchant_id: (values, truth) for values, truth in zip(world().values, world().truth, strict=True)}


def canonical(values: dict[str, str]) -> set[tuple[str, str]]:
    from merchant_compliance.linking.normalise import canonical as form

    return {(kind, found) for kind, text in values.items() if (found := form(kind, text))}


def test_every_record_is_valid_and_every_identifier_names_somebody() -> None:
    for record, values in zip(world().merchants, world().values, strict=True):
        assert facts_of(validate(record))["merchant_id"] == record["merchant_id"]
        assert len(canonical(values)) == len(values)


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    again, other = make_world(20, 3), make_world(20, 4)
    assert (again.merchants, again.entries, again.truth) == (
        make_world(20, 3).merchants,
        make_world(20, 3).entries,
        make_world(20, 3).truth,
    )
    assert again.merchants != other.merchants


def test_who_changed_n_identifiers_kept_all_others_and_no_more() -> None:
    for values, truth in by_id().values():
        if truth.trick.startswith("changed-"):
            listed = canonical(by_id()[truth.listed][0])
            shared = {kind for kind, _ in canonical(values) & listed}
            assert shared == set(truth.ways[0])
            assert len(listed) - len(shared) == int(truth.trick[-1]) <= MOST_CHANGES


def test_each_link_of_a_chain_shares_only_with_its_neighbours() -> None:
    chains: dict[str, list[tuple[dict[str, str], Truth]]] = defaultdict(list)
    for values, truth in by_id().values():
        if truth.trick.startswith("chain-"):
            chains[truth.listed].append((values, truth))
    assert {len(links) for links in chains.values()} == {2, 3, 4}
    for listed, links in chains.items():
        forms = [canonical(by_id()[listed][0]), *(canonical(values) for values, _ in links)]
        for at, (_, truth) in enumerate(links, start=1):
            assert {kind for kind, _ in forms[at] & forms[at - 1]} == set(truth.ways[0])
            assert len(truth.ways) == at
            assert not any(forms[at] & before for before in forms[: at - 1])


def test_strangers_share_nothing() -> None:
    holders: dict[Any, int] = defaultdict(int)
    for values, _ in by_id().values():
        for form in canonical(values):
            holders[form] += 1
    for values, truth in by_id().values():
        if truth.trick == "stranger":
            assert all(holders[form] == 1 for form in canonical(values))


CROWDS = [
    ("agency", "address", 1000),
    ("agent-phone", "phone", 100),
    ("office", "address", 15),
    ("matrix", "device", 8),
]


@pytest.mark.parametrize(("trick", "kind", "least"), CROWDS)
def test_crowds_share_one_identifier(trick: str, kind: str, least: int) -> None:
    found = [dict(canonical(values))[kind] for values, truth in by_id().values() if truth.trick == trick]
    assert max(map(found.count, set(found))) >= least


@pytest.mark.parametrize("kind", KINDS)
def test_another_spelling_names_the_same(kind: str) -> None:
    from random import Random

    from merchant_compliance.linking.normalise import canonical as form

    texts = [values[kind] for values in world().values[:200] if kind in values]
    assert all(form(kind, way(text)) == form(kind, text) for text in texts for way in WAYS[kind])
    typed = {retyped(kind, text, Random(number)) for number, text in enumerate(texts)}
    assert kind == "uid" or typed != set(texts)


def test_some_of_what_is_kept_is_typed_in_another_way_and_meets_all_the_same() -> None:
    retyped_ones = 0
    for record, (values, truth) in zip(world().merchants, by_id().values(), strict=True):
        phone = record["contact"]["phone"]
        assert canonical({"phone": phone}) == canonical({"phone": values["phone"]})
        retyped_ones += phone != values["phone"]
        assert phone == values["phone"] or "phone" in truth.ways[0]
    assert retyped_ones > 10
