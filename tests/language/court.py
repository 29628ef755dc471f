"""Where the language is tried against the oracle: one condition, one scope, and every target's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import oracle
from conditions import PARAMS, Made
from conformance import same
from oracle import EVERYTHING, Oracle
from records import Scope

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.dispatch import Condition
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node, bind
from merchant_compliance.language.judging import compile_judge
from merchant_compliance.language.truth import Unknown

Span = tuple[str, str]
"""The `for_each` variable and the path of its list."""


@dataclass(frozen=True)
class Point:
    """One evaluation: a scope, and the position of the element in it that is judged, or -1."""

    scope: Scope
    position: int
    known: dict[str, Any]
    activation: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A condition in every form."""

    made: Made
    node: Node
    exact: Callable[[dict[str, Any]], Any]
    official: Any


class Court:
    """The environments of one `for_each` variable, or of none."""

    def __init__(self, span: Span | None) -> None:
        self.span = span
        self.environment = Environment.of(PARAMS, span)
        self.oracle = Oracle(list(self.environment.variables))

    def case(self, made: Made) -> Case:
        """Raises ExpressionError where the language refuses the condition."""
        node = check(made.text, self.environment, result=None)
        return Case(made, node, exact(node), self.oracle.expression(self.environment.compile(made.text)))

    def points(self, scope: Scope) -> Iterator[Point]:
        activation = self.oracle.activation(scope.raw)
        if self.span is None:
            yield Point(scope, -1, scope.known, activation)
            return
        name, path = self.span
        for position, (mine, theirs) in enumerate(scope.elements(path)):
            held = {**activation[EVERYTHING], name: oracle.native(theirs)}
            yield Point(scope, position, {**scope.known, name: mine}, {**held, EVERYTHING: held})

    def judged(self, cases: Sequence[Case], scope: Scope) -> Callable[[int, int], str]:
        """The compiled target: what it says of a condition by its number, at a position."""
        judge = self._judge(cases, scope.raw["params"])
        fired, undetermined = judge(dict(scope.known))
        said = dict.fromkeys(fired, "true") | dict.fromkeys(undetermined, "unknown")
        return lambda number, position: said.get((number, position), "false")

    def _judge(self, cases: Sequence[Case], params: Mapping[str, Any]) -> Any:
        variable, path = self.span or ("", "")
        return compile_judge([Condition(n, bind(case.node, params), variable, path) for n, case in enumerate(cases)])


@cache
def court_of(span: Span | None) -> Court:
    return Court(span)


def spoken(answer: Any) -> str:
    """`true`, `false`, `unknown`, or `value`."""
    if isinstance(answer, (Unknown, oracle.Unknown)):
        return "unknown"
    return str(answer).lower() if isinstance(answer, bool) else "value"


def agree(mine: Any, theirs: Any) -> bool:
    """Both unknown, or the same value of the same type."""
    if isinstance(mine, Unknown) or isinstance(theirs, oracle.Unknown):
        return isinstance(mine, Unknown) and isinstance(theirs, oracle.Unknown)
    return same(plain(mine), theirs)


def plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(held) for key, held in value.items()}
    return value


def is_missing(known: Any, steps: Sequence[str]) -> bool:
    """Whether some fact at a path without indexes is not there."""
    if not steps:
        return False
    if isinstance(known, list):
        return any(is_missing(item, steps) for item in known)
    return steps[0] not in known or is_missing(known[steps[0]], steps[1:])


def explained(unknown: Unknown, known: Mapping[str, Any]) -> bool:
    """Whether an unknown says why: with a reason, or with paths that are all missing indeed."""
    if unknown.reasons:
        return True
    return bool(unknown.paths) and all(is_missing(known, path.split(".")) for path in unknown.paths)
