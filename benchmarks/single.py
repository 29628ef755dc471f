"""Forty rules over one merchant: our engine beside a hand-written function and three other engines.

    python benchmarks/single.py [--records N] [--quick] [--memory]

Every contestant judges the same records, complete ones and such with 30% of their leaf fields missing, and every
answer is compared with that of the hand-written function. Times are microseconds a record; all contestants take turns
in every round, and ratios are of the medians over the rounds. `docs/measurements.md` says how to read them.
Needs the extra `bench` and, for durable_rules, Python below 3.13. Exit code 1 where an answer differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from one_merchant import starter
from one_merchant.contest import Contest, hold
from one_merchant.contestants import contestants
from one_merchant.target import Target
from one_merchant.targets import of_contest, spread, table

from merchant_compliance.engine.single import Engine

QUICK = 2000
STARTER = 250
"""Rules of a starter rulebook, at most; what is wanted of the whole one is less strict."""
STARTER_P50, STARTER_LOAD = 100, 0.5
WHOLE_P50, WHOLE_LOAD = 200, 1.5
"""Microseconds and seconds."""


def main() -> int:
    wanted = _arguments()
    targets: list[Target] = []
    contests = [_contest(wanted.records, gaps, targets) for gaps in (False, True)]
    _rulebook(targets, wanted.records // 10, wanted.rules)
    if wanted.memory:
        _memory(targets, wanted.rules)
    print("\nTargets", *(target.line() for target in targets), sep="\n")
    return int(any(result.differing for contest in contests for result in contest.results.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=20_000, help="how many of each kind (default 20,000)")
    parser.add_argument("--quick", action="store_const", dest="records", const=QUICK, help=f"{QUICK} records")
    parser.add_argument("--rules", type=Path, help="a rulebook (default: the shipped one)")
    parser.add_argument("--memory", action="store_true", help="a million decisions as well, which takes minutes")
    return parser.parse_args()


def _contest(count: int, gaps: bool, targets: list[Target]) -> Contest:
    with TemporaryDirectory() as scratch:
        contest = hold(contestants(gaps, Path(scratch)), count, gaps)
    print(f"\n{count:,} records, {'30% of the leaf fields missing' if gaps else 'complete'}", *table(contest), sep="\n")
    print(spread(contest))
    targets += of_contest(contest, gaps)
    return contest


def _rulebook(targets: list[Target], count: int, rules: Path | None) -> None:
    times, engine = starter.loading(rules), Engine.load(rules)
    known, unknown = (starter.deciding(engine, count, known) for known in (True, False))
    three = starter.deciding(engine, count, known=True, categories=3)
    print(f"\nRulebook {engine.rulebook.name} {engine.rulebook.version}, {len(engine.rulebook.rules)} rules")
    print(f"import {times.importing:.3f} s, load {times.loading:.3f} s, first decision {times.first_decision:.3f} s")
    print(f"full decision, validation included, memberships known: {known.line()}; unknown: {unknown.line()}")
    print(f"of merchants with three categories: {three.line()}")
    same = starter.same_on_threads(count, rules)
    small = len(engine.rulebook.rules) <= STARTER
    print(f"{starter.THREADS} threads give {'the same decisions as one' if same else 'OTHER DECISIONS than one'}")
    targets += [
        Target("rulebook: full decision, p50", known.p50, STARTER_P50 if small else WHOLE_P50, "µs"),
        Target("rulebook: full decision with three categories, p50", three.p50, WHOLE_P50, "µs"),
        Target("rulebook: load", times.loading, STARTER_LOAD if small else WHOLE_LOAD, "s"),
        Target("rulebook: 8 threads give the decisions of one", float(same), 1, "", at_least=True),
    ]


def _memory(targets: list[Target], rules: Path | None) -> None:
    """Growth counts over the second half: in the first one programs are compiled and the bounded caches fill."""
    print("\nResident memory over a million decisions")
    readings = []
    for done, megabytes in starter.memory(Engine.load(rules)):
        print(f"{done:9,} {megabytes:8.1f} MB", flush=True)
        readings.append(megabytes)
    targets.append(
        Target("growth of memory over the second half", readings[-1] - readings[len(readings) // 2], 2, "MB")
    )


if __name__ == "__main__":
    sys.exit(main())
