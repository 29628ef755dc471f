"""What followed from a transition, as data for whoever carries it out: the service, a report, a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any, Literal, NamedTuple

from merchant_compliance.engine.lifecycle.doing import NOTHING, later
from merchant_compliance.engine.lifecycle.standing import FREEZE, Standing
from merchant_compliance.engine.lifecycle.table import Machine, Move
from merchant_compliance.rulebook.parameters import values_at
from merchant_compliance.text import Text

Kind = Literal["outcome", "release", "cancel_timer", "start_timer", "unlist", "list", "freeze", "measure", "notify"]
NO_TEXT = Text("", "")


class Action(NamedTuple):
    """`name` is the outcome, timer, list or measure; `until` an exclusive end, or the day on which a timer fires."""

    kind: Kind
    name: str = ""
    until: date | None = None
    value: Any = None
    text: Text = NO_TEXT


def actions_of(
    move: Move, standing: Standing, machine: Machine, on: date, data: Mapping[str, Any]
) -> tuple[Action, ...]:
    """All that a move does, in the order in which it does it. `standing` is the one after the move."""
    return tuple(_actions(move, standing, machine, on, data))


def _actions(move: Move, standing: Standing, machine: Machine, on: date, data: Mapping[str, Any]) -> Iterator[Action]:
    doing = move.doing or NOTHING
    if doing.outcome is not None:
        yield Action("outcome", doing.outcome)
    if doing.release:
        yield Action("release")
    yield from (Action("cancel_timer", name) for name in doing.cancel)
    yield from (Action("start_timer", name, later(on, days)) for name, days in doing.start)
    yield from (Action("unlist", name) for name in doing.unlist)
    yield from (Action("list", hold.name, hold.until(on), text=Text(hold.reason, hold.reason)) for hold in doing.lists)
    for hold in doing.holds:
        yield Action("freeze" if hold.name == FREEZE else "measure", hold.name, hold.until(on), hold.value)
    if move.transition.do.notify:
        yield Action("notify", text=_text(move, standing, machine, on, data))


def _text(move: Move, standing: Standing, machine: Machine, on: date, data: Mapping[str, Any]) -> Text:
    """The notification with its places filled; what has no value is a dash."""
    notify = move.transition.do.notify
    assert notify is not None
    known: dict[str, Any] = {"as_of": on}
    known |= {f"event.{name}": value for name, value in data.items()}
    known |= {f"params.{name}": value for name, value in values_at(machine.lifecycle.parameters, on).items()}
    known |= {f"history.{name}": count.of(standing.memory, on) for name, count in machine.at(on).counts.items()}
    known |= {f"timers.{name}": later(on, days) for name, days in (move.doing or NOTHING).start}
    known |= {f"timers.{name}": day for name, day in standing.timers.items()}
    return Text(*(_filled(text, known) for text in notify.text))


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def _filled(text: str, known: Mapping[str, Any]) -> str:
    return "".join(literal + ("" if name is None else str(known.get(name, "—"))) for literal, name in _parts(text))
