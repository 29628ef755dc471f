"""Scores by hand, the sharing of weights, waivers, the minimum, deductions, and what is said to be missing."""

from __future__ import annotations

from math import nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cards import adjustment, compiled

from merchant_compliance.scorecards.scoring import rounded

FULL = {"a1": 80.0, "a2": 60.0, "a3": 40.0, "b1": 50.0}
UNRATED = {"value": "m.orders", "at_least": 30, "otherwise": "unrated"}
FIXED = UNRATED | {"otherwise": 70}
DEDUCTION = {"deductions": [adjustment("bad", 5, 12)]}
BONUS = {"bonuses": [adjustment("good", 4, 6)]}

# (changes to the card, facts, waived, score): a = 0.5*a1 + 0.3*a2 + 0.2*a3, score = 0.6*a + 0.4*b1.
SCORES: list[tuple[dict[str, Any], dict[str, Any], set[str], float]] = [
    ({}, FULL, set(), 59.6),  # a = 66
    ({}, {"a1": 80, "a2": 60, "a3": 40, "b1": 50}, set(), 59.6),  # whole numbers
    ({}, {"a1": 80.0, "a3": 40.0, "b1": 50.0}, set(), 61.14),  # a = (40 + 8) / 0.7 = 68.571…
    ({}, {"a2": 60.0, "b1": 50.0}, set(), 56.0),  # a = 60
    ({}, {"b1": 50.0}, set(), 50.0),  # b alone
    ({}, {"a1": 80.0, "a2": nan, "a3": 40.0, "b1": 50.0}, set(), 61.14),  # NaN is no value
    ({}, FULL, {"a.a2"}, 61.14),
    ({}, FULL, {"a.a1", "a.a2", "a.a3"}, 50.0),
    ({}, FULL | {"a1": 500.0, "a2": -3.0}, set(), 54.8),  # a = 50 + 0 + 8, kept within the curve
    (DEDUCTION, FULL | {"bad": 0}, set(), 59.6),
    (DEDUCTION, FULL | {"bad": -1}, set(), 59.6),
    (DEDUCTION, FULL | {"bad": 1}, set(), 54.6),
    (DEDUCTION, FULL | {"bad": 2}, set(), 49.6),
    (DEDUCTION, FULL | {"bad": 3}, set(), 47.6),  # capped at 12
    (DEDUCTION, FULL, set(), 59.6),  # an unknown count is left out
    (DEDUCTION, {"a1": 0.0, "bad": 3}, set(), 0.0),  # never below 0
    (BONUS, FULL | {"good": 1}, set(), 63.6),
    (BONUS, FULL | {"good": 2}, set(), 65.6),  # capped at 6
    (BONUS, {"b1": 99.0, "good": 2}, set(), 100.0),  # never above 100
    (DEDUCTION | BONUS, FULL | {"bad": 1, "good": 1}, set(), 58.6),
    ({"minimum": UNRATED}, FULL | {"orders": 30}, set(), 59.6),
]


@pytest.mark.parametrize(("changes", "facts", "waived", "score"), SCORES)
def test_a_score_is_the_one_computed_by_hand(
    changes: dict[str, Any], facts: dict[str, Any], waived: set[str], score: float
) -> None:
    result = compiled(**changes)({"m": facts}, frozenset(waived))
    assert (result["score"], result["rated"], result["waived"]) == (score, True, sorted(waived))


def test_dimensions_are_rounded_and_those_without_data_are_absent() -> None:
    assert compiled()({"m": {"a1": 80.0, "a3": 40.0, "b1": 50.0}})["dimensions"] == {"a": 68.57, "b": 50.0}
    assert compiled()({"m": {"b1": 50.0}})["dimensions"] == {"b": 50.0}


ROUNDED = [(89.994, 89.99), (89.995, 90.0), (0.125, 0.13), (0.375, 0.38), (99.996, 100.0), (0.0, 0.0), (59.6, 59.6)]


@pytest.mark.parametrize(("score", "wanted"), ROUNDED)
def test_a_score_is_rounded_half_up_to_two_decimals(score: float, wanted: float) -> None:
    assert rounded(score) == wanted


STARS = [(0.0, 1), (59.99, 1), (60.0, 3), (89.99, 3), (89.9949, 3), (89.996, 5), (90.0, 5), (100.0, 5)]


@pytest.mark.parametrize(("score", "stars"), STARS)
def test_stars_are_looked_up_from_the_rounded_score(score: float, stars: float) -> None:
    assert compiled()({"m": {"b1": score}})["stars"] == stars


# (minimum, facts, wanted keys); dimensions are empty and the waived indicator is named in each.
BELOW: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (UNRATED, FULL | {"orders": 29}, {"rated": False}),
    (FIXED, FULL | {"orders": 29}, {"rated": False, "score": 70.0, "stars": 3}),
    (FIXED, {"orders": 29}, {"rated": False, "score": 70.0, "stars": 3}),
    (FIXED, FULL | {"orders": 29, "bad": 3}, {"rated": False, "score": 70.0, "stars": 3}),
    (UNRATED, FULL, {}),
    (FIXED, FULL, {}),
    (FIXED, FULL | {"orders": nan}, {}),
    (UNRATED, {"orders": 30}, {"rated": True}),
]


@pytest.mark.parametrize(("minimum", "facts", "wanted"), BELOW)
def test_what_the_minimum_leaves_of_a_score(
    minimum: dict[str, Any], facts: dict[str, Any], wanted: dict[str, Any]
) -> None:
    result = compiled(minimum=minimum, **DEDUCTION)({"m": facts}, frozenset({"b.b1"}))
    assert result == wanted | {"dimensions": {}, "waived": ["b.b1"]}


# (minimum, facts, waived, dimension asked for, wanted paths)
MISSING: list[tuple[dict[str, Any] | None, dict[str, Any], set[str], str | None, set[str]]] = [
    (None, FULL, set(), None, set()),
    (None, {"a1": 1.0}, set(), None, set()),
    (None, {"a1": 1.0}, set(), "b", {"m.b1"}),
    (None, {}, set(), None, {"m.a1", "m.a2", "m.a3", "m.b1"}),
    (None, {}, {"a.a1", "b.b1"}, None, {"m.a2", "m.a3"}),
    (UNRATED, FULL, set(), None, {"m.orders"}),
    (FIXED, FULL, set(), None, {"m.orders"}),
    (UNRATED, FULL | {"orders": 29}, set(), None, {"m.orders"}),
    (UNRATED, FULL | {"orders": 29}, set(), "a", {"m.orders"}),
    (FIXED, FULL | {"orders": 29}, set(), None, set()),
    (FIXED, FULL | {"orders": 29}, set(), "a", {"m.orders"}),
    (UNRATED, FULL | {"orders": 30}, set(), None, set()),
    (UNRATED, {"orders": 30}, set(), "b", {"m.b1"}),
]


@pytest.mark.parametrize(("minimum", "facts", "waived", "asked", "wanted"), MISSING)
def test_missing_names_what_keeps_a_score_from_being_known(
    minimum: dict[str, Any] | None, facts: dict[str, Any], waived: set[str], asked: str | None, wanted: set[str]
) -> None:
    card = compiled(minimum=minimum) if minimum else compiled()
    assert card.missing({"m": facts}, frozenset(waived), asked) == wanted


def test_left_out_names_what_a_known_score_was_computed_without() -> None:
    card = compiled(**DEDUCTION, **BONUS)
    facts = {"a1": 80.0, "b1": 50.0, "good": 1}
    assert card.left_out({"m": facts}) == {"m.a2", "m.a3", "m.bad"}
    assert card.left_out({"m": facts}, frozenset({"a.a2"})) == {"m.a3", "m.bad"}


WEIGHTS = {"a.a1": 0.5, "a.a2": 0.3, "a.a3": 0.2, "b.b1": 1.0}
values = st.floats(0, 100)
facts_strategy = st.fixed_dictionaries({}, optional={"a1": values, "a2": values, "a3": values, "b1": values})


@settings(max_examples=200, deadline=None)
@given(facts_strategy)
def test_a_weight_left_out_is_shared_in_proportion(facts: dict[str, float]) -> None:
    """The hand formula: every present indicator's weight grows by its part of the missing weight."""
    here = [name for name in ("a1", "a2", "a3") if name in facts]
    lost = 1 - sum(WEIGHTS[f"a.{name}"] for name in here)
    shares = {name: WEIGHTS[f"a.{name}"] * (1 + lost / (1 - lost)) for name in here} if here else {}
    result = compiled()({"m": facts})
    if not facts:
        assert "score" not in result
        return
    parts = {"a": sum(share * facts[name] for name, share in shares.items())} if here else {}
    parts |= {"b": facts["b1"]} if "b1" in facts else {}
    hand = sum({"a": 0.6, "b": 0.4}[name] * part for name, part in parts.items())
    hand /= sum({"a": 0.6, "b": 0.4}[name] for name in parts)
    assert result["score"] == pytest.approx(hand, abs=0.0051)
    assert result["dimensions"].keys() == parts.keys()


@settings(max_examples=200, deadline=None)
@given(facts_strategy, st.sets(st.sampled_from(sorted(WEIGHTS))))
def test_a_waived_indicator_is_as_good_as_missing(facts: dict[str, float], waived: set[str]) -> None:
    """Bit for bit, but for the list that names it."""
    names = {name.partition(".")[2] for name in waived}
    without = {name: value for name, value in facts.items() if name not in names}
    result = compiled()({"m": facts}, frozenset(waived))
    assert result == compiled()({"m": without}) | {"waived": sorted(waived)}


def test_a_waiver_of_another_card_is_not_named() -> None:
    assert compiled()({"m": FULL}, frozenset({"b.other"}))["waived"] == []
