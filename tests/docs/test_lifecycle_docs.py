"""What the page on lifecycles shows works: its file loads, its scenario holds, its Python runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from guide import DOCS, ROOT, blocks

from merchant_compliance.engine.lifecycle import Event, in_order
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.rulebook.lifecycle.shape import DoShape, Since
from merchant_compliance.rulebook.load import load, shipped_rules
from merchant_compliance.workbench.courses import run_courses
from merchant_compliance.workbench.reading import read_course_scenarios

PAGE = DOCS / "lifecycle.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILE, SCENARIO = (block.text for block in blocks(PAGE, "yaml"))


def test_the_file_that_is_shown_loads_and_does_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text("rulebook: page\nversion: '1'\n", encoding="utf-8")
    (tmp_path / "tea.yaml").write_text(FILE, encoding="utf-8")
    rulebook = load(tmp_path)
    assert [problem.code for problem in rulebook.warnings] == []
    lifecycles = Lifecycles(rulebook.lifecycles)
    data = {"category": "tea", "outcome": "return"}
    events = in_order([Event("1", "m", "decision_made", date(2021, 2, 1), 0, data)]).events
    (course,) = lifecycles.courses(events, date(2021, 3, 3)).values()
    assert [step.transition for step in course.steps] == ["TEA-2", "TEA-3"]


def test_the_scenario_that_is_shown_holds(tmp_path: Path) -> None:
    (tmp_path / "supplier.yaml").write_text(SCENARIO, encoding="utf-8")
    (result,) = run_courses(Lifecycles(load(shipped_rules()).lifecycles), read_course_scenarios(tmp_path))
    assert result.differences == ()


def test_the_python_that_is_shown_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks(PAGE, "python")
    assert "assert course" in block.text  # the block says itself what must come out
    exec(compile(block.text, PAGE.name, "exec"), {})


def test_every_key_of_do_and_every_period_of_counts_is_told() -> None:
    for name in (*DoShape.model_fields, *Since.__args__):  # type: ignore[attr-defined]
        assert f"`{name}`" in TEXT, name


def test_every_lifecycle_that_is_shipped_is_told() -> None:
    for path in sorted((shipped_rules() / "lifecycle").glob("*.yaml")):
        assert f"`{path.name}`" in TEXT
