"""How long the index of links takes to answer, to take a change, and to be built; and whether it stays right.

    python benchmarks/link_index.py                      # a million identifiers within reach of a list
    python benchmarks/link_index.py --operations 100000  # as many random changes, compared with an index from scratch

Half of the merchants are listed, on one of three lists and by one of four kinds of key; each of the others shares its
phone number with a listed one. Applicants state five identifiers: of a tenth none is known, the others share one to
three with somebody.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from linking import LISTS, PATHS

from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.linking.reaching import Label
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.entry import Entry

DAY = date(2021, 12, 31)
LOOKUPS = 100_000
CHANGES = 5_000
Facts = dict[str, Any]


def merchant(number: int, **shared: int) -> Facts:
    """Five identifiers, by default nobody else's; `shared` says whose it is instead."""
    who = dict.fromkeys(("uid", "id", "uscc", "phone", "account"), number) | shared
    return {
        "merchant_id": f"m{number:08d}",
        "role": "merchant",
        "account": {"uids": [f"{2_100_000_000 + who['uid']}"]},
        "subject": {
            "id_number": f"110101{1950 + who['id'] % 50}0{1 + who['id'] // 50 % 9}1{who['id'] // 450 % 10}"
            f"{who['id'] // 4500 % 1000:03d}{'X0123456789'[who['id'] // 4_500_000 % 11]}",
            "uscc": f"91440300{who['uscc']:09d}X",
        },
        "contact": {"phone": f"13{700_000_000 + who['phone']}", "bank_account": f"6222{who['account']:015d}"},
    }


def merchants(count: int) -> Iterator[Facts]:
    for number in range(count):
        yield merchant(number, phone=number - number % 2)


def entries(count: int) -> Iterator[Entry]:
    for number in range(0, count, 2):
        name = LISTS[number // 2 % len(LISTS)]
        facts, kind = merchant(number), ("merchant", "uid", "id_number", "uscc")[number // 6 % 4]
        keys = {"merchant": facts["merchant_id"], "uid": facts["account"]["uids"][0], **facts["subject"]}
        yield Entry.model_validate({"list": name, "key_kind": kind, "key": keys[kind]})


def applicants(count: int, chance: random.Random) -> Iterator[Facts]:
    for number in range(LOOKUPS):
        kinds = chance.sample(("uid", "id", "uscc", "phone", "account"), chance.choice((1, 1, 2, 3)))
        shared = {kind: chance.randrange(count) for kind in kinds} if number % 10 else {}
        yield merchant(10_000_000 + number, **shared)


def times(act: Callable[[Any], object], records: list[Any]) -> list[float]:
    """Microseconds each, ascending; every record has just been parsed, as in a service."""
    found = []
    for text in map(json.dumps, records):
        record = json.loads(text)
        begun = perf_counter()
        act(record)
        found.append((perf_counter() - begun) * 1e6)
    return sorted(found)


def say(what: str, found: list[float]) -> None:
    p50, p99 = (found[int(len(found) * share)] for share in (0.5, 0.99))
    print(f"{what:<46} p50 {p50:7.1f} µs   p99 {p99:7.1f} µs   ({len(found):,} times)", flush=True)


def measure(count: int) -> None:
    begun = perf_counter()
    index = LinkIndex(PATHS, DAY)
    index.fill(merchants(count), entries(count))
    reachable = len(set().union(*(reached.offers for reached in index._reached)))
    print(f"{count:,} merchants, {reachable:,} identifiers in reach of a list: built in {perf_counter() - begun:.1f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)
    gc.freeze()
    records = list(applicants(count, random.Random(1)))
    linked = sum(bool(index.lookup(record)) for record in records)
    say(f"lookup, applicants of whom {linked / len(records):.0%} are linked", times(index.lookup, records))
    known = list(merchants(LOOKUPS))
    say("lookup, merchants of the index", times(index.lookup, known))
    say("a merchant comes", times(index.put, records[:CHANGES]))
    say("a merchant goes", times(index.remove, [record["merchant_id"] for record in records[:CHANGES]]))
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        index.save(Path(folder) / "index")
        size = (Path(folder) / "index").stat().st_size
        print(f"saved in {perf_counter() - begun:.1f} s, {size / 1e6:.0f} MB", flush=True)
        del index
        begun = perf_counter()
        LinkIndex.load(Path(folder) / "index", PATHS)
        print(f"loaded in {perf_counter() - begun:.1f} s", flush=True)


SMALL = (
    LinkPath("community-ban", ("merchant",), ("uid", "id_number"), 1, 3),
    LinkPath("onboarding-blacklist", ("merchant",), ("id_number", "uscc", "phone", "bank_account"), 3, 4),
)


def operate(count: int) -> int:
    """Random changes among 300 merchants with few identifiers; after each 100 the index is compared with a new one,
    made of nothing but the merchants and entries. Returns how many comparisons failed."""
    chance, index, listed, wrong, links = random.Random(2), LinkIndex(SMALL, DAY), list[int](), 0, 0
    begun = perf_counter()
    for done in range(1, count + 1):
        _operate(index, listed, chance)
        if done % 100 == 0:
            states = _state(index)
            links += sum(label.level > 0 for labels, _ in states for label in labels.values())
            wrong += states != _state(_anew(index))
    print(
        f"{count:,} random operations in {perf_counter() - begun:.0f} s, {count // 100:,} comparisons with an index "
        f"from scratch, on average of {links / (count // 100):.0f} labels beyond the listed ones: {wrong} differ"
    )
    return wrong


def _state(index: LinkIndex) -> list[tuple[dict[str, Label], dict[str, Label]]]:
    return [(reached.labels, reached.offers) for reached in index._reached]


def _anew(index: LinkIndex) -> LinkIndex:
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        return LinkIndex.load(Path(folder) / "index", SMALL)


def _operate(index: LinkIndex, listed: list[int], chance: random.Random) -> None:
    number, what = chance.randrange(300), chance.random()
    if what < 0.55:
        shared = {kind: chance.randrange(150) for kind in ("uid", "id", "uscc", "phone", "account")}
        own = {kind: who if chance.random() < 0.6 else 1000 + number for kind, who in shared.items()}
        index.put(merchant(number, **own))
    elif what < 0.8:
        index.remove(f"m{number:08d}")
    elif what < 0.9 and len(listed) < 30:
        name = chance.choice((*LISTS, "shared-identifier-exemptions"))
        facts = merchant(chance.randrange(150))
        keys = {
            "merchant": facts["merchant_id"],
            "phone": facts["contact"]["phone"],
            "uid": facts["account"]["uids"][0],
        }
        kind = chance.choice(sorted(keys))
        listed.append(index.add_entry(Entry.model_validate({"list": name, "key_kind": kind, "key": keys[kind]})))
    elif listed:
        index.remove_entry(listed.pop(chance.randrange(len(listed))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--merchants", type=int, default=430_000)
    parser.add_argument("--operations", type=int, default=0, help="compare after random changes instead")
    given = parser.parse_args()
    if given.operations:
        return min(operate(given.operations), 1)
    measure(given.merchants)
    return 0


if __name__ == "__main__":
    sys.exit(main())
