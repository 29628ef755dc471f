"""The record of the mix: its columns, and how their values are spread, so that the share below a threshold is known.

All columns are independent of each other. A number is given by its quantile function, from which both the file (of
uniform random numbers) and the thresholds of rules (of the share that shall be beyond them) are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

AS_OF = date(2024, 6, 30)
SHARES = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Words:
    """A text of a closed set, with the share of each value."""

    shares: Mapping[str, float]


@dataclass(frozen=True)
class Flag:
    """A truth value; `share` is that of true."""

    share: float


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`; `tail` is the end at which rules find fault.

    Spread evenly, evenly in the logarithm, or crowded at the faultless end (the power 4 of an even spread).
    `kind` `day` counts days from AS_OF. Values are rounded to multiples of `step`.
    """

    kind: Literal["real", "whole", "day"]
    low: float
    high: float
    step: float
    tail: Literal["low", "high"]
    spread: Literal["even", "log", "crowded"] = "even"

    def at(self, share: Any) -> Any:
        """The value below which this share of merchants is."""
        value = SPREADS[self.spread](self, share)
        return np.round(np.round(value / self.step) * self.step, 6)


def _even(number: Number, share: Any) -> Any:
    return number.low + (number.high - number.low) * share


def _log(number: Number, share: Any) -> Any:
    return number.low * (number.high / number.low) ** share


def _crowded(number: Number, share: Any) -> Any:
    if number.tail == "high":
        return number.low + (number.high - number.low) * share**4
    return number.high - (number.high - number.low) * (1 - share) ** 4


SPREADS: dict[str, Callable[[Number, Any], Any]] = {"even": _even, "log": _log, "crowded": _crowded}
Column = Words | Flag | Number


def _rate(low: float, high: float, tail: Literal["low", "high"] = "high") -> Number:
    return Number("real", low, high, 0.0001, tail, "crowded")


def _day(low: int, high: int, tail: Literal["low", "high"]) -> Number:
    return Number("day", low, high, 1, tail)


def _same(values: list[str]) -> Words:
    return Words(dict.fromkeys(values, 1 / len(values)))


PROVINCES = {"44": 16, "33": 12, "35": 8, "37": 8, "32": 10, "31": 6, "11": 5, "51": 6, "42": 5, "41": 8, "13": 6}
"""Codes of GB/T 2260 with weights; each has six cities here."""
REGIONS = {
    f"{province}{city:02}00": weight / 6 / sum(PROVINCES.values())
    for province, weight in PROVINCES.items()
    for city in range(1, 7)
}
SCALARS: dict[str, Column] = {
    "stage": Words({"onboarding": 0.06, "operation": 0.92, "exit": 0.02}),
    "followers": Number("whole", 10, 5_000_000, 1, "high", "log"),
    "shop.type": Words(
        {
            "personal": 0.30,
            "sole_proprietor": 0.24,
            "enterprise": 0.22,
            "multi_brand": 0.08,
            "single_brand": 0.06,
            "flagship": 0.06,
            "official_flagship": 0.02,
            "mall": 0.02,
        }
    ),
    "shop.region": Words(REGIONS),
    "shop.opened_on": _day(-2500, -1, "high"),
    "shop.deposit_paid": Number("real", 1_000, 200_000, 100, "low", "log"),
    "shop.cross_border": Flag(0.08),
    "subject.kind": Words({"natural_person": 0.30, "sole_proprietor": 0.26, "enterprise": 0.44}),
    "subject.id_kind": Words({"resident_id": 0.93, "hk_macau_permit": 0.03, "taiwan_permit": 0.02, "passport": 0.02}),
    "subject.status": Words(
        {"active": 0.965, "dormant": 0.02, "revoked": 0.006, "cancelled": 0.006, "ordered_closed": 0.003}
    ),
    "subject.registered_capital": Number("real", 30_000, 100_000_000, 10_000, "low", "log"),
    "subject.established_on": _day(-7000, -10, "high"),
    "subject.license_expires_on": _day(-60, 5000, "low"),
    "subject.license_perpetual": Flag(0.4),
    "subject.id_expires_on": _day(-30, 5000, "low"),
    "subject.birth_date": _day(-25000, -6400, "high"),
    "metrics.d30.valid_orders": Number("whole", 1, 100_000, 1, "high", "log"),
    "metrics.d30.gmv": Number("real", 100, 20_000_000, 0.01, "high", "log"),
    "metrics.d30.quality_return_rate": _rate(0, 0.2),
    "metrics.d30.negative_review_rate": _rate(0, 0.2),
    "metrics.d30.pickup_48h_rate": _rate(0.5, 1.0, "low"),
    "metrics.d30.late_shipment_rate": _rate(0, 0.4),
    "metrics.d30.dispute_rate": _rate(0, 0.1),
    "metrics.d30.reply_rate_3min": _rate(0.2, 1.0, "low"),
    "metrics.d30.refund_hours": Number("real", 1, 200, 0.1, "high", "crowded"),
}
"""By the path below `merchant`."""
KINDS = [
    "food_operation_licence",
    "food_production_licence",
    "prepacked_food_filing",
    "medical_device_business_licence",
    "medical_device_filing",
    "publication_licence",
    "liquor_licence",
    "cosmetics_filing",
    "pesticide_licence",
    "seed_licence",
    "quality_report",
    "brand_authorisation",
]
QUALIFICATION: dict[str, Column] = {
    "kind": _same(KINDS),
    "holder_role": Words({"subject": 0.70, "manufacturer": 0.18, "registrant": 0.06, "importer": 0.06}),
    "expires_on": _day(-200, 2500, "low"),
    "status": Words({"valid": 0.94, "renewing": 0.04, "revoked": 0.02}),
    "verified": Flag(0.92),
}
"""The fields of an element of `merchant.qualifications`."""
QUALIFICATIONS = {0: 0.15, 1: 0.25, 2: 0.25, 3: 0.2, 4: 0.15}
CATEGORIES = {1: 0.6, 2: 0.25, 3: 0.15}
"""Shares of merchants with so many elements, on average 1.95 and 1.55."""
CATEGORY = _same([f"category-{number:02}" for number in range(1, 41)])


def mean(lengths: Mapping[int, float]) -> float:
    return sum(length * share for length, share in lengths.items())
