"""Versions of a scorecard by date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_cards import SHIPPED, card, shipped

from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.scorecards.versions import in_order, version_at, version_problems

DAYS = [
    (date(2019, 5, 1), "小店星级"),
    (date(2020, 12, 31), "小店星级"),
    (date(2021, 1, 1), "购物体验星级"),
    (date(2026, 1, 1), "购物体验星级"),
]


@pytest.mark.parametrize(("day", "version"), DAYS)
def test_the_version_in_force_is_chosen_by_the_day(day: date, version: str) -> None:
    found = version_at([shipped(name) for name in SHIPPED], day)
    assert found
    assert found.version == version


def test_before_the_first_and_after_the_last_version_there_is_none() -> None:
    only = [versioned("one", {"from": "2021-01-01", "until": "2022-01-01"})]
    assert version_at(only, date(2020, 12, 31)) is None
    assert version_at(only, date(2021, 12, 31)) is only[0]
    assert version_at(only, date(2022, 1, 1)) is None


def versioned(name: str, effective: dict[str, Any]) -> Scorecard:
    return card(version=name, effective=effective)


OLD = versioned("old", {"until": "2021-01-01"})
NEW = versioned("new", {"from": "2021-01-01"})
# (versions, codes of the problems, names of the versions that they stand with)
SETS: list[tuple[list[Scorecard], list[str], list[str]]] = [
    ([OLD], [], []),
    ([NEW, OLD], [], []),
    ([OLD, versioned("new", {"from": "2021-02-01"})], ["scorecard_versions"], ["new"]),
    ([versioned("old", {"until": "2021-02-01"}), NEW], ["scorecard_versions"], ["new"]),
    ([versioned("old", {}), NEW], ["scorecard_versions"], ["new"]),
    ([OLD, versioned("new", {})], ["scorecard_versions"], ["new"]),
    ([OLD, versioned("old", {"from": "2021-01-01"})], ["scorecard_version_twice"], ["old"]),
]


@pytest.mark.parametrize(("versions", "codes", "names"), SETS)
def test_versions_adjoin_and_have_names_of_their_own(
    versions: list[Scorecard], codes: list[str], names: list[str]
) -> None:
    problems = version_problems(versions)
    assert [problem.code for _, problem in problems] == codes
    assert [found.version for found, _ in problems] == names
    assert all(problem.what.zh and problem.what.en and problem.mend.zh for _, problem in problems)


def test_versions_are_ordered_by_their_first_day() -> None:
    assert in_order([NEW, OLD]) == [OLD, NEW]


def test_the_upgrade_of_2021_weighs_products_more_and_asks_for_replies_in_three_minutes() -> None:
    before, after = (shipped(name) for name in SHIPPED)
    assert after.dimensions["product"].weight > before.dimensions["product"].weight
    services = [set(each.dimensions["customer_service"].indicators) for each in (before, after)]
    assert services[0] - services[1] == {"reply_rate_5min"}
    assert services[1] - services[0] == {"reply_rate_3min"}
