"""Courses on durable_rules, inside a worker: which transition is taken, which events count, which timers ran out.

durable_rules holds the state and the running timers of the courses as facts, joins them with events and ticks, and
so decides; the first by priority is taken. What a transition then does to a standing, and the sums of counts, are the
interpreter's. INVARIANT: the event log is the truth. A course that is not here, or not as far as the caller thinks,
is asked for anew, never guessed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from merchant_compliance.engine.durable.chart import Chart, Rules, chart_of, timers_of
from merchant_compliance.engine.durable.messages import Reply, Request
from merchant_compliance.engine.durable.quiet import SID, ActionError, QuietHost, asserted
from merchant_compliance.engine.lifecycle.actions import Action, actions_of
from merchant_compliance.engine.lifecycle.course import Step, make
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.engine.lifecycle.table import Machine, Move, Table
from merchant_compliance.language.durable_shapes import Fact
from merchant_compliance.language.durable_values import PLAIN
from merchant_compliance.rulebook.lifecycle import Lifecycle

MOST_COURSES = 200
"""Courses whose facts are held: durable_rules has 512 buckets of messages. The one used longest ago goes first."""
EVENT, TICK = "e", "k"
NOTHING: dict[str, Any] = {}


@dataclass
class Kept:
    """A course at hand. `placed` is the state that each ruleset holds of it, None where it holds none."""

    id: str
    standing: Standing
    seen: int = 0
    placed: dict[str, str] = field(default_factory=dict)
    timers: dict[str, date] = field(default_factory=dict)


class Charting:
    """The session of a worker: one lifecycle, many courses of it."""

    most = MOST_COURSES

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.machine = Machine(lifecycle)
        self._host = QuietHost()
        self._found: list[int] = []
        self._charts: dict[int, tuple[Table, Chart]] = {}
        self._courses: OrderedDict[str, Kept] = OrderedDict()
        self._count = 0
        self._timers = timers_of(self.machine)
        self._names = sorted(self.machine.timer_order, key=self.machine.timer_order.__getitem__)
        self._register(self._timers)

    def __call__(self, requests: list[Request]) -> list[Reply]:
        return [self._go(request) for request in requests]

    def _go(self, request: Request) -> Reply:
        kept = self._courses.get(request.key)
        if request.seen and (kept is None or kept.seen != request.seen):
            return Reply(False)
        if kept is None or not request.seen:
            kept = self._begun(request.key)
        self._courses.move_to_end(request.key)
        steps = tuple(self._steps(kept, request))
        return Reply(True, steps, kept.standing.copy())

    def _begun(self, key: str) -> Kept:
        """A course at its beginning; another one makes room for it."""
        if key in self._courses:
            self._forget(self._courses.pop(key))
        if len(self._courses) >= self.most:
            self._forget(self._courses.popitem(last=False)[1])
        self._count += 1
        kept = self._courses[key] = Kept(f"c{self._count}", self.machine.start())
        return kept

    def _forget(self, kept: Kept) -> None:
        for ruleset in kept.placed:
            self._retract(ruleset, f"{kept.id}_s")
        for name in kept.timers:
            self._retract(self._timer_rules(name).name, f"{kept.id}_{name}")

    def _steps(self, kept: Kept, request: Request) -> Iterable[Step]:
        for event in request.events:
            if request.as_of is not None and event.on > request.as_of:
                break
            yield from self._ran_out(kept, event.on)
            kept.seen += 1
            yield self._step(kept, event.name, event.on, event)
        if request.as_of is not None:
            yield from self._ran_out(kept, request.as_of)

    def _ran_out(self, kept: Kept, until: date) -> Iterable[Step]:
        """Timers that end up to and including a day. Which day is next is read off; which timers, is matched."""
        while kept.timers and (day := min(kept.timers.values())) <= until:
            tick = {"tick": 1, "course": kept.id, "day": day.toordinal()}
            found = [number for rules in self._timers for number in self._matched(rules.name, TICK, tick)]
            name = self._names[found[0]]
            del kept.standing.timers[name]
            yield self._step(kept, name, day, None)

    def _step(self, kept: Kept, name: str, on: date, event: Event | None) -> Step:
        standing, data = kept.standing, event.data if event else NOTHING
        chart, table = self._chart(on)
        before = standing.state
        self._hear(kept, chart, name, on, data)
        move = self._chosen(kept, chart, table, name, on, data)
        actions: tuple[Action, ...] = ()
        if move:
            make(move, standing, on)
            actions = actions_of(move, standing, self.machine, on, data)
        self._place_timers(kept)
        transition = move.transition.id if move else ""
        return Step(on, name, event.id if event else "", transition, before, standing.state, actions)

    def _hear(self, kept: Kept, chart: Chart, name: str, on: date, data: Mapping[str, Any]) -> None:
        heard = chart.heard.get(name)
        if heard is None:
            return
        scope = {"event": data, "as_of": on}
        flags = lambda number: _holds(heard.listeners[number].where, data, on)  # noqa: E731
        counted = {
            number
            for rules in heard.rulesets
            for number in self._matched(rules.name, EVENT, {"event": name, **_values(rules, scope, flags)})
        }
        for number in sorted(counted):
            heard.listeners[number]._replace(where=None).hear(kept.standing.memory, on, data)

    def _chosen(
        self, kept: Kept, chart: Chart, table: Table, name: str, on: date, data: Mapping[str, Any]
    ) -> Move | None:
        choices = chart.choices.get(name)
        if choices is None:
            return None
        history = {count: table.counts[count].of(kept.standing.memory, on) for count in table.counts}
        scope = {"event": data, "history": history, "as_of": on}
        flags = lambda number: _holds(choices.moves[number].guard, data, history, on)  # noqa: E731
        found = []
        for rules in choices.rulesets:
            self._place_state(kept, rules.name)
            fact = {"event": name, "course": kept.id, **_values(rules, scope, flags)}
            found += self._matched(rules.name, EVENT, fact)[:1]
        return choices.moves[min(found)] if found else None

    def _chart(self, on: date) -> tuple[Chart, Table]:
        table = self.machine.at(on)
        if id(table) not in self._charts:
            chart = chart_of(self.machine, on, len(self._charts))
            self._charts[id(table)] = (table, chart)
            for rulesets in chart.rulesets():
                self._register(rulesets)
        return self._charts[id(table)][1], table

    def _register(self, rulesets: Iterable[Rules]) -> None:
        for ruleset in rulesets:
            rules = {name: {**rule, "run": self._finder(ruleset.numbers[name])} for name, rule in ruleset.rules.items()}
            self._host.register_rulesets({ruleset.name: rules})

    def _finder(self, number: int) -> Callable[[Any], None]:
        return lambda _closure: self._found.append(number)

    def _place_state(self, kept: Kept, ruleset: str) -> None:
        """The ruleset's fact of the course's state, brought up to date."""
        state = kept.standing.state
        if kept.placed.get(ruleset) == state:
            return
        if kept.placed.pop(ruleset, None):
            self._retract(ruleset, f"{kept.id}_s")
        fact = {"id": f"{kept.id}_s", "sid": SID, "state": state, "course": kept.id}
        if self._assert(ruleset, fact):
            kept.placed[ruleset] = state

    def _place_timers(self, kept: Kept) -> None:
        """The facts of running timers, brought up to date."""
        running = kept.standing.timers
        for name in [name for name, day in kept.timers.items() if running.get(name) != day]:
            del kept.timers[name]
            self._retract(self._timer_rules(name).name, f"{kept.id}_{name}")
        for name, day in running.items():
            if name not in kept.timers:
                fact = {"id": f"{kept.id}_{name}", "sid": SID, "timer": name, "course": kept.id}
                self._assert(self._timer_rules(name).name, {**fact, "day": day.toordinal()})
                kept.timers[name] = day

    def _timer_rules(self, name: str) -> Rules:
        number = self.machine.timer_order[name]
        return next(rules for rules in self._timers if number in rules.numbers.values())

    def _assert(self, ruleset: str, fact: dict[str, Any]) -> bool:
        """Whether the fact was kept. A fact of a state or timer alone makes nothing happen."""
        kept = asserted(self._host, ruleset, fact)
        if self._found:
            raise ActionError(f"{fact['id']} in {ruleset} set off {self._found} without an event")
        return kept

    def _retract(self, ruleset: str, fact_id: str) -> None:
        self._host.retract_fact(ruleset, {"id": fact_id, "sid": SID})

    def _matched(self, ruleset: str, fact_id: str, fact: dict[str, Any]) -> list[int]:
        """The numbers of the rules that fire on a fact, by priority; the fact is gone afterwards."""
        if asserted(self._host, ruleset, {**fact, "id": fact_id, "sid": SID}):
            self._retract(ruleset, fact_id)
        found, self._found[:] = list(self._found), []
        return found


def _holds(condition: Callable[..., bool] | None, *known: Any) -> bool:
    return condition is None or condition(*known)


def _values(rules: Rules, scope: Mapping[str, Any], flag: Callable[[int], bool]) -> dict[str, Any]:
    """The facts of an event by their keys; what is missing is left out, so that no test of it holds."""
    found: dict[str, Any] = {}
    for key, fact in rules.facts.items():
        if fact.source == "flag":
            found[key] = flag(fact.pattern)
            continue
        value = _follow(fact, scope)
        if fact.source == "present":
            found[key] = value is not None
        elif value is not None:
            found[key] = PLAIN[fact.type](value)
    return found


def _follow(fact: Fact, scope: Mapping[str, Any]) -> Any:
    value: Any = scope
    for step in fact.steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
