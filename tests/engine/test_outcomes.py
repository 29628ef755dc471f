"""The laws of the outcome algebra, and the lift from categories to the merchant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.engine.outcomes import Scale

ORDER = ("approve", "notice", "restrict", "manual_review", "return", "suspend", "reject", "clear_out", "intercept")
SCALE = Scale(ORDER)
OUTCOME = st.sampled_from(ORDER)


@given(OUTCOME, OUTCOME, OUTCOME)
def test_worst_is_associative_commutative_and_idempotent(a: str, b: str, c: str) -> None:
    worst = SCALE.worst
    assert worst((worst((a, b)), c)) == worst((a, worst((b, c))))
    assert worst((a, b)) == worst((b, a))
    assert worst((a, a)) == a
    assert worst((a, SCALE.default)) == a


@given(OUTCOME, OUTCOME)
def test_one_outcome_exceeds_another_only_one_way(a: str, b: str) -> None:
    assert (SCALE.exceeds(a, b), SCALE.exceeds(b, a)).count(True) == (0 if a == b else 1)


LIFTS = [
    # own, categories, what fired on them, expected
    ("approve", ["tea"], {"tea": "reject"}, "reject"),
    ("approve", ["tea", "toy"], {"tea": "reject"}, "approve"),
    ("approve", ["tea", "toy"], {"tea": "reject", "toy": "clear_out"}, "reject"),
    ("approve", ["tea", "toy"], {"tea": "clear_out", "toy": "intercept"}, "clear_out"),
    ("approve", ["tea"], {"tea": "suspend"}, "approve"),
    ("intercept", ["tea"], {"tea": "reject"}, "intercept"),
    ("approve", [], {}, "approve"),
    ("notice", [], {"tea": "reject"}, "notice"),
    ("return", ["tea"], {"tea": "reject"}, "reject"),
]


@pytest.mark.parametrize(("own", "categories", "fired", "expected"), LIFTS)
def test_a_merchant_whose_every_category_is_rejected_is_rejected(
    own: str, categories: list[str], fired: dict[str, str], expected: str
) -> None:
    assert SCALE.lifted(own, categories, fired) == expected


@given(OUTCOME, st.lists(OUTCOME, max_size=4))
def test_a_lift_never_makes_an_outcome_milder(own: str, found: list[str]) -> None:
    names = [f"c{number}" for number in range(len(found))]
    lifted = SCALE.lifted(own, names, dict(zip(names, found, strict=True)))
    assert SCALE.rank[lifted] >= SCALE.rank[own]


def test_a_scale_without_reject_lifts_nothing() -> None:
    assert Scale(("approve", "block")).lifted("approve", ["tea"], {"tea": "block"}) == "approve"
