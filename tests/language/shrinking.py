"""From a disagreement to a small one: the smallest part of the condition, and the least of the record, that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import oracle
from conditions import Made
from court import Case, Court, Point, agree, spoken
from records import Scope

from merchant_compliance.errors import ExpressionError


def told(court: Court, made: Made, point: Point) -> str:
    """What the targets say of the smallest disagreement inside this one."""
    smallest = min(_disagreeing(court, made, point), key=lambda part: len(part.text), default=made)
    least = _least(court, smallest, point)
    case = court.case(smallest)
    mine, theirs = case.exact(least.known), oracle.evaluate(case.official, least.activation)
    beside = {name: value for name, value in least.known.items() if f"{name}" in smallest.text}
    target = _compiled(court, case, least) if smallest.type == "bool" else "no truth value"
    return (
        f"condition: {smallest.text}\nscope:     {beside}\noracle:    {theirs!r}\n"
        f"exact:     {mine!r}\ncompiled:  {target}"
    )


def differs(court: Court, case: Case, point: Point) -> bool:
    theirs = oracle.evaluate(case.official, point.activation)
    if not agree(case.exact(dict(point.known)), theirs):
        return True
    return case.made.type == "bool" and _compiled(court, case, point) != spoken(theirs)


def _compiled(court: Court, case: Case, point: Point) -> str:
    return court.judged([case], point.scope)(0, point.position)


def _disagreeing(court: Court, made: Made, point: Point) -> Iterator[Made]:
    for part in made.walk():
        if part.needs or part.name == "literal":
            continue
        try:
            case = court.case(part)
        except ExpressionError:
            continue
        if differs(court, case, point):
            yield part


def _least(court: Court, made: Made, point: Point) -> Point:
    """The point with whatever can be left out left out, as long as the answers differ."""
    case = court.case(made)
    changed = True
    while changed:
        changed = False
        for raw in _smaller(point.scope.raw):
            smaller = _at(court, raw, point.position)
            if smaller is not None and differs(court, case, smaller):
                point, changed = smaller, True
                break
    return point


def _at(court: Court, raw: Mapping[str, Any], position: int) -> Point | None:
    points = court.points(Scope.of(raw))
    return next((point for point in points if point.position == position), None)


KEPT = frozenset(("merchant", "merchant_id", "stage", "as_of", "params"))


def _smaller(raw: Any) -> Iterator[Any]:
    """Every value with one part left out."""
    if isinstance(raw, dict):
        yield from ({k: v for k, v in raw.items() if k != key} for key in raw if key not in KEPT)
        for key, value in raw.items():
            yield from ({**raw, key: smaller} for smaller in _smaller(value) if key != "params")
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from ([*raw[:index], smaller, *raw[index + 1 :]] for smaller in _smaller(value))
