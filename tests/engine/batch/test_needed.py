"""What a rulebook asks of records: all that it reads, and answers do not hang on what is left out."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from random_rulebooks import DAY, Case, random_case, rows_of, shipped

sys.path.insert(0, str(Path(__file__).parents[2] / "merchant"))
import odd_files

from merchant_compliance.engine.batch import task as tasks
from merchant_compliance.engine.batch.needed import Reads, asked_of
from merchant_compliance.engine.batch.task import BatchTask
from merchant_compliance.engine.batch.working import BatchJudge
from merchant_compliance.engine.rows.known import NOBODY, UNKNOWN, Entries, Sources
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.single import Engine
from merchant_compliance.language.check import Environment, check
from merchant_compliance.merchant.arrow_batches import conformed
from merchant_compliance.merchant.facts import FACTS, Facts, facts_of
from merchant_compliance.merchant.readers import Row
from merchant_compliance.merchant.record import Merchant

CASES, RECORDS, ROWS = 14, 60, 20
Read = tuple[set[str], set[str]]
READS: dict[str, Read] = {
    "merchant.followers > 5": ({"followers"}, set()),
    "merchant.products.exists(p, p.title == 'x')": ({"products.title"}, {"products"}),
    "size(merchant.products) > 2": (set(), {"products"}),
    "size(merchant.categories) > 2": ({"categories"}, set()),
    "has(merchant.products)": (set(), {"products"}),
    "has(merchant.content)": ({"content.pass_rate", "content.works_reviewed"}, set()),
    "has(merchant.content.pass_rate)": ({"content.pass_rate"}, set()),
    "merchant.products.all(p, has(p.texts))": (set(), {"products", "products.texts"}),
    "size(merchant.products.filter(p, p.price > 1.0)) > 1": ({"products.price"}, {"products"}),
    "merchant.products.filter(p, p.price > 1.0).exists(p, p.title == 'x')": (
        {"products.price", "products.title"},
        {"products"},
    ),
    "'tea' in merchant.categories": ({"categories"}, set()),
    "merchant.products.map(p, p.title).exists(t, t == 'x')": ({"products.title"}, {"products"}),
    "merchant.products.exists(p, p.texts.exists(t, t.text == merchant.shop.name))": (
        {"products.texts.text", "shop.name"},
        {"products", "products.texts"},
    ),
    "merchant.products.map(p, p.texts).exists(t, size(t) > 1)": (
        {"products.texts.source", "products.texts.text"},
        {"products", "products.texts"},
    ),
    "[merchant.shop.name, merchant.subject.name].exists(n, n == 'x')": ({"shop.name", "subject.name"}, set()),
    "(merchant.followers > 5 ? merchant.exit : merchant.exit).open_orders > 1": (
        {"followers", *(path.removeprefix("merchant.") for path in FACTS if path.startswith("merchant.exit."))},
        set(),
    ),
}


@pytest.mark.parametrize("condition", READS)
def test_a_condition_reads(condition: str) -> None:
    reads = Reads()
    reads.read(check(condition, Environment.of(), result=None))
    values, lists = READS[condition]
    found = reads.asked().facts
    assert (found.values, found.lists) == tuple({f"merchant.{path}" for path in paths} for paths in (values, lists))


def test_what_stands_beside_records_is_asked_for_by_rules_or_not_at_all() -> None:
    base = shipped()
    asked = asked_of(base, DAY, UNKNOWN)
    assert {"identifiers", "lists", "links", "scores"} <= asked.names
    assert "merchant.contact.email" in asked.facts.values
    nothing = replace(base, policies=(), scorecards=(), overlays=())
    asked = asked_of(nothing, DAY, UNKNOWN)
    assert (asked.names, asked.facts.lists) == (frozenset(), frozenset())
    assert asked.facts.values == {f"merchant.{n}" for n in ("merchant_id", "stage", "shop.region", "categories")}


def test_keys_of_lists_are_read_only_where_there_are_lists() -> None:
    def entries(_facts: Facts, _day: object) -> Entries:
        return []

    uids = "merchant.account.uids"
    assert uids not in asked_of(shipped(), DAY, NOBODY).facts.values
    assert uids in asked_of(shipped(), DAY, Sources(entries, None)).facts.values


def test_a_rule_in_trial_or_of_another_time_reads_nothing() -> None:
    policies = [replace(p, rules=tuple(replace(r, status="shadow") for r in p.rules)) for p in shipped().policies]
    shadowed = replace(shipped(), policies=tuple(policies), scorecards=())
    assert asked_of(shadowed, DAY, UNKNOWN).facts.lists == frozenset()


def test_answers_are_those_of_reading_all_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ROWS", ROWS)
    tally: Counter[str] = Counter()
    for seed in range(CASES):
        random = Random(seed)
        case = random_case(seed, random.choice((1, 3, 12)), RECORDS)
        file = tmp_path / f"{seed}.parquet"
        odd_files.write(file, known(case), random, random.choice((7, 20, 60)))
        sources, allow_unknown = sources_of(case), random.random() < 0.5
        wanted = all_columns(file, case, sources, allow_unknown)
        got = needed_columns(file, case, sources, allow_unknown)
        for one, other in zip(wanted, got, strict=True):
            assert one == other, seed
        tally.update(name for row in got[0] for name in ("fired", "undetermined", "pending") if row[name])
        tally["rejected"] += len(got[2])
    assert min(tally[name] for name in ("fired", "undetermined", "pending", "rejected")) > CASES, tally


Found = tuple[list[dict[str, Any]], dict[str, Any], list[Any]]
"""Rows, summary and rejected rows."""


def needed_columns(file: Path, case: Case, sources: Sources, allow_unknown: bool) -> Found:
    task = BatchTask(Engine(case.rulebook), DAY, sources, allow_unknown)
    answers = [task(chunk) for chunk in task.chunks([str(file)])]
    return found([a.table for a in answers], [a.summary for a in answers], [r for a in answers for r in a.rejected])


def all_columns(file: Path, case: Case, sources: Sources, allow_unknown: bool) -> Found:
    judge = BatchJudge(Engine(case.rulebook), DAY, sources)
    judge.asked = judge.asked._replace(names=frozenset(("identifiers", "lists", "links")))
    tables, summaries, rejected, first = [], [], [], 1
    for raw in pq.ParquetFile(file).iter_batches(ROWS):
        read = conformed(raw, str(file), first, allow_unknown)
        first += raw.num_rows
        rejected += read.rejected
        if read.records.num_rows:
            answered = judge(read)
            tables.append(answered.table)
            summaries.append(answered.summary)
    return found(tables, summaries, rejected)


def found(tables: list[pa.Table], summaries: list[Summary], rejected: list[Row]) -> Found:
    total = Summary()
    for summary in summaries:
        total.merge(summary)
    total.rejected = 0
    rows = [row for table in tables for row in rows_of(table)]
    return rows, total.as_json(), [(row.line, row.problems, row.raw) for row in rejected]


def known(case: Case) -> list[dict[str, Any]]:
    return [facts_of(Merchant.model_validate(record)) for record in case.records]


def sources_of(case: Case) -> Sources:
    """What is known of each merchant, also of one whose id was spoiled, which is none of ours."""
    lists, links = case.lists, case.links
    return Sources(
        (lambda facts, _day: lists.get(facts["merchant_id"], [])) if lists is not None else None,
        (lambda merchant: links.get(merchant, [])) if links is not None else None,
    )
