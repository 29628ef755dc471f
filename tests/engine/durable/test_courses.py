"""Lifecycles on durable_rules against the plain interpreter: the same course, whatever becomes of the worker."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest
from histories import Histories
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from merchant_compliance.engine.durable.chart import chart_of
from merchant_compliance.engine.durable.courses import DurableCourses, Log, check_courses
from merchant_compliance.engine.durable.messages import Request
from merchant_compliance.engine.durable.process import Task, Worker
from merchant_compliance.engine.lifecycle import Event, Machine, in_order, replay
from merchant_compliance.rulebook.lifecycle import Lifecycle
from merchant_compliance.rulebook.load import load, shipped_rules

NAMES = sorted(file.stem for file in (shipped_rules() / "lifecycle").glob("*.yaml"))
BATCHES, COURSES, ROUNDS = 4, 12, 3
DAY = date(2021, 6, 1)


@cache
def lifecycle_of(name: str) -> Lifecycle:
    return next(lifecycle for lifecycle in load(shipped_rules()).lifecycles if lifecycle.name == name)


def machine_of(name: str) -> Machine:
    return Machine(lifecycle_of(name))


def kill(courses: DurableCourses) -> None:
    if courses.worker.pid is not None:
        os.kill(courses.worker.pid, signal.SIGKILL)


@pytest.mark.usefixtures("durable")
@pytest.mark.parametrize("name", NAMES)
def test_random_histories_take_the_same_course_on_both_engines(name: str) -> None:
    """Events arrive in pieces and in any order, the day of judgement jumps to and fro, and workers are killed.

    `benchmarks/lifecycle_durable.py` runs 50,000 histories, and kills workers while they answer.
    """
    machine = machine_of(name)
    seen: Counter[str] = Counter()

    @settings(
        max_examples=BATCHES,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(min_value=0, max_value=2**64 - 1))
    def batch(seed: int) -> None:
        random = Random(seed)
        histories = Histories(random, machine)
        log = {f"m{number}": histories.history(f"m{number}") for number in range(COURSES)}
        for arrived in range(1, ROUNDS + 1):
            if random.random() < 0.2:
                kill(courses)
            part: Log = {key: events[: len(events) * arrived // ROUNDS] for key, events in log.items()}
            day = random.choice((None, random.choice(histories.starts) + timedelta(days=random.randint(0, 900))))
            assert check_courses(courses, part, day) == []
        seen.update(step.transition for events in log.values() for step in replay(machine, in_order(events)[0]).steps)

    with DurableCourses(machine) as courses:
        batch()
    assert len(seen) > len(machine.lifecycle.transitions) / 3


def violation(number: int, on: date, points: int) -> Event:
    return Event(f"e{number}", "m", "violation_confirmed", on, 0, {"violation_id": "v", "kind": "k", "points": points})


@pytest.mark.usefixtures("durable")
def test_a_killed_worker_goes_on_from_the_event_log() -> None:
    log = {"m": [violation(1, DAY, 3), violation(2, DAY + timedelta(days=3), 5)]}
    with DurableCourses(machine_of("penalty-points")) as courses:
        assert courses.courses({"m": log["m"][:1]})["m"].standing.state == "probation"
        kill(courses)
        course = courses.courses(log)["m"]
        assert courses.worker.restarts == 1
    assert [(step.transition, step.after) for step in course.steps] == [
        ("PTS-005", "probation"),
        ("PTS-004", "restricted"),
    ]


@pytest.mark.usefixtures("durable")
def test_a_timer_runs_out_on_its_day_and_not_before() -> None:
    log = {"m": [violation(1, DAY, 3)]}  # without a day of judgement, no timer runs out after the last event
    with DurableCourses(machine_of("penalty-points")) as courses:
        asked = [courses.courses(log, day and DAY + timedelta(days=day)) for day in (27, 28, 27, 28, None)]
    states = [found["m"].standing.state for found in asked]
    assert states == ["probation", "operating", "probation", "operating", "probation"]


@pytest.mark.usefixtures("durable")
def test_more_courses_than_a_worker_holds_are_sent_again_when_they_go_on() -> None:
    first, later = violation(1, DAY, 3), violation(2, DAY + timedelta(days=1), 3)
    with Worker(Task("sessions", "FiveCourses", lifecycle_of("penalty-points"))) as worker:
        begun = worker.ask([Request(f"m{number}", 0, (first,), None) for number in range(6)])
        assert all(reply.known for reply in begun)
        again = worker.ask([Request(f"m{number}", 1, (later,), None) for number in (0, 5)])
    assert [reply.known for reply in again] == [False, True]


@pytest.mark.usefixtures("durable")
def test_a_deviation_is_found() -> None:
    """The interpreter is given a lifecycle that lacks a transition of the worker's."""
    lifecycle = lifecycle_of("penalty-points")
    fewer = tuple(transition for transition in lifecycle.transitions if transition.id != "PTS-005")
    with DurableCourses(Machine(lifecycle)) as courses:
        courses.machine = Machine(replace(lifecycle, transitions=fewer))
        (deviation,) = check_courses(courses, {"m": [violation(1, DAY, 3)]})
    assert (deviation.key, deviation.interpreter.standing.state) == ("m", "operating")
    assert deviation.durable.standing.state == "probation"


@pytest.mark.parametrize("name", NAMES)
def test_durable_rules_matches_all_conditions_of_the_shipped_lifecycles(name: str) -> None:
    lifecycle, machine = lifecycle_of(name), machine_of(name)
    last = max(day for parameter in lifecycle.parameters.values() for day in parameter.days)
    chart = chart_of(machine, last, 0)
    assert chart.beforehand == {}
    assert all(len(rules.rules) <= 20 for rulesets in chart.rulesets() for rules in rulesets)
