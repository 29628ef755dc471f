"""`scenarios run`: differences are found, told at their line, and never mistaken for success."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import Invoke

SCENARIOS = """
policy: basics
scenarios:
  - name: A natural person is returned.
    given: {merchant: {subject: {kind: natural_person}}, lists: []}
    expect: {outcome: OUTCOME, fired: [BAS-001], undetermined: [BAS-003]}
"""


@pytest.fixture
def scenarios(here: Path) -> Path:
    """A folder with one scenario that passes."""
    folder = here / "examples"
    folder.mkdir()
    (folder / "basics.yaml").write_text(SCENARIOS.replace("OUTCOME", "return"), encoding="utf-8")
    return folder


def test_scenarios_that_pass_exit_with_0(cli: Invoke, book: Path, scenarios: Path) -> None:
    result = cli("scenarios", "run", scenarios, "--rules", book)
    assert result.exit_code == 0
    assert "1 scenarios, 1 passed, 0 failed" in result.stdout


def test_a_difference_exits_with_1_and_says_what_was_expected_where(cli: Invoke, book: Path, scenarios: Path) -> None:
    (scenarios / "basics.yaml").write_text(SCENARIOS.replace("OUTCOME", "reject"), encoding="utf-8")
    result = cli("scenarios", "run", scenarios, "--rules", book)
    assert result.exit_code == 1
    assert "A natural person is returned." in result.stdout
    assert "basics.yaml:6" in result.stdout
    assert "should be reject and is return" in result.stdout


def test_results_as_json(cli: Invoke, book: Path, scenarios: Path) -> None:
    data = json.loads(cli("scenarios", "run", scenarios, "--rules", book, "--json", "--coverage").stdout)
    assert (data["scenarios"], data["failed"]) == (1, 0)
    assert data["results"][0]["passed"] is True
    coverage = {rule["rule"]: (rule["shown"], rule["missing"]) for rule in data["coverage"]}
    assert coverage["BAS-001"] == (["fired"], ["clear", "undetermined"])


def test_coverage_lists_what_no_scenario_shows(cli: Invoke, book: Path, scenarios: Path) -> None:
    result = cli("scenarios", "run", scenarios, "--rules", book, "--coverage")
    assert "BAS-003" in result.stdout
    assert result.exit_code == 0


def test_a_folder_without_scenarios_is_wrong_usage(cli: Invoke, book: Path, here: Path) -> None:
    (here / "empty").mkdir()
    assert cli("scenarios", "run", here / "empty", "--rules", book).exit_code == 2
    assert cli("scenarios", "run", here / "absent", "--rules", book).exit_code == 2


def test_scenarios_beside_the_named_rulebook_are_found(cli: Invoke, book: Path, scenarios: Path) -> None:
    scenarios.rename(book.parent / "scenarios")
    assert cli("scenarios", "run", "--rules", book).exit_code == 0


@pytest.mark.usefixtures("here")
def test_the_shipped_scenarios_are_found_from_anywhere(cli: Invoke) -> None:
    result = cli("scenarios", "run", "--json")
    data = json.loads(result.stdout)
    assert data["scenarios"] > 100
    assert result.exit_code == bool(data["failed"])
