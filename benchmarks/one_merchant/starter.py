"""The shipped rulebook, or another: how long it takes to load, to decide, over a million decisions, and on 8 threads.

Its merchants are the made-up ones of the demo, a few percent of whose fields are missing. Memberships and links are
known and none, as in a service that has looked them up, or unknown, which leaves every rule on lists undetermined.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean, median, quantiles
from time import perf_counter_ns

from merchant_compliance.engine.decision import Decision
from merchant_compliance.engine.single import Engine
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants
from one_merchant.records import Facts

THREADS = 8
WARMING = 3000
FEW_HAVE_MANY = 12
"""So many merchants are made for one that is wanted: one in eight has three categories."""
LOADS = 5
LOADING = """
import sys
from time import perf_counter
begun = perf_counter()
from merchant_compliance import Engine
imported = perf_counter()
engine = Engine.load(sys.argv[1] if len(sys.argv) > 1 else None)
loaded = perf_counter()
engine.evaluate({"merchant_id": "m"})
decided = perf_counter()
print(imported - begun, loaded - imported, decided - loaded)
"""
ROUND_OF_MEMORY = 50_000


@dataclass(frozen=True)
class Loading:
    """Seconds, each the median over fresh processes."""

    importing: float
    loading: float
    first_decision: float


def made(count: int, categories: int = 0) -> list[Facts]:
    """Made-up records with at least so many categories."""
    records = (merchant.record for merchant in make_merchants(FEW_HAVE_MANY * count))
    return list(islice((r for r in records if len(r.get("categories", ())) >= categories), count))


def loading(rules: Path | None = None) -> Loading:
    command = [sys.executable, "-c", LOADING, *([str(rules)] if rules else [])]
    runs = [subprocess.run(command, capture_output=True, check=True) for _ in range(LOADS)]
    rows = [tuple(map(float, run.stdout.split())) for run in runs]
    return Loading(*(median(column) for column in zip(*rows, strict=True)))


@dataclass(frozen=True)
class Deciding:
    """p50 and p90 in microseconds, and the mean number of findings in a decision."""

    p50: float
    p90: float
    findings: float

    def line(self) -> str:
        return f"p50 {self.p50:.1f} µs, p90 {self.p90:.1f} µs, {self.findings:.1f} findings"


def deciding(engine: Engine, count: int, known: bool, categories: int = 0) -> Deciding:
    """One full decision, from a plain dict and validation included.

    Other merchants have been judged before, so that conditions are compiled and prefixes of phones are known. The
    collector leaves alone what was there before, as in a service that freezes once it has started.
    """
    entries: list[Facts] | None = [] if known else None
    merchants = made(count, categories)
    for other in make_merchants(WARMING, seed=2):
        engine.evaluate(other.record, AS_OF, entries, entries)
    gc.collect()
    gc.freeze()
    times, findings = [], []
    for merchant in merchants:
        start = perf_counter_ns()
        decision = engine.evaluate(merchant, AS_OF, entries, entries)
        times.append((perf_counter_ns() - start) / 1000)
        findings.append(len(decision.findings))
    gc.unfreeze()
    return Deciding(median(times), quantiles(times, n=10)[-1], fmean(findings))


def same_on_threads(count: int, rules: Path | None = None) -> bool:
    """Whether 8 threads on one engine that has compiled nothing yet give the decisions that one thread gives."""
    merchants, alone, shared = made(count), Engine.load(rules), Engine.load(rules)
    wanted = [alone.evaluate(merchant, AS_OF).model_dump_json() for merchant in merchants]

    def decide(merchant: Facts) -> Decision:
        return shared.evaluate(merchant, AS_OF)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # as many interleavings as the interpreter can be made to give
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return [decision.model_dump_json() for decision in pool.map(decide, merchants)] == wanted
    finally:
        sys.setswitchinterval(before)


def memory(engine: Engine, evaluations: int = 1_000_000) -> Iterator[tuple[int, float]]:
    """Evaluations done, and resident memory in MB then. No merchant comes twice: caches must not grow either."""
    merchants = made(1000)
    done = 0
    while done <= evaluations:
        if done % ROUND_OF_MEMORY == 0:
            gc.collect()
            yield done, resident_mb()
        for merchant in merchants:
            engine.evaluate(_renamed(merchant, done), AS_OF)
            done += 1


def _renamed(merchant: Facts, number: int) -> Facts:
    """Another merchant with the same standing; creators have no shop, and some records no subject."""
    subject = {"name": f"杭州云上贸易有限公司{number}", "uscc": f"91330100MA2{number:07}"}
    renamed = {"subject": subject, "shop": {"name": f"云上优选店{number}"}}
    parts = {part: {**merchant[part], **names} for part, names in renamed.items() if part in merchant}
    return {**merchant, **parts, "merchant_id": f"n{number}"}


def resident_mb() -> float:
    """Resident set size of this process; Linux only, where pages are of 4 KiB."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 / 1e6
