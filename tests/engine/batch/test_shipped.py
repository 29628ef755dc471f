"""The shipped rulebook in batches: the rows and the summary of the engine for one merchant, also with gaps."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from random_rulebooks import rows_of

from merchant_compliance import Engine
from merchant_compliance.engine.batch.working import BatchJudge
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.merchant.arrow_batches import of_rows
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

LISTED = {"list": "onboarding-blacklist", "category": "", "brand": "", "region": "", "reason": ""}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


def with_gaps(value: Any, random: Random, share: float, top: bool = True) -> Any:
    """The record without some of its fields, also inside the elements of lists."""
    if isinstance(value, list):
        return [with_gaps(item, random, share, False) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {k: v for k, v in value.items() if (top and k in ("merchant_id", "stage")) or random.random() >= share}
    return {name: with_gaps(inner, random, share, False) for name, inner in kept.items()}


def read(records: list[dict[str, Any]]) -> Any:
    return of_rows((Raw(1, record, (), 1) for record in records), "", False)


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_made_up_merchants_get_the_same_rows_and_counts(engine: Engine, share: float) -> None:
    random = Random(5)
    records = [with_gaps(made.record, random, share) for made in make_merchants(600, seed=3)]
    lists = {record["merchant_id"]: [LISTED] if number % 9 == 0 else [] for number, record in enumerate(records)}
    sources = Sources(lambda facts, _day: lists[facts["merchant_id"]], lambda _merchant_id: [])
    answered = BatchJudge(engine, AS_OF, sources)(read(records))
    wanted, rows = Summary(), []
    for record in records:
        decision = engine.evaluate(record, AS_OF, lists[record["merchant_id"]], [], explained=False)
        wanted.add(decision, record.get("shop", {}).get("region"))
        rows.append(decision.batch_row())
    assert rows_of(answered.table) == rows
    assert answered.summary.as_json() == wanted.as_json()
    assert len({row["outcome"] for row in rows}) > 3


def test_a_question_counts_elements_with_and_without_the_text_that_it_demands(engine: Engine) -> None:
    """Rules that demand `kind` stand twice in a tree: behind the text, and behind a missing one."""
    review = {"result": "pass", "concluded_on": "2021-12-20"}
    records = [
        {"merchant_id": name, "role": "creator", "stage": "operation", "reviews": [{**review, **kind}],
         "complaints": [{"status": "open"}]}
        for name, kind in (("with", {"kind": "content_report"}), ("without", {}), ("other", {"kind": "performance"}))
    ]  # fmt: skip
    day = date(2021, 12, 31)
    answered = BatchJudge(engine, day, Sources(None, None))(read(records))
    assert rows_of(answered.table) == [engine.evaluate(record, day, explained=False).batch_row() for record in records]
    open_rules = [set(row["undetermined"]) for row in answered.table.to_pylist()]
    assert "CRS-report" in open_rules[1] - open_rules[0]


def test_long_before_most_rules_both_engines_give_the_same_rows(engine: Engine) -> None:
    day = date(2010, 1, 1)
    records = [made.record for made in make_merchants(3, seed=3)]
    answered = BatchJudge(engine, day, Sources(None, None))(read(records))
    assert rows_of(answered.table) == [engine.evaluate(record, day, explained=False).batch_row() for record in records]
