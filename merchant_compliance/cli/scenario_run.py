"""Running scenarios and telling what came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from merchant_compliance.cli.folders import rules_folder, scenarios_folder
from merchant_compliance.cli.screen import console, grid
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import wrong
from merchant_compliance.text import Text
from merchant_compliance.workbench.courses import CourseResult, run_courses
from merchant_compliance.workbench.coverage import RuleCoverage, coverage, transition_coverage
from merchant_compliance.workbench.reading import read_course_scenarios
from merchant_compliance.workbench.scenarios import ScenarioResult, read_scenarios, run_scenarios

VERDICTS = {
    "fired": Text("触发", "fired"),
    "clear": Text("未触发", "clear"),
    "undetermined": Text("无法判定", "undetermined"),
}


@dataclass(frozen=True)
class Done:
    """The results of a run; `coverage` is None where it was not asked for."""

    folder: Path
    results: Sequence[ScenarioResult | CourseResult]
    coverage: Sequence[RuleCoverage] | None

    @property
    def failed(self) -> list[ScenarioResult | CourseResult]:
        return [result for result in self.results if not result.passed]

    @property
    def passed(self) -> bool:
        return not self.failed


def run_all(folder: Path | None, rules: Path | None, covered: bool) -> Done:
    """Runs the scenarios of a folder. A folder without any is wrong usage: it must not look like success."""
    engine = Engine.load(rules_folder(rules))
    path = scenarios_folder(folder, rules)
    judged = run_scenarios(engine, read_scenarios(path))
    courses = run_courses(Lifecycles(engine.rulebook.lifecycles), read_course_scenarios(path))
    results: list[ScenarioResult | CourseResult] = [*judged, *courses]
    if not results:
        raise wrong(
            "no-scenarios",
            Text(f"{path} 中没有场景", f"there are no scenarios in {path}"),
            mend=Text("用 rules new 新建制度及其场景", "make a policy with its scenarios by `rules new`"),
        )
    found = [*coverage(engine, judged), *transition_coverage(engine.rulebook, courses)] if covered else None
    return Done(path, results, found)


def print_results(done: Done) -> None:
    """Each difference at its line, then how many passed, then coverage if it was asked for."""
    for result in done.failed:
        typer.secho(f"✗ {result.scenario.name}", bold=True, fg="red")
        for problem in result.differences:
            typer.echo("  " + problem.say(language()).replace("\n", "\n  "))
    total, failed = len(done.results), len(done.failed)
    line = tr(
        f"{done.folder}：{total} 个场景，{total - failed} 个符合，{failed} 个不符",
        f"{done.folder}: {total} scenarios, {total - failed} passed, {failed} failed",
    )
    typer.secho(line, fg="red" if failed else "green")
    if done.coverage is not None:
        _print_coverage(done.coverage)


def _print_coverage(found: Sequence[RuleCoverage]) -> None:
    gaps = [rule for rule in found if rule.missing]
    typer.echo(
        tr(
            f"{len(found)} 条规则，{len(found) - len(gaps)} 条的每种判定都有场景",
            f"{len(found)} rules, {len(found) - len(gaps)} of them with a scenario for every verdict",
        )
    )
    rows = [(rule.rule, rule.policy, ", ".join(VERDICTS[v].say(language()) for v in rule.missing)) for rule in gaps]
    if rows:
        heads = (tr("规则", "Rule"), tr("制度", "Policy"), tr("缺少场景的判定", "Verdicts that no scenario shows"))
        console().print(grid(heads, rows))


def print_json(done: Done) -> None:
    """The same as data."""
    data: dict[str, Any] = {
        "folder": str(done.folder),
        "scenarios": len(done.results),
        "failed": len(done.failed),
        "results": [_result(result) for result in done.results],
    }
    if done.coverage is not None:
        data["coverage"] = [
            {"rule": c.rule, "policy": c.policy, "shown": sorted(c.shown), "missing": list(c.missing)}
            for c in done.coverage
        ]
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _result(result: ScenarioResult | CourseResult) -> dict[str, Any]:
    return {
        "name": result.scenario.name,
        "policy": result.scenario.policy,
        "file": result.scenario.file,
        "as_of": result.as_of.isoformat(),
        "passed": result.passed,
        "differences": [problem.data() for problem in result.differences],
    }
