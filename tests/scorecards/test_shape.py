"""What the shape of a scorecard refuses: each slip at its place, in both languages."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError
from small_cards import BOTH, SHIPPED, adjustment, card, card_data, dimension, shipped

from merchant_compliance.scorecards.shape import Scorecard

INDICATOR = ("dimensions", "b", "indicators", "b1")
CURVE = (*INDICATOR, "curve")
ROWS = ("stars",)
POINTS = [[0, 0], [1, 100]]

# (place to change, new value, place of the error, code, words of the English message)
SLIPS: list[tuple[tuple[str | int, ...], Any, tuple[str | int, ...], str, str]] = [
    (("extra",), 1, ("extra",), "extra_forbidden", "not permitted"),
    (("scorecard",), "Card One", ("scorecard",), "not_an_identifier", "`Card One`"),
    (("version",), " ", ("version",), "empty_text", "empty"),
    (("title",), {"zh": "甲"}, ("title", "en"), "missing", "required"),
    (("title", "fr"), "A", ("title", "fr"), "extra_forbidden", "not permitted"),
    (("assumption",), {"zh": "", "en": "A"}, ("assumption", "zh"), "empty_text", "empty"),
    (("stage",), ["on_sale"], ("stage", 0), "literal_error", "onboarding"),
    (("effective",), {"from": "2021-01-01", "until": "2021-01-01"}, ("effective",), "effective_backwards", "later"),
    (("effective",), {"until": "soon"}, ("effective", "until"), "not_day", "2021-02-28"),
    (("dimensions",), {}, ("dimensions",), "too_short", "at least 1"),
    (("dimensions",), {"x": dimension(0.7, y=1.0)}, ("dimensions",), "weights_sum", "sum to 0.7 (x 0.7)"),
    (("dimensions", "a.b"), dimension(0.1, y=1.0), ("dimensions", "a.b", "[key]"), "not_a_name", "`a.b`"),
    ((*INDICATOR, "weight"), 0.9, ("dimensions", "b", "indicators"), "weights_sum", "sum to 0.9 (b1 0.9)"),
    ((*INDICATOR, "weight"), 0, (*INDICATOR, "weight"), "greater_than", "greater than 0"),
    ((*INDICATOR, "weight"), "1", (*INDICATOR, "weight"), "float_type", "number"),
    ((*INDICATOR, "weight"), True, (*INDICATOR, "weight"), "float_type", "number"),
    ((*INDICATOR, "value"), 3, (*INDICATOR, "value"), "string_type", "string"),
    (CURVE, {}, CURVE, "curve_form", "either `points` or `bands`"),
    (CURVE, {"points": POINTS, "bands": [{"below": 1, "score": 1}, {"score": 2}]}, CURVE, "curve_form", "either"),
    (CURVE, {"points": [[0, 0]]}, (*CURVE, "points"), "too_short", "at least 2"),
    (CURVE, {"points": [[0, 0], [1, 101]]}, (*CURVE, "points", 1, 1), "less_than_equal", "100"),
    (CURVE, {"points": [[1, 0], [1, 9]]}, (*CURVE, "points"), "points_order", "1 is not above 1"),
    (CURVE, {"bands": [{"below": 1, "score": 1}]}, (*CURVE, "bands"), "too_short", "at least 2"),
    (
        CURVE,
        {"bands": [{"below": 1, "score": 1}, {"below": 2, "score": 2}]},
        (*CURVE, "bands"),
        "band_bounds",
        "Band 2",
    ),
    (CURVE, {"bands": [{"score": 1}, {"score": 2}]}, (*CURVE, "bands"), "band_bounds", "Band 1 has 0"),
    (
        CURVE,
        {"bands": [{"below": 1, "upto": 1, "score": 1}, {"score": 2}]},
        (*CURVE, "bands"),
        "band_bounds",
        "Band 1 has 2",
    ),
    (
        CURVE,
        {"bands": [{"below": 1, "score": 1}, {"from": 2, "score": 1}, {"score": 2}]},
        (*CURVE, "bands"),
        "band_direction",
        "Band 2",
    ),
    (
        CURVE,
        {"bands": [{"below": 2, "score": 1}, {"below": 2, "score": 3}, {"score": 2}]},
        (*CURVE, "bands"),
        "band_order",
        "Band 2",
    ),
    (
        CURVE,
        {"bands": [{"from": 1, "score": 1}, {"from": 2, "score": 3}, {"score": 2}]},
        (*CURVE, "bands"),
        "band_order",
        "Band 2",
    ),
    (("minimum",), {"value": "x", "at_least": 30, "otherwise": "none"}, ("minimum", "otherwise"), "", "unrated"),
    (("deductions",), [adjustment("d", 5, 3)], ("deductions", 0, "cap"), "cap_below_points", "cap 3"),
    (("deductions",), [adjustment("d", 0, 3)], ("deductions", 0, "points"), "greater_than", "0"),
    (("bonuses",), [adjustment("d", 1, 3)] * 2, ("bonuses",), "id_twice", "`d`"),
    (ROWS, [{"from": 0, "stars": 1}], ROWS, "too_short", "at least 2"),
    (ROWS, [{"from": 10, "stars": 1}, {"from": 20, "stars": 2}], ROWS, "stars_gap", "starts at 10"),
    (ROWS, [{"from": 0, "stars": 2}, {"from": 20, "stars": 2}], ROWS, "stars_order", "2 from 0"),
    (ROWS, [{"from": 0, "stars": 1}, {"from": 9, "stars": 3}, {"from": 5, "stars": 2}], ROWS, "stars_order", "from 9"),
    (ROWS, [{"from": 0, "stars": 1}, {"from": 9, "stars": 6}], (*ROWS, 1, "stars"), "less_than_equal", "5"),
]


def changed(place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data = deepcopy(card_data())
    inner: Any = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return data


@pytest.mark.parametrize(("place", "value", "wanted", "code", "words"), SLIPS)
def test_a_slip_is_refused_at_its_place(
    place: tuple[str | int, ...], value: Any, wanted: tuple[str | int, ...], code: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Scorecard.model_validate(changed(place, value))
    errors = [error for error in caught.value.errors() if error["loc"][: len(wanted)] == wanted]
    assert any(code in error["type"] and words in error["msg"] for error in errors), caught.value
    for error in errors:
        texts = error.get("ctx", {})
        assert "zh" not in texts or (texts["zh"] and texts["en"] == error["msg"])


def test_weights_may_differ_from_one_by_what_doubles_do() -> None:
    tenths = {f"i{n}": 0.1 for n in range(10)}
    assert sum(tenths.values()) != 1
    card(dimensions={"d": dimension(1, **tenths)})
    with pytest.raises(ValidationError, match="sum to 1"):
        card(dimensions={"d": dimension(1, x=0.5, y=0.5 + 2e-9)})


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_star_systems_say_what_is_assumed(name: str) -> None:
    read = shipped(name)
    assert read.assumption
    assert read.source
    assert "2021-01-01" in read.assumption.zh
    assert "2021-01-01" in read.assumption.en


def test_places_lists_every_expression_where_it_stands() -> None:
    data = card_data(
        minimum={"value": "m.orders", "at_least": 1, "otherwise": "unrated"},
        deductions=[adjustment("bad", 1, 1)],
        bonuses=[adjustment("good", 1, 1)],
    )
    found = list(Scorecard.model_validate(data).places())
    assert len(found) == 7
    for path, text, wanted in found:
        inner: Any = data
        for step in path:
            inner = inner[step]
        assert inner == text
        assert wanted == ("whole" if path[-1] == "count" else "number")


def test_a_title_is_read_as_text_in_both_languages() -> None:
    assert card().title == (BOTH["zh"], BOTH["en"])
