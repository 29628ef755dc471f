"""Guards: comparisons of a text or flag of the merchant, with the share of merchants of whom they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from batch_rules.comparisons import Comparison
from batch_rules.record import PROVINCES, SCALARS, Flag

MERCHANT = "merchant."


class Guard(NamedTuple):
    """A comparison, and the share of merchants of whom it holds."""

    test: Comparison
    share: float


def _in(path: str, *values: str) -> Guard:
    column = SCALARS[path]
    share = sum(column.shares[value] for value in values)  # type: ignore[union-attr]
    sign: Literal["==", "in"] = "in" if len(values) > 1 else "=="
    return Guard(Comparison(MERCHANT + path, sign, values if len(values) > 1 else values[0]), share)


def _flag(path: str, sign: Literal["is", "not"]) -> Guard:
    column = SCALARS[path]
    assert isinstance(column, Flag)
    return Guard(Comparison(MERCHANT + path, sign), column.share if sign == "is" else 1 - column.share)


GUARDS: Mapping[str, Sequence[Guard]] = {
    "subject.kind": [
        _in("subject.kind", "natural_person"),
        _in("subject.kind", "sole_proprietor"),
        _in("subject.kind", "enterprise"),
        _in("subject.kind", "natural_person", "sole_proprietor"),
    ],
    "shop.type": [
        *(_in("shop.type", each) for each in SCALARS["shop.type"].shares),  # type: ignore[union-attr]
        _in("shop.type", "flagship", "official_flagship", "mall"),
        _in("shop.type", "single_brand", "multi_brand"),
        _in("shop.type", "personal", "sole_proprietor"),
    ],
    "shop.region": [
        Guard(Comparison("merchant.shop.region", "starts", code), weight / sum(PROVINCES.values()))
        for code, weight in PROVINCES.items()
    ],
    "shop.cross_border": [_flag("shop.cross_border", "is"), _flag("shop.cross_border", "not")],
    "subject.license_perpetual": [_flag("subject.license_perpetual", "not")],
    "subject.id_kind": [
        _in("subject.id_kind", "passport"),
        _in("subject.id_kind", "hk_macau_permit", "taiwan_permit"),
    ],
    "subject.status": [
        _in("subject.status", "dormant"),
        _in("subject.status", "revoked", "cancelled", "ordered_closed"),
    ],
}
