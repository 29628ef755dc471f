"""Events by day, sequence and id; each id once."""

from __future__ import annotations

from datetime import date

from merchant_compliance.engine.lifecycle import Event, in_order

FIRST, SECOND = date(2021, 3, 1), date(2021, 3, 2)


def test_day_comes_before_sequence_and_sequence_before_id() -> None:
    events = [Event("a", "m", "x", SECOND, 0), Event("c", "m", "x", FIRST, 2), Event("b", "m", "x", FIRST, 2)]
    events.append(Event("z", "m", "x", FIRST, 1))
    assert [event.id for event in in_order(events).events] == ["z", "b", "c", "a"]


def test_the_same_event_twice_is_a_duplicate_and_another_one_under_its_id_a_conflict() -> None:
    event = Event("a", "m", "x", FIRST, 0, {"n": 1})
    other, moved = event._replace(data={"n": 2}), event._replace(on=SECOND)
    found = in_order([moved, other, event, event])
    assert (found.events, found.duplicates, found.conflicts) == ([event], [event], [other, moved])
