"""Random conditions on durable_rules: runs in a worker process, since it may crash; and how it is asked."""

from __future__ import annotations

from typing import Any

from merchant_compliance.engine.durable.matching import Matching, Verdicts
from merchant_compliance.engine.durable.plan import Plan

Trial = tuple[Plan, list[dict[str, Any]]]


class Trials:
    """The session of a worker that is given plans with the scopes to judge, many in its life."""

    def __init__(self, _given: object) -> None:
        pass

    def __call__(self, trials: list[Trial]) -> list[list[Verdicts]]:
        return [Matching(plan)(scopes) for plan, scopes in trials]
