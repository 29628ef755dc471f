"""Random conditions on durable_rules: the session of a worker process, since they may crash it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from merchant_compliance.engine.durable.messages import Verdicts
from merchant_compliance.engine.durable.plan import Plan

Trial = tuple[Plan, list[dict[str, Any]]]


class Trials:
    """Is given plans with the scopes to judge, many in its life. durable_rules is imported there and not here."""

    def __init__(self, _given: object) -> None:
        self.matching = import_module("merchant_compliance.engine.durable.matching").Matching

    def __call__(self, trials: list[Trial]) -> list[list[Verdicts]]:
        return [self.matching(plan)(scopes) for plan, scopes in trials]
