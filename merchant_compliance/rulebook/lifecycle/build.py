"""A lifecycle's shape → its counters and transitions, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from merchant_compliance.errors import ExpressionError, Problem, errors_of
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import Node
from merchant_compliance.language.schema import Slot
from merchant_compliance.merchant.facts import Type
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.lifecycle.checked import EVENT, HISTORY, Counter, Lifecycle, Transition, Unless
from merchant_compliance.rulebook.lifecycle.graph import graph_problems
from merchant_compliance.rulebook.lifecycle.names import name_problems
from merchant_compliance.rulebook.lifecycle.shape import CounterShape, EventShape, LifecycleShape
from merchant_compliance.rulebook.lifecycle.wording import text_problems
from merchant_compliance.rulebook.parameters import broken_parameters, parameters_of, sample_of
from merchant_compliance.rulebook.spot import Source, Step
from merchant_compliance.rulebook.validate import STAND_IN

Path = tuple[Step, ...]


def build(shape: LifecycleShape, source: Source) -> tuple[Lifecycle, list[Problem]]:
    """The lifecycle, and everything that is wrong with it; with errors it is not to be used."""
    builder = Builder(shape, source)
    counters = tuple(builder.counters())
    transitions = tuple(builder.transitions())
    lifecycle = Lifecycle(shape, builder.parameters, counters, transitions)
    problems = [*builder.problems, *name_problems(lifecycle, source), *text_problems(lifecycle, source)]
    if not errors_of(problems):
        problems += graph_problems(lifecycle, source)
    return lifecycle, list(dict.fromkeys(problems))


@dataclass
class Builder:
    shape: LifecycleShape
    source: Source
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parameters, problems = parameters_of(self.shape, self.source)
        self.broken = broken_parameters(self.shape, self.source)
        self.problems += problems
        self.samples = {name: sample_of(parameter) for name, parameter in self.parameters.items()}
        self._environments: dict[tuple[str, bool], Environment] = {}

    def counters(self) -> Iterator[Counter]:
        for name, shape in self.shape.history.items():
            path: Path = ("history", name)
            where = self.guard(shape.where, shape.event, (*path, "where"), counts=False)
            unless = self.unless(shape, path)
            yield Counter(name, shape.event, where, shape.days, shape.since or "ever", shape.sum, unless)

    def unless(self, shape: CounterShape, path: Path) -> Unless | None:
        unless = shape.unless
        if unless is None:
            return None
        where = self.guard(unless.where, unless.event, (*path, "unless", "where"), counts=False)
        return Unless(unless.event, where, unless.same)

    def transitions(self) -> Iterator[Transition]:
        for index, shape in enumerate(self.shape.transitions):
            if shape.id != STAND_IN:
                path: Path = ("transitions", index)
                guard = self.guard(shape.when, shape.event, (*path, "when"), counts=True)
                yield Transition(
                    shape.id,
                    index,
                    shape.from_,
                    shape.event,
                    guard,
                    " ".join((shape.when or "").split()),
                    shape.to,
                    shape.do,
                    self.source.place_of_key(path),
                )

    def guard(self, text: str | None, event: str, path: Path, *, counts: bool) -> Node | None:
        """The tree of a guard over this event; None where there is none, or where it is refused and reported."""
        if text is None:
            return None
        try:
            return check(text, self.environment(event, counts))
        except ExpressionError as error:
            self.refuse(error, path, text)
            return None

    def refuse(self, error: ExpressionError, path: Path, text: str) -> None:
        spot = self.source.spot(path)
        if spot.broken or any(f"params.{name}" in text for name in self.broken):
            return
        for problem in error.problems:
            place = self.source.within(spot, problem.line, problem.column)
            self.problems.append(replace(problem, file=place.file, line=place.line, column=place.column))

    def environment(self, event: str, counts: bool) -> Environment:
        """What a guard may read: the fields of its event (a timer has none), and in a transition the counts too."""
        if event not in self.shape.events and event not in self.shape.timers:
            event = nearest(event, list(self.shape.events)) or event  # the name is reported elsewhere
        key = (event, counts)
        if key not in self._environments:
            shape = self.shape.events.get(event)
            parts = {EVENT: slots_of(shape)} | ({HISTORY: self.counts} if counts else {})
            fields = shape.fields.items() if shape else ()
            values = {f"{EVENT}.{name}": item.one_of for name, item in fields if item.one_of}
            self._environments[key] = Environment(self.samples, parts=parts, values=values)
        return self._environments[key]

    @cached_property
    def counts(self) -> dict[str, Slot]:
        return {name: Slot(self._count_type(shape)) for name, shape in self.shape.history.items()}

    def _count_type(self, shape: CounterShape) -> Type:
        event = self.shape.events.get(shape.event)
        summed = event.fields.get(shape.sum) if event and shape.sum else None
        return "real" if summed and summed.type == "real" else "whole"


def slots_of(event: EventShape | None) -> dict[str, Slot]:
    return {name: Slot(shape.type) for name, shape in event.fields.items()} if event else {}
