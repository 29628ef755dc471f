"""The index answers as the batch search does over the same data, whatever came and went before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from link_worlds import PATHS, VALUES, World, index_state

from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.lists.hashing import Hasher


@pytest.mark.parametrize("seed", range(4))
def test_after_random_operations_the_index_is_what_a_fresh_one_would_be(seed: int, tmp_path: Path) -> None:
    world, reached = World(seed), 0
    for number in range(1000):
        world.step()
        if number % 5 == 0:
            state = index_state(world.index)
            world.index.save(tmp_path / "index")
            assert state == index_state(LinkIndex.load(tmp_path / "index", PATHS))
            reached += sum(label.level > 1 for labels, _ in state for label in labels.values())
    assert reached > 300


@pytest.mark.parametrize("seed", range(4))
def test_merchants_of_the_index_have_the_links_of_the_batch_search(seed: int) -> None:
    world, links = World(100 + seed), 0
    for number in range(250):
        world.step()
        if number % 25 == 24:
            links += world.check_all(world.index)
    assert links


@pytest.mark.parametrize("seed", range(4))
def test_applicants_have_the_links_they_would_have_in_a_batch(seed: int) -> None:
    world, linked = World(200 + seed), 0
    for number in range(150):
        world.step()
        if number % 15 == 14:
            linked += world.check_applicant()
            linked += world.check_applicant(f"m{number % 30}")
    assert linked


def test_a_hashed_index_has_the_same_links_and_no_identifier_in_its_file(tmp_path: Path) -> None:
    hasher = Hasher(b"secret")
    world = World(7, hasher)
    for _ in range(150):
        world.step()
    assert world.check_all(world.index)
    world.index.save(tmp_path / "index")
    text = (tmp_path / "index").read_text()
    assert "hmac:" in text
    assert not re.search("|".join(value for kind in ("id_number", "phone", "device") for value in VALUES[kind]), text)
    assert not re.search('E12345|D[0-9]"', text)
    assert world.check_all(LinkIndex.load(tmp_path / "index", PATHS, hasher))


def test_a_saved_index_comes_back_and_goes_on(tmp_path: Path) -> None:
    world = World(3)
    for _ in range(300):
        world.step()
    world.index.save(tmp_path / "index")
    state = index_state(world.index)
    world.index = LinkIndex.load(tmp_path / "index", PATHS)
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o600
    assert index_state(world.index) == state
    assert (len(world.index), world.index.as_of) == (len(world.merchants), world.day)
    for _ in range(100):
        world.step()
    assert world.check_all(world.index)
