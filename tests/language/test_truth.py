"""The laws of three-valued truth, in the algebra itself and in the conditions that are built on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations, product
from typing import Any

import pytest

from merchant_compliance.language import UNKNOWN, evaluate_expression
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Literal, Node, Not, Variable, both, either, negation
from merchant_compliance.language.truth import Unknown, dominated, merge

T, F, U = True, False, "unknown"
TRUTHS = (T, F, U)
AND = {(T, T): T, (T, F): F, (T, U): U, (F, F): F, (F, U): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, F): F, (F, U): U, (U, U): U}
LAWS = {
    "commutative and": ("a && b", "b && a"),
    "commutative or": ("a || b", "b || a"),
    "associative and": ("a && (b && c)", "(a && b) && c"),
    "associative or": ("a || (b || c)", "(a || b) || c"),
    "distributive and": ("a && (b || c)", "(a && b) || (a && c)"),
    "distributive or": ("a || (b && c)", "(a || b) && (a || c)"),
    "idempotent and": ("a && a", "a && true"),
    "idempotent or": ("a || a", "a || false"),
    "absorbing and": ("a && (a || b)", "a || false"),
    "absorbing or": ("a || (a && b)", "a && true"),
    "De Morgan's and": ("!(a && b)", "!a || !b"),
    "De Morgan's or": ("!(a || b)", "!a && !b"),
    "double negation": ("!!a", "a && true"),
    "domination of false": ("a && false", "false"),
    "domination of true": ("a || true", "true"),
    "exists as or": ("[a, b, c].exists(x, x)", "(a == a && b == b && c == c) ? (a || b || c) : (a == a)"),
    "choice": ("a ? b : b", "a ? b : (b || false)"),
}


def _of(truth: object) -> Any:
    return Unknown(frozenset(("a.path",))) if truth == U else truth


def _named(value: object) -> object:
    return U if isinstance(value, Unknown) else value


def _evaluated(text: str, truths: tuple[object, ...]) -> object:
    names = dict(zip("abc", truths, strict=True))
    return _named(evaluate_expression(text, {name: truth for name, truth in names.items() if truth != U}))


@pytest.mark.parametrize(("table", "by"), [(AND, False), (OR, True)], ids=["and", "or"])
def test_the_tables_of_kleene(table: dict[tuple[object, object], object], by: bool) -> None:
    for pair, wanted in table.items():
        for order in permutations(pair):
            assert _named(dominated([_of(truth) for truth in order], by=by)) == wanted


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_a_law_holds_for_all_truth_values(law: tuple[str, str]) -> None:
    for truths in product(TRUTHS, repeat=3):
        assert _evaluated(law[0], truths) == _evaluated(law[1], truths), truths


def test_unknown_or_its_opposite_stays_unknown() -> None:
    assert evaluate_expression("a || !a") is UNKNOWN
    assert evaluate_expression("a && !a") is UNKNOWN


@pytest.mark.parametrize("text", ["a && b || !c", "a || b && c", "!(a && (b || c))", "a ? b : c", "!a || (b && !c)"])
def test_learning_a_fact_never_turns_a_decided_truth(text: str) -> None:
    """Unknown is below true and below false: what is decided without a fact is decided with it."""
    for truths in product(TRUTHS, repeat=3):
        decided = _evaluated(text, truths)
        completions = product(*((T, F) if truth == U else (truth,) for truth in truths))
        outcomes = {_evaluated(text, completion) for completion in completions}
        assert decided == U or outcomes == {decided}, (truths, decided, outcomes)


@pytest.mark.parametrize("build", [both, either])
def test_joining_flattens_and_keeps_the_order(build: Callable[..., Node]) -> None:
    a, b, c = (Variable("bool", name) for name in "abc")
    assert build(a, build(b, c)) == build(build(a, b), c)
    assert list(build(a, build(b, c)).children()) == [a, b, c]
    assert build(a) is a


def test_joining_nothing_is_the_neutral_truth() -> None:
    assert both() == Literal("bool", True)
    assert either() == Literal("bool", False)


def test_negation_undoes_itself() -> None:
    a = Variable("bool", "a")
    assert negation(a) == Not("bool", a)
    assert negation(negation(a)) is a


def test_unknown_is_neither_true_nor_false_by_accident() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)
    with pytest.raises(TypeError):
        _ = 1 if UNKNOWN else 0


def test_merging_keeps_every_path_and_reason() -> None:
    left, right = Unknown(frozenset("a"), frozenset("r")), Unknown(frozenset("b"))
    assert left | right == right | left == Unknown(frozenset("ab"), frozenset("r"))
    assert left | left == left
    assert left | UNKNOWN == left
    assert merge([left, right, UNKNOWN]) == left | right
    assert merge([]) == UNKNOWN


@pytest.mark.parametrize("by", [True, False])
def test_what_is_no_truth_value_counts_as_unknown_with_a_reason(by: bool) -> None:
    answer = dominated([1, not by], by=by)
    assert isinstance(answer, Unknown)
    assert answer.reasons
    assert dominated([1, by], by=by) is by


PATHS: dict[str, set[str]] = {
    "merchant.followers > 1 && merchant.shop.deposit_paid > 1": {"merchant.followers", "merchant.shop.deposit_paid"},
    "merchant.followers > 1 || merchant.stage == 'exit'": {"merchant.followers"},
    "!(merchant.followers > 1)": {"merchant.followers"},
    "merchant.followers + merchant.exit.open_orders > 1": {"merchant.followers", "merchant.exit.open_orders"},
    "merchant.qualifications.exists(q, q.status == 'valid')": {"merchant.qualifications.status"},
    "merchant.qualifications.exists(q, q.status == 'valid' && q.verified)": {"merchant.qualifications.status"},
    "merchant.brands.exists(b, b.own)": {"merchant.brands"},
    "merchant.brands.filter(b, b.own).exists(b, b.exclusive)": {"merchant.brands"},
    "merchant.qualifications.map(q, q.number).exists(n, n == '1')": {"merchant.qualifications.number"},
    "(merchant.shop.cross_border ? merchant.qualifications : []).exists(q, q.verified)": {"merchant.shop.cross_border"},
    "lists.exists(l, l.list == 'a')": {"lists"},
    "links.size() > 0": {"links"},
    'scores["experience-stars"].stars > 4.0': {"scores.experience-stars.stars"},
    "has(merchant.followers) && merchant.followers > 1": set(),
    "merchant.stage == 'onboarding' || merchant.followers > 1": set(),
}


@pytest.mark.parametrize(("text", "paths"), PATHS.items())
def test_an_unknown_names_the_facts_that_reached_it_and_no_others(text: str, paths: set[str]) -> None:
    merchant = {"merchant_id": "m", "stage": "onboarding", "qualifications": [{"verified": True}]}
    answer = exact(check(text, Environment.of()))({"merchant": merchant})
    assert (set(answer.paths) if isinstance(answer, Unknown) else set()) == paths
    assert isinstance(answer, Unknown) == bool(paths)


REASONS = {
    "1 / merchant.followers > 0": "division by zero",
    "1 % merchant.followers > 0": "division by zero",
    "9223372036854775807 + merchant.exit.open_orders > 0": "integer overflow",
    "-9223372036854775808 - merchant.exit.open_orders < 0": "integer overflow",
    "4611686018427387904 * merchant.exit.open_disputes > 0": "integer overflow",
    "int(merchant.shop.name) > 0": "not a whole number",
    "merchant.shop.name.charAt(9) == ''": "index out of range",
    "merchant.applied_on + days(1) > as_of": "date out of range",
    "days(merchant.content.works_reviewed) > days(1)": "duration out of range",
}


@pytest.mark.parametrize(("text", "reason"), REASONS.items())
def test_an_operation_without_a_result_is_unknown_with_its_reason(text: str, reason: str) -> None:
    merchant = {
        "followers": 0,
        "applied_on": date.max,
        "shop": {"name": "tea"},
        "exit": {"open_orders": 1, "open_disputes": 2},
        "content": {"works_reviewed": 2**62},
    }
    answer = exact(check(text, Environment.of()))({"merchant": merchant, "as_of": date(2021, 1, 1)})
    assert isinstance(answer, Unknown)
    assert any(reason in told for told in answer.reasons), answer
