"""A Parquet file read by columns gives the links that its rows give, or is left to be read row by row."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.shape import Link, LinkPath
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.merchant.arrow import record_schema

DAY = date(2021, 6, 1)
PATH = LinkPath("bans", ("merchant",), ("uid", "id_number", "uscc", "phone", "bank_account", "device", "address"), 2)
Rows = list[dict[str, Any]]


def some(rng: random.Random, values: list[str], most: int = 1) -> Any:
    chosen = rng.sample(values, rng.randint(0, most))
    return chosen if most > 1 else next(iter(chosen), None)


def made(rng: random.Random, count: int) -> Rows:
    """Merchants with few identifiers among them, some parts missing."""
    rows: Rows = []
    for number in range(count):
        parts: dict[str, Any] = {
            "account": {"uids": some(rng, [f"u{n}" for n in range(40)], 2)},
            "subject": {"id_number": some(rng, [f"E12345{n}" for n in range(30)])},
            "contact": {
                "phone": some(rng, [f"+86 138 1234 {n:04d}" for n in range(1, 30)]),
                "device_ids": some(rng, ["d1", "D1", "", "d2", "d3"], 2),
            },
            "brands": [{"trademark_number": some(rng, [f"t{n}" for n in range(9)])} for _ in range(rng.randint(0, 2))],
            "role": rng.choice(("merchant", "creator", None)),
        }
        kept = {name: part for name, part in parts.items() if part and rng.random() < 0.8}
        rows.append({"merchant_id": f"m{number % (count - 3)}", **kept})
    return rows


def listed(rng: random.Random) -> list[Entry]:
    keys = [("merchant", "m1"), ("trademark", "T3"), ("phone", "13812340007"), ("uid", "u5"), ("device", "d 3")]
    chosen = rng.sample(keys, 3)
    entries = [{"list": "bans", "key_kind": kind, "key": key} for kind, key in chosen]
    entries += [{"list": "shared-identifier-exemptions", "key_kind": "merchant", "key": f"m{n}"} for n in range(2, 9)]
    return [Entry.model_validate(entry) for entry in entries]


def by_rows(rows: Rows, history: Rows, entries: list[Entry]) -> list[Link]:
    from merchant_compliance.merchant.quick import facts_from

    with Finder([PATH], ListIndex(entries), DAY) as finder:
        for wanted, group in ((True, rows), (False, history)):
            for row in group:
                finder.add(facts_from(row), wanted)
        return list(finder.links())


def write(path: Path, rows: Rows) -> str:
    pq.write_table(pa.Table.from_pylist(rows, schema=record_schema()), path)
    return str(path)


@pytest.mark.parametrize("seed", range(12))
def test_columns_give_what_rows_give(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows, history, entries = made(rng, 40), made(rng, 30), listed(rng)
    with Finder([PATH], ListIndex(entries), DAY) as finder:
        assert finder.add_file(write(tmp_path / "new.parquet", rows))
        assert finder.add_file(write(tmp_path / "it's old.parquet", history), wanted=False)
        links = list(finder.links())
        assert finder.count == len(rows)
    assert links == by_rows(rows, history, entries)
    assert links


def test_phones_of_another_country_are_read_by_columns_too(tmp_path: Path) -> None:
    typed = ("020 7946 0018", "+44 20 7946 0018", "", "12", None)
    rows: Rows = [{"merchant_id": f"m{n}", "contact": {"phone": text} if text else {}} for n, text in enumerate(typed)]
    entries = [Entry.model_validate({"list": "bans", "key_kind": "merchant", "key": "m0"})]
    with Finder([PATH], ListIndex(entries), DAY, country="GB") as finder:
        assert finder.add_file(write(tmp_path / "gb.parquet", rows))
        assert [link.merchant_id for link in finder.links()] == ["m1"]


NOT_BY_COLUMNS = [
    pa.table({"merchant_id": ["m1", None]}),
    pa.table({"merchant_id": ["m1", ""]}),
    pa.table({"merchant_id": [1, 2]}),
    pa.table({"role": ["merchant"]}),
    pa.table({"merchant_id": ["m1"], "role": ["pirate"]}),
    pa.table({"merchant_id": ["m1"], "contact": [{"phone": 13812345678}]}),
    pa.table({"merchant_id": ["m1"], "account": [{"uids": "u1"}]}),
    pa.table({"merchant_id": ["m1"], "contact": ["none"]}),
    pa.table({"merchant_id": ["m1"], "brands": ["none"]}),
]


@pytest.mark.parametrize("table", NOT_BY_COLUMNS, ids=lambda table: str(table.to_pylist()))
def test_files_with_anything_wrong_are_read_row_by_row(tmp_path: Path, table: pa.Table) -> None:
    pq.write_table(table, tmp_path / "odd.parquet")
    entries = [Entry.model_validate({"list": "bans", "key_kind": "merchant", "key": "m1"})]
    with Finder([PATH], ListIndex(entries), DAY) as finder:
        assert not finder.add_file(str(tmp_path / "odd.parquet"))
        assert finder.count == 0


@pytest.mark.parametrize("name", ["merchants.jsonl", "nowhere.parquet", "no[1].parquet"])
def test_other_files_are_read_row_by_row(tmp_path: Path, name: str) -> None:
    (tmp_path / "no[1].parquet").write_bytes(b"not a table")
    with Finder([PATH], ListIndex(listed(random.Random(1))), DAY) as finder:
        assert not finder.add_file(str(tmp_path / name))
