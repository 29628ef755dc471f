"""The logistics dimension against real reviews; skipped where the data (or scipy) is not at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_cards import shipped
from test_star_systems import AS_OF, compile_value

from merchant_compliance.scorecards.scoring import compile_scorecard

DATA = Path(__file__).parents[3] / "shared" / "data" / "olist_sellers.csv"


@pytest.mark.skipif(not DATA.exists(), reason="olist_sellers.csv is not beside the repository")
def test_logistics_ranks_real_sellers_as_their_late_deliveries_do() -> None:
    """Nothing but late delivery is known of them: the dimension must keep its order, and so its correlation."""
    stats = pytest.importorskip("scipy.stats", reason="scipy comes with the `bench` extra")
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["average_review_score"]]
    score = compile_scorecard(shipped("experience-stars-2021").model_copy(update={"minimum": None}), compile_value)
    late = [float(row["late_delivery_rate_pct"]) / 100 for row in rows]
    scopes = [{"merchant": {"metrics": {"d30": {"late_shipment_rate": rate}}}, "as_of": AS_OF} for rate in late]
    logistics = [score(scope)["dimensions"]["logistics"] for scope in scopes]
    reviews = [float(row["average_review_score"]) for row in rows]
    found = stats.spearmanr(logistics, reviews).statistic
    assert found == pytest.approx(0.39, abs=0.005)
    assert found == pytest.approx(-stats.spearmanr(late, reviews).statistic, abs=0.001)
