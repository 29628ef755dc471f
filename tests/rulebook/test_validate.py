"""What does not fit the shape of a policy is a problem at its node, with the nearest name; nothing hides the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import item, policy, problems, told

RULE = 'id: A\nwhen: merchant.shop.type == "flagship"\noutcome: reject'
DOCUMENT = "id: D\nkind: licence\noutcome: return"

# Further keys of the policy: the problems as (code, line, column, nearest).
HEADS = [
    ("stage: [onbording]", ("unknown-word", 3, 9, "onboarding")),
    ("stage: exits", ("unknown-word", 3, 8, "exit")),
    ("stage: []", ("empty-list", 3, 8, None)),
    ("parametres: {}", ("unknown-key", 3, 1, "parameters")),
    ("source: {document: x, secton: y}", ("unknown-key", 3, 23, "section")),
    ("rulez: []", ("unknown-key", 3, 1, "rules")),
    ("parameters: {x: 5}", ("not-dated", 3, 17, None)),
    ("parameters: {x: []}", ("empty-list", 3, 17, None)),
    ("parameters: {x-y: [{value: 1, source: s}]}", ("bad-name", 3, 14, None)),
    ("parameters: {x: [{valeu: 1, value: 2}]}", ("unknown-key", 3, 19, "value")),
    ("parameters: {x: [{from: 2021-01-01}]}", ("missing-key", 3, 18, None)),
    ("parameters: {x: [{from: 2021-1-1, value: 1}]}", ("not-a-day", 3, 25, None)),
    ("parameters: {x: [{value: {a: b}}]}", ("not-a-value", 3, 26, None)),
    ("parameters: {x: [{value: [1, a]}]}", ("not-a-value", 3, 26, None)),
    ("parameters: {x: [{value: .inf}]}", ("not-a-value", 3, 26, None)),
]
# One line of a rule (its line 5 of the file, behind id, when and outcome on lines 4, 5 and 6).
RULES = [
    ("wen: x", ("unknown-key", 7, 5, "when")),
    ("outcomes: reject", ("unknown-key", 7, 5, "outcome")),
    ("require: true", ("not-a-condition", 7, 14, None)),
    ("require: 5", ("not-a-condition", 7, 14, None)),
    ("require: 2021-01-01", ("not-a-condition", 7, 14, None)),
    ("require: [a, b]", ("not-a-condition", 7, 14, None)),
    ("require: {al: [x]}", ("unknown-key", 7, 15, "all")),
    ("require: {all: []}", ("empty-list", 7, 20, None)),
    ("require: {all: x}", ("not-a-list", 7, 20, None)),
    ("require: {all: [{none: [true]}]}", ("not-a-condition", 7, 29, None)),
    ("if_undetermined: pendng", ("unknown-outcome", 7, 22, "pending")),
    ("if_undetermined: rejct", ("unknown-outcome", 7, 22, "reject")),
    ("status: alive", ("unknown-word", 7, 13, "live")),
    ("effective: {form: 2021-01-01}", ("unknown-key", 7, 17, "from")),
    ("effective: 2021-01-01", ("not-a-map", 7, 16, None)),
    ("effective: {from: soon}", ("not-a-day", 7, 23, None)),
    ("effective: {from: 2021-02-30}", ("no-such-day", 7, 23, None)),
    ("published_on: last week", ("not-a-day", 7, 19, None)),
    ('rollout: "25"', ("not-a-whole-number", 7, 14, None)),
    ("rollout: 101", ("out-of-range", 7, 14, None)),
    ("rollout: -1", ("out-of-range", 7, 14, None)),
    ("rollout: true", ("not-a-whole-number", 7, 14, None)),
    ("for_each: 5", ("not-text", 7, 15, None)),
    ("for_each:", ("empty-value", 7, 14, None)),
]
DOCUMENTS = [
    ("expires: requird", ("unknown-word", 7, 14, "required")),
    ("holder: subjekt", ("unknown-word", 7, 13, "subject")),
    ("remaining_days: 30 days", ("not-a-whole-number", 7, 21, None)),
    ("remaining_days: 0", ("out-of-range", 7, 21, None)),
    ("for_category: [1]", ("not-text", 7, 20, None)),
    ("for_categories: x", ("unknown-key", 7, 5, "for_category")),
    ("when: x == 1", ("unknown-key", 7, 5, None)),
]


@pytest.mark.parametrize(("head", "expected"), HEADS)
def test_a_wrong_key_of_a_policy(tmp_path: Path, head: str, expected: tuple[object, ...]) -> None:
    found = problems(tmp_path, a=policy(RULE, head=head))
    assert expected in told([p for p in found if p.severity == "error"])


@pytest.mark.parametrize(("line", "expected"), RULES)
def test_a_wrong_line_of_a_rule(tmp_path: Path, line: str, expected: tuple[object, ...]) -> None:
    found = problems(tmp_path, a=policy(f"{RULE}\n{line}"))
    errors = [p for p in found if p.severity == "error" and p.code not in ("two-conditions",)]
    assert told(errors) == [expected]
    assert errors[0].file.endswith("a.yaml")


@pytest.mark.parametrize(("line", "expected"), DOCUMENTS)
def test_a_wrong_line_of_a_document(tmp_path: Path, line: str, expected: tuple[object, ...]) -> None:
    found = problems(tmp_path, a=policy(documents=f"{DOCUMENT}\n{line}"))
    assert told([p for p in found if p.severity == "error"]) == [expected]


OUTCOMES = [
    ("rejct", ("unknown-outcome", 6, 14, "reject")),
    ("{operatoin: reject}", ("unknown-key", 6, 15, "operation")),
    ("{operation: rejct}", ("unknown-outcome", 6, 26, "reject")),
    ("{}", ("empty-list", 6, 14, None)),
    ("[reject]", ("not-an-outcome", 6, 14, None)),
    ("5", ("not-an-outcome", 6, 14, None)),
]


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES)
def test_an_outcome_is_a_word_of_the_scale_or_a_map_by_stage(
    tmp_path: Path, outcome: str, expected: tuple[object, ...]
) -> None:
    found = problems(tmp_path, a=policy(RULE.replace("reject", outcome)))
    assert told([p for p in found if p.severity == "error"]) == [expected]


MISSING = [
    ("policy: p\n", [("missing-key", 1, 1, None)]),
    ("policy: p\ntitle: Policy\n", [("not-bilingual", 2, 8, None)]),
    ("policy: a b\ntitle: {zh: 一, en: One}\n", [("bad-name", 1, 9, None)]),
    ("policy: p\ntitle: {zh: 一, en: One}\nrules: [x]\n", [("not-a-map", 3, 9, None)]),
    ("policy: p\ntitle: {zh: 一, en: One}\nrules: {}\n", [("not-a-list", 3, 8, None)]),
    (
        "policy: p\ntitle: {zh: 一, en: One}\nrules:\n  - {when: merchant.shop.cross_border}\n",
        [("missing-key", 4, 5, None)] * 3,
    ),
    (
        "policy: p\ntitle: {zh: 一, en: One}\ndocuments:\n  - {id: D}\n",
        [("missing-key", 4, 5, None)] * 3,
    ),
    (
        "policy: p\ntitle: {zh: 一, en: One}\ndecision_tables:\n  - {id: D}\n",
        [("missing-key", 4, 5, None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MISSING)
def test_what_is_required_is_asked_for_at_its_owner(
    tmp_path: Path, text: str, expected: list[tuple[object, ...]]
) -> None:
    found = problems(tmp_path, a=text)
    assert told([p for p in found if p.severity == "error"]) == expected


def test_every_message_is_said_in_both_languages(tmp_path: Path) -> None:
    text = policy(*(f"{RULE}\n{line}" for line, _ in RULES), documents=f"{DOCUMENT}\nexpires: requird")
    for problem in problems(tmp_path, a=text):
        assert problem.what.zh
        assert problem.what.en
        assert bool(problem.mend.zh) == bool(problem.mend.en)
        assert "{" not in problem.what.zh + problem.what.en or "{…}" in problem.what.en


def test_a_condition_is_checked_in_a_rule_whose_keys_are_wrong(tmp_path: Path) -> None:
    rule = 'id: A\nwen: x\nwhen: merchant.shop.typ == "x"\noutcome: rejct\nstatus: alive\nrequire: false'
    found = problems(tmp_path, a=policy(rule))
    assert {"unknown-key", "unknown-field", "unknown-outcome", "unknown-word", "not-a-condition"} <= {
        p.code for p in found
    }


def test_one_hopeless_rule_does_not_hide_the_next(tmp_path: Path) -> None:
    text = policy() + "rules:\n  - x\n" + item('id: B\nwhen: merchant.shop.typ == "x"\noutcome: reject')
    found = problems(tmp_path, a=text)
    assert [(p.code, p.line) for p in found] == [("not-a-map", 4), ("unknown-field", 6)]


def test_conditions_on_a_refused_parameter_are_not_blamed_too(tmp_path: Path) -> None:
    head = "parameters:\n  x: [{value: 2021-02-30, source: s}]\n  y: 5\n  z: [{value: [1, a], source: s}]"
    rule = "id: A\nwhen: as_of > params.x || params.y > 3 || 1 in params.z\noutcome: reject"
    found = problems(tmp_path, a=policy(rule, head=head))
    assert [p.code for p in found if p.severity == "error"] == ["no-such-day", "not-dated", "not-a-value"]
