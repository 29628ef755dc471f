"""Overlays name rules, indicators and parameters that exist, regions that are codes, and days that come."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import loaded, policy, problems, told

from merchant_compliance.rulebook.overlay import Overlay

RULE = "id: SHP-001\nwhen: merchant.followers > params.late_limit\noutcome: reject"
HEAD = "parameters:\n  late_limit: [{from: 2021-01-01, value: 1.5, source: s}]\n  words: [{value: [a], source: s}]"
TEXT = policy(
    RULE,
    name="shipping",
    head=HEAD,
    tables="id: CAP\noutcome: reject\nrows: {a: {when: merchant.shop.name in params.words}}",
)
CARD = """\
scorecard: stars
version: v1
title: {zh: 星级, en: Stars}
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
stars:
  - {from: 80, stars: 5}
  - {from: 0, stars: 3}
"""


def overlay(rest: str) -> str:
    return (
        f"overlay: flood\ntitle: {{zh: 洪水, en: Flood}}\neffective: {{from: 2021-07-20, until: 2021-09-01}}\n{rest}\n"
    )


FAULTS = [
    ("waives: {rules: [SHP-01]}", ("unknown-name", 4, 18, "SHP-001")),
    ("waives: {rules: [CAP-b]}", ("unknown-name", 4, 18, "CAP-a")),
    ("waives: {rule: [SHP-001]}", ("unknown-key", 4, 10, "rules")),
    (
        "waives: {indicators: [stars.logistic.delivery_hours]}",
        ("unknown-name", 4, 23, "stars.logistics.delivery_hours"),
    ),
    ("adjusts: {shipping.late_limt: 2}", ("unknown-name", 4, 11, "shipping.late_limit")),
    ("adjusts: {late_limit: 2}", ("unknown-name", 4, 11, "shipping.late_limit")),
    ("adjusts: {shipping.late_limit: a}", ("wrong-type", 4, 32, None)),
    ("adjusts: {shipping.words: [1]}", ("wrong-type", 4, 27, None)),
    ("adjusts: {shipping.words: a}", ("wrong-type", 4, 27, None)),
    ("regions: [Henan]", ("bad-region", 4, 11, None)),
    ("regions: ['4']", ("bad-region", 4, 11, None)),
    ("regions: []", ("empty-list", 4, 10, None)),
    ("efective: {}", ("unknown-key", 4, 1, "effective")),
]


@pytest.mark.parametrize(("rest", "expected"), FAULTS)
def test_what_does_not_exist_is_named_with_the_nearest(tmp_path: Path, rest: str, expected: tuple[object, ...]) -> None:
    found = problems(tmp_path, a=TEXT, c=CARD, o=overlay(rest))
    assert told([p for p in found if p.severity == "error"]) == [expected]


def test_what_exists_is_accepted(tmp_path: Path) -> None:
    rest = """\
regions: [410000, "4403"]
waives: {rules: [SHP-001, CAP], indicators: [stars.logistics.delivery_hours]}
adjusts: {shipping.late_limit: 2, shipping.words: [b, c]}"""
    flood = loaded(tmp_path, a=TEXT, c=CARD, o=overlay(rest)).overlays[0]
    assert flood.regions == ("41", "4403")
    assert flood.waives.rules == ("SHP-001", "CAP")


def test_dates_that_never_come_are_refused(tmp_path: Path) -> None:
    text = overlay("").replace("2021-09-01", "2021-07-20")
    assert [(p.code, p.line) for p in problems(tmp_path, a=TEXT, o=text) if p.severity == "error"] == [
        ("empty-interval", 3)
    ]


def test_names_are_not_called_unknown_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    found = problems(tmp_path, a="policy: x\n  bad: 1\n", o=overlay("waives: {rules: [SHP-001]}"))
    assert [p.code for p in found] == ["indentation"]


CODES = [("41", "41"), ("4103", "4103"), ("410000", "41"), ("410300", "4103"), ("410305", "410305"), (410000, "41")]


@pytest.mark.parametrize(("code", "prefix"), CODES)
def test_a_region_code_is_a_prefix(code: object, prefix: str) -> None:
    data = {"overlay": "x", "title": {}, "effective": {}, "regions": [code]}
    assert Overlay.model_validate(data).regions == (prefix,)


def test_without_regions_it_holds_everywhere() -> None:
    everywhere = Overlay.model_validate({"overlay": "x", "title": {}, "effective": {}})
    assert everywhere.holds_in(None)
    assert everywhere.holds_in("410100")
