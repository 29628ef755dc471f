"""Metrics of a shop over its windows: lognormal around figures of a shop that is well run."""

from __future__ import annotations

from math import exp
from random import Random
from typing import Any

WINDOWS = (7, 30, 60, 90, 180)

WELL_RUN: dict[str, tuple[float, float]] = {
    "quality_return_rate": (0.0, 0.008),
    "negative_review_rate": (0.0, 0.002),
    "positive_review_rate": (1.0, -0.03),
    "pickup_48h_rate": (1.0, -0.006),
    "delivery_hours": (20.0, 20.0),
    "late_shipment_rate": (0.0, 0.006),
    "logistics_complaint_rate": (0.0, 0.0015),
    "reply_rate_3min": (1.0, -0.04),
    "reply_rate_5min": (1.0, -0.02),
    "reply_seconds": (10.0, 20.0),
    "service_satisfaction": (1.0, -0.05),
    "refund_hours": (1.0, 6.0),
    "return_refund_hours": (4.0, 14.0),
    "dispute_rate": (0.0, 0.001),
    "platform_help_rate": (0.0, 0.0003),
    "order_defect_rate": (0.0, 0.003),
    "cancel_rate": (0.0, 0.006),
    "valid_tracking_rate": (1.0, -0.006),
    "average_review": (5.0, -0.2),
    "live_report_rate": (0.0, 0.0004),
}
"""The best possible value, and how far from it a usual shop is. Order of magnitude after public star systems; ours."""
WORST: dict[str, float] = {
    name: 200.0 if name.endswith("hours") else 0.3 if step < 0 else 0.6 for name, (_, step) in WELL_RUN.items()
} | {"average_review": 1.0, "reply_seconds": 3600.0}
SPREAD_OF_SHOPS, FARTHEST_SHOP, SPREAD_OF_WINDOWS = 0.3, 0.6, 0.15
"""Of the logarithms of shops and the farthest of them, so that no usual shop is a bad one by chance; of windows."""


def _value(name: str, distance: float) -> float:
    best, step = WELL_RUN[name]
    value, worst = best + step * distance, WORST[name]
    return round(max(value, worst) if step < 0 else min(value, worst), 4)


def _near(rng: Random) -> float:
    return 1 + SPREAD_OF_WINDOWS * (2 * rng.random() - 1)


def windows(rng: Random, daily_orders: float, price: float, badness: float = 1.0) -> dict[str, Any]:
    """All windows. `badness` 1 is a usual shop, 10 one that disappoints in everything; windows of a shop are alike."""
    own = {name: badness * exp(min(rng.gauss(0, SPREAD_OF_SHOPS), FARTHEST_SHOP)) for name in WELL_RUN}
    found = {}
    for days in WINDOWS:
        orders = round(daily_orders * days * _near(rng))
        rates = {name: _value(name, far * _near(rng)) for name, far in own.items()}
        found[f"d{days}"] = {"valid_orders": orders, "gmv": round(orders * price, 2)} | rates
    return found
