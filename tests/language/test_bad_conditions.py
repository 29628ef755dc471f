"""Conditions that are refused: each with its code, its place and a mend; and hostile ones, refused or run at once."""

from __future__ import annotations

import time
from datetime import date

import pytest

from merchant_compliance.errors import Problem
from merchant_compliance.language import UNKNOWN, ExpressionError, evaluate_expression
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact

ENVIRONMENT = Environment.of(
    {"limit": 5, "rate": 0.5, "words": ["a"], "since": date(2021, 1, 1)}, ("category", "merchant.categories")
)
PROMPT = 60.0
"""Seconds within which anything hostile is done with, on a busy machine."""


def problem_of(source: str) -> Problem:
    with pytest.raises(ExpressionError) as refusal:
        check(source, ENVIRONMENT)
    return refusal.value.problems[0]


NEAREST = {
    # fields and names
    'merchant.subject.kindd == "enterprise"': ("unknown-field", "1:17", "kind"),
    'merchant.qualifications.exists(q, q.statuss == "valid")': ("unknown-field", "1:36", "status"),
    "merchant.products.exists(p, p.texts.exists(t, t.txt == 'a'))": ("unknown-field", "1:48", "text"),
    "params.limt > 1": ("unknown-field", "1:7", "limit"),
    "scores.x.star > 1": ("unknown-field", "1:9", "stars"),
    'lists.exists(l, l.catgory == "a")': ("unknown-field", "1:18", "category"),
    "merchnt.followers > 1": ("unknown-name", "1:8", "merchant"),
    "folowers > 1": ("unknown-name", "1:1", "merchant.followers"),
    'catgory == "tea"': ("unknown-name", "1:1", "category"),
    'merchant.shop.name.startswith("a")': ("unknown-name", "1:30", "startsWith"),
    # values of enum fields, wherever the literal stands
    'merchant.subject.kind == "enterprize"': ("unknown-value", "1:23", "enterprise"),
    '"enterprize" != merchant.subject.kind': ("unknown-value", "1:14", "enterprise"),
    'merchant.subject.kind == "enter" + "prize"': ("unknown-value", "1:23", "enterprise"),
    'merchant.subject.kind in ["enterprise", "natural_persn"]': ("unknown-value", "1:23", "natural_person"),
    '"abnormal_operatio" in merchant.subject.listings': ("unknown-value", "1:21", "abnormal_operation"),
    'merchant.subject.listings == ["serious_ilegal"]': ("unknown-value", "1:27", "serious_illegal"),
    'merchant.subject.listings.exists(l, l == "serious_ilegal")': ("unknown-value", "1:39", "serious_illegal"),
    'merchant.qualifications.filter(q, q.verified).exists(x, x.status == "vaild")': ("unknown-value", "1:66", "valid"),
    'merchant.qualifications.map(q, q.status).exists(s, s == "vaild")': ("unknown-value", "1:54", "valid"),
    'merchant.brands.exists(b, b.mark == "r")': ("unknown-value", "1:34", "R"),
    'merchant.shop.type ==\n  "flagshp"': ("unknown-value", "1:20", "flagship"),
    'true &&\n  merchant.stage == "exitt"': ("unknown-value", "2:18", "exit"),
}
REFUSED = {
    "merchant.subject.kind == null": "refused-null",
    "[null].size() > 0": "refused-null",
    "1u < 2u": "refused-uint",
    'b"a" == b"b"': "refused-bytes",
    "bytes(merchant.shop.name).size() > 1": "refused-bytes",
    'timestamp("2021-01-01T00:00:00Z") < as_of': "refused-time",
    'as_of + duration("24h") > as_of': "refused-time",
    "as_of.getFullYear() > 2020": "refused-time",
    "type(merchant.followers) == int": "refused-type",
    "dyn(merchant.followers) == 1": "refused-type",
    '"%d".format([1]) == "1"': "refused-format",
    'strings.quote("a") == "a"': "refused-format",
    "google.protobuf.Timestamp{seconds: 1} > as_of": "refused-message",
    "string(merchant.shop.deposit_paid) == '1'": "refused-string",
    "merchant.followers > merchant.shop.deposit_paid": "refused-numbers",
    "merchant.followers + merchant.shop.deposit_paid > 1.0": "refused-numbers",
    "merchant.followers in [merchant.shop.deposit_paid]": "refused-numbers",
    "merchant.shop.deposit_paid == 9007199254740993": "refused-numbers",
    'merchant.categories[0] == "a"': "refused-index",
    "merchant.qualifications[0].verified": "refused-index",
    "merchant.qualifications.filter(q, q.verified)[0].verified": "refused-index",
    "merchant.shop == merchant.shop": "refused-parts",
    "{1.5: 2}[1.5] == 2": "refused-key",
    "{true: 1, 1: 2}[true] == 1": "refused-key",
    "merchant.shop.name.matches(merchant.subject.name)": "refused-pattern",
    # constants that can never have a result are errors of the author, not unknowns
    'merchant.shop.name.matches("(")': "bad-constant",
    'merchant.shop.name.matches("a(?=b)")': "bad-constant",
    r'merchant.shop.name.matches("\\pL")': "bad-constant",
    'date("2021-02-30") < as_of': "bad-constant",
    'date("21-2-3") < as_of': "bad-constant",
    'date("2021-01-0" + "x") < as_of': "bad-constant",
    'int("x") > 1': "bad-constant",
    'double("x") > 1.0': "bad-constant",
    'bool("x")': "bad-constant",
    "days(106752) > days(1)": "bad-constant",
    # types
    'merchant.followers > "1"': "types",
    'merchant.shop.cross_border == "true"': "types",
    'as_of > "2021-01-01"': "types",
    "as_of - 30 > merchant.applied_on": "types",
    "merchant.categories.exists(c, c)": "types",
    'contains_any(merchant.shop.name, "a")': "types",
    "same_name(merchant.shop.name)": "arguments",
    "days()": "arguments",
    "merchant.followers": "not-a-condition",
    '"a"': "not-a-condition",
    # syntax
    "": "syntax",
    "merchant.followers >": "syntax",
    "merchant.followers = 1": "syntax",
    "merchant.followers > 1 and true": "syntax",
    "has(merchant)": "syntax",
    "merchant.followers == 9223372036854775808": "syntax",
    "\ud800": "syntax",
}
TAKEN = (
    "merchant.followers > double(params.limit)",
    "merchant.followers > 4.5",
    "merchant.shop.deposit_paid > params.limit",
    "merchant.shop.deposit_paid in [1, 2]",
    "double(merchant.followers) > merchant.shop.deposit_paid",
    "merchant.subject.kind == merchant.shop.type",
    'scores["experience-stars"].dimensions["product"] > 3',
    "scores[merchant.merchant_id].rated",
    'merchant.shop.name.matches(params.words.join("|"))',
    "merchant.shop.type == 'flagship' // a comment",
    'category in ["pesticide", "seed"]',
)


@pytest.mark.parametrize(("source", "told"), NEAREST.items())
def test_a_wrong_name_is_told_with_its_place_and_the_nearest_name(source: str, told: tuple[str, str, str]) -> None:
    problem = problem_of(source)
    assert (problem.code, f"{problem.line}:{problem.column}", problem.nearest) == told
    assert problem.what.zh
    assert problem.what.en
    assert problem.mend.zh
    assert problem.mend.en


@pytest.mark.parametrize(("source", "code"), REFUSED.items())
def test_what_the_language_leaves_out_is_refused_with_a_reason(source: str, code: str) -> None:
    problem = problem_of(source)
    assert problem.code == code
    assert problem.line >= 1
    assert problem.column >= 1
    assert problem.what.zh != problem.what.en


@pytest.mark.parametrize("source", TAKEN)
def test_what_looks_similar_is_taken(source: str) -> None:
    assert check(source, ENVIRONMENT).type == "bool"


def test_the_mend_of_an_int_field_against_a_double_field_is_taken() -> None:
    problem = problem_of("merchant.followers > merchant.shop.deposit_paid")
    assert "double(" in problem.mend.en
    assert "double(" in problem.mend.zh
    check("double(merchant.followers) > merchant.shop.deposit_paid", ENVIRONMENT)


def test_several_errors_are_told_at_once() -> None:
    with pytest.raises(ExpressionError) as refusal:
        check('merchant.subject.kindd == "a" && merchant.shop.typ == "b"', ENVIRONMENT)
    assert [(p.code, p.nearest) for p in refusal.value.problems] == [
        ("unknown-field", "kind"),
        ("unknown-field", "type"),
    ]


HOSTILE = {
    "100,000 round brackets": "(" * 100_000 + "true" + ")" * 100_000,
    "100,000 square brackets": "[" * 100_000 + "]" * 100_000,
    "100,000 open brackets": "(" * 100_000,
    "1,000 additions": " + ".join(["1"] * 1_000) + " > 1",
    "500 steps": "merchant" + ".shop" * 500,
    "500 choices": "true ? (" * 500 + "true" + ") : false" * 500,
    "200 calls": "merchant.shop.name" + ".trim()" * 200 + ' == ""',
    "a text of a million characters": 'merchant.shop.name == "' + "a" * 1_000_000 + '"',
    "a name of 50,000 letters": "x" * 50_000,
    "a field of 50,000 letters": "merchant." + "x" * 50_000,
    "an open quote": 'merchant.shop.name == "' + "\\" * 50_001,
    "100,000 nested macros": "merchant.categories.exists(c, " * 100_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_condition_is_refused_at_once(source: str) -> None:
    started = time.perf_counter()
    problem = problem_of(source)
    assert problem.code in {"too-deep", "too-long", "syntax", "unknown-field", "unknown-name"}
    assert len(problem.say("en")) < 10_000
    assert time.perf_counter() - started < PROMPT


LONG = {
    "1,000 conjunctions": " && ".join(["merchant.followers > 1"] * 1_000),
    "1,000 disjunctions": " || ".join(f"merchant.followers == {number}" for number in range(1_000)),
    "5,000 words": f"merchant.shop.name in [{', '.join(map(repr, map(str, range(5_000))))}]",
    "1,000 negations": "!" * 1_000 + "(merchant.followers > 1)",
    "20 brackets": "(" * 20 + "merchant.followers > 1" + ")" * 20,
}


@pytest.mark.parametrize("source", LONG.values(), ids=LONG.keys())
def test_a_long_condition_is_taken_and_evaluated(source: str) -> None:
    merchant = {"merchant_id": "m", "followers": 999, "shop": {"name": "4999"}}
    assert exact(check(source, ENVIRONMENT))({"merchant": merchant}) is True


def test_a_pattern_on_which_other_engines_never_end_is_done_at_once() -> None:
    started = time.perf_counter()
    for pattern, text in (("(a+)+$", "a" * 30 + "b"), ("^(a|a)*$", "a" * 5_000 + "b"), ("(.*)*x", "a" * 50_000)):
        assert evaluate_expression("x.matches(p)", {"x": text, "p": pattern}) is False
    assert time.perf_counter() - started < PROMPT


def test_a_pattern_too_large_to_compile_is_refused() -> None:
    with pytest.raises(ExpressionError):
        evaluate_expression('x.matches("a{1000}{1000}")', {"x": "a"})
    assert evaluate_expression("x.matches(p)", {"x": "a", "p": "a{1000}{1000}"}) is UNKNOWN
