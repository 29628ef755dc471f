"""Editions: what holds on a day, in a stage, in a region; the same object for neighbouring days."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from rulebook_samples import loaded, policy

from merchant_compliance.rulebook.calendar import Edition
from merchant_compliance.rulebook.rulebook import Rulebook

WHEN = "when: merchant.followers > params.x"
RULES = (
    f"id: ALWAYS\n{WHEN}\noutcome: reject",
    f"id: DATED\n{WHEN}\noutcome: reject\neffective: {{from: 2021-01-01, until: 2022-01-01}}",
    f"id: OPEN\n{WHEN}\noutcome: reject\neffective: {{until: 2021-06-01}}",
    f"id: ENTRY\n{WHEN}\noutcome: {{onboarding: reject}}",
    f"id: DRAFT\n{WHEN}\noutcome: reject\nstatus: draft",
    f"id: SHADOW\n{WHEN}\noutcome: reject\nstatus: shadow",
)
PARAMETERS = (
    "parameters:\n  x:\n    - {from: 2020-01-01, value: 1, source: s}\n    - {from: 2021-03-01, value: 2, source: s}\n"
)
OVERLAY = """\
overlay: flood
title: {zh: 洪水, en: Flood}
regions: ["41", "440300"]
effective: {from: 2021-07-20, until: 2021-09-01}
waives: {rules: [ALWAYS, CAP]}
adjusts: {test.x: 9}
"""
TABLE = f"id: CAP\noutcome: return\nrows:\n  a: {{{WHEN}}}\n  b: {{{WHEN}}}\n"


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return loaded(tmp_path, a=policy(*RULES, head=PARAMETERS, tables=TABLE), o=OVERLAY)


def ids(edition: Edition) -> list[str]:
    return [rule.id for rule in edition.rules if rule.id != "CAP-b"]


DAYS = [
    (date(2020, 6, 1), "operation", ["ALWAYS", "OPEN", "SHADOW", "CAP-a"], 1),
    (date(2020, 6, 1), "onboarding", ["ALWAYS", "OPEN", "ENTRY", "SHADOW", "CAP-a"], 1),
    (date(2020, 12, 31), "operation", ["ALWAYS", "OPEN", "SHADOW", "CAP-a"], 1),
    (date(2021, 1, 1), "operation", ["ALWAYS", "DATED", "OPEN", "SHADOW", "CAP-a"], 1),
    (date(2021, 3, 1), "operation", ["ALWAYS", "DATED", "OPEN", "SHADOW", "CAP-a"], 2),
    (date(2021, 5, 31), "operation", ["ALWAYS", "DATED", "OPEN", "SHADOW", "CAP-a"], 2),
    (date(2021, 6, 1), "operation", ["ALWAYS", "DATED", "SHADOW", "CAP-a"], 2),
    (date(2021, 12, 31), "operation", ["ALWAYS", "DATED", "SHADOW", "CAP-a"], 2),
    (date(2022, 1, 1), "operation", ["ALWAYS", "SHADOW", "CAP-a"], 2),
]


@pytest.mark.parametrize(("day", "stage", "expected", "value"), DAYS)
def test_an_edition_holds_what_is_in_force(
    book: Rulebook, day: date, stage: str, expected: list[str], value: int
) -> None:
    edition = book.edition(day, stage, None)  # type: ignore[arg-type]
    assert ids(edition) == expected
    assert edition.params["test"] == {"x": value}


def test_before_the_first_value_the_name_is_absent(book: Rulebook) -> None:
    assert dict(book.edition(date(2019, 1, 1), "operation").params["test"]) == {}


REGIONS = [
    ("410100", date(2021, 8, 1), True),
    ("440305", date(2021, 8, 1), True),
    ("440100", date(2021, 8, 1), False),
    ("110000", date(2021, 8, 1), False),
    (None, date(2021, 8, 1), False),
    ("410100", date(2021, 7, 19), False),
    ("410100", date(2021, 7, 20), True),
    ("410100", date(2021, 8, 31), True),
    ("410100", date(2021, 9, 1), False),
]


@pytest.mark.parametrize(("region", "day", "holds"), REGIONS)
def test_an_overlay_waives_and_adjusts_in_its_region_and_days(
    book: Rulebook, region: str | None, day: date, holds: bool
) -> None:
    edition = book.edition(day, "operation", region)
    assert ids(edition) == (["DATED", "SHADOW"] if holds else ["ALWAYS", "DATED", "SHADOW", "CAP-a"])
    assert any(rule.id == "CAP-b" for rule in edition.rules) is not holds
    assert edition.params["test"]["x"] == (9 if holds else 2)
    assert edition.overlays == (("flood",) if holds else ())


def test_neighbouring_days_share_one_edition(book: Rulebook) -> None:
    first = book.edition(date(2021, 3, 1), "operation", "110000")
    assert first is book.edition(date(2021, 5, 31), "operation", "320000")
    assert first is not book.edition(date(2021, 3, 1), "onboarding")
    assert first is not book.edition(date(2021, 6, 1), "operation")


def test_a_thousand_days_make_no_more_editions_than_there_are_boundaries(book: Rulebook) -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(1000)]
    editions = {id(book.edition(day, "operation", "410000")) for day in days}
    assert len(editions) == 6  # seven intervals, of which the one before and the one after the flood are the same


def test_days_on_which_nothing_changes_for_a_stage_do_not_part_editions(tmp_path: Path) -> None:
    dated = "id: A\nwhen: merchant.shop.cross_border\noutcome: {exit: reject}\neffective: {from: 2021-01-01}"
    book = loaded(tmp_path, a=policy(dated))
    assert book.edition(date(2020, 1, 1), "operation") is book.edition(date(2022, 1, 1), "operation")
    assert book.edition(date(2020, 1, 1), "exit") is not book.edition(date(2022, 1, 1), "exit")


def test_threads_get_the_same_edition(book: Rulebook) -> None:
    found: list[Edition] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.append(book.edition(date(2021, 5, 1), "operation", "410000"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(edition) for edition in found}) == 1
    assert len(found) == 8


def test_an_edition_cannot_be_changed(book: Rulebook) -> None:
    edition = book.edition(date(2021, 5, 1), "operation")
    with pytest.raises(TypeError):
        edition.params["test"]["x"] = 3  # type: ignore[index]


def test_of_two_overlays_the_one_that_began_later_adjusts(tmp_path: Path) -> None:
    later = OVERLAY.replace("flood", "a-later").replace("2021-07-20", "2021-08-01").replace("test.x: 9", "test.x: 7")
    book = loaded(tmp_path, a=policy(*RULES, head=PARAMETERS, tables=TABLE), o=OVERLAY, p=later)
    values = [book.edition(day, "operation", "41").params["test"]["x"] for day in (date(2021, 7, 31), date(2021, 8, 1))]
    assert values == [9, 7]
