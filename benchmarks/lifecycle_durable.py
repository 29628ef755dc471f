"""Random histories of every lifecycle on durable_rules and on the plain interpreter: how many courses differ?

    python benchmarks/lifecycle_durable.py [--histories 50000] [--seed 1] [--rules DIR]

Histories hold up to 20 events, out of order, with duplicates (10%) and contradictions (3%), days 0 to 366 apart. They
arrive in three pieces; after each the courses are compared, at a day of judgement that jumps to and fro. All the
while workers are killed at random moments, also while they answer. A course is the same if all its steps are: day,
event, transition, states and actions, and the standing in the end. Exit code 1 where one differs. Needs durable_rules.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engine" / "durable"))

from histories import Histories

from merchant_compliance.engine.durable.courses import Deviation, DurableCourses, Log, check_courses
from merchant_compliance.engine.lifecycle import Machine
from merchant_compliance.errors import InputError
from merchant_compliance.rulebook.load import load, shipped_rules

BATCH, PIECES = 100, 3
SECONDS_BETWEEN_KILLS = (0.1, 2.0)


def main() -> int:
    wanted = _arguments()
    lifecycles = load(wanted.rules or shipped_rules()).lifecycles
    print("lifecycle              histories   courses     steps   taken killed differ      s")
    totals: Counter[str] = Counter()
    for lifecycle in lifecycles:
        machine, random = Machine(lifecycle), Random(f"{wanted.seed} {lifecycle.name}")
        totals += _compared(machine, random, -(-wanted.histories // len(lifecycles)))
    print(f"{totals['histories']:,} histories, {totals['courses']:,} courses compared, {totals['differing']} differ")
    print(f"{totals['steps']:,} steps; workers killed {totals['kills']} times; asked again {totals['given up']} times")
    return int(totals["differing"] > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--histories", type=int, default=50_000, help="of all lifecycles together (default 50,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", type=Path, help="a rulebook (default: the shipped one)")
    return parser.parse_args()


def _compared(machine: Machine, random: Random, count: int) -> Counter[str]:
    tally: Counter[str] = Counter(histories=count)
    taken: set[str] = set()
    histories, start = Histories(random, machine), perf_counter()
    with DurableCourses(machine) as courses, _killing(courses, Random(random.random()), tally):
        for first in range(0, count, BATCH):
            log = {f"m{n}": histories.history(f"m{n}") for n in range(first, min(first + BATCH, count))}
            for arrived in range(1, PIECES + 1):
                part: Log = {key: events[: len(events) * arrived // PIECES] for key, events in log.items()}
                day = random.choice((None, random.choice(histories.starts) + timedelta(days=random.randint(0, 900))))
                _told(machine, _checked(courses, part, day, tally), tally)
                tally["courses"] += len(part)
            for key in log:
                steps = courses.forget(key).steps
                tally["steps"] += len(steps)
                taken |= {step.transition for step in steps if step.transition}
    share = f"{len(taken)}/{len(machine.lifecycle.transitions)}"
    print(
        f"{machine.name:22} {count:9,} {tally['courses']:9,} {tally['steps']:9,} {share:>7} {tally['kills']:6} "
        f"{tally['differing']:6} {perf_counter() - start:6.1f}",
        flush=True,
    )
    return tally


def _checked(courses: DurableCourses, log: Log, day: object, tally: Counter[str]) -> list[Deviation]:
    """Asked again where a worker was killed three times while it answered: the caller was told so."""
    while True:
        try:
            return check_courses(courses, log, day)  # type: ignore[arg-type]
        except InputError:
            tally["given up"] += 1


def _told(machine: Machine, deviations: list[Deviation], tally: Counter[str]) -> None:
    tally["differing"] += len(deviations)
    for deviation in deviations[:3]:
        print(f"{machine.name}: {deviation}", file=sys.stderr)


@contextmanager
def _killing(courses: DurableCourses, random: Random, tally: Counter[str]) -> Iterator[None]:
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(random.uniform(*SECONDS_BETWEEN_KILLS)):
            if (pid := courses.worker.pid) is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    tally["kills"] += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        stop.set()
        killer.join()


if __name__ == "__main__":
    sys.exit(main())
