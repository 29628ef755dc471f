"""A published mix of rules over a file of the columns that it reads: what batches cost against reading, and zen-engine.

    python benchmarks/batch_mix.py [--rows 1000000] [--marginal 200000] [--sample 2000] [--missing 0.05]
    python benchmarks/batch_mix.py --memory [1000000 20000000]

The mix stands in `batch_rules/mix.py`, the record in `batch_rules/record.py`; both are made by seed. CPU of one
process, all in one run, from a Parquet file to a Parquet file of decisions, compiling included; only what one more rule
costs is measured without it. zen-engine gets the same rules, and the first merchants as dicts in memory. `--memory`
watches the command `evaluate` over files of so many rows instead. Needs the extra `bench`; exit code 1 where an answer
differs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from batch_rules import measures, merchants, mix, writing
from batch_rules.memory import watch
from batch_rules.record import AS_OF
from one_merchant.target import Target

from merchant_compliance import Engine

SIZES = {50: 2.5, 200: 5.0, 1000: None}
"""Rules, and how many times the CPU of decoding they may cost."""
FEW, MANY = 200, 1000
SCALAR_NS, GUARDED_NS = 10, 40
"""Nanoseconds that one more rule may cost a merchant."""
ZEN = 30
MEMORY = [1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000]
MEMORY_RULES, MEMORY_MB, GROWTH = 50, 1000, 1.1


def main() -> int:
    wanted = _arguments()
    with TemporaryDirectory(dir=wanted.room) as room:
        bench = Bench(Path(room), wanted.missing)
        if wanted.memory is not None:
            bench.memory(wanted.memory or MEMORY)
        else:
            bench.published()
            bench.against_decoding(wanted.rows)
            bench.one_more_rule(wanted.marginal)
            bench.against_zen(wanted.sample)
        print("\nTargets", *(target.line() for target in bench.targets), sep="\n")
        return int(bench.differing > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--marginal", type=int, default=200_000, help="rows to measure one more rule on")
    parser.add_argument("--sample", type=int, default=2000, help="merchants that zen-engine judges")
    parser.add_argument("--missing", type=float, default=merchants.MISSING, help="share of values that are missing")
    parser.add_argument("--memory", type=int, nargs="*", help="rows of the files (default 1 to 20 million)")
    parser.add_argument("--room", type=Path, help="a folder for the files, which are deleted at the end")
    return parser.parse_args()


@dataclass
class Bench:
    """Files and rulebooks in a folder, and what was measured with them."""

    room: Path
    missing: float
    targets: list[Target] = field(default_factory=list)
    costs: dict[int, float] = field(default_factory=dict)
    differing: int = 0

    def file(self, rows: int) -> Path:
        path = self.room / f"merchants-{rows}.parquet"
        return path if path.exists() else merchants.write(path, rows, self.missing)

    def folder(self, count: int, shapes: Mapping[str, int] = mix.SHAPES) -> Path:
        """A rulebook of so many rules of the mix, or of only some of its shapes."""
        folder = self.room / f"rules-{count}-{'-'.join(shapes) if shapes is not mix.SHAPES else 'mix'}"
        return folder if folder.exists() else writing.write(mix.mix(count, shapes), folder)

    def run(self, count: int, rows: int, shapes: Mapping[str, int] = mix.SHAPES) -> measures.Run:
        return measures.judge(Engine.load(self.folder(count, shapes)), self.file(rows), self.room / "out.parquet")

    def published(self) -> None:
        print(f"{'rules by shape':22}" + "".join(f"{size:>7}" for size in SIZES))
        made = [mix.counts(size, mix.SHAPES) for size in SIZES]
        for shape in mix.SHAPES:
            print(f"  {shape:20}" + "".join(f"{each[shape]:7}" for each in made))

    def against_decoding(self, rows: int) -> None:
        """Decoding stands before and after every run; the ratio is to the middle of all of its times."""
        file = self.file(rows)
        size = file.stat().st_size / 1e6
        print(
            f"\n{rows:,} merchants, {self.missing:.0%} of values missing: {size:.0f} MB, {merchants.COMPRESSION},"
            f" row groups of {merchants.GROUP:,}"
        )
        measures.decode(file)
        decoding = [measures.cost(lambda: measures.decode(file))]
        runs = {}
        for count in SIZES:
            runs[count] = self.run(count, rows)
            decoding.append(measures.cost(lambda: measures.decode(file)))
        reading = measures.middle(decoding) / rows * measures.MICRO
        by_duckdb = measures.cost(lambda: measures.decode_by_duckdb(file)) / rows * measures.MICRO
        print(
            f"decoding: {reading:.2f} µs a merchant by pyarrow ({len(decoding)} times, from"
            f" {min(decoding) / rows * measures.MICRO:.2f} to {max(decoding) / rows * measures.MICRO:.2f}),"
            f" {by_duckdb:.2f} by DuckDB into Arrow"
        )
        print(
            f"{'rules':>7}{'compiling':>11}{'µs':>9}{'/ decoding':>12}{'ns a rule':>11}"
            f"{'fired':>8}{'undetermined':>14}{'final':>8}"
        )
        for count, run in runs.items():
            self._say(count, run, reading)

    def _say(self, count: int, run: measures.Run, reading: float) -> None:
        tallies, ratio = run.summary.rules.values(), run.over_all / reading
        fired, opened = (sum(getattr(each, name) for each in tallies) / run.rows for name in ("fired", "undetermined"))
        print(
            f"{count:7}{run.compiling:9.2f} s{run.over_all:9.2f}{ratio:12.1f}{run.over_all / count * 1000:11.1f}"
            f"{fired:8.2f}{opened:14.2f}{run.summary.final / run.rows:8.0%}"
        )
        self.costs[count] = run.over_all
        if limit := SIZES[count]:
            self.targets.append(Target(f"{count} rules, against decoding", ratio, limit))

    def one_more_rule(self, rows: int) -> None:
        """From rulebooks of such rules only, of which the larger holds more of the same."""
        print(f"\nOne more rule, from {FEW} to {MANY} of them, {rows:,} merchants, without compiling")
        for name, shapes, limit in (("scalar", mix.SCALAR, SCALAR_NS), ("guarded list", mix.GUARDED, GUARDED_NS)):
            few, many = (self.run(count, rows, shapes).after_first for count in (FEW, MANY))
            nanoseconds = (many - few) / (MANY - FEW) * 1000
            print(f"{name:14}{few:8.2f} µs with {FEW}, {many:8.2f} µs with {MANY}: {nanoseconds:.1f} ns")
            self.targets.append(Target(f"one more {name} rule, a merchant", nanoseconds, limit, "ns"))

    def against_zen(self, sample: int) -> None:
        from batch_rules.beside_zen import beside_zen

        for count in SIZES:
            found = beside_zen(mix.mix(count), Engine.load(self.folder(count)), self.file(sample))
            print(
                f"\n{count} rules on zen-engine, {found.sample:,} merchants; one by one and in batches: "
                f"{found.batch_differs} rows differ"
            )
            ours = self.costs[count]
            for form, (each, differing) in found.forms.items():
                print(f"  {form:44}{each:8.1f} µs = {each / ours:6.1f} times ours, {differing} differ")
            self.differing += found.batch_differs + sum(differing for _, differing in found.forms.values())
            best = min(each for each, _ in found.forms.values())
            self.targets.append(Target(f"{count} rules, zen-engine's fastest form", best / ours, ZEN, at_least=True))

    def memory(self, sizes: list[int]) -> None:
        rules = self.folder(MEMORY_RULES)
        print(
            f"{'rows':>12}{'seconds':>9}{'MB, one process':>17}{'sum of all':>12}{'shared once':>13}"
            f"{'first half':>12}{'second half':>13}"
        )
        sums = []
        for rows in sizes:
            file, out = self.file(rows), self.room / "out.parquet"
            command = [
                sys.executable,
                "-m",
                "merchant_compliance",
                "evaluate",
                str(file),
                "-o",
                str(out),
                "--engine",
                "duckdb",
                "--lists",
                "none",
                "--rules",
                str(rules),
                "--as-of",
                AS_OF.isoformat(),
                "--json",
            ]
            seen = watch(command, dict(os.environ))
            if seen.code:
                raise SystemExit(f"evaluate ended with code {seen.code}")
            sums.append(seen.peak())
            print(
                f"{rows:12,}{seen.seconds:9.0f}{seen.peak_of_one():17.0f}{seen.peak():12.0f}"
                f"{seen.peak_shared_out():13.0f}{seen.peak(0, 0.5):12.0f}{seen.peak(0.5, 1):13.0f}",
                flush=True,
            )
            file.unlink()
        self.targets += [
            Target("peak of all processes", max(sums), MEMORY_MB, "MB"),
            Target("growth from the smallest to the largest file", sums[-1] / sums[0], GROWTH),
        ]


if __name__ == "__main__":
    sys.exit(main())
