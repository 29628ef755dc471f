"""Made-up merchants judged one by one and in batches of DuckDB queries: how many rows differ?

    python benchmarks/equality.py [--merchants 100000] [--missing 0.3] [--durable 20000] [--as-of 2021-12-31]

Compared are whole batch rows, bit by bit: outcome, final, fired, undetermined, targets, pending and scores; and the
summaries. Every tenth merchant is listed. `--missing` is the share of leaf fields that are taken out, inside list
elements too. So many merchants as `--durable` says are judged by durable_rules as well, rule by rule where it can.
Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from one_merchant.records import with_gaps

from merchant_compliance import Engine
from merchant_compliance.engine.batch.working import BatchJudge
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.merchant.arrow_batches import of_rows
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.files import Raw
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

ROWS = 10_000
LISTS = ("onboarding-blacklist", "category-invitations", "dishonest-suppliers", "protected-brands")
EMPTY = {"category": "", "brand": "", "region": "", "reason": ""}


def records(count: int, missing: float) -> Iterator[dict[str, Any]]:
    random = Random(1)
    for made in make_merchants(count):
        yield with_gaps(made.record, random, missing) if missing else made.record


def listed(facts: Facts, _as_of: date) -> list[dict[str, Any]]:
    number = sum(map(ord, facts["merchant_id"]))
    return [{**EMPTY, "list": LISTS[number // 10 % len(LISTS)]}] if number % 10 == 0 else []


def nobody(_merchant_id: str) -> list[dict[str, Any]]:
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--merchants", type=int, default=100_000)
    parser.add_argument("--missing", type=float, default=0.0, help="share of leaf fields taken out (default none)")
    parser.add_argument(
        "--durable", type=int, default=0, help="merchants that durable_rules judges, too (default none)"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--rules", type=Path, help="a rulebook (default: the shipped one)")
    wanted = parser.parse_args()
    engine = Engine.load(wanted.rules)
    judge = BatchJudge(engine, wanted.as_of, Sources(listed, nobody))
    made = records(wanted.merchants, wanted.missing)
    differing, sums, times = 0, (Summary(), Summary()), [0.0, 0.0]
    while part := list(islice(made, ROWS)):
        start = process_time()
        answered = judge(of_rows((Raw(1, record, (), 1) for record in part), "", False))
        between = process_time()
        rows = []
        for record in part:
            decision = engine.evaluate(record, wanted.as_of, listed(record, wanted.as_of), [], explained=False)
            sums[1].add(decision, record.get("shop", {}).get("region"))
            rows.append(decision.batch_row())
        times = [times[0] + between - start, times[1] + process_time() - between]
        sums[0].merge(answered.summary)
        for want, got in zip(rows, answered.table.to_pylist(), strict=True):
            got["scores"] = {name: score for name, score in dict(got["scores"]).items() if score is not None}
            if want != got:
                differing += 1
                print(want["merchant_id"], [name for name in want if want[name] != got[name]], file=sys.stderr)
    same = sums[0].as_json() == sums[1].as_json()
    print(f"{wanted.merchants:,} merchants, {sums[1].final:,} final: {differing} rows differ, summaries equal: {same}")
    print(f"CPU seconds: {times[0]:.1f} in batches of {ROWS:,} (from Python records), {times[1]:.1f} one by one")
    return int(bool(differing) or not same or by_durable_rules(engine, wanted) > 0)


def by_durable_rules(engine: Engine, wanted: argparse.Namespace) -> int:
    """How many verdicts of durable_rules differ."""
    if not wanted.durable:
        return 0
    from merchant_compliance.engine.durable.checking import check

    made = ((facts_from(each), listed(each, wanted.as_of), []) for each in records(wanted.durable, wanted.missing))
    checked = check(engine, made, wanted.as_of)
    merchants, verdicts, differing = checked.merchants, checked.verdicts, len(checked.differences)
    print(f"durable_rules: {merchants:,} merchants, {verdicts:,} verdicts, {differing} differ")
    return differing


if __name__ == "__main__":
    sys.exit(main())
