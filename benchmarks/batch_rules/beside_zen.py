"""The same merchants and rules on zen-engine, in batches and one by one: what zen costs, and whose answers differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch_rules.answers import batch_rows, facts_in, single_row
from batch_rules.by_zen import FORMS, prepared
from batch_rules.measures import MICRO, cost
from batch_rules.mix import MixedRule
from merchant_compliance import Engine

WARM_UP = 20
ROUNDS = 3


@dataclass(frozen=True)
class BesideZen:
    """`forms` are microseconds a merchant and records whose fired rules differ from ours; `batch_differs` counts
    merchants whose batch row is not that of the engine for one merchant."""

    sample: int
    batch_differs: int
    forms: dict[str, tuple[float, int]]


def beside_zen(rules: Sequence[MixedRule], engine: Engine, file: Path) -> BesideZen:
    """All merchants of a file."""
    facts = facts_in(file)
    one_by_one = [single_row(engine, record) for record in facts]
    differs = sum(one != row for one, row in zip(one_by_one, batch_rows(engine, file), strict=True))
    records, fired = prepared(facts), [sorted(row["fired"]) for row in one_by_one]
    forms = {name: measured(make(rules, form), records, fired) for name, (make, form) in FORMS.items()}
    return BesideZen(len(facts), differs, forms)


def measured(run: Any, records: list[dict[str, Any]], fired: list[list[str]]) -> tuple[float, int]:
    """The cheapest of some rounds, which is in zen's favour."""
    run(records[:WARM_UP])
    costs = [cost(lambda: run(records)) for _ in range(ROUNDS)]
    differing = sum(sorted(got) != want for got, want in zip(run(records), fired, strict=True))
    return min(costs) / len(records) * MICRO, differing
