"""Documents: one qualification that passes everything suffices; the first failing step alone fires."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from rulebook_samples import loaded, policy, problems

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.truth import Unknown
from merchant_compliance.rulebook.documents import conditions
from merchant_compliance.rulebook.policy import DocumentShape
from merchant_compliance.rulebook.rule import Rule

TODAY = date(2021, 6, 1)
LATER, SOON, GONE = TODAY + timedelta(days=365), TODAY + timedelta(days=29), TODAY - timedelta(days=1)
FULL = """\
id: MD3
for_category: medical-device-iii
kind: licence
holder: subject
expires: required
remaining_days: 30
outcome: {onboarding: return, operation: suspend}
"""
GOOD = {"kind": "licence", "expires_on": LATER, "holder_uscc": "U1", "verified": True}


def rules(folder: Path, document: str) -> list[Rule]:
    return list(loaded(folder, a=policy(documents=document)).rules)


def steps(
    found: list[Rule], qualifications: list[dict[str, Any]] | None, category: str = "medical-device-iii"
) -> dict[str, str]:
    """What each rule says, by the last part of its id; `clear` ones are left out."""
    merchant: dict[str, Any] = {"subject": {"uscc": "U1", "name": "甲（北京）有限公司"}}
    if qualifications is not None:
        merchant["qualifications"] = qualifications
    scope = {"merchant": merchant, "as_of": TODAY, "category": category}
    said = {rule.id.rpartition("-")[2]: exact(rule.violation)(scope) for rule in found}
    names = {True: "fired", False: "clear"}
    return {
        name: "undetermined" if isinstance(value, Unknown) else names[value]
        for name, value in said.items()
        if value is not False
    }


def test_a_document_becomes_five_rules(tmp_path: Path) -> None:
    found = rules(tmp_path, FULL)
    both = {"onboarding": "return", "operation": "suspend"}
    assert {rule.id: rule.outcomes for rule in found} == {
        "MD3-absent": both,
        "MD3-expired": both,
        "MD3-holder": both,
        "MD3-unverified": dict.fromkeys(both, "manual_review"),
        "MD3-expiring": dict.fromkeys(both, "notice"),
    }
    assert {rule.document for rule in found} == {"MD3"}
    assert {rule.for_each for rule in found} == {("category", "merchant.categories")}
    assert len({rule.place for rule in found}) == 1
    assert all(rule.title.zh and rule.title.en and rule.reason.zh and rule.remedy.en for rule in found)


WHICH = [
    ("id: D\nkind: k\noutcome: return", ["absent", "expired", "unverified"]),
    ("id: D\nkind: k\noutcome: return\nholder: importer", ["absent", "expired", "holder", "unverified"]),
    ("id: D\nkind: k\noutcome: return\nremaining_days: 9", ["absent", "expired", "unverified", "expiring"]),
    ("id: D\nkind: k\noutcome: return\nexpires: never", ["absent", "expired", "unverified"]),
]


@pytest.mark.parametrize(("document", "suffixes"), WHICH)
def test_only_what_is_asked_for_becomes_a_rule(tmp_path: Path, document: str, suffixes: list[str]) -> None:
    found = rules(tmp_path, document)
    assert [rule.id.removeprefix("D-") for rule in found] == suffixes
    assert {rule.for_each for rule in found} == {None}
    assert {rule.applies for rule in found} == {None}


CASES: list[tuple[list[dict[str, Any]], dict[str, str]]] = [
    ([GOOD], {}),
    ([], {"absent": "fired"}),
    ([{**GOOD, "kind": "other"}], {"absent": "fired"}),
    ([{**GOOD, "expires_on": GONE}], {"expired": "fired"}),
    ([{**GOOD, "expires_on": TODAY}], {"expiring": "fired"}),
    ([{**GOOD, "status": "revoked"}], {"expired": "fired"}),
    ([{**GOOD, "status": "renewing"}], {}),
    ([{**GOOD, "holder_uscc": "U2", "holder": "乙"}], {"holder": "fired"}),
    ([{**GOOD, "holder_uscc": "U2", "holder": "甲(北京)有限公司"}], {}),
    ([{**GOOD, "verified": False}], {"unverified": "fired"}),
    ([{**GOOD, "expires_on": SOON}], {"expiring": "fired"}),
    ([{**GOOD, "expires_on": TODAY + timedelta(days=30)}], {}),
    ([{**GOOD, "expires_on": GONE}, GOOD], {}),
    ([{**GOOD, "expires_on": SOON}, GOOD], {}),
    ([{**GOOD, "expires_on": SOON}, {**GOOD, "verified": False}], {"expiring": "fired"}),
    ([{**GOOD, "expires_on": GONE}, {**GOOD, "holder_uscc": "U2", "holder": "乙"}], {"holder": "fired"}),
    ([{**GOOD, "verified": False}, {**GOOD, "holder_uscc": "U2", "holder": "乙"}], {"unverified": "fired"}),
    ([{k: v for k, v in GOOD.items() if k != "expires_on"}], {"expired": "undetermined", "expiring": "undetermined"}),
    ([{k: v for k, v in GOOD.items() if k != "verified"}], {"unverified": "undetermined"}),
    ([{k: v for k, v in GOOD.items() if k != "expires_on"}, GOOD], {}),
]


@pytest.mark.parametrize(("qualifications", "expected"), CASES)
def test_the_first_failing_step_alone_fires(
    tmp_path: Path, qualifications: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    assert steps(rules(tmp_path, FULL), qualifications) == expected


def test_without_a_list_of_qualifications_nothing_is_known(tmp_path: Path) -> None:
    said = steps(rules(tmp_path, FULL), None)
    assert said == dict.fromkeys(("absent", "expired", "holder", "unverified", "expiring"), "undetermined")


def test_other_categories_need_no_document(tmp_path: Path) -> None:
    assert steps(rules(tmp_path, FULL), [], "toys") == {}


EXPIRIES: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("perpetual_allowed", {"perpetual": True}, {}),
    ("perpetual_allowed", {"perpetual": True, "expires_on": GONE}, {}),
    ("perpetual_allowed", {"perpetual": True, "status": "revoked"}, {"expired": "fired"}),
    ("perpetual_allowed", {"perpetual": False, "expires_on": GONE}, {"expired": "fired"}),
    ("perpetual_allowed", {"expires_on": SOON}, {"expiring": "fired"}),
    ("perpetual_allowed", {"perpetual": True, "expires_on": SOON}, {}),
    ("perpetual_allowed", {}, {"expired": "undetermined", "expiring": "undetermined"}),
    ("required", {"perpetual": True}, {"expired": "undetermined", "expiring": "undetermined"}),
    ("never", {}, {}),
    ("never", {"expires_on": GONE}, {}),
    ("never", {"status": "revoked"}, {"expired": "fired"}),
]


@pytest.mark.parametrize(("expires", "dates", "expected"), EXPIRIES)
def test_each_way_to_expire(tmp_path: Path, expires: str, dates: dict[str, Any], expected: dict[str, str]) -> None:
    text = FULL.replace("expires: required", f"expires: {expires}")
    text = text.replace("remaining_days: 30\n", "") if expires == "never" else text
    qualification = {**{k: v for k, v in GOOD.items() if k != "expires_on"}, **dates}
    assert steps(rules(tmp_path, text), [qualification]) == expected


@pytest.mark.parametrize("role", ["manufacturer", "registrant", "importer"])
def test_another_holder_is_known_by_its_role(tmp_path: Path, role: str) -> None:
    found = rules(tmp_path, FULL.replace("holder: subject", f"holder: {role}"))
    assert steps(found, [{**GOOD, "holder_role": role}]) == {}
    assert steps(found, [{**GOOD, "holder_role": "subject"}]) == {"holder": "fired"}
    unknown = {"holder": "undetermined", "unverified": "undetermined"}
    assert steps(found, [{**GOOD, "verified": False}]) == unknown


def test_at_most_one_step_fires_on_complete_records(tmp_path: Path) -> None:
    found = rules(tmp_path, FULL)
    choices = product((LATER, SOON, GONE), ("U1", "U2"), (True, False), ("valid", "revoked"))
    every = [
        {"kind": "licence", "expires_on": e, "holder_uscc": h, "holder": "乙", "verified": v, "status": s}
        for e, h, v, s in choices
    ]
    for first, second in product(every, every):
        assert len(steps(found, [first, second])) <= 1


def test_several_kinds_and_categories_are_alternatives(tmp_path: Path) -> None:
    text = FULL.replace("kind: licence", 'kind: [licence, "二类\\"x\\""]').replace(
        "for_category: medical-device-iii", "for_category: [a, b]"
    )
    found = rules(tmp_path, text)
    assert found[0].wording is not None
    assert found[0].wording["applies"] == 'category in ["a", "b"]'
    assert steps(found, [GOOD], "a") == {}
    assert steps(found, [{**GOOD, "kind": '二类"x"'}], "b") == {}
    assert steps(found, [{**GOOD, "kind": "x"}], "b") == {"absent": "fired"}


def test_a_guard_of_its_own_narrows_it_down(tmp_path: Path) -> None:
    only = FULL.replace("for_category: medical-device-iii", "applies: merchant.shop.cross_border")
    rule = rules(tmp_path, only)[0]
    assert rule.for_each is None
    assert rule.applies == check("merchant.shop.cross_border", Environment.of())
    both = FULL + "applies: merchant.shop.cross_border"
    rule = rules(tmp_path, both)[0]
    assert rule.wording is not None
    assert rule.wording["applies"] == '(category == "medical-device-iii") && (merchant.shop.cross_border)'


SHAPES = [
    {
        "kind": kind,
        "expires": expires,
        **({"holder": holder} if holder else {}),
        **({"remaining_days": days} if days else {}),
    }
    for kind, expires, holder, days in product(
        ("k", ["k", "l"]), ("required", "perpetual_allowed", "never"), (None, "subject", "importer"), (None, 30)
    )
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_tree_is_the_tree_of_the_text(shape: dict[str, Any]) -> None:
    document = DocumentShape.model_validate({"id": "D", "title": {}, "outcome": "return", **shape})
    for made in conditions(document).values():
        assert check(made.text, Environment.of()) == made.node


def test_texts_are_the_authors_and_ours(tmp_path: Path) -> None:
    text = FULL + "reason: {zh: 法律要求。, en: The law asks for it.}"
    absent = loaded(tmp_path, a=policy(documents=text).replace("    reason: {zh: 原因, en: Reason}\n", "")).rules[0]
    assert absent.reason.zh == "法律要求。类目 {category} 需要“标题”，但未见提交。"
    assert (
        absent.reason.en
        == "The law asks for it. Category {category}: “Title” is required, and none has been submitted."
    )
    assert absent.remedy.zh == "请提交有效的“标题”。补救"


def test_remaining_days_of_what_never_expires_is_a_warning(tmp_path: Path) -> None:
    found = problems(tmp_path, a=policy(documents=FULL.replace("required", "never")))
    assert [(p.code, p.severity, p.line) for p in found] == [("unused-key", "warning", 9)]


def test_a_scale_without_the_outcomes_of_documents_is_refused(tmp_path: Path) -> None:
    header = (
        "rulebook: t\noutcomes:\n  - {id: approve, zh: 通过, en: Approve}\n  - {id: return, zh: 驳回, en: Return}\n"
    )
    header += "  - {id: suspend, zh: 停业, en: Suspend}\n"
    found = problems(tmp_path, rulebook=header, a=policy(documents=FULL))
    told = [p.what.en for p in found if p.code == "unknown-outcome"]
    assert ["notice" in text for text in told] == [False, True]
    assert ["manual_review" in text for text in told] == [True, False]
