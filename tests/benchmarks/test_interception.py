"""On a small world with the truth known: who returns within reach is intercepted, and others are not."""

from __future__ import annotations

from datetime import date
from functools import cache

import interception
import pytest
from degree_cap_plot import spec

from merchant_compliance.merchant.synthetic.coats import World
from merchant_compliance.merchant.synthetic.worlds import make_world

RINGS, SEED = 100, 7
TRICKS = ("changed-1", "changed-2", "changed-3", "changed-4", "chain-1", "chain-2", "matrix", "sheltered")
INNOCENT = ("agency", "agent-phone", "exempt-agency", "family", "office", "reused-phone", "stranger")


@cache
def world() -> World:
    return make_world(RINGS, SEED)


@cache
def result() -> interception.Result:
    return interception.judged(world(), interception.engine().rulebook.link_paths())


def test_recall_and_precision_are_as_promised() -> None:
    assert result().recall >= 0.99
    assert result().precision >= 0.99
    assert result().of("intercept", bad=True) > 300


@pytest.mark.parametrize("trick", TRICKS)
def test_returners_within_reach_are_intercepted(trick: str) -> None:
    counts = result().answers[trick]
    assert counts["intercept"] >= 0.99 * counts.total() > 0


@pytest.mark.parametrize("trick", INNOCENT)
def test_others_are_never_intercepted(trick: str) -> None:
    counts = result().answers[trick]
    assert (counts["intercept"], counts.total() > 0) == (0, True)


def test_chains_beyond_the_permitted_hops_are_not_linked() -> None:
    assert result().beyond["chain-3"]["approve"] == result().beyond["chain-3"].total() > 0


def test_an_address_of_a_family_or_an_office_is_reviewed_and_that_of_an_agency_is_not() -> None:
    reviewed = {trick: result().answers[trick]["manual_review"] for trick in ("family", "office", "agency")}
    assert reviewed["family"] > 0.3 * result().answers["family"].total()
    assert (reviewed["office"] > 0, reviewed["agency"]) == (True, 0)


def test_without_a_cap_crowds_are_linked_and_with_a_small_one_matrices_are_lost() -> None:
    paths = interception.engine().rulebook.link_paths()
    small, none = (interception.judged(world(), interception.with_cap(paths, cap)) for cap in (5, interception.NO_CAP))
    assert small.recall < 0.95 < result().recall
    assert none.answers["agency"]["manual_review"] > 0
    assert none.precision < result().precision


def test_a_number_given_out_again_is_nobody_elses_before_that_day() -> None:
    again = World(world().seed, world().as_of, world().rng, world().merchants, world().entries, world().truth)
    again.as_of = date(2021, 1, 1)
    links = interception.links_of(again, interception.engine().rulebook.link_paths())
    reused = [truth.merchant_id for truth in world().truth if truth.trick == "reused-phone"]
    assert reused
    assert all(["phone"] in [link["via"] for link in links[merchant_id]] for merchant_id in reused)


def test_the_plot_has_a_line_for_each_figure_and_a_point_for_each_cap() -> None:
    points = [{"cap": cap, "recall": 1.0, "precision": 0.9, "reviewed": 0.1} for cap in (2, 100, 1_000_000)]
    lines = spec(points)["layer"][1]["data"]["values"]
    assert len(lines) == 9
    assert {row["cap"] for row in lines} == {2, 100, 10_000}
