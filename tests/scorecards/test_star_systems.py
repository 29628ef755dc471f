"""The two shipped star systems, with their conditions compiled by the real language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cards import SHIPPED, shipped

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import Evaluator, exact
from merchant_compliance.scorecards.curve import curve_function
from merchant_compliance.scorecards.scoring import CompiledScorecard, compile_scorecard
from merchant_compliance.scorecards.shape import Scorecard

AS_OF = date(2021, 12, 31)
ENVIRONMENT = Environment.of()
TYPES = {"number": ("double", "int"), "whole": ("int",)}


def compile_value(text: str) -> Evaluator:
    return exact(check(text, ENVIRONMENT, None))


CARDS = {name: shipped(name) for name in SHIPPED}
STARS: dict[str, CompiledScorecard] = {name: compile_scorecard(card, compile_value) for name, card in CARDS.items()}

# By hand, from the curves: product (70 + 90)/2 = 80; logistics (60 + 80 + 75 + 40)/4 = 63.75;
# after-sales (85 + 70 + 75 + 85)/4 = 78.75; service: 3 minutes (60 + 90)/2 = 75, 5 minutes (80 + 90)/2 = 85.
METRICS = {
    "valid_orders": 30,
    "quality_return_rate": 0.05,
    "negative_review_rate": 0.005,
    "pickup_48h_rate": 0.9,
    "late_shipment_rate": 0.05,
    "delivery_hours": 72.0,
    "logistics_complaint_rate": 0.03,
    "reply_rate_3min": 0.7,
    "reply_rate_5min": 0.85,
    "service_satisfaction": 0.9,
    "refund_hours": 12.0,
    "return_refund_hours": 48.0,
    "dispute_rate": 0.005,
    "platform_help_rate": 0.001,
}
# 2020: (80 + 63.75 + 85 + 78.75) / 4 = 76.875; 2021: 0.4*80 + 0.2*(63.75 + 75 + 78.75) = 75.5.
BY_HAND = [("shop-stars-2020", 76.88, 4.0), ("experience-stars-2021", 75.5, 4.0)]


def scope_of(metrics: dict[str, Any], violations: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    merchant: dict[str, Any] = {"merchant_id": "m1", "metrics": {"d30": metrics}}
    if violations is not None:
        merchant["violations"] = violations
    return {"merchant": merchant, "as_of": AS_OF}


def violation(kind: str = "fake_trade", confirmed: bool = True, on: date = AS_OF) -> dict[str, Any]:
    return {"kind": kind, "confirmed": confirmed, "occurred_on": on}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_expression_type_checks(name: str) -> None:
    for place in CARDS[name].places():
        assert check(place.text, ENVIRONMENT, None).type in TYPES[place.wanted]


@pytest.mark.parametrize(("name", "score", "stars"), BY_HAND)
def test_a_complete_merchant_gets_the_stars_computed_by_hand(name: str, score: float, stars: float) -> None:
    result = STARS[name](scope_of(METRICS, []))
    assert (result["score"], result["stars"], result["rated"]) == (score, stars, True)
    assert {key: result["dimensions"][key] for key in ("product", "logistics", "after_sales")} == {
        "product": 80.0,
        "logistics": 63.75,
        "after_sales": 78.75,
    }


# (violations, points lost), for both systems
VIOLATIONS: list[tuple[list[dict[str, Any]] | None, float]] = [
    (None, 0),
    ([], 0),
    ([violation()], 5),
    ([violation(on=date(2021, 12, 2))], 5),
    ([violation(on=date(2021, 12, 1))], 0),
    ([violation(on=date(2022, 1, 1))], 0),
    ([violation(confirmed=False)], 0),
    ([violation("late_shipment")], 0),
    ([violation("false_promotion")], 3),
    ([violation("false_promotion")] * 4, 9),
    ([violation()] * 9, 15),
    ([violation()] * 9 + [violation("false_promotion")] * 9, 24),
]


@pytest.mark.parametrize(("violations", "lost"), VIOLATIONS)
@pytest.mark.parametrize(("name", "score", "stars"), BY_HAND)
def test_confirmed_violations_of_the_last_thirty_days_cost_points_up_to_a_cap(
    name: str, score: float, stars: float, violations: list[dict[str, Any]] | None, lost: float
) -> None:
    result = STARS[name](scope_of(METRICS, violations))
    assert result["score"] == pytest.approx(score - lost, abs=1e-9)
    assert lost or result["stars"] == stars


def test_a_violation_that_may_or_may_not_count_is_named_as_left_out() -> None:
    scope = scope_of(METRICS, [{"kind": "fake_trade", "occurred_on": AS_OF}])
    stars = STARS["experience-stars-2021"]
    assert stars(scope)["score"] == 75.5
    assert stars.left_out(scope) == {"merchant.violations.confirmed"}
    assert stars.missing(scope) == frozenset()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_merchant_with_fewer_than_thirty_orders_is_unrated(name: str) -> None:
    scope = scope_of(METRICS | {"valid_orders": 29}, [])
    assert STARS[name](scope) == {"rated": False, "dimensions": {}, "waived": []}
    assert STARS[name].missing(scope) == {"merchant.metrics.d30.valid_orders"}


@pytest.mark.parametrize("name", SHIPPED)
def test_no_metrics_at_all_leave_everything_unknown(name: str) -> None:
    scope = {"merchant": {"merchant_id": "m1"}, "as_of": AS_OF}
    assert STARS[name](scope) == {"dimensions": {}, "waived": []}
    assert STARS[name].missing(scope) == {"merchant.metrics.d30.valid_orders"}


def plain_loop(card: Scorecard, metrics: dict[str, float]) -> float | None:
    """The documented arithmetic once more, as a plain loop: another target must agree with it bit for bit."""
    total = weights = 0.0
    for dimension in card.dimensions.values():
        inner = inner_weights = 0.0
        for indicator in dimension.indicators.values():
            found = metrics.get(indicator.value.rpartition(".")[2])
            if found is not None:
                inner += indicator.weight * curve_function(indicator.curve)(float(found))
                inner_weights += indicator.weight
        if inner_weights:
            total += dimension.weight * (inner / inner_weights)
            weights += dimension.weight
    return min(max(total / weights, 0.0), 100.0) if weights else None


anything = st.floats(0, 1) | st.floats(0, 300) | st.integers(0, 300)
metrics_strategy = st.fixed_dictionaries({}, optional={name: anything for name in METRICS if name != "valid_orders"})


@settings(max_examples=100, deadline=None)
@given(metrics_strategy, st.sampled_from(SHIPPED))
def test_the_compiled_card_is_bit_equal_to_a_plain_loop(metrics: dict[str, float], name: str) -> None:
    wanted = plain_loop(CARDS[name], metrics)
    found = STARS[name](scope_of(metrics | {"valid_orders": 30}, []))
    assert found.get("score") == (None if wanted is None else (wanted * 100.0 + 0.5) // 1 / 100.0)
