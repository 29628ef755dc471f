"""The mix of rules of `benchmarks/batch_mix.py`: as published, with one answer on every engine. Nothing is timed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from batch_rules import memory, merchants, writing
from batch_rules.answers import batch_rows, facts_in, single_row
from batch_rules.measures import decode, decode_by_duckdb, judge
from batch_rules.mix import GUARDED, SCALAR, SHAPES, MixedRule, counts, mix
from batch_rules.record import QUALIFICATION, SCALARS

from merchant_compliance import Engine

ROWS = 300


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return merchants.write(tmp_path_factory.mktemp("mix") / "merchants.parquet", ROWS)


def test_shapes_are_published_as_shares_of_100() -> None:
    assert sum(SHAPES.values()) == 100
    rows = dict(
        line.split("|")[1:3] for line in (sys.modules[mix.__module__].__doc__ or "").splitlines() if "|" in line
    )
    told = {shape.strip(): int(share) for shape, share in rows.items() if share.strip().isdigit()}
    assert told == SHAPES


@pytest.mark.parametrize("count", [50, 200, 1000])
@pytest.mark.parametrize("shapes", [SHAPES, SCALAR, GUARDED], ids=["all", "scalar", "guarded"])
def test_a_mix_has_as_many_rules_of_each_shape_as_it_says(count: int, shapes: dict[str, int]) -> None:
    found = Counter(rule.shape for rule in mix(count, shapes))
    assert found == counts(count, shapes)
    assert found.total() == count


def test_a_seed_makes_the_same_rules_again() -> None:
    assert mix(50) == mix(50)
    assert mix(50) != mix(50, seed=7)


def paths(rules: list[MixedRule]) -> Iterator[str]:
    for rule in rules:
        yield from (each.path for each in (*rule.guard, *rule.parts))


def test_fifty_rules_read_every_column_of_the_file() -> None:
    """`merchant_id` and `stage` are read for the decision."""
    scalars = {f"merchant.{path}" for path in SCALARS if path != "stage"}
    assert set(paths(mix(50))) == scalars | {f"q.{name}" for name in QUALIFICATION} | {"category"}


def test_the_first_merchants_of_a_file_are_the_same_whatever_its_length(file: Path, tmp_path: Path) -> None:
    shorter = merchants.write(tmp_path / "shorter.parquet", 100)
    assert facts_in(shorter) == facts_in(file)[:100]


def test_one_of_twenty_values_is_missing(file: Path) -> None:
    shops = [record["shop"] for record in facts_in(file)]
    there = sum(len(shop) for shop in shops) / len(shops) / 5
    assert there == pytest.approx(0.95, abs=0.02)


def test_merchants_in_onboarding_have_no_metrics(file: Path) -> None:
    early = [record for record in facts_in(file) if record["stage"] == "onboarding"]
    assert early
    assert not any("metrics" in record for record in early)


def test_decoding_reads_every_row(file: Path) -> None:
    assert decode(file) == decode_by_duckdb(file) == ROWS


@pytest.mark.parametrize("shapes", [SHAPES, SCALAR, GUARDED], ids=["all", "scalar", "guarded"])
def test_batches_decide_as_the_engine_for_one_merchant(file: Path, tmp_path: Path, shapes: dict[str, int]) -> None:
    engine = Engine.load(writing.write(mix(50, shapes), tmp_path))
    rows = [single_row(engine, record) for record in facts_in(file)]
    assert batch_rows(engine, file) == rows
    assert any(row["fired"] for row in rows)
    assert any(row["pending"] for row in rows)


def test_what_is_measured_writes_those_decisions(file: Path, tmp_path: Path) -> None:
    engine, out = Engine.load(writing.write(mix(50), tmp_path / "rules")), tmp_path / "out.parquet"
    run = judge(engine, file, out)
    assert run.rows == run.summary.merchants == ROWS
    assert 0 < run.compiling * 1e6 < run.over_all * ROWS
    assert [{**row, "scores": {}} for row in pq.read_table(out).to_pylist()] == batch_rows(engine, file)


def test_rules_fire_as_rarely_as_they_are_said_to(tmp_path: Path) -> None:
    """Three hundred merchants are too few to see a rule that fires on one of a thousand."""
    engine = Engine.load(writing.write(mix(50), tmp_path / "rules"))
    many = merchants.write(tmp_path / "many.parquet", 20_000)
    fired = Counter(rule for row in batch_rows(engine, many) for rule in row["fired"])
    assert all(count < 0.03 * 20_000 for count in fired.values()), fired.most_common(5)
    assert len(fired) >= 45


def test_zen_fires_the_same_rules_in_every_form(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("zen", reason="zen-engine is in the extra `bench`")
    from batch_rules.beside_zen import beside_zen
    from batch_rules.by_zen import FORMS

    rules = mix(200)
    found = beside_zen(rules, Engine.load(writing.write(rules, tmp_path)), file)
    assert (found.sample, found.batch_differs) == (ROWS, 0)
    assert {form: differing for form, (_, differing) in found.forms.items()} == dict.fromkeys(FORMS, 0)


def test_a_wrong_answer_of_zen_is_counted(file: Path) -> None:
    pytest.importorskip("zen", reason="zen-engine is in the extra `bench`")
    from batch_rules.beside_zen import measured
    from batch_rules.by_zen import one_by_one, prepared

    records = prepared(facts_in(file)[:3])
    run = one_by_one(mix(50), "sure")
    right = [sorted(each) for each in run(records)]
    assert measured(run, records, [right[0], [*right[1], "MIX-9999"], right[2]])[1] == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_memory_of_a_process_below_is_counted() -> None:
    below = "import time; held = b'x' * 90_000_000; time.sleep(1)"
    above = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {below!r}], check=True)"
    seen = memory.watch([sys.executable, "-c", above], {})
    assert seen.code == 0
    assert 80 < seen.peak_of_one() < seen.peak() < 200
    assert len(seen.samples) > 3
