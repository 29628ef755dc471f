"""What a lifecycle's graph says: states nobody reaches or leaves, timers nobody starts, transitions never taken."""

from __future__ import annotations

from collections.abc import Iterator

from merchant_compliance.errors import Problem
from merchant_compliance.language.expression import Node
from merchant_compliance.rulebook.lifecycle import messages as say
from merchant_compliance.rulebook.lifecycle.checked import Lifecycle
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.text import Text


def graph_problems(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    yield from _states(lifecycle, source)
    yield from _timers(lifecycle, source)
    yield from _never_taken(lifecycle)
    yield from _unused(lifecycle, source)


def reachable(lifecycle: Lifecycle) -> set[str]:
    """The states that some course of events leads to, guards aside."""
    found, frontier = {lifecycle.initial}, [lifecycle.initial]
    while frontier:
        state = frontier.pop()
        for transition in lifecycle.transitions:
            target = transition.target
            if state in transition.sources and target is not None and target not in found:
                found.add(target)
                frontier.append(target)
    return found


def _states(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    reached = reachable(lifecycle)
    for name in lifecycle.shape.states:
        place = source.place_of_key(("states", name))
        leaving = [t for t in lifecycle.transitions if name in t.sources]
        if name not in reached:
            yield say.UNREACHABLE.at(place, name=name, initial=lifecycle.initial)
        if name in lifecycle.finals and leaving:
            yield say.FINAL_LEFT.at(leaving[0].place, name=name, id=leaving[0].id)
        elif name not in lifecycle.finals and not any(t.target not in (None, name) for t in leaving):
            yield say.DEAD_END.at(place, name=name)


def _timers(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    started = {name for transition in lifecycle.transitions for name in transition.do.start or ()}
    heard = {transition.on for transition in lifecycle.transitions}
    for name in lifecycle.shape.timers:
        place = source.place_of_key(("timers", name))
        if name not in started:
            yield say.NEVER_STARTED.at(place, name=name)
        elif name not in heard:
            yield say.NEVER_HEARD.at(place, name=name)


def _never_taken(lifecycle: Lifecycle) -> Iterator[Problem]:
    """A transition after one that always holds, or after one with the same guard, in every state that it leaves."""
    first: dict[tuple[str, str, Node | None], str] = {}
    for transition in lifecycle.transitions:
        blocked = {}
        for state in transition.sources:
            place = (state, transition.on)
            found = first.get((*place, None)) or first.get((*place, transition.guard))
            if found:
                blocked[state] = found
            first.setdefault((*place, transition.guard), transition.id)
        for state, before in blocked.items():
            yield say.NEVER_TAKEN.at(transition.place, id=transition.id, state=state, first=before)


UNUSED_KINDS = {
    "events": Text("事件", "event"),
    "history": Text("计数", "count"),
    "measures": Text("措施", "measure"),
    "parameters": Text("参数", "parameter"),
}


def _unused(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    used = _used(lifecycle)
    for section, kind in UNUSED_KINDS.items():
        for name in getattr(lifecycle.shape, section):
            if name not in used[section]:
                place = source.place_of_key((section, name))
                yield say.UNUSED.at(place, name=name, zh=kind.zh, en=kind.en)


def _used(lifecycle: Lifecycle) -> dict[str, set[str]]:
    shape, transitions = lifecycle.shape, lifecycle.transitions
    texts = " ".join(
        [t.wording for t in transitions]
        + [f"{t.do.notify.zh} {t.do.notify.en}" for t in transitions if t.do.notify]
        + [text for c in shape.history.values() for text in (c.where, c.unless and c.unless.where) if text]
    )
    parameters = {name for t in transitions for name in t.parameters}
    parameters |= {timer.days for timer in shape.timers.values()}
    parameters |= {counter.days for counter in shape.history.values() if counter.days}
    counted = {c.event for c in shape.history.values()} | {c.unless.event for c in shape.history.values() if c.unless}
    return {
        "events": counted | {t.on for t in transitions},
        "history": {name for name in shape.history if f"history.{name}" in texts},
        "measures": {m.measure for t in transitions for m in t.do.measures or ()},
        "parameters": parameters | {name for name in shape.parameters if f"params.{name}" in texts},
    }
