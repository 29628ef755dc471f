"""Places in reasons and remedies: what can be filled is accepted, all else is named with the nearest."""

from __future__ import annotations

import pytest

from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.placeholders import placeholder_problems
from merchant_compliance.rulebook.rule import ForEach

CATEGORY = ForEach("category", "merchant.categories")
PRODUCT = ForEach("product", "merchant.products")
FINE = [
    ("no places", None),
    ("{merchant.shop.name}", None),
    ("{merchant.categories} {merchant.qualifications.status}", None),
    ("{as_of} {params.limit}", None),
    ("{scores.experience-stars.stars} {scores.experience-stars.dimensions.product}", None),
    ("{category}", CATEGORY),
    ("{product.title} {product.texts.text}", PRODUCT),
    ("{{literally}}", None),
]
WRONG = [
    ("{category}", None, "unknown-placeholder", None),
    ("{catgory}", CATEGORY, "unknown-placeholder", "category"),
    ("{product}", PRODUCT, "unknown-placeholder", "product.price"),
    ("{product.titel}", PRODUCT, "unknown-placeholder", "product.title"),
    ("{merchant.shop.nme}", None, "unknown-placeholder", "merchant.shop.name"),
    ("{shop.name}", None, "unknown-placeholder", "merchant.shop.name"),
    ("{params.limt}", None, "unknown-placeholder", "params.limit"),
    ("{scores.stars.score}", None, "unknown-placeholder", "scores.experience-stars.score"),
    ("{}", None, "unknown-placeholder", None),
    ("{0}", None, "unknown-placeholder", None),
    ("{merchant.followers:,}", None, "unknown-placeholder", "merchant.followers"),
    ("{merchant.followers!r}", None, "unknown-placeholder", "merchant.followers"),
    ("open {", None, "unbalanced-braces", None),
    ("closed }", None, "unbalanced-braces", None),
]


@pytest.mark.parametrize(("text", "for_each"), FINE)
def test_known_places_pass(text: str, for_each: ForEach | None) -> None:
    assert list(placeholder_problems(text, Place("f"), for_each, ["limit"], ["experience-stars"])) == []


@pytest.mark.parametrize(("text", "for_each", "code", "near"), WRONG)
def test_an_unknown_place_is_named(text: str, for_each: ForEach | None, code: str, near: str | None) -> None:
    found = list(placeholder_problems(text, Place("f", 2, 3), for_each, ["limit"], ["experience-stars"]))
    assert [(p.code, p.line, p.column) for p in found] == [(code, 2, 3)]
    assert found[0].nearest == near
