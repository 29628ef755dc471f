"""Decision tables: each row is a rule `<table>-<row>`, and what rows share stands on the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import TEXTS, loaded, policy, problems

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import both, negation

TABLE = """\
id: CAP
outcome: return
rows:
  flagship: {applies: 'merchant.shop.type == "flagship"', require: merchant.subject.registered_capital >= 1000000}
  mall:
    title: {zh: 卖场, en: Mall}
    applies: merchant.shop.type == "mall"
    require: merchant.subject.registered_capital >= 5000000
    outcome: {onboarding: reject}
    reason: {zh: 卖场资本, en: Capital of a mall}
    status: shadow
    citations: [another source]
"""


def test_each_row_becomes_a_rule(tmp_path: Path) -> None:
    flagship, mall = loaded(tmp_path, a=policy(tables=TABLE)).rules
    assert (flagship.id, mall.id) == ("CAP-flagship", "CAP-mall")
    assert (flagship.document, mall.document) == ("CAP", "CAP")
    assert flagship.outcomes["exit"] == "return"
    assert (flagship.place.line, flagship.place.column) == (7, 7)
    applies = check('merchant.shop.type == "flagship"', Environment.of())
    require = check("merchant.subject.registered_capital >= 1000000", Environment.of())
    assert flagship.applies == applies
    assert flagship.violation == both(applies, negation(require))


def test_a_row_has_what_the_table_shares_unless_it_has_its_own(tmp_path: Path) -> None:
    flagship, mall = loaded(tmp_path, a=policy(tables=TABLE)).rules
    assert (flagship.reason, flagship.remedy) == (("原因", "Reason"), ("补救", "Remedy"))
    assert (flagship.status, flagship.citations) == ("live", ("a source",))
    assert flagship.title == ("标题（flagship）", "Title (flagship)")
    assert mall.title == ("卖场", "Mall")
    assert (mall.reason, mall.remedy) == (("卖场资本", "Capital of a mall"), ("补救", "Remedy"))
    assert mall.outcomes == {"onboarding": "reject"}
    assert (mall.status, mall.citations) == ("shadow", ("another source",))


def test_guards_of_table_and_row_both_hold(tmp_path: Path) -> None:
    table = """\
id: T
outcome: return
for_each: merchant.categories as category
applies: merchant.shop.cross_border
rows:
  a: {applies: category == "seed", when: merchant.followers > 3}
  b: {when: merchant.followers > 4}
"""
    first, second = loaded(tmp_path, a=policy(tables=table)).rules
    environment = Environment.of(None, ("category", "merchant.categories"))
    shared = check("merchant.shop.cross_border", environment)
    assert first.applies == both(shared, check('category == "seed"', environment))
    assert second.applies == shared
    assert first.for_each == second.for_each == ("category", "merchant.categories")
    assert first.wording == {
        "applies": '(merchant.shop.cross_border) && (category == "seed")',
        "when": "merchant.followers > 3",
    }


def test_a_condition_on_the_table_is_that_of_all_rows(tmp_path: Path) -> None:
    table = """\
id: T
outcome: return
require: merchant.followers > 3
rows:
  a: {applies: merchant.shop.cross_border}
  b: {}
"""
    first, second = loaded(tmp_path, a=policy(tables=table)).rules
    judged = negation(check("merchant.followers > 3", Environment.of()))
    assert first.judged == second.judged == judged
    assert second.applies is None


FAULTS = [
    ("rows: {a: {}}", ["no-condition"], 7),
    ("rows: {a: {when: merchant.shop.cross_border, require: merchant.shop.cross_border}}", ["two-conditions"], 7),
    ("when: merchant.shop.cross_border\nrows: {a: {when: merchant.shop.cross_border}}", ["condition-twice"], 8),
    ("when: merchant.shop.cross_border\nrequire: merchant.shop.cross_border\nrows: {a: {}}", ["two-conditions"], 9),
    ("rows: {a b: {when: merchant.shop.cross_border}}", ["bad-name"], 7),
    ("rows: {a: {wen: merchant.shop.cross_border}}", ["unknown-key", "no-condition"], 7),
    ("rows: {a: {when: merchant.shop.crossborder}}", ["unknown-field"], 7),
    ("rows: {a: {when: merchant.shop.cross_border, outcome: rejct}}", ["unknown-outcome"], 7),
    ("rows: {}", ["empty-list"], 7),
    ("for_each: x\nrows: {a: {when: merchant.shop.cross_border}}", ["bad-for-each"], 7),
]


@pytest.mark.parametrize(("rest", "codes", "line"), FAULTS)
def test_a_faulty_row_is_named_at_its_place(tmp_path: Path, rest: str, codes: list[str], line: int) -> None:
    table = f"id: T\noutcome: return\nstatus: live\n{rest}"
    errors = [p for p in problems(tmp_path, a=policy(tables=table)) if p.severity == "error"]
    assert sorted(p.code for p in errors) == sorted(codes)
    assert {p.line for p in errors} == {line}


def test_title_and_outcome_stand_on_the_row_or_on_the_table(tmp_path: Path) -> None:
    table = "id: T\nrows: {a: {when: merchant.shop.cross_border}}"
    text = policy(tables=table).replace(TEXTS.splitlines()[0], "status: live")
    errors = [p for p in problems(tmp_path, a=text) if p.severity == "error"]
    assert [p.code for p in errors] == ["missing-key", "missing-key"]
    assert ["title" in p.what.en for p in errors] == [True, False]
