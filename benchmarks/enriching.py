"""What identifiers and memberships cost a merchant in batches, by the column and one by one.

    python benchmarks/enriching.py [--merchants 20000] [--entries 100000]

CPU of one process, the best of some rounds. The merchants are made up. The entries are keys of all kinds, of which 200
are those of merchants; the store's are hashed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from random import Random
from time import process_time

import pyarrow as pa

from merchant_compliance import Engine
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.enriching import enriched, identifiers
from merchant_compliance.engine.rows.known import NOBODY, Index, sources_of
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.lists.stored import Said, StoredIndex
from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.identifiers import check_identifiers
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

LISTED, ROUNDS = 200, 5


def entries(records: list[Facts], count: int) -> list[Entry]:
    random, kinds = Random(3), sorted(SPELLINGS)
    known = [random.choice(list(keys_of(random.choice(records)))) for _ in range(LISTED)]
    others = [(random.choice(kinds), f"Z{random.randrange(10**17):017}") for _ in range(count - LISTED)]
    return [Entry(list="community-ban", key_kind=kind, key=key) for kind, key in known + others]


def stored(listed: list[Entry]) -> StoredIndex:
    hasher, said = Hasher(b"k" * 32), Said(None, None, ("community-ban", "", "", "", ""))
    return StoredIndex(((e.key_kind, hasher.hashed(e.key_kind, e.key), said) for e in listed), hasher)


def cpu(work: Callable[[], object]) -> float:
    """Seconds of the best round."""
    found = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        found.append(process_time() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--merchants", type=int, default=20_000)
    parser.add_argument("--entries", type=int, default=100_000)
    wanted = parser.parse_args()
    records = [facts_of(Merchant.model_validate(made.record)) for made in make_merchants(wanted.merchants)]
    batch = pa.RecordBatch.from_struct_array(pa.array(records, record_type()))
    assert identifiers(batch).to_pylist() == [check_identifiers(each) for each in records]
    micro = 1e6 / len(records)
    one_by_one, together = cpu(lambda: [check_identifiers(each) for each in records]), cpu(lambda: identifiers(batch))
    print(f"identifiers: one by one {one_by_one * micro:.2f} µs, by the column {together * micro:.2f}")
    listed = entries(records, wanted.entries)
    for name, index in (("file", ListIndex(listed)), ("store", stored(listed))):
        measure(name, index, records, batch, micro)


def measure(name: str, index: Index, records: list[Facts], batch: pa.RecordBatch, micro: float) -> None:
    """Lists by the column are the difference that they make to all that a batch is given."""
    editions, sources = Editions(Engine.load().rulebook, AS_OF), sources_of(index)
    one_by_one = cpu(lambda: [index.memberships(each, AS_OF) for each in records])
    bare = cpu(lambda: enriched(batch, editions, NOBODY))
    together = cpu(lambda: enriched(batch, editions, sources))
    all_asked = cpu(lambda: enriched(batch, editions, sources._replace(listed=None)))
    print(
        f"lists of a {name}: index alone, one by one {one_by_one * micro:.2f} µs; in a batch, everybody looked for "
        f"{(all_asked - bare) * micro:.2f}, only who has a listed key {(together - bare) * micro:.2f}"
    )


if __name__ == "__main__":
    main()
