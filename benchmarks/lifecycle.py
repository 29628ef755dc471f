"""Batch replay of lifecycles: 1,000,000 merchants of 10 events each, Parquet in and out; and the same one by one.

python benchmarks/lifecycle.py [--merchants 1000000] [--events 10] [--jsonl]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.engine.lifecycle import in_order
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.rows import replay_file
from merchant_compliance.rulebook.load import load, shipped_rules

START, AS_OF = date(2021, 1, 1), date(2021, 12, 31)
KINDS = ("unadmitted_listing", "unadmitted_listing_malicious", "material_fake", "late_shipment", "counterfeit")
COLUMNS = ("event_id", "merchant_id", "event", "occurred_on", "seq", "data")


def course(chance: random.Random, merchant: int, length: int) -> Iterator[tuple[str, str]]:
    """Names and fields of one merchant's events: an application, a decision, then what happens to shops."""
    yield "application_filed", "{}"
    for number in range(length - 1):
        draw = chance.random()
        if number == 0 or draw < 0.35:
            outcome = chance.choice(("approve", "approve", "approve", "return", "restrict", "suspend"))
            yield "decision_made", f'{{"outcome": "{outcome}"}}'
        elif draw < 0.75:
            kind, points = chance.choice(KINDS), chance.choice((1, 1, 2, 3))
            yield (
                "violation_confirmed",
                f'{{"violation_id": "v{merchant}-{number}", "kind": "{kind}", "points": {points}}}',
            )
        elif draw < 0.85:
            yield "appeal_decided", f'{{"result": "overturned", "violation_id": "v{merchant}-{number - 1}"}}'
        elif draw < 0.95:
            yield "material_supplied", "{}"
        else:
            yield chance.choice((("exit_requested", "{}"), ("exit_withdrawn", "{}")))


def write(path: Path, merchants: int, length: int) -> None:
    """In the order of time, as a log would have them, so that merchants are strewn over the whole file."""
    chance = random.Random(7)
    schema = pa.schema([(name, pa.date32() if name == "occurred_on" else pa.string()) for name in COLUMNS])
    schema = schema.set(4, pa.field("seq", pa.int64()))
    with tempfile.TemporaryDirectory() as folder:
        unordered = Path(folder, "unordered.parquet")
        with pq.ParquetWriter(unordered, schema) as writer:
            for first in range(0, merchants, 20_000):
                rows: list[tuple[Any, ...]] = []
                for merchant in range(first, min(first + 20_000, merchants)):
                    for number, (name, data) in enumerate(course(chance, merchant, length)):
                        on = START + timedelta(days=chance.randrange(30) + number * 33)
                        rows.append((f"e{merchant}-{number}", f"m{merchant}", name, on, number, data))
                columns = zip(zip(*rows, strict=True), schema.types, strict=True)
                writer.write_table(pa.table([pa.array(c, kind) for c, kind in columns], schema=schema))
        query = f"COPY (SELECT * FROM '{unordered}' ORDER BY occurred_on, hash(event_id)) TO '{path}' (FORMAT parquet)"
        duckdb.connect().execute(query)


def one_by_one(events: Path, lifecycles: Lifecycles, merchants: int) -> float:
    """Microseconds an event of the interpreter that tells each step, on some merchants."""
    query = f"SELECT * FROM '{events}' WHERE hash(merchant_id) % 1000 < {max(1, 1000 * 2000 // merchants)}"
    found: dict[str, list[Any]] = {}
    cursor = duckdb.connect().execute(query)
    for row in cursor.fetchall():
        raw = dict(zip(COLUMNS, row, strict=True)) | {"data": json.loads(row[5])}
        event = lifecycles.intake.event(raw)
        found.setdefault(row[1], []).append(event)
    start = time.perf_counter()
    for one in found.values():
        lifecycles.courses(in_order(one).events, AS_OF)
    return (time.perf_counter() - start) * 1e6 / sum(map(len, found.values()))


def usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def cpu() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in usages())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--merchants", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10)
    parser.add_argument("--jsonl", action="store_true", help="the same events as JSON lines, too")
    given = parser.parse_args()
    rulebook = load(shipped_rules())
    lifecycles = Lifecycles(rulebook.lifecycles)
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder, "events.parquet")
        write(events, given.merchants, given.events)
        files = [events]
        if given.jsonl:
            files.append(events.with_suffix(".jsonl"))
            query = f"SELECT * REPLACE (data::JSON AS data) FROM '{events}'"
            duckdb.connect().execute(f"COPY ({query}) TO '{files[-1]}' (FORMAT json)")
        for file in files:
            before = cpu()
            totals = replay_file(rulebook, str(file), Path(folder, "states.parquet"), AS_OF)
            assert totals.add_up
            print(f"{file.suffix}: {totals.read:,} events of {totals.merchants:,} merchants in {totals.seconds:.1f} s")
            print(f"  CPU {cpu() - before:.1f} s, load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
            print(f"  {totals.as_json()}")
        print(f"most memory of one process: {max(u.ru_maxrss for u in usages()) / 1024:,.0f} MB")
        print(f"one by one, with every step told: {one_by_one(events, lifecycles, given.merchants):.1f} µs an event")


if __name__ == "__main__":
    main()
