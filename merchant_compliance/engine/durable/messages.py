"""What workers are asked and what they answer. Imports nothing of durable_rules, as the caller's side must not."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from merchant_compliance.engine.lifecycle.course import Step
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.standing import Standing

NO_ELEMENT = -1
Scope = dict[str, Any]
Hits = list[tuple[int, int]]
"""Numbers of conditions, each with the position of the element that it was judged on, or NO_ELEMENT."""
Verdicts = tuple[Hits, Hits]
"""What fired, and what is undetermined."""


class Request(NamedTuple):
    """Go on with a course after `seen` events. From 0 it begins anew."""

    key: str
    seen: int
    events: tuple[Event, ...]
    as_of: date | None


class Reply(NamedTuple):
    """The steps of this request and the standing after them; `known` is false where the course must be sent whole."""

    known: bool
    steps: tuple[Step, ...] = ()
    standing: Standing | None = None
