"""Every example of the guides for rule authors is run: policies load, scenarios pass, conditions are what is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from guide import GUIDES, blocks, code, expressions, table, write_files

from merchant_compliance.engine.single import Engine, enriched
from merchant_compliance.errors import ExpressionError, RulebookError
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import exact
from merchant_compliance.language.truth import Unknown, dominated
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.validation import validate
from merchant_compliance.rulebook.load import load
from merchant_compliance.workbench.scenarios import read_scenarios, run_scenarios

DAY = date(2021, 12, 31)
LANGUAGES = tuple(GUIDES)
TRUTH: dict[str, Any] = {
    **{"true": True, "false": False, "unknown": None},
    **{"成立": True, "不成立": False, "未知": None},
}
KLEENE = {True: True, False: False, None: Unknown()}
SLIP = """\
policy: slip
title: {zh: 示例, en: Example}
rules:
  - id: SLP-001
    title: {zh: 示例, en: Example}
    require: merchant.followers > 9
    outcome: return
    reason: {zh: 缺少资质, en: Papers are missing}
    effective: {from: 2021-01-01}
"""


def rows_of(section: str, width: int) -> pytest.MarkDecorator:
    cases = [(language, row) for language, file in GUIDES.items() for row in table(file, section, width)]
    return pytest.mark.parametrize("row", [row for _, row in cases], ids=[f"{a}-{b[0]}" for a, b in cases])


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    write_files(GUIDES[request.param], folder)
    return folder


def test_the_policies_of_a_guide_form_a_rulebook_without_a_warning(written: Path) -> None:
    rulebook = load(written / "rules")
    assert [str(problem) for problem in rulebook.warnings] == []
    assert len(rulebook.policies) >= 9
    assert rulebook.scorecards
    assert rulebook.overlays


def test_the_scenarios_of_a_guide_pass(written: Path) -> None:
    results = run_scenarios(Engine.load(written / "rules"), read_scenarios(written / "scenarios"))
    assert len(results) >= 16
    failed = {result.scenario.name: [str(d) for d in result.differences] for result in results if not result.passed}
    assert failed == {}


def test_both_guides_have_the_same_rules_and_the_same_conditions() -> None:
    def yaml_files(language: str) -> list[str]:
        return [block.about for block in blocks(GUIDES[language], "yaml")]

    def conditions(language: str) -> list[list[str]]:
        return [expressions(block) for block in blocks(GUIDES[language], "cel")]

    assert yaml_files("en") == yaml_files("zh")
    assert conditions("en") == conditions("zh")


def parameters(language: str) -> dict[str, Any]:
    block = next(block for block in blocks(GUIDES[language], "yaml") if block.about == "parameters")
    return {name: values[0]["value"] for name, values in yaml.safe_load(block.text)["parameters"].items()}


COOKBOOK = [
    (language, block.about, line)
    for language, file in GUIDES.items()
    for block in blocks(file, "cel")
    for line in expressions(block)
]


@pytest.mark.parametrize(("language", "about", "line"), COOKBOOK)
def test_a_condition_of_the_cookbook_is_accepted(language: str, about: str, line: str) -> None:
    path, _, variable = about.partition(" as ")
    condition = check(line, Environment.of(parameters(language), (variable, path) if variable else None))
    assert condition.type == "bool"


@rows_of("5", 3)
def test_a_row_of_the_table_of_truth_is_right(row: list[str]) -> None:
    condition, record, value = row
    scope = enriched(facts_of(validate({"merchant_id": "m", **json.loads(code(record))})), DAY, None, None)
    found = exact(check(code(condition), Environment.of()))(scope)
    assert TRUTH[value] is (None if isinstance(found, Unknown) else found)


@rows_of("5", 2)
def test_a_way_to_ask_for_a_missing_fact_is_accepted(row: list[str]) -> None:
    assert check(code(row[1]), Environment.of()).type == "bool"


@rows_of("4", 3)
def test_a_row_of_the_table_of_verdicts_is_right(row: list[str]) -> None:
    applies, require, verdict = row
    guard, duty = KLEENE[TRUTH[applies]], KLEENE[TRUTH[require]]
    violated = duty if isinstance(duty, Unknown) else not duty
    violation = dominated((guard, violated), by=False)
    found = "undetermined" if isinstance(violation, Unknown) else "fired" if violation else "clear"
    assert verdict == ("not_applicable" if guard is False else found)


@rows_of("7", 3)
def test_what_a_guide_calls_refused_is_refused_and_its_mend_accepted(row: list[str]) -> None:
    wrong, _, right = row
    with pytest.raises(ExpressionError):
        check(code(wrong), Environment.of())
    check(code(right), Environment.of())


def with_line(line: str) -> str:
    """The sample policy with this line for the one of its key, or for `require` where the key is not known."""
    key = line.replace("：", ":").split(":")[0]
    key = key if f"    {key}:" in SLIP else "require"
    return "\n".join(f"    {line}" if old.startswith(f"    {key}:") else old for old in SLIP.splitlines())


@rows_of("17", 3)
def test_a_slip_of_yaml_is_refused_and_its_mend_accepted(row: list[str], tmp_path: Path) -> None:
    wrong, right = code(row[0]), code(row[2])
    file = tmp_path / "slip.yaml"
    if wrong != right:
        file.write_text(with_line(wrong), encoding="utf-8")
        with pytest.raises(RulebookError):
            load(tmp_path)
    file.write_text(with_line(right), encoding="utf-8")
    load(tmp_path)
