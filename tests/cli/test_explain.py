"""`explain`: one decision as a story, for each of its readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import Invoke, write_lines

NAMES = """
policy: names
title: {zh: 名称, en: Names}
rules:
  - id: NAM-001
    title: {zh: 名称不得为某某公司, en: No made-up name}
    when: merchant.subject.name == "某某公司"
    outcome: return
    reason: {zh: 名称不实, en: The name is made up}
    remedy: {zh: 更正名称, en: Correct the name}
    citations: [test]
"""


@pytest.fixture
def explain(cli: Invoke, book: Path, merchants: Path) -> Invoke:
    return lambda *more: cli("explain", merchants, *more, "--rules", book, "--as-of", "2021-12-31")


def test_the_story_says_outcome_reason_remedy_evidence_and_what_is_missing(explain: Invoke) -> None:
    result = explain("person")
    assert result.exit_code == 0
    for said in (
        "Return",
        "category pesticide",
        "The subject is a natural_person",
        "Change the subject",
        "merchant.subject.kind = natural_person",
        "Lists (lists)",
        "the platform looks it up",
    ):
        assert said in result.stdout


def test_the_story_is_told_in_chinese(explain: Invoke) -> None:
    story = explain("person", "--lang", "zh").stdout
    for said in ("驳回", "结论未定", "主体类型为 natural_person", "更换主体", "由平台核实"):
        assert said in story


def test_json_is_the_decision(explain: Invoke) -> None:
    decision = json.loads(explain("person", "--json").stdout)
    assert (decision["merchant_id"], decision["outcome"], decision["as_of"]) == ("person", "return", "2021-12-31")
    assert decision["targets"] == [{"kind": "category", "id": "pesticide", "outcome": "reject", "rules": ["BAS-003"]}]


def test_a_merchant_sees_no_lists(explain: Invoke, here: Path) -> None:
    lists = write_lines(
        here / "lists.jsonl",
        [{"list": "onboarding-blacklist", "key_kind": "merchant", "key": "good"}],
    )
    seen = {who: explain("good", "--lists", lists, "--audience", who).stdout for who in ("merchant", "reviewer")}
    assert "Intercept" in seen["merchant"]
    assert "onboarding-blacklist" not in seen["merchant"]
    assert "onboarding-blacklist" in seen["reviewer"]


def test_an_unknown_merchant_exits_with_2_and_names_the_nearest(explain: Invoke) -> None:
    result = explain("persn")
    assert result.exit_code == 2
    assert "`person`" in result.stderr


def test_a_rejected_row_of_that_merchant_says_what_is_wrong_with_it(explain: Invoke) -> None:
    result = explain("wrong")
    assert result.exit_code == 2
    assert "merchants.jsonl:4" in result.stderr
    assert "company" in result.stderr


def test_an_unknown_audience_exits_with_2(explain: Invoke) -> None:
    assert explain("good", "--audience", "press").exit_code == 2


@pytest.mark.filterwarnings("ignore:MERCHANT_COMPLIANCE_HASH_KEY")
def test_an_auditor_sees_hashes_of_personal_facts(cli: Invoke, book: Path, here: Path) -> None:
    (book / "names.yaml").write_text(NAMES, encoding="utf-8")
    row = {"merchant_id": "m1", "subject": {"name": "某某公司", "kind": "enterprise"}}
    source = write_lines(here / "one.jsonl", [row])
    story = cli("explain", source, "m1", "--rules", book, "--audience", "auditor").stdout
    assert "Hashes of personal facts" in story
    assert "某某公司" not in story
