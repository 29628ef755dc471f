"""`evaluate --engine durable`: the engine that checks itself against durable_rules, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from merchant_compliance.cli.speech import tr

if TYPE_CHECKING:
    from merchant_compliance.engine.single import Engine
    from merchant_compliance.errors import Problem
    from merchant_compliance.rulebook.rulebook import Rulebook

DURABLE = "durable"


def require(name: str | None) -> None:
    """Raises InputError where the engine of this name cannot be had here."""
    if name == DURABLE:
        from merchant_compliance.engine.durable.availability import missing

        if error := missing():
            raise error


@contextmanager
def judging(name: str | None, engine: Engine) -> Iterator[Engine]:
    """The engine that judges under this name."""
    if name != DURABLE:
        yield engine
        return
    from merchant_compliance.engine.durable.checking import CheckedEngine

    with CheckedEngine(engine) as checked:
        yield checked


def as_json(rulebook: Rulebook, as_of: date) -> dict[str, Any]:
    """Which rules durable_rules judges as well at a date, and of the others why it does not."""
    from merchant_compliance.engine.durable.checking import eligibility

    eligible, ineligible = eligibility(rulebook, as_of)
    return {
        "engine": "durable_rules",
        "eligible": eligible,
        "ineligible": [{"rule": rule, **reasons(problem)} for rule, problem in ineligible.items()],
    }


def reasons(problem: Problem) -> dict[str, Mapping[str, str]]:
    return {name: getattr(problem, name)._asdict() for name in ("what", "why", "mend")}


def tell(rulebook: Rulebook, as_of: date, *, err: bool = False) -> None:
    """After a run without a difference: how many rules were compared, and how many could not be."""
    from merchant_compliance.engine.durable.checking import eligibility

    eligible, ineligible = map(len, eligibility(rulebook, as_of))
    typer.echo(
        tr(
            f"与 durable_rules 对照：{eligible} 条规则结论一致，没有差异；另 {ineligible} 条不适用"
            "（merchant-compliance rules durable 列出原因）",
            f"Compared with durable_rules: no difference on {eligible} rules; {ineligible} are not for it "
            "(merchant-compliance rules durable says why)",
        ),
        err=err,
    )
