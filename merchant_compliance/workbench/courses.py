"""Scenarios of lifecycles: a history of events, and where it leads. Files whose first key is `lifecycle:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from merchant_compliance.engine.lifecycle import Course, Event, Step, in_order
from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.fact import Day
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message, listing
from merchant_compliance.rulebook.policy import Filled, Identifier, Shape
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.spot import Step as Way
from merchant_compliance.text import Text
from merchant_compliance.workbench.scenario import Expectation

FIRST_KEY = "lifecycle"
MERCHANT = "scenario"
SHOWS = Message(
    "course-differs",
    Text("{key} 应为 {wanted}，实际为 {found}。", "{key} should be {wanted}; it is {found}."),
    NOTHING,
    Text("时间线：{story}", "The course: {story}"),
)
NO_LIFECYCLE = Message(
    "unknown-lifecycle",
    Text("规则库中没有生命周期 {name}。", "The rulebook has no lifecycle {name}."),
    NOTHING,
    Text("请改为规则文件里 lifecycle: 后的名称。", "Use the name behind lifecycle: in the rulebook file."),
)


class EventShape(Shape):
    """An event of the scenario's merchant. Without an id it gets one of its own; events of a day stand in order."""

    event: Filled
    occurred_on: Day
    event_id: Filled | None = None
    data: dict[str, Any] = Field(default_factory=dict)


class ActionShape(Shape):
    """An action of the last step in which anything followed, as far as it is named."""

    kind: Filled
    name: str | None = None
    until: Day | None = None


class ExpectShape(Expectation):
    """Where the course stands, as far as it is named. `transitions` are all that were taken, in their order."""

    state: Filled | None = None
    since: Day | None = None
    outcome: Filled | None = None
    transitions: tuple[Filled, ...] | None = None
    timers: dict[str, Day] | None = None
    holds: tuple[Filled, ...] | None = None
    lists: tuple[Filled, ...] | None = None
    actions: tuple[ActionShape, ...] | None = None


class CourseShape(Shape):
    name: Filled
    as_of: Day | None = None
    key: str = ""
    events: tuple[EventShape, ...] = ()
    expect: ExpectShape


class BaseShape(Shape):
    as_of: Day | None = None
    key: str = ""
    events: tuple[EventShape, ...] = ()


class CourseFileShape(Shape):
    """A file of scenarios about one lifecycle; the events of `base` come before those of each."""

    lifecycle: Identifier
    base: BaseShape = BaseShape()
    scenarios: Annotated[tuple[CourseShape, ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class CourseScenario:
    """One scenario, ready to be run. `policy` is the lifecycle, as results name it."""

    policy: str
    name: str
    as_of: date
    key: str
    records: tuple[tuple[tuple[Way, ...], Mapping[str, Any]], ...]
    expect: ExpectShape
    source: Source
    path: tuple[Way, ...]

    @property
    def file(self) -> str:
        return self.source.file


@dataclass(frozen=True, eq=False)
class CourseResult:
    """One scenario with the transitions that it took, and what differs."""

    scenario: CourseScenario
    as_of: date
    transitions: frozenset[str]
    differences: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def scenarios_of(shape: CourseFileShape, source: Source) -> Iterator[CourseScenario]:
    for index, one in enumerate(shape.scenarios):
        path: tuple[Way, ...] = ("scenarios", index)
        given = [(("base", "events", at), event) for at, event in enumerate(shape.base.events)]
        given += [((*path, "events", at), event) for at, event in enumerate(one.events)]  # type: ignore[misc]
        records = tuple((place, _record(number, event)) for number, (place, event) in enumerate(given))
        day = one.as_of or shape.base.as_of or max((e.occurred_on for _, e in given), default=date.today())
        yield CourseScenario(
            shape.lifecycle, one.name, day, one.key or shape.base.key, records, one.expect, source, path
        )


def _record(number: int, event: EventShape) -> dict[str, Any]:
    """As a file of events would have it; the order in the scenario decides within a day."""
    head = {"event_id": event.event_id or f"e{number}", "merchant_id": MERCHANT, "event": event.event}
    return {**head, "occurred_on": event.occurred_on, "seq": number, "data": event.data}


def run_courses(lifecycles: Lifecycles, scenarios: Iterable[CourseScenario]) -> list[CourseResult]:
    return [run_course(lifecycles, scenario) for scenario in scenarios]


def run_course(lifecycles: Lifecycles, scenario: CourseScenario) -> CourseResult:
    """The scenario's events replayed to its day, by default the day of its last event."""
    if scenario.policy not in lifecycles.machines:
        near = nearest(scenario.policy, lifecycles.machines)
        problem = NO_LIFECYCLE.at(scenario.source.place((FIRST_KEY,)), near, name=scenario.policy)
        return CourseResult(scenario, scenario.as_of, frozenset(), (problem,))
    events, problems = _events(lifecycles, scenario)
    if problems:
        return CourseResult(scenario, scenario.as_of, frozenset(), tuple(problems))
    courses = lifecycles.courses(in_order(events).events, scenario.as_of)
    machine = lifecycles.machines[scenario.policy]
    course = courses.get(Which(scenario.policy, scenario.key)) or Course(machine.start(), ())
    taken = [step for step in course.steps if step.transition]
    found = tuple(_differences(scenario, course, taken))
    return CourseResult(scenario, scenario.as_of, frozenset(step.transition for step in taken), found)


def _events(lifecycles: Lifecycles, scenario: CourseScenario) -> tuple[list[Event], list[Problem]]:
    events: list[Event] = []
    problems: list[Problem] = []
    for path, record in scenario.records:
        event = lifecycles.intake.event(record)
        if isinstance(event, Event):
            events.append(event)
        else:
            place = scenario.source.place(path)
            problems += [problem.at(*place) for problem in event]
    return events, problems


def _differences(scenario: CourseScenario, course: Course, taken: list[Step]) -> Iterator[Problem]:
    standing, expect = course.standing, scenario.expect
    found: dict[str, Any] = {
        "state": standing.state,
        "since": standing.since,
        "outcome": standing.outcome,
        "transitions": tuple(step.transition for step in taken),
        "timers": standing.timers,
        "holds": tuple(sorted(standing.held(scenario.as_of))),
        "lists": tuple(sorted(n for n, until in standing.lists.items() if until is None or scenario.as_of < until)),
    }
    story = " → ".join([*(f"{step.on} {step.transition}" for step in taken), standing.state])
    for key in found:
        wanted = getattr(expect, key)
        if key in ("holds", "lists") and wanted is not None:
            wanted = tuple(sorted(wanted))
        if key in expect.model_fields_set and wanted != found[key]:
            place = scenario.source.place((*scenario.path, "expect", key))
            yield SHOWS.at(place, key=key, wanted=_said(wanted), found=_said(found[key]), story=story)
    yield from _missing_actions(scenario, taken, story)


def _missing_actions(scenario: CourseScenario, taken: list[Step], story: str) -> Iterator[Problem]:
    """Actions that the last step that did anything did not do."""
    done = taken[-1].actions if taken else ()
    for index, wanted in enumerate(scenario.expect.actions or ()):
        named = wanted.model_dump(exclude_unset=True)
        if not any(all(getattr(action, key) == value for key, value in named.items()) for action in done):
            place = scenario.source.place((*scenario.path, "expect", "actions", index))
            found = listing(f"{a.kind} {a.name} {a.until or ''}".strip() for a in done)
            yield SHOWS.at(place, key="actions", wanted=_said(named), found=found or "—", story=story)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + listing(f"{key}: {item}" for key, item in value.items()) + "}"
    return f"[{listing(value)}]" if isinstance(value, tuple) else str(value)
