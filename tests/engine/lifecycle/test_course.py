"""The interpreter: the first transition that holds, timers by date, counts within their windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifecycle_samples import machine_of, tea

from merchant_compliance.engine.lifecycle import Course, Event, Machine, Standing, in_order, replay, step
from merchant_compliance.text import Text

START = date(2021, 3, 1)


def event(name: str, day: int, seq: int = 0, **data: Any) -> Event:
    """An event so many days after the first of March, with an id of its own."""
    return Event(f"{name}-{day}-{seq}", "m1", name, START + timedelta(days=day), seq, data)


def approved(day: int = 0) -> Event:
    return event("decision_made", day, outcome="approve")


def fake(day: int, seq: int = 0, **data: Any) -> Event:
    return event("violation", day, seq, violation_id=f"v{day}-{seq}", kind="fake", **data)


def course(machine: Machine, *events: Event, until: int | None = None) -> Course:
    return replay(machine, in_order(events).events, None if until is None else START + timedelta(days=until))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return machine_of(tmp_path_factory.mktemp("tea"))


CASES: list[tuple[str, list[Event], int | None, str]] = [
    ("nothing happened", [], 99, "applied"),
    ("the first transition whose guard holds is taken", [approved()], None, "operating"),
    ("a guard that is false leaves it to the next", [event("decision_made", 0, outcome="return")], None, "requested"),
    ("an event that the state does not know changes nothing", [fake(0), event("left", 1)], None, "applied"),
    ("a timer has not run out on the day before", [event("decision_made", 0, outcome="return")], 9, "requested"),
    ("a timer of ten days fires at the beginning of the tenth day", [event("decision_made", 0, outcome="return")],
     10, "exited"),
    ("a timer fires before the events of its day",
     [event("decision_made", 0, outcome="return"), approved(10)], None, "exited"),
    ("one fake is not many", [approved(), fake(1)], None, "operating"),
    ("the second fake within thirty days suspends", [approved(), fake(1), fake(30)], None, "suspended"),
    ("a fake of thirty days ago no longer counts", [approved(), fake(1), fake(31)], None, "operating"),
    ("another kind is not counted", [approved(), fake(1), event("violation", 2, violation_id="x", kind="late")],
     None, "operating"),
    ("what was appealed against does not count",
     [approved(), fake(1), event("appeal", 2, violation_id="v1-0"), fake(3)], None, "operating"),
    ("an appeal against another violation changes nothing",
     [approved(), fake(1), event("appeal", 2, violation_id="v9"), fake(3)], None, "suspended"),
    ("points are added up",
     [approved(), fake(0, 1, points=5), event("violation", 1, violation_id="y", kind="k", points=5)],
     None, "suspended"),
    ("points of the last quarter do not count",
     [approved(), fake(0, points=9), event("violation", 31, violation_id="y", kind="k", points=9)], None, "operating"),
    ("a count hears an event even where the state does not", [fake(0), approved(1), fake(2)], None, "suspended"),
    ("a suspended shop opens when its timer has run out", [approved(), fake(1), fake(2)], 9, "operating"),
    ("a jump of the clock fires what ran out on the way", [approved(), fake(1), fake(2), event("left", 4000)],
     None, "exited"),
    ("events after the day have not happened", [approved(), fake(1), fake(2)], 1, "operating"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "events", "until", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_an_event_history_leads_to(
    machine: Machine, says: str, events: list[Event], until: int | None, expected: str
) -> None:
    assert course(machine, *events, until=until).standing.state == expected, says


def test_a_step_says_what_followed_and_until_when(machine: Machine) -> None:
    last = course(machine, approved(), fake(1), fake(2)).steps[-1]
    week = START + timedelta(days=9)
    assert (last.transition, last.before, last.after) == ("T-4", "operating", "suspended")
    assert [(a.kind, a.name, a.until) for a in last.actions] == [
        ("outcome", "suspend", None),
        ("start_timer", "cure", week),
        ("list", "tea-ban", week),
        ("freeze", "freeze", week),
        ("measure", "delist", None),
        ("notify", "", None),
    ]
    assert last.actions[-1].text == Text("2 次", "2 fakes, last v2-0")


def test_a_timer_says_in_a_notification_when_it_fires(machine: Machine) -> None:
    (only,) = course(machine, event("decision_made", 0, outcome="return")).steps
    assert only.actions[-1].text.en == "by 2021-03-11"


def test_release_lifts_what_was_held_and_a_list_entry_ends(machine: Machine) -> None:
    held = course(machine, approved(), fake(1), fake(2)).standing
    assert held.held(START + timedelta(days=8)) == {"freeze": START + timedelta(days=9), "delist": None}
    assert held.held(START + timedelta(days=9)) == {"delist": None}
    assert held.lists == {"tea-ban": START + timedelta(days=9)}
    free = course(machine, approved(), fake(1), fake(2), until=9).standing
    assert (free.holds, free.lists, free.outcome) == ({}, {}, "approve")


def test_a_parameter_has_the_value_of_the_day(machine: Machine) -> None:
    later = Event("d", "m1", "decision_made", date(2022, 3, 1), 0, {"outcome": "return"})
    assert replay(machine, [later]).standing.timers == {"supply": date(2022, 3, 21)}


def test_before_its_figures_have_a_value_a_transition_is_not_in_force(machine: Machine) -> None:
    early = Event("d", "m1", "decision_made", date(2020, 12, 31), 0, {"outcome": "return"})
    assert replay(machine, [early]).steps[0].transition == ""
    assert replay(machine, [early._replace(on=date(2021, 1, 1))]).steps[0].transition == "T-2"


def test_a_guard_over_a_missing_field_does_not_hold(tmp_path: Path) -> None:
    machine = machine_of(tmp_path, tea(("when: history.points > 9", "when: event.points > 0")))
    assert course(machine, approved(), event("violation", 1, violation_id="v", kind="k")).standing.state == "operating"


def test_a_final_state_has_no_timers(machine: Machine) -> None:
    left = course(machine, approved(), fake(1), fake(2), event("left", 3)).standing
    assert (left.state, left.timers) == ("exited", {})


def test_a_step_leaves_the_standing_that_it_was_given_as_it_was(machine: Machine) -> None:
    standing = course(machine, approved(), fake(1)).standing
    before = standing.copy()
    after, taken = step(machine, standing, fake(2))
    assert (after.state, taken.transition) == ("suspended", "T-4")
    assert standing == before


KINDS: list[Callable[[int, int], Event]] = [
    lambda day, seq: event("decision_made", day, seq, outcome="approve"),
    lambda day, seq: event("decision_made", day, seq, outcome="return"),
    lambda day, seq: fake(day, seq, points=3),
    lambda day, seq: fake(day, seq),
    lambda day, seq: event("appeal", day, seq, violation_id=f"v{day}-{seq}"),
    lambda day, seq: event("left", day, seq),
]
HISTORIES = st.lists(
    st.builds(lambda kind, day, seq: kind(day, seq), st.sampled_from(KINDS), st.integers(0, 90), st.integers(0, 3)),
    max_size=12,
)


@given(HISTORIES, st.randoms(use_true_random=False), st.integers(0, 120))
def test_how_events_arrive_changes_nothing(machine: Machine, events: list[Event], random: Any, until: int) -> None:
    """Out of order, and several times."""
    shuffled = [*events, *random.sample(events, len(events) // 2)]
    random.shuffle(shuffled)
    assert course(machine, *shuffled, until=until) == course(machine, *events, until=until)


@given(HISTORIES, st.integers(0, 120))
def test_a_replay_is_its_steps_one_after_another(machine: Machine, events: list[Event], until: int) -> None:
    """Timers and events, each by itself, by a loop that is written the plain way: day by day."""
    standing: Standing = machine.start()
    by_day: dict[date, list[Event]] = {}
    for one in in_order(events).events:
        by_day.setdefault(one.on, []).append(one)
    for number in range(until + 1):
        day = START + timedelta(days=number)
        for name in machine.lifecycle.shape.timers:
            if standing.timers.get(name) == day:
                standing = standing.copy()
                del standing.timers[name]
                standing, _ = step(machine, standing, Event("", "m1", name, day))
        for one in by_day.get(day, ()):
            standing, _ = step(machine, standing, one)
    assert standing == course(machine, *events, until=until).standing


def test_at_the_end_of_the_calendar_timers_never_fire_and_nothing_breaks(machine: Machine) -> None:
    late = Event("d", "m1", "decision_made", date(9999, 12, 30), 0, {"outcome": "return"})
    there = replay(machine, [late], date.max).standing
    assert (there.state, there.timers) == ("requested", {"supply": date.max})
