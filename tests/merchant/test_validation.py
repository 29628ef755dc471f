"""Records are read as they are meant, or refused with every wrong field named."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from merchant_compliance.errors import InputError, Problem, RecordError
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.validation import PROBLEM_LIMIT, validate


def problems(**fields: object) -> tuple[Problem, ...]:
    with pytest.raises(RecordError) as caught:
        validate({"merchant_id": "m1", **fields})
    return caught.value.problems


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


ACCEPTED: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {}),
    ({"stage": None, "followers": None, "shop": None}, {}),
    ({"followers": math.nan}, {}),
    ({"shop": {"deposit_paid": math.nan, "type": "mall"}}, {"shop": {"type": "mall"}}),
    ({"brands": [{"name": "a", "authorization_level": math.nan}]}, {"brands": [{"name": "a"}]}),
    ({"contact": {"phone": math.nan}}, {"contact": {}}),
    ({"applied_on": "2020-02-29", "followers": "12"}, {"applied_on": date(2020, 2, 29), "followers": 12}),
    ({"shop": {"cross_border": "true"}}, {"shop": {"cross_border": True}}),
    ({"categories": []}, {"categories": []}),
]


@pytest.mark.parametrize(("fields", "facts"), ACCEPTED)
def test_null_and_nan_are_missing_and_spelled_values_are_read(
    fields: dict[str, object], facts: dict[str, object]
) -> None:
    merchant = validate({"merchant_id": "m1", **fields})
    assert facts_of(merchant) == {"merchant_id": "m1", "stage": "onboarding", **facts}


REFUSED: list[tuple[dict[str, object], str, str, str | None]] = [
    ({"shp": {}}, "unknown-field", "merchant.shp", "shop"),
    ({"shop": {"typ": "mall"}}, "unknown-field", "merchant.shop.typ", "type"),
    ({"products": [{}, {"prise": 1}]}, "unknown-field", "merchant.products[1].prise", "price"),
    ({"metrics": {"d30": {"gvm": 1}}}, "unknown-field", "merchant.metrics.d30.gvm", "gmv"),
    ({"uscc": "9"}, "unknown-field", "merchant.uscc", "merchant.subject.uscc"),
    ({"zzzzzz": 1}, "unknown-field", "merchant.zzzzzz", None),
    ({3: 1}, "unknown-field", "merchant", None),  # type: ignore[dict-item]
    ({"shop": {"type": "flagshp"}}, "wrong-value", 'merchant.shop.type may not be the text "flagshp"', "flagship"),
    ({"role": 3}, "wrong-value", "merchant.role may not be the number 3", None),
    ({"subject": {"listings": ["abnormal"]}}, "wrong-value", "merchant.subject.listings[0]", "abnormal_operation"),
    ({"followers": "many"}, "wrong-type", "merchant.followers should be a whole number", None),
    ({"followers": 2.5}, "wrong-type", "is the number 2.5", None),
    ({"followers": True}, "wrong-type", "is true or false", None),
    ({"followers": 10**5000}, "wrong-type", "(> 60 digits)", None),
    ({"shop": {"deposit_paid": "much"}}, "wrong-type", "merchant.shop.deposit_paid should be a number", None),
    ({"shop": {"cross_border": 1}}, "wrong-type", "should be true or false, but is the number 1", None),
    (
        {"applied_on": "2021-02-30"},
        "wrong-type",
        'calendar date such as 2021-02-28, but is the text "2021-02-30"',
        None,
    ),
    ({"applied_on": 20210228}, "wrong-type", "merchant.applied_on should be a calendar date", None),
    ({"contact": {"phone": 13800138000}}, "wrong-type", "merchant.contact.phone should be text", None),
    ({"categories": "tea"}, "wrong-type", "merchant.categories should be a list", None),
    ({"categories": ["tea", None]}, "wrong-type", "merchant.categories[1] should be text", None),
    ({"shop": "x"}, "wrong-type", "merchant.shop should be a JSON object", None),
    ({"products": [{}, [1]]}, "wrong-type", "merchant.products[1] should be a JSON object", None),
    ({"brands": [{"classes": [3, "x"]}]}, "wrong-type", "merchant.brands[0].classes[1] should be a whole", None),
    ({"shop": {"name": "x" * 10_000_000}}, "too-long", "merchant.shop.name is longer than 1000000", None),
    ({"shop": {"name": "\ud800"}}, "bad-text", "merchant.shop.name", None),
    ({"merchant_id": None}, "missing-field", "merchant.merchant_id is missing", None),
    ({"merchant_id": ""}, "missing-field", "merchant.merchant_id is missing", None),
    ({"merchant_id": math.nan}, "missing-field", "merchant.merchant_id is missing", None),
    ({"merchant_id": "m" * 201}, "too-long", "longer than 200", None),
    ({"merchant_id": 7}, "wrong-type", "merchant.merchant_id should be text", None),
]


@pytest.mark.parametrize(("fields", "code", "what", "near"), REFUSED)
def test_a_wrong_field_is_named_with_its_kind_and_the_nearest_name(
    fields: dict[str, object], code: str, what: str, near: str | None
) -> None:
    (problem,) = problems(**fields) if all(isinstance(k, str) for k in fields) else _raised(fields)
    assert (problem.code, problem.nearest) == (code, near)
    assert what in problem.what.en or what in problem.why.en
    assert problem.mend.zh
    assert problem.mend.en
    assert problem.say("zh").encode()


def _raised(fields: dict[str, object]) -> tuple[Problem, ...]:
    with pytest.raises(RecordError) as caught:
        validate({"merchant_id": "m1", **fields})
    return caught.value.problems


def test_every_wrong_field_of_a_record_is_told_at_once() -> None:
    found = problems(followers="x", shop={"type": "x", "open": 1}, applied_on="2021-13-01")
    assert sorted(p.code for p in found) == ["unknown-field", "wrong-type", "wrong-type", "wrong-value"]


def test_an_error_lists_the_allowed_values() -> None:
    (problem,) = problems(stage="onbording")
    assert problem.mend.en == "allowed values: onboarding, operation, exit"
    assert problem.nearest == "onboarding"


PERSONAL: list[dict[str, object]] = [
    {"subject": {"id_number": 110101199003077758}},
    {"subject": {"birth_date": "1990-02-31"}},
    {"subject": {"legal_representative": ["张三丰"]}},
    {"contact": {"phone": 13800138000}},
    {"account": {"uids": 998877}},
    {"qualifications": [{"holder": 998877}]},
]


@pytest.mark.parametrize("fields", PERSONAL)
def test_the_value_of_a_personal_fact_is_never_printed(fields: dict[str, object]) -> None:
    for language in ("zh", "en"):
        said = "\n".join(p.say(language) for p in problems(**fields))
        assert not any(secret in said for secret in ("1101", "1990", "张三丰", "1380", "9988"))


def test_a_wrong_value_is_shortened_to_forty_characters() -> None:
    (problem,) = problems(followers="7" * 30 + "x" * 100)
    assert "7" * 30 + "x" * 10 + "…" in problem.what.en
    assert "x" * 11 not in problem.what.en


@pytest.mark.parametrize("raw", [None, 3, "text", [1], nested(100_000), math.nan])
def test_what_is_no_object_is_no_record(raw: Any) -> None:
    with pytest.raises(InputError, match="JSON object"):
        validate(raw)


@pytest.mark.parametrize("place", ["merchant_id", "shop", "unknown", "products", "categories", "metrics", "followers"])
def test_a_hundred_thousand_nested_brackets_are_refused_and_crash_nothing(place: str) -> None:
    assert problems(**{place: nested(100_000)})


def test_a_million_wrong_elements_make_a_readable_error() -> None:
    found = problems(categories=[1] * 1_000)
    assert len(found) == PROBLEM_LIMIT + 1
    assert found[-1].what.en == "900 more problems are not listed"


def test_unknown_fields_can_be_ignored_at_every_depth() -> None:
    raw = {"merchant_id": "m1", "x": 1, "shop": {"y": nested(9)}, "products": [{"z": 1, "price": 2}]}
    merchant = validate(raw, allow_unknown=True)
    assert facts_of(merchant) == {
        "merchant_id": "m1", "stage": "onboarding", "shop": {}, "products": [{"price": 2.0}],
    }  # fmt: skip
    with pytest.raises(RecordError, match="whole number"):
        validate({**raw, "followers": "x"}, allow_unknown=True)


def test_the_record_given_is_not_changed() -> None:
    raw = {"merchant_id": "m1", "stage": None, "brands": [{"authorization_level": math.nan}]}
    validate(raw)
    assert raw["stage"] is None
    assert list(raw) == ["merchant_id", "stage", "brands"]
    assert "authorization_level" in raw["brands"][0]  # type: ignore[index]
