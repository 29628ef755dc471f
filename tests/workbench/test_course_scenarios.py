"""Scenarios of lifecycles: a history of events, and what is told where it leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from lifecycle_samples import TEA, rulebook_of

from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.errors import InputError
from merchant_compliance.rulebook.load import load, shipped_rules
from merchant_compliance.workbench.courses import CourseResult, run_courses
from merchant_compliance.workbench.coverage import transition_coverage
from merchant_compliance.workbench.reading import read_course_scenarios, read_scenarios

FILE = """\
lifecycle: tea
base:
  events: [{{occurred_on: 2021-03-01, event: decision_made, data: {{outcome: approve}}}}]
scenarios:
  - name: Two fakes suspend the shop.
    events:
      - {{occurred_on: 2021-03-02, event: violation, data: {{violation_id: a, kind: fake}}}}
      - {{occurred_on: 2021-03-02, event: violation, data: {{violation_id: b, kind: fake}}}}
    expect: {expect}
"""
RIGHT = (
    "{state: suspended, since: 2021-03-02, outcome: suspend, transitions: [T-1, T-4], timers: {cure: 2021-03-09}, "
    "holds: [delist, freeze], lists: [tea-ban], actions: [{kind: freeze, until: 2021-03-09}, {kind: notify}]}"
)


def run(folder: Path, text: str) -> CourseResult:
    (folder / "rules").mkdir()
    rulebook = rulebook_of(folder / "rules", tea=TEA)
    path = folder / "scenarios" / "tea.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert read_scenarios(path.parent) == [], "they are not scenarios of policies"
    (result,) = run_courses(Lifecycles(rulebook.lifecycles), read_course_scenarios(path.parent))
    return result


def test_a_course_that_is_as_expected_passes(tmp_path: Path) -> None:
    result = run(tmp_path, FILE.format(expect=RIGHT))
    assert result.differences == ()
    assert result.transitions == {"T-1", "T-4"}


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{state: operating}", "state should be operating; it is suspended."),
        ("{since: 2021-03-01}", "since should be 2021-03-01; it is 2021-03-02."),
        ("{transitions: [T-1]}", "transitions should be [T-1]; it is [T-1, T-4]."),
        ("{timers: {}}", "timers should be {}; it is {cure: 2021-03-09}."),
        ("{holds: [freeze]}", "holds should be [freeze]; it is [delist, freeze]."),
        ("{lists: []}", "lists should be []; it is [tea-ban]."),
        ("{outcome: null}", "outcome should be None; it is suspend."),
        ("{actions: [{kind: freeze, until: 2021-03-10}]}", "actions should be {kind: freeze, until: 2021-03-10}"),
    ],
)
def test_a_difference_is_told_at_its_line_with_the_course(tmp_path: Path, expect: str, said: str) -> None:
    (problem,) = run(tmp_path, FILE.format(expect=expect)).differences
    assert said in problem.what.en
    assert problem.line == 9
    assert "2021-03-01 T-1 → 2021-03-02 T-4 → suspended" in problem.mend.en


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("event: violation", "event: violaton", "no lifecycle declares the event violaton"),
        ("kind: fake", "knd: fake", "data.knd is no field of the event violation"),
        ("lifecycle: tea", "lifecycle: te", "The rulebook has no lifecycle te."),
    ],
)
def test_an_event_that_cannot_be_is_a_difference(tmp_path: Path, old: str, new: str, said: str) -> None:
    result = run(tmp_path, FILE.format(expect=RIGHT).replace(old, new, 1))
    assert said in " ".join(problem.what.en for problem in result.differences)


@pytest.mark.parametrize("expect", ["{}", "{stat: suspended}"])
def test_a_scenario_that_expects_nothing_is_refused(tmp_path: Path, expect: str) -> None:
    with pytest.raises(InputError):
        run(tmp_path, FILE.format(expect=expect))


def test_every_transition_that_we_ship_is_shown_by_a_scenario_and_every_scenario_holds() -> None:
    rulebook = load(shipped_rules())
    scenarios = read_course_scenarios(shipped_rules().parent / "scenarios")
    results = run_courses(Lifecycles(rulebook.lifecycles), scenarios)
    assert [result.scenario.name for result in results if not result.passed] == []
    assert [found.rule for found in transition_coverage(rulebook, results) if found.missing] == []
