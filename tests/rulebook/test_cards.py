"""Scorecards in a rulebook: their conditions are checked at their places, and their versions adjoin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rulebook_samples import loaded, problems, told

CARD = """\
scorecard: stars
version: v1
title: {zh: 星级, en: Stars}
effective: {from: 2019-01-01, until: 2021-01-01}
minimum: {value: merchant.metrics.d30.valid_orders, at_least: 30, otherwise: unrated}
dimensions:
  logistics:
    title: {zh: 物流, en: Logistics}
    weight: 1.0
    indicators:
      delivery_hours:
        title: {zh: 时长, en: Hours}
        value: merchant.metrics.d30.delivery_hours
        weight: 1.0
        curve: {points: [[24, 100], [96, 0]]}
deductions:
  - {id: bad, title: {zh: 差, en: Bad}, count: size(merchant.violations), points: 3, cap: 15}
stars:
  - {from: 80, stars: 5}
  - {from: 0, stars: 3}
"""
SECOND = CARD.replace("v1", "v2").replace("{from: 2019-01-01, until: 2021-01-01}", "{from: 2021-01-01}")


def test_the_version_of_the_day_is_in_the_edition(tmp_path: Path) -> None:
    book = loaded(tmp_path, a=CARD, b=SECOND)
    versions = [
        [card.version for card in book.edition(day, "operation").scorecards]
        for day in (date(2018, 1, 1), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert versions == [[], ["v1"], ["v1"], ["v2"]]


def test_a_card_of_one_stage_is_in_its_editions_only(tmp_path: Path) -> None:
    book = loaded(tmp_path, a=SECOND + "stage: [operation]\n")
    assert len(book.edition(date(2022, 1, 1), "operation").scorecards) == 1
    assert book.edition(date(2022, 1, 1), "onboarding").scorecards == ()


FAULTS = [
    ("metrics.d30.delivery_hours", "metrics.d30.delivry_hours", ("unknown-field", 13, 36, "delivery_hours")),
    ("metrics.d30.delivery_hours", "shop.name", ("not-a-number", 13, 16, None)),
    ("size(merchant.violations)", "merchant.metrics.d30.gmv", ("not-a-number", 17, 47, None)),
    ("metrics.d30.valid_orders", "metrics.d30.valid_order", ("unknown-field", 5, 38, "valid_orders")),
    ("merchant.metrics.d30.delivery_hours", 'scores["stars"].score', ("score-of-scores", 13, 16, None)),
    ("weight: 1.0\n    indicators", "weight: 0.5\n    indicators", None),
    ("curve:", "curv:", ("unknown-key", 15, 9, "curve")),
    ("version: v1", "version: 1", ("not-text", 2, 10, None)),
    ("until: 2021-01-01", "until: 2018-01-01", None),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_faulty_card_is_refused_at_its_place(
    tmp_path: Path, old: str, new: str, expected: tuple[object, ...] | None
) -> None:
    assert old in CARD
    found = problems(tmp_path, a=CARD.replace(old, new))
    assert [p.severity for p in found][:1] == ["error"]
    assert found[0].what.zh != found[0].what.en
    if expected:
        assert expected in told(found)


VERSIONS = [
    ("{from: 2021-01-02}", "scorecard_versions"),
    ("{from: 2020-12-31}", "scorecard_versions"),
    ("{from: 2021-01-01}", None),
]


@pytest.mark.parametrize(("effective", "code"), VERSIONS)
def test_versions_adjoin(tmp_path: Path, effective: str, code: str | None) -> None:
    found = problems(tmp_path, a=CARD, b=SECOND.replace("{from: 2021-01-01}", effective))
    assert [(p.code, Path(p.file).name, p.line) for p in found] == ([(code, "b.yaml", 4)] if code else [])


def test_two_versions_of_one_name_are_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, a=CARD, b=SECOND.replace("v2", "v1"))
    assert [(p.code, Path(p.file).name, p.line) for p in found] == [("scorecard_version_twice", "b.yaml", 2)]
