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


def test_a_page_that_cannot_be_written_exits_with_2(explain: Invoke) -> None:
    result = explain("person", "--html", "missing/person.html")
    assert (result.exit_code, "no folder missing" in result.stderr) == (2, True)


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


STANDING = [
    {"merchant_id": "silent"},
    {
        "merchant_id": "sued",
        "contact": {"phone": "13812345678"},
        "complaints": [],
        "violations": [
            {"kind": "fake_raffle", "points": 6, "confirmed": True, "appeal": "pending", "occurred_on": "2021-12-02"},
            {"kind": "hype_selling", "confirmed": True, "appeal": "overturned", "occurred_on": "2021-12-02"},
        ],
    },
]
BAN = {
    "list": "governance-ban",
    "key_kind": "phone",
    "key": "13812345678",
    "until": "2022-06-01",
    "reason": "sold fakes, 13812345678",
}


@pytest.fixture
def standing(cli: Invoke, book: Path, here: Path) -> Invoke:
    source = write_lines(here / "standing.jsonl", STANDING)
    lists = write_lines(here / "lists.jsonl", [BAN])
    fixed = ("--rules", book, "--as-of", "2021-12-31")
    return lambda who, *more, listed=True: cli(
        "explain", source, who, *fixed, *(("--lists", lists) if listed else ()), *more
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            ["近 30 天违规记录", "2021-12-02 至 2021-12-31", "虚假抽奖", "申诉中", "电商治理封禁", "成立的投诉：无"],
        ),
        (
            "en",
            [
                "What stands against the shop in the last 30 days",
                "fake raffle",
                "being heard",
                "2022-06-01",
                "Upheld complaints: none",
            ],
        ),
    ],
)
def test_a_merchant_sees_what_stands_against_it_and_until_when(standing: Invoke, lang: str, said: list[str]) -> None:
    story = standing("sued", "--audience", "merchant", "--lang", lang).stdout
    assert [text for text in said if text not in story] == []
    assert "13812345678" not in story
    assert "governance-ban" not in story
    assert "hype" not in story


def test_what_is_not_known_is_not_said_to_be_none(standing: Invoke) -> None:
    story = standing("silent", "--audience", "merchant", listed=False).stdout
    assert story.count(": unknown, the platform has not stated it") == 3
    assert ": none" not in story


@pytest.mark.filterwarnings("ignore:MERCHANT_COMPLIANCE_HASH_KEY")
def test_json_has_the_standing_for_the_merchant_only(standing: Invoke) -> None:
    seen = {
        who: json.loads(standing("sued", "--audience", who, "--json").stdout)
        for who in ("merchant", "reviewer", "auditor")
    }
    assert [who for who, decision in seen.items() if "standing" in decision] == ["merchant"]
    found = seen["merchant"]["standing"]
    assert [(v["kind"], v["points"], v["on"]) for v in found["violations"]] == [("fake_raffle", 6, "2021-12-02")]
    assert [(m["until"], m["reason"]) for m in found["measures"]] == [("2022-06-01", "sold fakes, ***")]
