"""Made-up merchants judged by durable_rules and by ourselves: how many verdicts differ, and what does it cost?

    python benchmarks/durable_check.py [--merchants 20000] [--missing 0.3] [--as-of 2021-12-31] [--rules DIR]

Every other merchant comes with memberships and links known to be none; of the rest they are unknown. `--missing` is
the share of leaf fields that are taken out, inside list elements too. A verdict is one
rule on one merchant (on all elements of its list, for rules of each category, product or brand). Exit code 1 where
one differs. Needs durable_rules.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter

from one_merchant.records import with_gaps

from merchant_compliance import Engine
from merchant_compliance.engine.durable.checking import Record, check, eligibility
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants


def records(count: int, missing: float) -> Iterator[Record]:
    random = Random(1)
    for number, made in enumerate(make_merchants(count)):
        entries = [] if number % 2 else None
        yield facts_from(with_gaps(made.record, random, missing) if missing else made.record), entries, entries


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--merchants", type=int, default=20_000)
    parser.add_argument("--missing", type=float, default=0.0, help="share of leaf fields taken out (default none)")
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--rules", type=Path, help="a rulebook (default: the shipped one)")
    wanted = parser.parse_args()
    engine = Engine.load(wanted.rules)
    eligible, ineligible = map(len, eligibility(engine.rulebook, AS_OF))
    start = perf_counter()
    made = sum(1 for _ in records(wanted.merchants, wanted.missing))
    making = perf_counter() - start
    checked = check(engine, records(wanted.merchants, wanted.missing), wanted.as_of)
    for difference in checked.differences[:20]:
        print(difference.problem(), file=sys.stderr)
    print(f"{eligible} rules eligible, {ineligible} not, on {wanted.as_of}; {made:,} merchants made in {making:.1f} s")
    print(
        f"{checked.merchants:,} merchants, {checked.verdicts:,} verdicts, {checked.hits:,} of them fired or "
        f"undetermined: {len(checked.differences)} differ; {checked.seconds - making:.1f} s, "
        f"{(checked.seconds - making) / checked.merchants * 1000:.1f} ms a merchant, {checked.restarts} restarts"
    )
    return int(bool(checked.differences))


if __name__ == "__main__":
    sys.exit(main())
