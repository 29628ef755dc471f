"""What stands against a shop: the edges of the window, what strikes an entry out, and unknown apart from none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rulebooks import policy, rulebook

from merchant_compliance.engine.standing import BANS, Standing, for_merchant, masked_reason, standing_of
from merchant_compliance.lists.entry import SHIPPED_LISTS

AS_OF = date(2021, 12, 31)
FAVOURS = {"category-invitations", "category-admissions", "protected-brands", "shared-identifier-exemptions"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def violation(**changed: Any) -> dict[str, Any]:
    """A confirmed violation of ten days ago; None takes a field away."""
    whole = {
        "kind": "counterfeit",
        "severity": "serious",
        "points": 12,
        "occurred_on": day("2021-12-21"),
        "confirmed": True,
        "appeal": "none",
        **changed,
    }
    return {field: value for field, value in whole.items() if value is not None}


def complaint(**changed: Any) -> dict[str, Any]:
    whole = {"kind": "ip", "brand": "某牌", "received_on": day("2021-12-21"), "status": "upheld", **changed}
    return {field: value for field, value in whole.items() if value is not None}


def standing(violations: Any = None, complaints: Any = None, lists: Any = None) -> Standing:
    given = {"violations": violations, "complaints": complaints}
    return standing_of({field: value for field, value in given.items() if value is not None}, AS_OF, lists)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"occurred_on": day("2021-12-31")}, []),
        ({"occurred_on": day("2021-12-02")}, []),
        ({"occurred_on": day("2021-12-01")}, None),
        ({"occurred_on": day("2022-01-01")}, None),
        ({"confirmed": False}, None),
        ({"appeal": "overturned"}, None),
        ({"appeal": "pending"}, []),
        ({"appeal": "upheld"}, []),
        ({"related_shop": True}, None),
        ({"related_shop": False}, []),
        ({"appeal": None}, ["appeal"]),
        ({"occurred_on": None}, ["occurred_on"]),
        ({"confirmed": None, "occurred_on": None}, ["confirmed", "occurred_on"]),
        ({"confirmed": None, "appeal": "overturned"}, None),
    ],
)
def test_a_violation_stands_unless_a_known_field_strikes_it_out(
    changed: dict[str, Any], missing: list[str] | None
) -> None:
    """`missing` None: it does not stand."""
    found = standing([violation(**changed)]).violations
    assert found is not None
    assert [one.missing for one in found] == ([] if missing is None else [missing])


def test_a_violation_is_told_with_its_day_kind_points_and_appeal() -> None:
    (found,) = standing([violation(appeal="pending", source="m9", product_id="p1")]).violations or []
    assert found.model_dump(mode="json") == {
        "on": "2021-12-21",
        "kind": "counterfeit",
        "severity": "serious",
        "points": 12,
        "appeal": "pending",
        "missing": [],
    }


@pytest.mark.parametrize(
    ("changed", "stands"),
    [
        ({}, True),
        ({"status": "open"}, False),
        ({"status": "rejected"}, False),
        ({"received_on": day("2021-12-02")}, True),
        ({"received_on": day("2021-12-01")}, False),
        ({"status": None}, True),
    ],
)
def test_upheld_complaints_of_the_window_stand(changed: dict[str, Any], stands: bool) -> None:
    assert len(standing(complaints=[complaint(**changed)]).complaints or []) == stands


def test_who_complained_is_not_told() -> None:
    assert "某牌" not in standing(complaints=[complaint()]).model_dump_json()


def test_the_newest_comes_first_and_whatever_has_no_date_last() -> None:
    days = [day("2021-12-05"), None, day("2021-12-25")]
    found = standing([violation(occurred_on=one) for one in days]).violations or []
    assert [one.on for one in found] == [day("2021-12-25"), day("2021-12-05"), None]


def test_unknown_is_not_none() -> None:
    unknown, nothing = standing(), standing([], [], [])
    assert (unknown.violations, unknown.complaints, unknown.measures) == (None, None, None)
    assert (nothing.violations, nothing.complaints, nothing.measures) == ([], [], [])


@pytest.mark.parametrize(
    ("entry", "until"),
    [
        ({"list": "governance-ban", "until": "2022-06-01"}, [day("2022-06-01")]),
        ({"list": "governance-ban"}, [None]),
        ({"list": "governance-ban", "until": "2022-01-01"}, [day("2022-01-01")]),
        ({"list": "governance-ban", "until": "2021-12-31"}, []),
        ({"list": "governance-ban", "since": "2022-01-01"}, []),
        ({"list": "category-invitations", "category": "tea", "until": "2022-06-01"}, []),
    ],
)
def test_bans_that_hold_at_the_date_are_told_until_when(entry: dict[str, Any], until: list[date | None]) -> None:
    assert [one.until for one in standing(lists=[entry]).measures or []] == until


def test_a_ban_tells_what_it_is_about_and_neither_its_list_nor_its_source() -> None:
    entry = {"list": "community-ban", "category": "tea", "reason": "sold fakes", "source": "police"}
    found = standing(lists=[entry])
    (measure,) = found.measures or []
    assert (measure.about, measure.reason, measure.title["zh"]) == (["tea"], "sold fakes", "社区封禁")
    assert not {"community-ban", "police"} & set(found.model_dump_json().split('"'))


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("sold fakes 3 times since 2021-11-02", "sold fakes 3 times since 2021-11-02"),
        ("与13812345678同一手机号", "与***同一手机号"),
        ("same card as m9, write to a.b@example.com", "same card as ***, write to ***"),
        ("id 11010119900307867X", "id ***"),
        ("", ""),
    ],
)
def test_numbers_and_ids_of_people_in_a_reason_become_stars(reason: str, shown: str) -> None:
    assert masked_reason(reason) == shown


def test_every_shipped_list_is_a_ban_or_known_to_be_none() -> None:
    assert set(SHIPPED_LISTS) == set(BANS) | FAVOURS
    assert not FAVOURS & set(BANS)


def test_a_decision_for_its_merchant_carries_the_standing_and_no_links(tmp_path: Path) -> None:
    record = {"merchant_id": "m1", "violations": [{**violation(), "occurred_on": "2021-12-21"}]}
    links = [{"list": "governance-ban", "merchant_id": "m9", "hops": 1, "via": ["phone"], "confidence": 1.0}]
    engine = rulebook(tmp_path, policy('id: A\nwhen: links.exists(l, l.list == "governance-ban")\noutcome: intercept'))
    seen = for_merchant(engine.evaluate(record, AS_OF, [], links), [])
    assert [one.kind for one in seen.standing.violations or []] == ["counterfeit"]
    assert (seen.outcome, seen.findings[0].evidence) == ("intercept", {})
    assert (seen.links, seen.standing.complaints, seen.standing.measures) == ([], None, [])
    assert "m9" not in seen.model_dump_json()
