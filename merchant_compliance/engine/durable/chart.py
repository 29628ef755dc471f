"""One edition of a lifecycle as rulesets of durable_rules: joins of the state of a course with what happened to it.

A transition is a rule that joins by equality: the fact of a course's state, one of those that the transition leaves,
and the fact of an event of the same course that fulfils the guard; its place in the file is its priority. A count is
a rule over events. A timer is a rule that joins the fact of a running timer with the tick of the day on which it ends.
Guards become tests of the event's fields, the counts and the day; what durable_rules is not to be asked (`language.
durable_refusals`) is computed beforehand, and the event carries the answer as a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from merchant_compliance.engine.durable.plan import COMPARISONS, MOST_RULES
from merchant_compliance.engine.lifecycle.table import Listener, Machine, Move, Table
from merchant_compliance.errors import Problem
from merchant_compliance.language.durable import Compiler
from merchant_compliance.language.durable_refusals import Unfit, unfit
from merchant_compliance.language.durable_shapes import Branch, Branches, Fact, Test
from merchant_compliance.language.expression import Node, bind
from merchant_compliance.rulebook.lifecycle.checked import AS_OF, Lifecycle
from merchant_compliance.rulebook.parameters import values_at

SAME_COURSE = {"course": {"a": "course"}}
Flag = Callable[..., bool]


class Rules(NamedTuple):
    """A ruleset: its rules by name in the JSON of durable_rules, the number that each stands for, and the facts
    that an event must carry, by key. `flags` are computed by the condition with that number."""

    name: str
    rules: dict[str, Any]
    numbers: dict[str, int]
    facts: dict[str, Fact]


class Choices(NamedTuple):
    """What is tried on one event: rulesets, and by number the moves, each by the state that it leaves."""

    rulesets: tuple[Rules, ...]
    moves: dict[int, Move]


class Heard(NamedTuple):
    """The counts that may hear one event, without their conditions, which are in the rulesets."""

    rulesets: tuple[Rules, ...]
    listeners: tuple[Listener, ...]


@dataclass
class Chart:
    """All rulesets of one edition, by event. `beforehand` says which conditions are computed beforehand, and why."""

    choices: dict[str, Choices] = field(default_factory=dict)
    heard: dict[str, Heard] = field(default_factory=dict)
    beforehand: dict[str, Problem] = field(default_factory=dict)

    def rulesets(self) -> Iterator[tuple[Rules, ...]]:
        yield from (choices.rulesets for choices in self.choices.values())
        yield from (heard.rulesets for heard in self.heard.values())


def chart_of(machine: Machine, day: date, edition: int) -> Chart:
    """The chart that holds on a day. `edition` makes the names of its rulesets its own."""
    table, lifecycle = machine.at(day), machine.lifecycle
    figures, chart = values_at(lifecycle.parameters, day), Chart()
    for event, leaving in _by_event(table).items():
        drawing = Drawing(f"e{edition}_{event}")
        for number, (states, move) in sorted(leaving.items()):
            guard = move.transition.guard
            branches = _alternatives(guard and bind(guard, figures), number, move.transition.id, chart)
            for branch in branches:
                drawing.add(number, branch, event, tuple(states))
        chart.choices[event] = Choices(drawing.rulesets(), {number: move for number, (_, move) in leaving.items()})
    conditions = _conditions(lifecycle)
    for event, listeners in table.listeners.items():
        drawing = Drawing(f"h{edition}_{event}")
        for number, listener in enumerate(listeners):
            where = conditions[listener.name, listener.takes_back]
            branches = _alternatives(where and bind(where, figures), number, f"history.{listener.name}", chart)
            for branch in branches:
                drawing.add(number, branch, event)
        chart.heard[event] = Heard(drawing.rulesets(), listeners)
    return chart


def timers_of(machine: Machine) -> list[Rules]:
    """Rules that join a running timer with the tick of its day, in the order in which timers of one day fire."""
    names = sorted(machine.timer_order, key=machine.timer_order.__getitem__)
    found = []
    for start in range(0, len(names), MOST_RULES):
        numbers = {f"r_{n}": n for n in range(start, min(start + MOST_RULES, len(names)))}
        rules = {name: _timer(names[number], number) for name, number in numbers.items()}
        found.append(Rules(f"timers{start}", rules, numbers, {}))
    return found


def _timer(name: str, number: int) -> dict[str, Any]:
    tick = {"$and": [{"tick": 1}, SAME_COURSE, {"day": {"a": "day"}}]}
    return {"all": [{"a": {"timer": name}}, {"b": tick}], "pri": number + 1}


def _by_event(table: Table) -> dict[str, dict[int, tuple[list[str], Move]]]:
    """By event and place in the file, the states that a transition leaves and its move."""
    found: dict[str, dict[int, tuple[list[str], Move]]] = {}
    for state, choices in table.choices.items():
        for event, choice in choices.items():
            for move in choice.moves:
                leaving = found.setdefault(event, {}).setdefault(move.transition.index, ([], move))
                leaving[0].append(state)
    return found


def _conditions(lifecycle: Lifecycle) -> Mapping[tuple[str, bool], Node | None]:
    """By count, and whether it is about taking back, the condition on the event."""
    found: dict[tuple[str, bool], Node | None] = {(c.name, False): c.where for c in lifecycle.counters}
    return found | {(c.name, True): c.unless.where for c in lifecycle.counters if c.unless}


def _alternatives(node: Node | None, number: int, name: str, chart: Chart) -> Branches:
    """Under which tests of the event's fact a condition holds; of none it always does."""
    if node is None:
        return ((),)
    try:
        return _written(node)
    except Unfit as refusal:
        chart.beforehand[name] = refusal.problem
        return ((Test(Fact("flag", "bool", pattern=number), "==", (True,)),),)


def _written(node: Node) -> Branches:
    compiler = Compiler(date.min, bound=frozenset((AS_OF,)))  # the day is a fact of the event, no constant
    branches = compiler.branches(node, True)
    if compiler.patterns:
        raise unfit("lists")
    return branches


@dataclass
class Drawing:
    """Rules for one event in the making, at most 20 a ruleset."""

    name: str
    rows: list[tuple[int, Branch, str, Sequence[str]]] = field(default_factory=list)

    def add(self, number: int, branch: Branch, event: str, states: Sequence[str] = ()) -> None:
        self.rows.append((number, branch, event, states))

    def rulesets(self) -> tuple[Rules, ...]:
        starts = range(0, len(self.rows), MOST_RULES)
        return tuple(self._ruleset(f"{self.name}_{at}", self.rows[at : at + MOST_RULES]) for at in starts)

    def _ruleset(self, name: str, rows: Sequence[tuple[int, Branch, str, Sequence[str]]]) -> Rules:
        keys: dict[Fact, str] = {}
        rules, numbers = {}, {}
        for place, (number, branch, event, states) in enumerate(rows):
            tests = [{"event": event}, *_tests(branch, keys)]
            rules[f"r_{place}"] = _joined(states, tests) | {"pri": number + 1}
            numbers[f"r_{place}"] = number
        return Rules(name, rules, numbers, {key: fact for fact, key in keys.items()})


def _joined(states: Sequence[str], tests: list[dict[str, Any]]) -> dict[str, Any]:
    """The rule over an event's fact, joined with the fact of the course's state where it is asked."""
    if not states:
        return {"all": [{"m": {"$and": tests} if len(tests) > 1 else tests[0]}]}
    wanted: list[dict[str, Any]] = [{"state": state} for state in states]
    return {"all": [{"a": {"$or": wanted} if len(wanted) > 1 else wanted[0]}, {"b": {"$and": [*tests, SAME_COURSE]}}]}


def _tests(branch: Branch, keys: dict[Fact, str]) -> Iterator[dict[str, Any]]:
    for test in branch:
        key = keys.setdefault(test.fact, f"f{len(keys)}")
        if test.operator == "==":
            yield {key: test.constants[0]}
        else:
            yield from ({COMPARISONS[test.operator]: {key: value}} for value in test.constants)
