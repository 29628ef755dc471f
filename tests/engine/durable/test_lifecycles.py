"""All lifecycles of a rulebook, from the log in the store: workers that are lost are told the log again."""

from __future__ import annotations

import os
import signal
import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from merchant_compliance.engine.durable.lifecycles import Difference, DurableLifecycles
from merchant_compliance.engine.lifecycle import Event
from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
from merchant_compliance.engine.lifecycle.log import append, records_of
from merchant_compliance.errors import InputError
from merchant_compliance.rulebook.load import load, shipped_rules
from merchant_compliance.store.schema import reading, writing

pytestmark = pytest.mark.usefixtures("durable")

DAY = date(2021, 6, 1)
POINTS = Which("penalty-points", "")


@pytest.fixture(scope="module")
def lifecycles() -> Lifecycles:
    return Lifecycles(load(shipped_rules()).lifecycles)


def violation(number: int, days: int, points: int, merchant_id: str = "m1") -> Event:
    data = {"violation_id": f"v{number}", "kind": "k", "points": points}
    return Event(f"e{number}", merchant_id, "violation_confirmed", DAY + timedelta(days=days), 0, data)


def invitation(number: int, category: str, merchant_id: str = "m1") -> Event:
    return Event(f"i{number}", merchant_id, "invitation_issued", DAY, 0, {"category": category})


def logged(store: Engine, lifecycles: Lifecycles, merchant_id: str) -> list[Event]:
    with reading(store) as connection:
        found = [lifecycles.intake.event(record) for record in records_of(connection, merchant_id)]
    return [event for event in found if isinstance(event, Event)]


def kill_all(durable: DurableLifecycles) -> None:
    for courses in durable._courses.values():
        if courses.worker.pid is not None:
            os.kill(courses.worker.pid, signal.SIGKILL)


def test_the_log_in_the_store_brings_lost_workers_to_where_they_were(store: Engine, lifecycles: Lifecycles) -> None:
    with DurableLifecycles(lifecycles) as durable:
        with writing(store) as connection:
            append(connection, [violation(1, 0, 3), invitation(1, "tea")], "me")
        before = durable.courses({"m1": logged(store, lifecycles, "m1")}, DAY)
        kill_all(durable)
        with writing(store) as connection:
            append(connection, [violation(3, 9, 12), violation(2, 3, 5)], "me")
        events = {"m1": logged(store, lifecycles, "m1")}
        after = durable.courses(events, DAY + timedelta(days=9))
        assert durable.check(events, DAY + timedelta(days=9)) == []
        assert durable.restarts > 1
    assert before["m1", POINTS].standing.state == "probation"
    assert [step.transition for step in after["m1", POINTS].steps] == ["PTS-005", "PTS-004", "PTS-001"]
    assert after["m1", Which("invited-category", "tea")].standing.state == "invited"


def test_each_category_and_each_merchant_has_a_course_of_its_own(lifecycles: Lifecycles) -> None:
    """Merchants and categories whose names, put side by side, would read alike."""
    merchants = {
        "m1": [invitation(1, "x m2"), invitation(2, "y"), violation(1, 0, 3)],
        "m1 x": [invitation(1, "m2", "m1 x")],
    }
    with DurableLifecycles(lifecycles) as durable:
        assert durable.check(merchants) == []
        found = durable.courses(merchants)
    categories = {(merchant, which.key) for merchant, which in found if which.lifecycle == "invited-category"}
    assert categories == {("m1", "x m2"), ("m1", "y"), ("m1 x", "m2")}


def test_a_difference_says_merchant_lifecycle_and_both_courses(
    lifecycles: Lifecycles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DurableLifecycles, "courses", lambda _self, _merchants, _as_of=None: {})
    with DurableLifecycles(lifecycles) as durable:
        differences = durable.check({"m1": [violation(1, 0, 3)]})
    (points,) = [difference for difference in differences if difference.which == POINTS]
    assert isinstance(points, Difference)
    assert points.problem().what.en == (
        "lifecycle penalty-points of merchant m1: probation (PTS-005) by the interpreter, no course by durable_rules"
    )
    assert "商家 m1 的流程 penalty-points" in points.problem().what.zh


def test_without_durable_rules_it_says_what_is_missing(lifecycles: Lifecycles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with DurableLifecycles(lifecycles) as durable, pytest.raises(InputError, match="plain interpreter of lifecycles"):
        durable.check({"m1": [violation(1, 0, 3)]})
