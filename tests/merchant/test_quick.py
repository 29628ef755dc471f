"""One pass gives what two give: facts straight from a raw record, and by way of the model."""

from random import Random
from typing import Any

import pytest

from merchant_compliance.errors import RecordError
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.synthetic import make_merchants
from merchant_compliance.merchant.validation import validate


def _spoiled(value: Any, rng: Random) -> Any:
    """Some values null, NaN, spelled as text, or wrong."""
    if isinstance(value, dict):
        return {name: _spoiled(inner, rng) for name, inner in value.items() if rng.random() > 0.02}
    if isinstance(value, list):
        return [_spoiled(item, rng) for item in value]
    change = rng.random()
    if change < 0.01:
        return None
    if isinstance(value, float) and change < 0.05:
        return float("nan") if change < 0.03 else str(value)
    return rng.choice(["x", 3, True, [], "2021-02-30"]) if change > 0.9995 else value


def _either(make: Any, raw: Any) -> Any:
    try:
        return make(raw)
    except RecordError as error:
        return error.problems


def test_one_pass_gives_the_facts_and_the_errors_of_two() -> None:
    rng = Random(7)
    outcomes = {"facts": 0, "errors": 0}
    for made in make_merchants(1500, seed=3):
        raw = _spoiled(made.record, rng)
        quick, slow = _either(facts_from, raw), _either(lambda r: facts_of(validate(r)), raw)
        assert quick == slow
        outcomes["facts" if isinstance(quick, dict) else "errors"] += 1
    assert min(outcomes.values()) > 50, outcomes


@pytest.mark.parametrize(
    ("raw", "facts"),
    [
        ({"merchant_id": "m"}, {"merchant_id": "m", "stage": "onboarding"}),
        ({"merchant_id": "m", "stage": None}, {"merchant_id": "m", "stage": "onboarding"}),
        ({"merchant_id": "m", "shop": {}}, {"merchant_id": "m", "stage": "onboarding", "shop": {}}),
        ({"merchant_id": "m", "shop": None}, {"merchant_id": "m", "stage": "onboarding"}),
        (
            {"merchant_id": "m", "metrics": {"d7": {"gmv": float("nan")}}},
            {"merchant_id": "m", "stage": "onboarding", "metrics": {"d7": {}}},
        ),
        ({"merchant_id": "m", "followers": "12"}, {"merchant_id": "m", "stage": "onboarding", "followers": 12}),
    ],
)
def test_missing_is_absent(raw: dict[str, Any], facts: dict[str, Any]) -> None:
    assert facts_from(raw) == facts == facts_of(validate(raw))
