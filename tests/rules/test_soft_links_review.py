"""Whatever a soft link looks like, the shipped rules ask for a check by hand and never intercept for it alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance import Engine
from merchant_compliance.rulebook.load import shipped_rules

KINDS = ("name", "address", "phone", "email", "representative", "id_number", "uscc", "uid", "device")
LINK = st.fixed_dictionaries(
    {
        "list": st.sampled_from(("community-ban", "governance-ban", "onboarding-blacklist", "other")),
        "merchant_id": st.just("m9"),
        "hops": st.just(1),
        "via": st.lists(st.sampled_from(KINDS), min_size=1, max_size=5, unique=True),
        "confidence": st.floats(0.01, 0.99),
    }
)


@cache
def engine() -> Engine:
    return Engine.load(shipped_rules())


@given(
    st.lists(LINK, max_size=4), st.sampled_from(("merchant", "creator")), st.sampled_from(("onboarding", "operation"))
)
@settings(max_examples=40)
def test_a_soft_link_leads_to_a_review_and_never_to_more(links: list[dict[str, Any]], role: str, stage: str) -> None:
    merchant = {"merchant_id": "m1", "role": role, "stage": stage}
    without = engine().evaluate(merchant, date(2021, 12, 31), lists=[], links=[])
    found = engine().evaluate(merchant, date(2021, 12, 31), lists=[], links=links)
    fired = {one.rule for one in found.findings if one.verdict == "fired"}
    assert fired - {one.rule for one in without.findings if one.verdict == "fired"} == ({"ITS-001"} if links else set())
    rank = engine().scale.rank
    assert rank[found.outcome] <= max(rank[without.outcome], rank["manual_review"])
