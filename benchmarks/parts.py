"""What it costs that a file of several inputs is made of parts, and what a run costs that keeps all of them.

    python benchmarks/parts.py [--merchants 100000] [--files 4]

CPU of all processes, in one run: judging with all that belongs to it, the copy at the end, and the same command again
with all parts in place. The merchants are made up, the rulebook is the shipped one, lists are none.
"""

from __future__ import annotations

import argparse
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from batch import made

from merchant_compliance import Engine
from merchant_compliance.engine.rows import writing
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.merchant.synthetic import AS_OF


def cpu() -> float:
    """Seconds of this process and of those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def spent(action: Callable[[], object]) -> float:
    start = cpu()
    action()
    return cpu() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--merchants", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=4)
    wanted = parser.parse_args()
    engine = Engine.load()
    with TemporaryDirectory() as room:
        files = divided(Path(room), wanted.merchants, wanted.files)
        for ending in (".parquet", ".jsonl", ".csv"):
            measure(engine, files, Path(room) / f"decisions{ending}")


def divided(room: Path, merchants: int, count: int) -> list[str]:
    made(room / "all.parquet", merchants)
    table, size = pq.read_table(room / "all.parquet"), -(-merchants // count)
    files = [room / f"{number}.parquet" for number in range(count)]
    for number, file in enumerate(files):
        pq.write_table(table.slice(number * size, size), file, row_group_size=20_000)
    return [str(file) for file in files]


def measure(engine: Engine, files: list[str], out: Path) -> None:
    """The parts are kept from their removal, to be found by the second run."""
    joined = []
    join, remove = writing.join, Aside.remove_at_end
    writing.join = lambda *parts: joined.append(spent(lambda: join(*parts)))  # type: ignore[assignment]
    Aside.remove_at_end = lambda *_: None  # type: ignore[method-assign]
    first = spent(lambda: engine.evaluate_batch(files, out, as_of=AS_OF, lists="none"))
    again = spent(lambda: engine.evaluate_batch(files, out, as_of=AS_OF, lists="none", resume=True))
    writing.join, Aside.remove_at_end = join, remove  # type: ignore[method-assign]
    size = out.stat().st_size / 1e6
    shutil.rmtree(writing.parts_beside(out))
    print(
        f"{out.suffix}: {first:.1f} s, of which the copy of {size:.1f} MB {joined[0]:.2f} s ({joined[0] / first:.1%});"
    )
    print(f"    again, with all parts in place: {again:.2f} s ({again / first:.1%}), the copy included")


if __name__ == "__main__":
    main()
