"""Links on Spark are those of the search without it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from link_worlds import DAY, PATHS, Facts, entry, merchant

from merchant_compliance.errors import InputError
from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.intake import hashed_value
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.linking.spark.finder import SparkFinder
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.merchant.arrow import record_schema

KEY = Hasher(b"secret")
SEED, LISTS = 301, ("bans", "blacklist", "of no path")
ADDRESS = "深圳市南山区科技园一号楼1201室"
ADDRESSES = LinkPath("blacklist", ("merchant",), ("address", "device"), 2, 4)


def world() -> tuple[list[Facts], list[Entry]]:
    """Some 120 merchants with few identifiers among them, three in ten of them hashed, and entries of every kind."""
    rng, merchants = random.Random(SEED), []
    for number in range(120):
        phone = f"1381234{rng.randrange(60):04d}"
        own = {
            "phone": hashed_value("phone", phone, KEY) if rng.random() < 0.3 else phone,
            "device": [f"d-{rng.randrange(60) + 100}" for _ in range(rng.choice((0, 1, 2)))],
            "uid": [f"u{rng.randrange(60)}"],
            "id_number": f"E1234{rng.randrange(60):04d}",
        }
        kept = rng.sample(sorted(own), rng.choice((1, 2, 2, 3)))
        role = rng.choice(("merchant", "merchant", "creator"))
        merchants.append(merchant(f"m{number % 110}", role, **{kind: own[kind] for kind in kept}))
    merchants += [
        merchant("at", address=ADDRESS, device=["d-20", "d-21"]),
        merchant("beyond", device=["D20"]),
        merchant("exempt", device=["d-21"]),
        merchant("excused", device=["d-20"]),
        {"merchant_id": "branded", "brands": [{"trademark_number": "123"}, {}], "contact": {"device_ids": ["d-22"]}},
        {"merchant_id": "near", "contact": {"device_ids": ["d22"]}},
    ]
    entries = [entry(rng.choice(LISTS), "merchant", f"m{rng.randrange(110)}") for _ in range(8)]
    entries += [entry(rng.choice(LISTS), "device", f"D{number + 100}") for number in range(4)]
    entries += [
        entry("blacklist", "address", "广东省深圳市南山区科技园1栋1201", since="2021-02-01"),
        entry("blacklist", "trademark", "123"),
        entry("shared-identifier-exemptions", "device", "D21"),
        entry("shared-identifier-exemptions", "merchant", "excused"),
        entry("blacklist", "merchant", "at", until="2021-01-01"),
    ]
    return merchants, entries


@pytest.mark.usefixtures("spark")
def test_links_are_those_of_the_search_without_spark(tmp_path: Path) -> None:
    """One run for all, since a run takes seconds: rows given one by one, and two Parquet files that Spark reads."""
    merchants, entries = world()
    whole, bare = (
        merchants[40:80],
        [{"merchant_id": facts["merchant_id"], "role": facts["role"]} for facts in merchants[:3]],
    )
    pq.write_table(pa.Table.from_pylist(whole, schema=record_schema()), tmp_path / "whole.parquet")
    pq.write_table(pa.Table.from_pylist(bare), tmp_path / "bare.parquet")
    found = []
    for kind in (Finder, SparkFinder):
        with kind([*PATHS, ADDRESSES], ListIndex(entries), DAY, hasher=KEY) as finder:
            for place, facts in enumerate([*merchants[:40], *merchants[80:]]):
                finder.add(facts, wanted=place % 3 > 0 or place >= 80)
            assert finder.add_file(str(tmp_path / "whole.parquet"))
            assert finder.add_file(str(tmp_path / "bare.parquet"), wanted=False)
            assert not finder.add_file(str(tmp_path / "none.jsonl"))
            found.append((list(finder.links()), finder.count, finder.hashed_kinds))
    assert found[0] == found[1]
    links, _, hashed = found[0]
    assert {link.hops for link in links} == {1, 2, 3}
    assert {"at", "beyond", "near"} <= {link.merchant_id for link in links}
    assert {link.listed for link in links} > {"list-entry:13", "branded"}
    assert hashed == ["phone"]


def test_without_entries_spark_is_not_started() -> None:
    with SparkFinder(PATHS, ListIndex([]), DAY) as finder:
        finder.add(merchant("a", phone="13812345678"))
        assert (bool(finder), finder.count, list(finder.links())) == (False, 1, [])


def test_a_store_of_lists_is_not_asked_from_many_machines() -> None:
    class Stored:
        def __len__(self) -> int:
            return 1

        def memberships(self, _facts: Facts, _as_of: Any) -> list[dict[str, Any]]:
            return []

    with pytest.raises(InputError, match="list file"):
        SparkFinder(PATHS, Stored(), DAY)
