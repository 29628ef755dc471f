"""`rules new` writes a policy and its scenarios that are valid as they stand, and overwrites nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from merchant_compliance.errors import InputError
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import bind
from merchant_compliance.language.truth import Unknown
from merchant_compliance.rulebook.load import inspect
from merchant_compliance.rulebook.scaffold import new_policy

NAMES = [("banned-words", "BW-001"), ("marketing/banned-words", "BW-001"), ("exit", "EXI-001")]


@pytest.mark.parametrize(("name", "rule"), NAMES)
def test_what_is_written_is_valid(tmp_path: Path, name: str, rule: str) -> None:
    folder = tmp_path / "rules"
    made = new_policy(folder, name)
    (folder / "rulebook.yaml").write_text("rulebook: test\nversion: 1\n")
    book, problems = inspect(folder)
    assert problems == []
    assert book is not None
    assert [each.id for each in book.rules] == [rule]
    assert made.policy == folder / f"{name}.yaml"
    assert made.scenarios == tmp_path / "scenarios" / f"{name}.yaml"


def test_its_scenarios_say_what_its_rule_does(tmp_path: Path) -> None:
    made = new_policy(tmp_path / "rules", "banned-words")
    book, _ = inspect(tmp_path / "rules")
    assert book is not None
    scenarios = yaml.safe_load(made.scenarios.read_text(encoding="utf-8"))
    assert scenarios["policy"] == book.rules[0].policy
    for scenario in scenarios["scenarios"]:
        edition = book.edition(scenario["as_of"], "onboarding")
        assert isinstance(scenario["as_of"], date)
        verdict = exact(bind(edition.rules[0].violation, edition.params["banned-words"]))(scenario["given"])
        expected = scenario["expect"]
        assert (verdict is True) == (expected["fired"] == ["BW-001"])
        assert isinstance(verdict, Unknown) == (expected["undetermined"] == ["BW-001"])


@pytest.mark.parametrize("name", ["", "Banned", "banned words", "../x", "a//b", "x.yaml", "/x", "违禁词"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        new_policy(tmp_path / "rules", name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    made = new_policy(tmp_path / "rules", "x")
    made.policy.unlink()
    made.scenarios.write_text("mine")
    with pytest.raises(InputError):
        new_policy(tmp_path / "rules", "x")
    assert made.scenarios.read_text() == "mine"
    assert not made.policy.exists()
