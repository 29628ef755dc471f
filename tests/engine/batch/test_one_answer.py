"""The batch engine and the engine for one merchant: the same rows for random rulebooks over random records."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_rulebooks import random_case

CASES, CONDITIONS, RECORDS = 12, 40, 30


def test_both_engines_give_the_same_rows() -> None:
    tally: Counter[str] = Counter()

    @settings(
        max_examples=CASES,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(min_value=0, max_value=2**64 - 1))
    def case(seed: int) -> None:
        made = random_case(seed, CONDITIONS, RECORDS)
        for wanted, got in zip(made.one_by_one(), made.together(), strict=True):
            for column, value in wanted.items():
                if got[column] != value:
                    pytest.fail(f"seed {seed}, {wanted['merchant_id']}, {column}\n{value}\n{got[column]}")
            tally.update(name for name in ("fired", "undetermined", "targets", "pending") if wanted[name])
            tally[wanted["outcome"]] += 1

    case()
    print(dict(tally))
    assert min(tally[name] for name in ("fired", "undetermined", "targets", "pending")) > 20, tally
    assert sum(1 for name in ("approve", "reject", "intercept", "suspend") if tally[name]) >= 2, tally
