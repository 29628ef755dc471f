"""Curves: the points and bands by hand, and the laws that hold for every curve."""

from __future__ import annotations

from math import inf, nextafter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance.scorecards.curve import Curve, curve_function

RISING = [[0, 0], [0.5, 40], [1, 100]]
FALLING_BANDS = [{"from": 0.98, "score": 100}, {"above": 0.9, "score": 80}, {"score": 50}]
RISING_BANDS = [{"below": 24, "score": 100}, {"upto": 48, "score": 80}, {"score": 50}]

CASES: list[tuple[dict[str, Any], float, float]] = [
    ({"points": RISING}, -1, 0),
    ({"points": RISING}, 0, 0),
    ({"points": RISING}, 0.25, 20),
    ({"points": RISING}, 0.5, 40),
    ({"points": RISING}, 0.75, 70),
    ({"points": RISING}, 1, 100),
    ({"points": RISING}, 2, 100),
    ({"points": RISING}, inf, 100),
    ({"points": RISING}, -inf, 0),
    ({"points": [[10, 100], [20, 60], [40, 60], [50, 0]]}, 15, 80),
    ({"points": [[10, 100], [20, 60], [40, 60], [50, 0]]}, 30, 60),
    ({"points": [[10, 100], [20, 60], [40, 60], [50, 0]]}, 45, 30),
    ({"points": [[-3, 10], [-1, 90]]}, -2, 50),
    ({"bands": RISING_BANDS}, 23.9, 100),
    ({"bands": RISING_BANDS}, 24, 80),
    ({"bands": RISING_BANDS}, 48, 80),
    ({"bands": RISING_BANDS}, nextafter(48, inf), 50),
    ({"bands": RISING_BANDS}, inf, 50),
    ({"bands": FALLING_BANDS}, 1, 100),
    ({"bands": FALLING_BANDS}, 0.98, 100),
    ({"bands": FALLING_BANDS}, nextafter(0.98, 0), 80),
    ({"bands": FALLING_BANDS}, nextafter(0.9, 1), 80),
    ({"bands": FALLING_BANDS}, 0.9, 50),
    ({"bands": FALLING_BANDS}, -inf, 50),
]


@pytest.mark.parametrize(("curve", "x", "score"), CASES)
def test_a_curve_gives_the_score_computed_by_hand(curve: dict[str, Any], x: float, score: float) -> None:
    assert curve_function(Curve.model_validate(curve))(x) == score


def reals(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda x: x + 0.0)


@st.composite
def monotone_points(draw: st.DrawFn) -> tuple[list[list[float]], bool]:
    """Points with rising x and scores that all rise or all fall, and whether they rise."""
    xs = sorted(draw(st.lists(reals(-1e6, 1e6), min_size=2, max_size=7, unique=True)))
    rises = draw(st.booleans())
    ys = sorted(draw(st.lists(reals(0, 100), min_size=len(xs), max_size=len(xs))), reverse=not rises)
    return [[x, y] for x, y in zip(xs, ys, strict=True)], rises


@settings(max_examples=200, deadline=None)
@given(monotone_points(), st.lists(reals(-2e6, 2e6), max_size=20))
def test_a_curve_is_monotone_where_its_points_are_and_stays_within_their_scores(
    drawn: tuple[list[list[float]], bool], xs: list[float]
) -> None:
    points, rises = drawn
    score = curve_function(Curve.model_validate({"points": points}))
    beside = [nextafter(x, side) for x, _ in points for side in (-inf, inf)]
    scores = [score(x) for x in sorted([*xs, *beside, *(x for x, _ in points), -inf, inf])]
    assert scores == sorted(scores, reverse=not rises)
    assert {scores[0], scores[-1]} == {points[0][1], points[-1][1]}
    assert [score(x) for x, _ in points] == [y for _, y in points]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(reals(-1e6, 1e6), st.booleans()), min_size=1, max_size=6, unique_by=lambda band: band[0]),
    st.lists(reals(0, 100), min_size=7, max_size=7),
    st.lists(reals(-2e6, 2e6), max_size=20),
    st.booleans(),
)
def test_the_first_band_that_holds_gives_the_score(
    bounds: list[tuple[float, bool]], scores: list[float], xs: list[float], rising: bool
) -> None:
    ordered = sorted(bounds, reverse=not rising)
    words = ("below", "upto") if rising else ("above", "from")
    bands = [{words[equal]: bound, "score": y} for (bound, equal), y in zip(ordered, scores, strict=False)]
    curve = curve_function(Curve.model_validate({"bands": [*bands, {"score": scores[6]}]}))
    for x in [*xs, *(bound for bound, _ in bounds)]:
        wanted = (
            y
            for (bound, equal), y in zip(ordered, scores, strict=False)
            if (x == bound and equal) or (x < bound if rising else x > bound)
        )
        assert curve(x) == next(wanted, scores[6])
