"""Remedies for many merchants: no places are left, equal ones stand together, and no count is more than is known."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from report_samples import crowded, shipped

from merchant_compliance.engine.rows.summary import RuleTally, Summary
from merchant_compliance.report.names import Names, Remedy, names_of
from merchant_compliance.report.parts import Meter
from merchant_compliance.report.remedies import general, remedy_section, top_remedies
from merchant_compliance.rulebook.parameters import Parameter
from merchant_compliance.text import Text

DAY = date(2021, 12, 31)
DAYS = {"days": Parameter("days", (date(2020, 1, 1), date(2022, 1, 1)), (15, 30))}


@pytest.mark.parametrize(
    ("zh", "en", "general_zh", "general_en"),
    [
        ("请补足保证金。", "Pay the difference.", "请补足保证金。", "Pay the difference."),
        (
            "请从申请中删去类目 {category}，并下架商品。",
            "Leave the category {category} out and take its goods down.",
            "请从申请中删去相应类目，并下架商品。",
            "Leave the category concerned out and take its goods down.",
        ),
        (
            "类目 {category} 的商品将下架。",
            "Category {category} is closed.",
            "相应类目的商品将下架。",
            "The category concerned is closed.",
        ),
        (
            "请删去品牌“{brand.name}”。",
            "Leave “{brand.name}” out.",
            "请删去相应品牌。",
            "Leave the brand concerned out.",
        ),
        ("满 {params.days} 天后申请。", "Apply after {params.days} days.", "满 15 天后申请。", "Apply after 15 days."),
        (
            "请更换电话 {merchant.contact.phone}。",
            "Replace {merchant.contact.phone}.",
            "请更换电话 相应联系电话。",
            "Replace the phone concerned.",
        ),
        ("花括号 {{x}}", "braces {{x}}", "花括号 {x}", "Braces {x}"),
    ],
)
def test_places_become_words_that_fit_every_merchant(zh: str, en: str, general_zh: str, general_en: str) -> None:
    assert general(Remedy(Text(zh, en), DAYS), DAY) == Text(general_zh, general_en)


def test_a_parameter_has_its_value_of_the_day_of_the_run() -> None:
    remedy = Remedy(Text("{params.days}", "{params.days}"), DAYS)
    assert [general(remedy, day).en for day in (DAY, date(2022, 1, 1))] == ["15", "30"]


def test_no_remedy_of_the_shipped_rulebook_keeps_a_place() -> None:
    remedies = names_of(shipped()).remedies
    assert sum("{" in remedy.text.en for remedy in remedies.values()) > 100
    said = [part for remedy in remedies.values() for part in general(remedy, DAY)]
    assert [part for part in said if set(part) & set("{}\ue000\ue001")] == []


def tallied(**fired: int) -> Summary:
    """Rules by their id, with the number of merchants on whom each fired."""
    rules = {rule: RuleTally("p", count, 0, Counter({"return": count})) for rule, count in fired.items()}
    return Summary(as_of="2021-12-31", merchants=100, rules=rules)


NAMES = Names(
    outcomes={"approve": Text("通过", "Approve"), "return": Text("驳回", "Return")},
    remedies={
        "A": Remedy(Text("请付款。", "Pay."), {}),
        "B": Remedy(Text("请付款。", "Pay."), {}),
        "C": Remedy(Text("请等待。", "Wait."), {}),
        "D": Remedy(Text("", ""), {}),
    },
)


def test_rules_that_ask_for_the_same_stand_together_and_their_merchants_are_not_added_up() -> None:
    top = top_remedies(tallied(A=7, B=9, C=8, D=20), NAMES)
    assert [(asked.text.en, [rule for rule, _ in asked.rules], asked.counted) for asked in top] == [
        ("Pay.", ["B", "A"], "≥ 9"),
        ("Wait.", ["C"], "8"),
    ]


def test_the_section_measures_every_remedy_by_the_most_frequent_one() -> None:
    rows = remedy_section(tallied(A=10, C=5), NAMES).table.rows
    meters = [cell for row in rows for cell in row if isinstance(cell, Meter)]
    assert [meter.percent for meter in meters] == ["100.0%", "50.0%"]
    assert {meter.colour for meter in meters} == {NAMES.colour("return")}


def test_many_rules_of_one_remedy_are_counted_instead_of_named() -> None:
    names = Names(NAMES.outcomes, remedies=dict.fromkeys("ABCDE", NAMES.remedies["A"]))
    (row,) = remedy_section(tallied(A=5, B=4, C=3, D=2, E=1), names).table.rows
    assert row[1] == Text("A, B, C 等 5 条", "A, B, C and 2 more")


def test_without_fired_rules_there_is_no_such_section() -> None:
    assert remedy_section(Summary(), NAMES).table.rows == []
    assert len(remedy_section(crowded(), names_of(shipped())).table.rows) == 12
