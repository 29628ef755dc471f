"""How something is put wrong with products, what is said of them, and what is promised to buyers."""

from __future__ import annotations

from collections.abc import Callable

from merchant_compliance.merchant.synthetic.goods import AUTHENTIC
from merchant_compliance.merchant.synthetic.parts import Draft, Record, measured
from merchant_compliance.merchant.synthetic.tables import (
    FORBIDDEN_WORDS,
    HYPE,
    IMPORT_CLAIMS,
    MEDICAL_CLAIMS,
    OFFICIAL_CAMPAIGNS,
)


def _first(draft: Draft) -> Record:
    product: Record = draft.record["products"][0]
    return product


def claim_in_title(draft: Draft) -> None:
    _retitle(draft, draft.rng.choice(FORBIDDEN_WORDS) + _first(draft)["title"])


def _retitle(draft: Draft, title: str) -> None:
    product = _first(draft)
    product["title"] = title
    product["texts"][0] = {"source": "title", "text": title}


def claim_in_description(draft: Draft) -> None:
    _first(draft)["description"] = f"{draft.rng.choice(FORBIDDEN_WORDS)}做工，用料讲究"


def claim_in(source: str) -> Callable[[Draft], None]:
    """In a picture, as recognised there, or in what a host says."""

    def how(draft: Draft) -> None:
        _first(draft)["texts"].append({"source": source, "text": f"这是{draft.rng.choice(FORBIDDEN_WORDS)}的选择"})

    return how


def claim_cure(draft: Draft) -> None:
    _retitle(draft, f"{_first(draft)['title']}{draft.rng.choice(MEDICAL_CLAIMS)}")


def claim_import(draft: Draft) -> None:
    _retitle(draft, draft.rng.choice(IMPORT_CLAIMS) + _first(draft)["title"])


def hype(draft: Draft) -> None:
    _first(draft)["texts"].append({"source": "live", "text": f"家人们，{draft.rng.choice(HYPE)}，只剩最后几单"})


def join_unreviewed(draft: Draft) -> None:
    _first(draft).update(campaigns=[draft.rng.choice(OFFICIAL_CAMPAIGNS)])


def without_inspection(kind: str) -> Callable[[Draft], None]:
    """Without that kind of inspection altogether: a report, or the inspection warehouse of marked jewellery."""

    def how(draft: Draft) -> None:
        for product in draft.record["products"]:
            product["inspections"] = [found for found in product["inspections"] if found["kind"] != kind]

    return how


def fail_inspection(kind: str) -> Callable[[Draft], None]:
    """The latest inspection of that kind was failed."""

    def how(draft: Draft) -> None:
        others = [found for found in _first(draft)["inspections"] if found["kind"] != kind]
        failed = {"kind": kind, "result": "fail", "on": draft.ago(5, 80), "accreditations": ["CMA"]}
        _first(draft)["inspections"] = [*others, failed]

    return how


def age_report(draft: Draft) -> None:
    for found in _first(draft)["inspections"]:
        if found["kind"] == "report":
            found["on"] = draft.ago(400, 900)


def skip_person(draft: Draft) -> None:
    for product in draft.record["products"]:
        product["reviews"] = [review for review in product["reviews"] if review["by"] == "machine"]


def misplace(draft: Draft) -> None:
    """Declared where nothing is asked for, and recognised as what it is."""
    _first(draft).update(predicted_category="pesticide", category_confidence=round(draft.rng.uniform(0.92, 0.99), 3))


def claim_authentic(draft: Draft) -> None:
    """The words of the mark without the mark."""
    product = _first(draft)
    product["campaigns"] = [name for name in product["campaigns"] if name != AUTHENTIC]
    _retitle(draft, f"{product['title']}官方保真")


def promise_nothing(draft: Draft) -> None:
    draft.record["guarantees"] = []


def disappoint(draft: Draft) -> None:
    measured(draft, badness=draft.rng.uniform(8, 15))
