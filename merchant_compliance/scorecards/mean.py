"""The mean of one dimension as a generated Python function: half the time of a loop over its indicators.

INVARIANT: only numbers and positions enter the source; names and functions reach it as values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from merchant_compliance.language.exact import Scope
from merchant_compliance.language.truth import Unknown
from merchant_compliance.scorecards.curve import Curve, curve_source

Value = Callable[[Scope], Any]
Mean = Callable[[Scope, frozenset[str]], float | None]


class Measured(NamedTuple):
    """One indicator: its `dimension.indicator` name, its value, curve and weight."""

    name: str
    value: Value
    curve: Curve
    weight: float


HEAD = """
def mean(scope, waived):
    total = weights = 0.0
"""
EACH = """
    if name_{i} not in waived:
        x = value_{i}(scope)
        if not isinstance(x, Unknown) and x == x:
            x += 0.0
            total += {weight!r} * {curve}
            weights += {weight!r}
"""
TAIL = """
    return total / weights if weights else None
"""


def mean_function(indicators: Sequence[Measured]) -> Mean:
    """`(w1*s1 + w2*s2 + …) / (w1 + w2 + …)` over the indicators with a value that are not waived, else None.

    `x += 0.0` makes a whole number a double; `x == x` leaves out NaN.
    """
    source = HEAD
    names: dict[str, Any] = {"Unknown": Unknown}
    for i, each in enumerate(indicators):
        source += EACH.format(i=i, weight=each.weight, curve=curve_source(each.curve))
        names |= {f"name_{i}": each.name, f"value_{i}": each.value}
    exec(source + TAIL, names)
    mean: Mean = names["mean"]
    return mean
