"""Warnings: texts a merchant must have, days of notice the law asks for, outcomes that do not fit their stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import policy, problems

RULE = "id: A\nwhen: merchant.shop.cross_border\noutcome: reject"
TEXTS = {
    "reason": "reason: {zh: 原因, en: Reason}",
    "remedy": "remedy: {zh: 补救, en: Remedy}",
    "citations": "citations: [a source]",
}
LACKS = [
    ("reason", "", "reason"),
    ("reason", "reason: {zh: 原因}", "reason (en)"),
    ("reason", "reason: {en: Reason}", "reason (zh)"),
    ("remedy", "", "remedy"),
    ("remedy", 'remedy: {zh: " ", en: Remedy}', "remedy (zh)"),
    ("citations", "", "citations"),
    ("citations", "citations: []", "citations"),
]


@pytest.mark.parametrize(("name", "line", "lacks"), LACKS)
def test_a_rule_without_its_texts_is_a_warning(tmp_path: Path, name: str, line: str, lacks: str) -> None:
    text = policy(RULE).replace(f"    {TEXTS[name]}\n", f"    {line}\n" if line else "")
    found = problems(tmp_path, a=text)
    assert [(p.code, p.severity, p.line) for p in found] == [("incomplete-rule", "warning", 4)]
    assert found[0].what.en == f"Rule A lacks: {lacks}."


def test_a_document_warns_once(tmp_path: Path) -> None:
    text = policy(documents="id: D\nkind: k\noutcome: return").replace("    citations: [a source]\n", "")
    assert [p.code for p in problems(tmp_path, a=text)] == ["incomplete-rule"]


# The rulebook is loaded on 2021-06-01.
NOTICE = [
    ("effective: {from: 2021-06-01}", "unpublished-rule"),
    ("effective: {from: 2021-06-07}", "unpublished-rule"),
    ("effective: {from: 2021-06-08}", None),
    ("effective: {from: 2021-05-31}", None),
    ("effective: {until: 2021-06-03}", None),
    ("effective: {from: 2021-06-03}\npublished_on: 2021-05-27", None),
    ("effective: {from: 2021-06-03}\npublished_on: 2021-05-28", "short-notice"),
    ("effective: {from: 2020-06-03}\npublished_on: 2020-06-04", "short-notice"),
    ("effective: {from: 2021-06-03}\nstatus: shadow", None),
    ("effective: {from: 2021-06-03}\nstatus: draft", None),
    ("published_on: 2021-06-01", None),
]


@pytest.mark.parametrize(("lines", "code"), NOTICE)
def test_a_live_rule_is_published_seven_days_before_it_starts(tmp_path: Path, lines: str, code: str | None) -> None:
    found = problems(tmp_path, a=policy(f"{RULE}\n{lines}"))
    assert [(p.code, p.severity) for p in found] == ([(code, "warning")] if code else [])
    if code:
        assert "34" in found[0].why.en
        assert "三十四" in found[0].why.zh


STAGES = [
    ("", "intercept", ["operation, exit"]),
    ("", "{onboarding: intercept}", []),
    ("", "{onboarding: intercept, operation: intercept}", ["operation"]),
    ("stage: onboarding", "intercept", []),
    ("stage: [onboarding, exit]", "intercept", ["exit"]),
]


@pytest.mark.parametrize(("head", "outcome", "stages"), STAGES)
def test_interception_outside_onboarding_is_a_warning(
    tmp_path: Path, head: str, outcome: str, stages: list[str]
) -> None:
    found = problems(tmp_path, a=policy(RULE.replace("reject", outcome), head=head))
    assert [p.code for p in found] == ["intercept-outside-onboarding"] * len(stages)
    assert all(f"stage {words}." in p.what.en for p, words in zip(found, stages, strict=True))
