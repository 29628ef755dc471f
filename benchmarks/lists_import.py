"""How long it takes to import a list file into the store, again, and to build the index that `--lists db:` asks.

    python benchmarks/lists_import.py [--count 1000000] [--format csv] [--postgres]

Each step runs in a process of its own, so that its peak of resident memory is its own. `--postgres` starts the server
that the tests use.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import make_url

from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.keeping import Act, Origin, import_rows
from merchant_compliance.lists.reading import LISTS
from merchant_compliance.lists.stored import index_as_known
from merchant_compliance.merchant.readers import raw_rows
from merchant_compliance.store.engine import open_engine
from merchant_compliance.store.schema import reading, upgrade, writing

KEY = Hasher(b"a key for measurements only")
FIELDS = ("list", "key_kind", "key", "category", "brand", "region", "since", "until", "reason", "source")
KEYS: dict[str, Callable[[int], str]] = {
    "merchant": "m{:08d}".format,
    "uid": "{:012d}".format,
    "id_number": "1101051949{:08d}".format,
    "uscc": "91110000{:010d}".format,
    "phone": lambda n: f"{13_000_000_000 + n}",
    "address": "北京市海淀区上地西路{}号院".format,
    "device": "dev-{:08x}".format,
    "bank_account": "6222021234{:09d}".format,
    "trademark": "{:08d}".format,
}
REASONS = 200
"""Different reasons; real lists have a few, written by people."""


def rows(count: int) -> Iterator[dict[str, str]]:
    """Entries of all kinds of key, no two of them alike."""
    kinds = list(KEYS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield {
            "list": "onboarding-blacklist",
            "key_kind": kind,
            "key": KEYS[kind](number),
            "since": f"2021-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "reason": f"reason {number % REASONS}",
            "source": "governance",
        }


def write(path: Path, count: int) -> None:
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(list(rows(count))), path)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS)
        writer.writeheader()
        writer.writerows(rows(count))


def import_file(url: str, path: Path) -> str:
    engine = open_engine(make_url(url))
    with writing(engine) as connection:
        done = import_rows(connection, KEY, raw_rows(path, LISTS), Act("benchmark"), Origin(str(path)))
    engine.dispose()
    return f"{done.read:,} read, {done.added:,} added, {done.known:,} known, {done.rejected:,} rejected"


def build_index(url: str, _path: Path) -> str:
    engine = open_engine(make_url(url))
    with reading(engine) as connection:
        index = index_as_known(connection, KEY, datetime.now(UTC))
    engine.dispose()
    return f"{len(index):,} entries"


def measured(step: Callable[[str, Path], str], url: str, path: Path) -> tuple[str, float, float, float]:
    """What the step says, seconds by the clock, CPU seconds of this process, and its peak of memory in MB."""
    start, cpu = perf_counter(), process_time()
    said = step(url, path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return said, perf_counter() - start, process_time() - cpu, peak


def tell(url: str, path: Path) -> None:
    upgrade(open_engine(make_url(url)))
    database = make_url(url).get_backend_name()
    steps: list[tuple[str, Callable[[str, Path], str]]] = [
        ("import", import_file),
        ("import again", import_file),
        ("index", build_index),
    ]
    for name, step in steps:
        with get_context("spawn").Pool(1) as pool:
            said, wall, cpu, peak = pool.apply(measured, (step, url, path))
        print(f"{database:10} {name:12} {wall:6.1f} s {cpu:6.1f} CPU s {peak:6.0f} MB   {said}", flush=True)


@contextmanager
def server() -> Iterator[str]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from postgres_server import running

    with running() as url:
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--postgres", action="store_true")
    wanted: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"lists.{wanted.format}"
        write(path, wanted.count)
        tell(f"sqlite:///{folder}/store.db", path)
        if wanted.postgres:
            with server() as url:
                tell(url, path)


if __name__ == "__main__":
    main()
