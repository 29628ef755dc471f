"""`evaluate --engine durable`, `rules durable`: the same decisions, differences as errors, the rest with its reason."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from cli_samples import Invoke, read_lines, write_lines

from merchant_compliance.engine.durable.availability import missing
from merchant_compliance.engine.durable.judging import DurableJudge
from merchant_compliance.engine.durable.messages import Scope, Verdicts

DAY = date(2021, 12, 31)
SCOPE = """
policy: scope
title: {zh: 经营范围, en: Scope}
rules:
  - id: SCO-001
    title: {zh: 店铺名称, en: Shop name}
    when: merchant.shop.name.startsWith("a")
    outcome: notice
    reason: {zh: 名称, en: Name}
    remedy: {zh: 改名, en: Rename}
    citations: [test]
"""
needs_durable = pytest.mark.skipif(missing() is not None, reason="durable_rules is not installed")


@pytest.fixture
def run(cli: Invoke, book: Path, merchants: Path) -> Invoke:
    (book / "scope.yaml").write_text(SCOPE, encoding="utf-8")
    return lambda *more, **kwargs: cli("evaluate", merchants, "--rules", book, "--as-of", DAY, *more, **kwargs)


@needs_durable
def test_a_cross_checked_run_writes_the_same_decisions_and_says_what_was_compared(run: Invoke) -> None:
    said = run("--engine", "durable", "-o", "checked.jsonl")
    assert (said.exit_code, run("-o", "plain.jsonl").exit_code) == (0, 0)
    assert read_lines(Path("checked.jsonl")) == read_lines(Path("plain.jsonl"))
    assert "no difference on 3 rules; 1 are not for it" in said.stdout


@needs_durable
def test_rules_that_are_not_compared_stand_in_the_summary_with_their_reason(run: Invoke) -> None:
    compared = json.loads(run("--engine", "durable", "--json").stdout)["cross_check"]
    assert compared["eligible"] == ["BAS-001", "BAS-002", "BAS-003"]
    (rule,) = compared["ineligible"]
    assert (rule["rule"], rule["what"]["zh"]) == ("SCO-001", "在文字中查找或转换文字：startsWith")
    assert "cross_check" not in json.loads(run("--json").stdout)


def _deaf(_judge: DurableJudge, scopes: list[Scope]) -> list[Verdicts]:
    return [([], []) for _ in scopes]


@needs_durable
def test_a_difference_ends_the_run_names_merchant_and_rule_and_writes_nothing(
    run: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DurableJudge, "hits", _deaf)
    said = run("--engine", "durable", "-o", "out.jsonl")
    assert said.exit_code == 2
    assert "rule BAS-002 of merchant good: undetermined by Python, clear by durable_rules" in said.stderr
    assert not Path("out.jsonl").exists()


@needs_durable
def test_a_difference_in_another_process_is_told_as_well(
    cli: Invoke, book: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows than one process judges at a time; workers of the pool are forked with the patch."""
    monkeypatch.setattr(DurableJudge, "hits", _deaf)
    many = write_lines(here / "many.jsonl", [{"merchant_id": f"m{number}"} for number in range(600)])
    said = cli("evaluate", many, "--rules", book, "--as-of", DAY, "--engine", "durable", "-o", "out.jsonl")
    assert said.exit_code == 2
    assert "rule BAS-001 of merchant m0: undetermined by Python, clear by durable_rules" in said.stderr
    assert not Path("out.jsonl").exists()


def test_without_durable_rules_the_run_says_so_before_a_row_is_read(
    run: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    said = run("--engine", "durable", "-o", "out.jsonl")
    assert said.exit_code == 2
    assert "durable_rules is not installed" in said.stderr
    assert not Path("out.jsonl").exists()
    assert run("-o", "out.jsonl").exit_code == 0, "everything else works as ever"


def test_rules_durable_lists_what_stands_in_the_way(cli: Invoke, run: Invoke, book: Path) -> None:
    assert run  # writes the policy of the rule that is not eligible
    said = cli("rules", "durable", book, "--as-of", DAY)
    assert said.exit_code == 0
    assert "SCO-001" in said.stdout
    assert "3 rules can be checked, 1 cannot" in said.stdout
    data = json.loads(cli("rules", "durable", book, "--as-of", DAY, "--json").stdout)
    assert [rule["rule"] for rule in data["ineligible"]] == ["SCO-001"]
