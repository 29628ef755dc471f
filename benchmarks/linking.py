"""How long it takes to find the links of millions of merchants, and how much memory.

    python benchmarks/linking.py                 # 5 million merchants, 22.5 million identifiers
    python benchmarks/linking.py --millions 20

Identifiers are made up inside DuckDB and written as Parquet, one file a kind, by a process of its own. What is measured
begins with these files and ends with all links in memory. Of the merchants 4% share something with one or two others,
every 20th address is one of a few hundred offices with some hundred to thousands of holders, and 3 to 8% of the values
are typed in another spelling.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from merchant_compliance.linking.edges import graph_of
from merchant_compliance.linking.intake import Intake
from merchant_compliance.linking.search import search
from merchant_compliance.linking.shape import LinkPath

MILLION = 1_000_000
LISTED_EACH = 5000
"""One merchant in so many is on each list."""
SHARES = {
    "phone": 0.95,
    "id_number": 0.9,
    "uid": 0.8,
    "address": 0.6,
    "bank_account": 0.5,
    "device": 0.5,
    "uscc": 0.25,
}
"""Which part of the merchants states it: 4.5 identifiers a merchant."""
WHO = "CASE WHEN hash(row, '{kind}') % 100 < 4 THEN hash(row // 3, '{kind}') % {count} ELSE row END"
"""Whose identifier a merchant states: mostly its own."""
MADE = {
    "phone": "printf('1%d%09d', 3 + who // 1000000000 % 7, (who * 7919 + 100000007) % 1000000000)",
    "id_number": "printf('%d%04d%02d%02d%03dX', 110101 + who % 37, 1950 + who // 37 % 50, 1 + who // 1850 % 12, "
    "1 + who // 22200 % 28, who // 621600 % 1000)",
    "uid": "CAST(2100000000 + who AS VARCHAR)",
    "address": "CASE WHEN hash(who, 'office') % 20 = 0 THEN "
    "printf('深圳市南山区科技路%d号1栋1201室', 1 + hash(who) % 300) "
    "ELSE printf('广东省深圳市%s区%s路%d号%d栋%d室', substr('南山福田罗湖宝安龙岗', 1 + (who % 5 * 2), 2), "
    "substr('建设人民解放中山和平', 1 + (who // 5 % 5 * 2), 2), 1 + who // 25 % 2000, 1 + who // 50000 % 20, "
    "101 + who // 1000000 % 3000) END",
    "bank_account": "printf('6222%015d', who * 31 + 7)",
    "device": "printf('d-%012x', hash(who) % 281474976710656)",
    "uscc": "printf('91440300MA%07dX', who % 10000000)",
}
TYPED = {
    "phone": "'+86 ' || substr(value, 1, 3) || '-' || substr(value, 4)",
    "id_number": "lower(value)",
    "address": "replace(replace(value, '广东省', ''), '号', '號')",
    "bank_account": "substr(value, 1, 4) || ' ' || substr(value, 5)",
}
"""How one in 20 is typed instead."""
ALL_KINDS = ("id_number", "uscc", "phone", "bank_account", "device", "address")
PATHS = (
    LinkPath("community-ban", ("creator", "merchant"), ("uid", "id_number"), 1),
    LinkPath("governance-ban", ("creator",), ("uid", "id_number"), 1),
    LinkPath("governance-ban", ("merchant",), ("uid", "id_number", "uscc", "phone", "address"), 1),
    LinkPath("onboarding-blacklist", ("creator",), ("uid", "id_number"), 1),
    LinkPath("onboarding-blacklist", ("merchant",), ALL_KINDS, 2),
)
"""As in the shipped linking policy."""
LISTS = ("community-ban", "governance-ban", "onboarding-blacklist")


def make(folder: Path, count: int) -> None:
    """Writes the merchants and a file of each kind."""
    con = duckdb.connect()
    role = "CASE WHEN row % 10 = 0 THEN 'creator' ELSE 'merchant' END"
    con.execute(
        f"""COPY (SELECT CAST(range AS INTEGER) AS row, printf('m%09d', range) AS merchant_id, {role} AS role
        FROM range({count})) TO '{folder}/merchants.parquet'""".replace("WHEN row", "WHEN range")
    )
    for kind, share in SHARES.items():
        rows = (
            f"SELECT CAST(range AS INTEGER) AS row FROM range({count}) WHERE hash(range, 'has') % 1000 < {share * 1000}"
        )
        whose = f"SELECT row, CAST({WHO.format(kind=kind, count=count)} AS BIGINT) AS who FROM ({rows})"
        value = f"SELECT row, {MADE[kind]} AS value FROM ({whose})"
        typed = f"CASE WHEN row % 20 = 7 THEN {TYPED[kind]} ELSE value END" if kind in TYPED else "value"
        con.execute(f"COPY (SELECT row, {typed} AS value FROM ({value})) TO '{folder}/{kind}.parquet'")


@contextmanager
def phase(name: str, times: dict[str, float]) -> Iterator[None]:
    start, used = perf_counter(), process_time()
    yield
    times[name] = perf_counter() - start
    print(f"{name:32} {times[name]:7.2f} s   {process_time() - used:7.2f} CPU s   {peak():6.2f} GB so far", flush=True)


def peak() -> float:
    """The most memory that this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def measure(folder: Path) -> None:
    times: dict[str, float] = {}
    with Intake() as intake:
        con = intake.connection
        with phase("merchants", times):
            con.execute(
                f"INSERT INTO merchants SELECT row, merchant_id, role, TRUE, FALSE FROM '{folder}/merchants.parquet'"
            )
            for at, name in enumerate(LISTS):
                con.execute(
                    f"INSERT INTO listed SELECT row, '{name}', NULL FROM merchants WHERE row % {LISTED_EACH} = {at}"
                )
        for kind in SHARES:
            with phase(f"canonical {kind}", times):
                intake.add_query(kind, f"SELECT row, value FROM '{folder}/{kind}.parquet'")
        identifiers = con.sql("SELECT count(*) FROM identifiers").fetchall()[0][0]
        with phase("graph", times):
            graph = graph_of(con)
    with phase("search and links", times):
        links = list(search(graph, PATHS))
    kinds = Counter(link.via for link in links)
    told = {
        "merchants": con_free_count(folder),
        "identifiers": identifiers,
        "shared": len(graph.kinds),
        "edges": len(graph.ident_nodes),
        "links": len(links),
        "commonest": [["+".join(via), number] for via, number in kinds.most_common(5)],
        "seconds": round(sum(times.values()), 2),
        "peak_gb": round(peak(), 2),
    }
    print(json.dumps(told, ensure_ascii=False))


def con_free_count(folder: Path) -> int:
    with duckdb.connect() as con:
        return int(con.sql(f"SELECT count(*) FROM '{folder}/merchants.parquet'").fetchall()[0][0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, default=5.0)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    count = int(given.millions * MILLION)
    if given.make:
        make(given.make, count)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "--millions", str(given.millions), "--make", folder], check=True)
        measure(Path(folder))


if __name__ == "__main__":
    main()
