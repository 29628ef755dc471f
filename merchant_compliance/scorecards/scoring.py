"""From a scorecard and the facts of one merchant to a score and stars.

The arithmetic, in doubles, in the order of the file, so that another target can repeat it bit for bit:

1. An indicator's value becomes its score by its curve. Without a value (missing facts, NaN) it is left out.
2. A dimension is `(w1*s1 + w2*s2 + …) / (w1 + w2 + …)` over the indicators that have a score, added from left
   to right: the weight of one left out is thereby shared among its siblings in proportion to theirs. Without
   any, the dimension is left out, and its weight shared among the dimensions by the same formula.
3. Each deduction takes, and each bonus then gives, `min(count * points, cap)`; nothing for a count below 1.
   One whose count is unknown is left out like an indicator: it neither costs nor earns.
4. The score is kept within 0 and 100, then rounded to 2 decimals, half up: `floor(x * 100 + 0.5) / 100`.
5. Stars are looked up from the rounded score. Dimensions are rounded in the same way, only to be shown.

A waived indicator is left out whether or not it has a value. Below the minimum the merchant is unrated, or
gets the fixed score (which no deduction changes) and its stars; either way without dimensions. Where it is
unknown whether the minimum is met, so are `rated`, score, stars and dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import floor
from typing import NamedTuple, TypedDict

from merchant_compliance.language.exact import Scope
from merchant_compliance.language.truth import Unknown
from merchant_compliance.scorecards.mean import Mean, Measured, Value, mean_function
from merchant_compliance.scorecards.shape import Adjustment, Dimension, Scorecard
from merchant_compliance.scorecards.stars import star_function

CompileValue = Callable[[str], Value]
Paths = frozenset[str]
NO_WAIVERS: frozenset[str] = frozenset()
NO_PATHS: Paths = frozenset()


class Score(TypedDict, total=False):
    """A key is absent where its value is unknown; `rated` says that the minimum is met."""

    score: float
    stars: float
    rated: bool
    dimensions: dict[str, float]
    waived: list[str]


class _Dimension(NamedTuple):
    name: str
    weight: float
    indicators: tuple[Measured, ...]
    mean: Mean


class _Adjustment(NamedTuple):
    count: Value
    points: float
    cap: float
    sign: float


def rounded(score: float) -> float:
    """Two decimals, half up. `round` would not do: engines differ in it."""
    return floor(score * 100.0 + 0.5) / 100.0


def _missing_of(values: Iterable[Value], scope: Scope) -> Paths:
    found = (value(scope) for value in values)
    return NO_PATHS.union(*(each.paths for each in found if isinstance(each, Unknown)))


class CompiledScorecard:
    """A scorecard as a function of the scope and the waived indicators (`dimension.indicator`); no state."""

    def __init__(self, card: Scorecard, compile_value: CompileValue) -> None:
        self.card = card
        self._names = card.indicator_names
        self._stars = star_function(card.stars)
        self._minimum = compile_value(card.minimum.value) if card.minimum else None
        self._at_least = card.minimum.at_least if card.minimum else 0.0
        self._below = self._below_minimum()
        self._dimensions = tuple(_dimension(n, d, compile_value) for n, d in card.dimensions.items())
        self._adjustments = (
            *_adjustments(card.deductions, -1.0, compile_value),
            *_adjustments(card.bonuses, 1.0, compile_value),
        )

    def __call__(self, scope: Scope, waived: frozenset[str] = NO_WAIVERS) -> Score:
        named = [name for name in self._names if name in waived] if waived else []
        rated = self._rated(scope)
        if rated is None:
            return {"dimensions": {}, "waived": named}
        if not rated:
            return {**self._below, "dimensions": {}, "waived": named}
        total, dimensions = self._weighted(scope, waived)
        if total is None:
            return {"rated": True, "dimensions": dimensions, "waived": named}
        score = rounded(min(max(self._adjusted(total, scope), 0.0), 100.0))
        return {
            "score": score,
            "stars": self._stars(score),
            "rated": True,
            "dimensions": dimensions,
            "waived": named,
        }

    def missing(self, scope: Scope, waived: frozenset[str] = NO_WAIVERS, dimension: str | None = None) -> Paths:
        """The paths whose absence keeps the score (or the named dimension) from being known; none if it is.

        For an unrated merchant these are the paths of the minimum: only more orders would give it a score.
        """
        rated = self._rated(scope)
        if self._minimum and rated is None:
            return _missing_of((self._minimum,), scope)
        if self._minimum and not rated:
            fixed = dimension is None and "score" in self._below
            return NO_PATHS if fixed else _missing_of((self._minimum,), _without_facts(scope))
        asked = [d for d in self._dimensions if dimension in (None, d.name)]
        if any(d.mean(scope, waived) is not None for d in asked):
            return NO_PATHS
        return _missing_of(_values(asked, waived), scope)

    def left_out(self, scope: Scope, waived: frozenset[str] = NO_WAIVERS) -> Paths:
        """The missing paths of the indicators, deductions and bonuses without which the score is computed."""
        counts = [adjustment.count for adjustment in self._adjustments]
        return _missing_of([*_values(self._dimensions, waived), *counts], scope)

    def _below_minimum(self) -> Score:
        minimum = self.card.minimum
        if minimum is None or minimum.otherwise == "unrated":
            return {"rated": False}
        score = rounded(minimum.otherwise)
        return {"score": score, "stars": self._stars(score), "rated": False}

    def _rated(self, scope: Scope) -> bool | None:
        if self._minimum is None:
            return True
        found = self._minimum(scope)
        if isinstance(found, Unknown) or found != found:
            return None
        return float(found) >= self._at_least

    def _weighted(self, scope: Scope, waived: frozenset[str]) -> tuple[float | None, dict[str, float]]:
        total = weights = 0.0
        shown: dict[str, float] = {}
        for name, weight, _, mean_of in self._dimensions:
            mean = mean_of(scope, waived)
            if mean is not None:
                total += weight * mean
                weights += weight
                shown[name] = rounded(mean)
        return (total / weights if weights else None), shown

    def _adjusted(self, total: float, scope: Scope) -> float:
        for count, points, cap, sign in self._adjustments:
            found = count(scope)
            if not isinstance(found, Unknown) and found > 0:
                total += sign * min(found * points, cap)
        return total


def compile_scorecard(card: Scorecard, compile_value: CompileValue) -> CompiledScorecard:
    """`compile_value` turns a CEL text into a function of the scope that gives its value, or `Unknown`.

    The texts must have been checked, for the types that `Scorecard.places()` says.
    """
    return CompiledScorecard(card, compile_value)


def _dimension(name: str, dimension: Dimension, compile_value: CompileValue) -> _Dimension:
    indicators = tuple(
        Measured(f"{name}.{inner}", compile_value(each.value), each.curve, each.weight)
        for inner, each in dimension.indicators.items()
    )
    return _Dimension(name, dimension.weight, indicators, mean_function(indicators))


def _adjustments(adjustments: Sequence[Adjustment], sign: float, compile_value: CompileValue) -> list[_Adjustment]:
    return [_Adjustment(compile_value(each.count), each.points, each.cap, sign) for each in adjustments]


def _without_facts(scope: Scope) -> Scope:
    return {name: scope[name] for name in ("as_of", "params") if name in scope}


def _values(dimensions: Iterable[_Dimension], waived: frozenset[str]) -> list[Value]:
    return [each.value for dimension in dimensions for each in dimension.indicators if each.name not in waived]
