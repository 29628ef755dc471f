"""Rules from policies: their trees, targets, outcomes by stage, and every way in which one can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rulebook_samples import item, loaded, policy, problems, told

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Not
from merchant_compliance.language.truth import Unknown
from merchant_compliance.rulebook.rule import ForEach, Interval, Rule

FLAGSHIP = 'merchant.shop.type == "flagship"'
FULL = """\
id: HRC-001
for_each: merchant.categories as category
applies: category in ["pesticide", "seed"]
require:
  all:
    - merchant.subject.kind == "enterprise"
    - lists.exists(l, l.list == "category-invitations" && l.category == category)
outcome: {onboarding: reject, operation: clear_out}
if_undetermined: manual_review
status: shadow
effective: {from: 2021-01-01, until: 2022-01-01}
published_on: 2020-12-20
rollout: 25
"""


def one(folder: Path, rule: str, **more: str) -> Rule:
    return loaded(folder, a=policy(rule, **more)).rules[0]


def verdict(rule: Rule, **scope: Any) -> Any:
    value = exact(rule.violation)({"as_of": date(2021, 6, 1), **scope})
    return "unknown" if isinstance(value, Unknown) else value


def test_a_rule_has_all_that_its_author_wrote(tmp_path: Path) -> None:
    rule = one(tmp_path, FULL, head="stage: [onboarding, operation]")
    assert (rule.id, rule.policy, rule.status, rule.rollout) == ("HRC-001", "test", "shadow", 25)
    assert rule.title == ("标题", "Title")
    assert rule.reason == ("原因", "Reason")
    assert rule.remedy == ("补救", "Remedy")
    assert rule.citations == ("a source",)
    assert rule.outcomes == {"onboarding": "reject", "operation": "clear_out"}
    assert rule.for_each == ForEach("category", "merchant.categories")
    assert rule.if_undetermined == "manual_review"
    assert rule.effective == Interval(date(2021, 1, 1), date(2022, 1, 1))
    assert rule.published_on == date(2020, 12, 20)
    assert rule.document == ""
    assert (rule.place.line, rule.place.column) == (5, 5)
    assert rule.wording == {
        "applies": 'category in ["pesticide", "seed"]',
        "require": 'merchant.subject.kind == "enterprise" && '
        '(lists.exists(l, l.list == "category-invitations" && l.category == category))',
    }


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    rule = one(tmp_path, f"id: A\nwhen: {FLAGSHIP}\noutcome: reject")
    assert (rule.status, rule.if_undetermined, rule.rollout, rule.published_on) == ("live", "pending", None, None)
    assert rule.effective == Interval(None, None)
    assert rule.for_each is None
    assert rule.applies is None
    assert rule.outcomes == {"onboarding": "reject", "operation": "reject", "exit": "reject"}


def test_require_is_violated_where_it_does_not_hold(tmp_path: Path) -> None:
    rule = one(tmp_path, f"id: A\nrequire: {FLAGSHIP}\noutcome: reject")
    assert rule.judged == Not("bool", check(FLAGSHIP, Environment.of()))
    assert rule.violation == rule.judged


VERDICTS = [
    # kind, the entries of lists, the category: the violation of FULL
    ("enterprise", [{"list": "category-invitations", "category": "seed"}], "seed", False),
    ("enterprise", [], "seed", True),
    ("natural_person", [{"list": "category-invitations", "category": "seed"}], "seed", True),
    (None, [{"list": "category-invitations", "category": "seed"}], "seed", "unknown"),
    (None, [], "seed", True),
    (None, None, "toys", False),
    ("enterprise", None, "seed", "unknown"),
]


@pytest.mark.parametrize(("kind", "lists", "category", "expected"), VERDICTS)
def test_the_violation_is_guard_and_unfulfilled_requirement(
    tmp_path: Path, kind: str | None, lists: list[dict[str, str]] | None, category: str, expected: object
) -> None:
    rule = one(tmp_path, FULL)
    scope: dict[str, Any] = {"merchant": {"subject": {"kind": kind} if kind else {}}, "category": category}
    if lists is not None:
        scope["lists"] = lists
    assert verdict(rule, **scope) == expected


GROUPS = [
    ("{all: [merchant.followers > 1, merchant.followers < 9]}", "merchant.followers > 1 && merchant.followers < 9"),
    ("{any: [merchant.followers < 1, merchant.followers > 9]}", "merchant.followers < 1 || merchant.followers > 9"),
    ("{none: [merchant.followers < 1, merchant.followers > 9]}", "!(merchant.followers < 1 || merchant.followers > 9)"),
    (
        "{all: [merchant.followers > 1, {none: [merchant.followers == 3, {any: [merchant.followers == 5]}]}]}",
        "merchant.followers > 1 && (!(merchant.followers == 3 || merchant.followers == 5))",
    ),
    (
        "{any: [merchant.followers > 5], none: [merchant.followers == 7]}",
        "merchant.followers > 5 && !(merchant.followers == 7)",
    ),
]


@pytest.mark.parametrize(("group", "text"), GROUPS)
def test_lists_of_conditions_are_put_together(tmp_path: Path, group: str, text: str) -> None:
    rule = one(tmp_path, f"id: A\nwhen: {group}\noutcome: reject")
    assert rule.judged == check(text, Environment.of())
    for followers in range(11):
        plain = exact(check(text, Environment.of()))({"merchant": {"followers": followers}})
        assert verdict(rule, merchant={"followers": followers}) == plain
    assert rule.wording is not None
    assert check(rule.wording["when"], Environment.of()) == rule.judged


STAGES = [
    ("", "reject", ["onboarding", "operation", "exit"]),
    ("stage: operation", "reject", ["operation"]),
    ("stage: [exit, onboarding]", "reject", ["exit", "onboarding"]),
    ("", "{operation: reject}", ["operation"]),
    ("stage: [onboarding, operation]", "{operation: reject}", ["operation"]),
]


@pytest.mark.parametrize(("head", "outcome", "stages"), STAGES)
def test_a_rule_is_judged_where_policy_and_outcome_have_the_stage(
    tmp_path: Path, head: str, outcome: str, stages: list[str]
) -> None:
    rule = one(tmp_path, f"id: A\nwhen: {FLAGSHIP}\noutcome: {outcome}", head=head)
    assert list(rule.outcomes) == stages


WRONG = [
    ("outcome: reject", ("no-condition", 4, 5, None)),
    (f"when: {FLAGSHIP}\nrequire: {FLAGSHIP}\noutcome: reject", ("two-conditions", 4, 5, None)),
    ("when: '{}'\noutcome: reject", None),
    (
        f"when: {FLAGSHIP}\noutcome: reject\neffective: {{from: 2022-01-01, until: 2021-01-01}}",
        ("empty-interval", 7, 16, None),
    ),
    (
        f"when: {FLAGSHIP}\noutcome: reject\neffective: {{from: 2022-01-01, until: 2022-01-01}}",
        ("empty-interval", 7, 16, None),
    ),
    (f"when: {FLAGSHIP}\noutcome: reject\nfor_each: categories", ("bad-for-each", 7, 15, None)),
    (f"when: {FLAGSHIP}\noutcome: reject\nfor_each: merchant.categories as a b", ("bad-for-each", 7, 15, None)),
    (
        f"when: {FLAGSHIP}\noutcome: reject\nfor_each: merchant.categorie as c",
        ("bad-for-each", 7, 15, "merchant.categories"),
    ),
    (
        f"when: {FLAGSHIP}\noutcome: reject\nfor_each: merchant.products.texts as t",
        ("bad-for-each", 7, 15, "merchant.products"),
    ),
    (f"when: {FLAGSHIP}\noutcome: reject\nfor_each: merchant.categories as lists", ("taken-name", 7, 15, None)),
    ("when: merchant.followers + 1\noutcome: reject", None),
    ("when: merchant.followers > params.x\noutcome: reject", None),
    ('when: merchant.shop.type == "flagshp"\noutcome: reject', None),
    ('when: merchant.shop.tpye == "flagship"\noutcome: reject', None),
    ("when: merchant.shop.name.matches('(a+)+$(?=x)')\noutcome: reject", None),
]


@pytest.mark.parametrize(("rule", "expected"), WRONG)
def test_a_rule_that_cannot_work_is_refused(tmp_path: Path, rule: str, expected: tuple[object, ...] | None) -> None:
    errors = [p for p in problems(tmp_path, a=policy(f"id: A\n{rule}")) if p.severity == "error"]
    assert len(errors) == 1
    assert expected is None or told(errors) == [expected]
    assert errors[0].line


def test_a_mistyped_list_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    rule = 'id: A\nfor_each: merchant.product as p\nwhen: p.prise > 3 && p.category == "x"\noutcome: reject'
    assert [(p.code, p.nearest) for p in problems(tmp_path, a=policy(rule))] == [
        ("bad-for-each", "merchant.products"),
        ("unknown-field", "price"),
    ]


def test_a_stage_outside_the_policys_is_a_warning_and_none_left_an_error(tmp_path: Path) -> None:
    some = policy(f"id: A\nwhen: {FLAGSHIP}\noutcome: {{onboarding: reject, exit: reject}}", head="stage: [onboarding]")
    assert [(p.code, p.severity) for p in problems(tmp_path, a=some)] == [("outside-stages", "warning")]
    none = policy(f"id: A\nwhen: {FLAGSHIP}\noutcome: {{exit: reject}}", head="stage: [onboarding]")
    assert [p.code for p in problems(tmp_path, a=none) if p.severity == "error"] == ["never-judged"]


UNUSED = [
    ("when: merchant.followers > params.x", "{zh: 一, en: One}", []),
    (f"when: {FLAGSHIP}", "{zh: '{params.x}', en: One}", []),
    (f"when: {FLAGSHIP}", "{zh: 一, en: One}", [("unused-parameter", 4, 3, None)]),
]


@pytest.mark.parametrize(("when", "reason", "expected"), UNUSED)
def test_a_parameter_that_nothing_reads_is_a_warning(
    tmp_path: Path, when: str, reason: str, expected: list[object]
) -> None:
    rule = item(f"id: A\n{when}\noutcome: reject").replace("{zh: 原因, en: Reason}", reason)
    text = policy(head="parameters:\n  x: [{value: 1, source: s}]") + "rules:\n" + rule
    assert told(problems(tmp_path, a=text)) == expected
