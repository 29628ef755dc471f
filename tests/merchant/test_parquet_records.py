"""Of a Parquet file only needed columns are read, and nothing comes out otherwise than if all were."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import odd_files
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.arrow_batches import Read, conformed
from merchant_compliance.merchant.facts import FACTS, facts_of
from merchant_compliance.merchant.needed_columns import Needed
from merchant_compliance.merchant.parquet_records import parquet_records
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import make_merchants

MADE = [facts_of(Merchant.model_validate(made.record)) for made in make_merchants(60, seed=11)]
SEEDS = 12
GROUPS = [7, 20, 33, 60]


def all_columns(file: Path, allow_unknown: bool) -> list[Read]:
    first, found = 1, []
    for raw in pq.ParquetFile(file).iter_batches(20):
        found.append(conformed(raw, str(file), first, allow_unknown))
        first += raw.num_rows
    return found


def records_of(reads: list[Read], needed: Needed) -> list[Any]:
    paths = needed.values | needed.lists
    return [row for read in reads for row in odd_files.pruned(read.records.to_pylist(), paths)]


def rejected_of(reads: list[Read]) -> list[Any]:
    return [(row.line, row.problems, row.raw) for read in reads for row in read.rejected]


def some_facts(random: Random) -> Needed:
    """As a rulebook may ask: lists whose fields are read, and lists of which only the length is."""
    share = random.choice((0.0, 0.05, 0.3))
    values = {path for path, fact in FACTS.items() if not fact.part and random.random() < share}
    lists = {path for path, fact in FACTS.items() if fact.part and fact.many and random.random() < share}
    return Needed(frozenset(values | {"merchant.merchant_id"}), frozenset(lists))


def test_needed_facts_and_rejected_rows_are_those_of_reading_all_columns(tmp_path: Path) -> None:
    rejected = 0
    for seed in range(SEEDS):
        random = Random(seed)
        file, group = tmp_path / f"{seed}.parquet", random.choice(GROUPS)
        odd_files.write(file, copied(MADE), random, group)
        needed, allow_unknown = some_facts(random), random.random() < 0.5
        wanted = all_columns(file, allow_unknown)
        got = list(parquet_records(str(file), range(-(-60 // group)), 1, 20, needed, allow_unknown))
        assert sum(read.records.num_rows + len(read.rejected) for read in got) == 60, seed
        assert rejected_of(got) == rejected_of(wanted), seed
        assert records_of(got, needed) == records_of(wanted, needed), seed
        rejected += len(rejected_of(got))
    assert rejected > SEEDS


def test_a_batch_goes_over_small_row_groups_and_wrong_rows_are_found_in_them(tmp_path: Path) -> None:
    file = tmp_path / "merchants.parquet"
    roles = ["merchant", "boss", *["merchant"] * 20, "boss", *["merchant"] * 7]
    table = pa.table({"merchant_id": [f"m{n}" for n in range(30)], "followers": range(30), "role": roles})
    pq.write_table(table, file, row_group_size=4)
    got = list(parquet_records(str(file), range(8), 101, 12, Needed(frozenset(), frozenset()), False))
    assert [read.records.num_rows for read in got] == [11, 11, 6]
    assert [(row.line, row.raw) for read in got for row in read.rejected] == [
        (102, {"merchant_id": "m1", "followers": 1, "role": "boss"}),
        (123, {"merchant_id": "m22", "followers": 22, "role": "boss"}),
    ]
    assert got[0].records.column("followers").null_count == 11


def test_a_date_in_no_calendar_makes_a_file_unreadable_whoever_needs_it(tmp_path: Path) -> None:
    file = tmp_path / "merchants.parquet"
    days = pa.array([3_000_000], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"merchant_id": ["a"], "applied_on": days}), file)
    with pytest.raises(InputError, match="cannot be read"):
        list(parquet_records(str(file), [0], 1, 20, Needed(frozenset(), frozenset()), False))


def copied(value: Any) -> Any:
    if isinstance(value, list):
        return [copied(each) for each in value]
    return {name: copied(inner) for name, inner in value.items()} if isinstance(value, dict) else value
