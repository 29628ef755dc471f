"""The courses of merchants on durable_rules, as the caller sees them: the event log in, courses out.

The worker's memory is a cache: after a crash, or when a course was put aside there, the course is sent whole from the
event log. INVARIANT: a course is that of its events in order, however they arrived and whatever became of the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from merchant_compliance.engine.durable.messages import Reply, Request
from merchant_compliance.engine.durable.process import PATIENCE, Task, Worker
from merchant_compliance.engine.lifecycle.course import Course, Step, replay
from merchant_compliance.engine.lifecycle.event import Event, in_order
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.engine.lifecycle.table import Machine

CHARTING = ("merchant_compliance.engine.durable.charting", "Charting")
Log = Mapping[str, Iterable[Event]]
"""By course, its events in any order, duplicates included: the event log."""


class Known(NamedTuple):
    """How far a course has come: the events it has seen, the day up to which timers fired, and its steps."""

    events: tuple[Event, ...]
    clock: date
    steps: tuple[Step, ...]
    standing: Standing


class DurableCourses:
    """Courses of one lifecycle. Close it, or use `with`.

    Raises InputError where durable_rules is missing or a request ends every worker.
    """

    def __init__(self, machine: Machine, patience: float = PATIENCE) -> None:
        self.machine = machine
        self.worker = Worker(Task(*CHARTING, machine.lifecycle), patience=patience)
        self._known: dict[str, Known] = {}

    def __enter__(self) -> DurableCourses:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.worker.close()

    def courses(self, log: Log, as_of: date | None = None) -> dict[str, Course]:
        """The course of each key of the log. Timers fire up to and including `as_of`, else up to the last event."""
        ordered = {key: _happened(in_order(events).events, as_of) for key, events in log.items()}
        requests = [self._request(key, events, as_of) for key, events in ordered.items()]
        replies: list[Reply] = self.worker.ask(requests)
        strangers = [place for place, reply in enumerate(replies) if not reply.known]
        if strangers:
            whole = [Request(requests[place].key, 0, ordered[requests[place].key], as_of) for place in strangers]
            for place, request, reply in zip(strangers, whole, self.worker.ask(whole), strict=True):
                requests[place], replies[place] = request, reply
        return {
            request.key: self._noted(request, reply, ordered[request.key])
            for request, reply in zip(requests, replies, strict=True)
        }

    def forget(self, key: str) -> Course:
        """What was known of a course, which is no longer kept at hand."""
        known = self._known.pop(key)
        return Course(known.standing, known.steps)

    def _request(self, key: str, events: tuple[Event, ...], as_of: date | None) -> Request:
        """Only what is new, where nothing that is new belongs before what has happened."""
        known = self._known.get(key)
        if known is None or not _goes_on(known, events, as_of):
            return Request(key, 0, events, as_of)
        seen = len(known.events)
        return Request(key, seen, events[seen:], as_of)

    def _noted(self, request: Request, reply: Reply, events: tuple[Event, ...]) -> Course:
        earlier = self._known[request.key].steps if request.seen else ()
        assert reply.standing is not None
        days = [event.on for event in events[-1:]] + ([request.as_of] if request.as_of else [])
        known = Known(events, max(days, default=date.min), earlier + reply.steps, reply.standing)
        self._known[request.key] = known
        return Course(known.standing, known.steps)


def _happened(events: list[Event], as_of: date | None) -> tuple[Event, ...]:
    return tuple(event for event in events if as_of is None or event.on <= as_of)


def _goes_on(known: Known, events: tuple[Event, ...], as_of: date | None) -> bool:
    """Whether a course can be gone on with: what is new comes after all that happened, timers included."""
    seen = len(known.events)
    if not seen or events[:seen] != known.events:
        return False
    until = as_of if as_of is not None else events[-1].on
    return known.clock <= until and all(event.on >= known.clock for event in events[seen : seen + 1])


class Deviation(NamedTuple):
    """A course on which durable_rules and the interpreter differ."""

    key: str
    interpreter: Course
    durable: Course


def check_courses(courses: DurableCourses, log: Log, as_of: date | None = None) -> list[Deviation]:
    """The courses of a log on both engines, and those that differ: in a step, what followed, or where it stands."""
    theirs = courses.courses(log, as_of)
    ours = {key: replay(courses.machine, in_order(events).events, as_of) for key, events in log.items()}
    return [Deviation(key, ours[key], theirs[key]) for key in log if ours[key] != theirs[key]]
