"""Scenarios are the rule author's tests: each is judged by the engine and compared with what it expects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from merchant_compliance.engine.decision import Decision
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import NOTHING, Problem, RecordError
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message
from merchant_compliance.text import Text
from merchant_compliance.workbench.comparing import differences
from merchant_compliance.workbench.reading import read_scenarios
from merchant_compliance.workbench.scenario import Scenario

__all__ = ["Scenario", "ScenarioResult", "read_scenarios", "run_scenario", "run_scenarios"]

NO_POLICY = Message(
    "unknown-policy",
    Text("规则集中没有制度 {policy}。", "The rulebook has no policy {policy}."),
    NOTHING,
    Text("请改为规则文件里 policy: 后的名称。", "Use the name behind policy: in the rulebook file."),
)


@dataclass(frozen=True, eq=False)
class ScenarioResult:
    """One scenario with its decision and what differs. There is no decision where the record was refused."""

    scenario: Scenario
    as_of: date
    decision: Decision | None
    differences: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_scenarios(engine: Engine, scenarios: Iterable[Scenario]) -> list[ScenarioResult]:
    return [run_scenario(engine, scenario) for scenario in scenarios]


def run_scenario(engine: Engine, scenario: Scenario) -> ScenarioResult:
    """The scenario's merchant judged on the scenario's date, which is today where it names none."""
    day = scenario.as_of or date.today()
    rules = {rule.id: rule.policy for rule in engine.rulebook.rules}
    policies = {built.shape.policy for built in engine.rulebook.policies}
    if scenario.policy not in policies:
        place = scenario.source.place(("policy",))
        near = nearest(scenario.policy, policies)
        return ScenarioResult(scenario, day, None, (NO_POLICY.at(place, near, policy=scenario.policy),))
    try:
        decision = engine.evaluate(scenario.record, as_of=day, lists=scenario.lists, links=scenario.links)
    except RecordError as error:
        place = scenario.source.place((*scenario.path, "name"))
        return ScenarioResult(scenario, day, None, tuple(problem.at(*place) for problem in error.problems))
    return ScenarioResult(scenario, day, decision, tuple(differences(scenario, decision, rules)))
