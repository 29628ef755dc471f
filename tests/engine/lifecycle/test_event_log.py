"""The log in the store: events are added once, kept for ever, and give back the course that they made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lifecycle_samples import TEA, rulebook_of
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from merchant_compliance.engine.lifecycle import Event, in_order
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.log import Appended, all_records, append, records_of
from merchant_compliance.errors import Problem
from merchant_compliance.store.schema import reading, writing

DAY = date(2021, 3, 1)
APPROVED = Event("1", "m1", "decision_made", DAY, 0, {"outcome": "approve"})
LEFT = Event("2", "m1", "left", date(2021, 3, 5))
OTHER = APPROVED._replace(merchant_id="m2")
EARLY, LATE = datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC)


def test_events_are_added_once_and_what_is_known_is_counted(store: Engine) -> None:
    with writing(store) as connection:
        assert append(connection, [LEFT, APPROVED, OTHER, LEFT], "me", "file") == Appended(3, 1, 0)
        assert append(connection, [APPROVED], "me") == Appended(0, 1, 0)
    with reading(store) as connection:
        assert [record["event_id"] for record in records_of(connection, "m1")] == ["2", "1"]
        assert [record["merchant_id"] for _, record in all_records(connection)] == ["m1", "m1", "m2"]


def test_another_event_under_a_known_id_is_refused_and_the_first_one_stands(store: Engine) -> None:
    refused: list[tuple[Event, Problem]] = []
    changed = APPROVED._replace(data={"outcome": "return"})
    with writing(store) as connection:
        append(connection, [APPROVED], "me")
        found = append(
            connection, [changed, LEFT], "me", refuse=lambda event, problem: refused.append((event, problem))
        )
    assert found == Appended(1, 0, 1)
    assert [(event, problem.code) for event, problem in refused] == [(changed, "event-conflict")]
    with reading(store) as connection:
        assert records_of(connection, "m1")[0]["data"] == {"outcome": "approve"}


def test_what_was_known_at_a_moment_stays_known(store: Engine) -> None:
    with writing(store) as connection:
        append(connection, [LEFT], "me", at=EARLY)
        append(connection, [APPROVED], "me", at=LATE)
    with reading(store) as connection:
        assert len(records_of(connection, "m1", EARLY)) == 1
        assert len(records_of(connection, "m1", LATE)) == 2


@pytest.mark.parametrize("statement", ["DELETE FROM lifecycle_events", "UPDATE lifecycle_events SET event = 'left'"])
def test_the_database_itself_refuses_to_change_the_log(store: Engine, statement: str) -> None:
    with writing(store) as connection:
        append(connection, [APPROVED], "me")
    with pytest.raises(DBAPIError, match="only added"), store.connect() as connection, connection.begin():
        connection.execute(text(statement))


def test_a_course_is_rebuilt_from_the_log(store: Engine, tmp_path: Path) -> None:
    lifecycles = Lifecycles(rulebook_of(tmp_path, tea=TEA).lifecycles)
    fakes = [
        Event(
            f"f{day}",
            "m1",
            "violation",
            date(2021, 3, day),
            0,
            {"violation_id": f"v{day}", "kind": "fake", "points": 2},
        )
        for day in (2, 3)
    ]
    events = [APPROVED, *fakes]
    with writing(store) as connection:
        append(connection, reversed(events), "me")
    with reading(store) as connection:
        kept = [lifecycles.intake.event(record) for record in records_of(connection, "m1")]
    assert in_order([event for event in kept if isinstance(event, Event)]).events == events
