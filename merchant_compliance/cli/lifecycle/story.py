"""A merchant's courses as a reader wants them: where it stands first, then step by step how it came there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from merchant_compliance.cli.screen import console, grid, heading
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.lifecycle.actions import Action
from merchant_compliance.engine.lifecycle.course import Course, Step
from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
from merchant_compliance.engine.lifecycle.wording import action_text, event_text, hold_text, state_text
from merchant_compliance.rulebook.lifecycle.shape import LifecycleShape
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from merchant_compliance.rulebook.rulebook import Rulebook

Courses = Mapping[Which, Course]


def as_json(merchant_id: str, as_of: date, courses: Courses, lifecycles: Lifecycles) -> dict[str, Any]:
    return {
        "merchant_id": merchant_id,
        "as_of": as_of.isoformat(),
        "courses": [
            _course_json(which, course, lifecycles.machines[which.lifecycle].lifecycle.shape, as_of)
            for which, course in courses.items()
        ],
    }


def _course_json(which: Which, course: Course, shape: LifecycleShape, as_of: date) -> dict[str, Any]:
    standing = course.standing
    return {
        "lifecycle": which.lifecycle,
        "key": which.key,
        "state": standing.state,
        "state_title": state_text(shape, standing.state)._asdict(),
        "since": standing.since,
        "outcome": standing.outcome,
        "timers": standing.timers,
        "holds": standing.held(as_of),
        "lists": standing.lists,
        "steps": [_step_json(step) for step in course.steps],
    }


def _step_json(step: Step) -> dict[str, Any]:
    actions = [{**action._asdict(), "text": action.text._asdict()} for action in step.actions]
    return {**step._asdict(), "actions": actions}


def print_story(merchant_id: str, as_of: date, courses: Courses, lifecycles: Lifecycles, rulebook: Rulebook) -> None:
    screen = console()
    outcomes = {outcome.id: outcome.text for outcome in rulebook.outcomes}
    for which, course in courses.items():
        shape = lifecycles.machines[which.lifecycle].lifecycle.shape
        name = shape.title.text.say(language())
        heading(screen, f"{merchant_id} · {name}{f' · {which.key}' if which.key else ''}")
        _print_standing(screen, course, shape, as_of, outcomes)
        _print_steps(screen, course, shape, outcomes)
    if not courses:
        screen.print(tr("这些事件不属于任何所选流程。", "These events belong to none of the chosen lifecycles."))


def _print_standing(
    screen: Console, course: Course, shape: LifecycleShape, as_of: date, outcomes: Mapping[str, Text]
) -> None:
    standing, said = course.standing, language()
    since = tr(f"（自 {standing.since}）", f" (since {standing.since})") if standing.since else ""
    rows = [(tr(f"{as_of} 状态", f"State on {as_of}"), state_text(shape, standing.state).say(said) + since)]
    if standing.outcome:
        rows.append((tr("处置结果", "Outcome"), outcomes.get(standing.outcome, Text("", standing.outcome)).say(said)))
    for name, day in standing.timers.items():
        rows.append((tr("计时中", "Timer"), f"{shape.timers[name].title.text.say(said)} {day}"))
    for name, until in standing.held(as_of).items():
        rows.append((tr("生效中", "In force"), hold_text(shape, name).say(said) + _until(until)))
    for name, until in standing.lists.items():
        if until is None or as_of < until:
            rows.append((tr("名单", "Listed"), name + _until(until)))
    screen.print(grid(("", ""), rows))


def _until(day: date | None) -> str:
    return "" if day is None else tr(f"，至 {day} 止", f", until {day}")


def _print_steps(screen: Console, course: Course, shape: LifecycleShape, outcomes: Mapping[str, Text]) -> None:
    said, rows, running = language(), [], set[str]()
    for step in course.steps:
        moved = state_text(shape, step.after).say(said) if step.after != step.before else ""
        first = (str(step.on), event_text(shape, step.event).say(said), f"→ {moved}" if moved else "", step.transition)
        texts = [action_text(action, shape, outcomes).say(said) for action in _telling(step, running)]
        if not step.transition:
            texts = [tr("此状态下无影响", "nothing follows in this state")]
        rows.append((*first, texts[0] if texts else ""))
        rows += [("", "", "", "", text) for text in texts[1:]]
    heads = (tr("日期", "Day"), tr("事件", "Event"), tr("状态", "State"), tr("转移", "Id"), tr("后果", "What followed"))
    screen.print()
    screen.print(grid(heads, rows))


def _telling(step: Step, running: set[str]) -> list[Action]:
    """What followed, but for the stopping of timers that did not run. `running` is brought up to date."""
    running.discard(step.event)
    found = []
    for action in step.actions:
        if action.kind == "cancel_timer":
            if action.name not in running:
                continue
            running.discard(action.name)
        if action.kind == "start_timer":
            running.add(action.name)
        found.append(action)
    return found
