"""Files of made-up merchants read back as they were made, in every format, with truth and lists beside."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from merchant_compliance.errors import InputError
from merchant_compliance.lists.reading import near_misses, read_list_file
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.readers import read_rows
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants, write_merchants
from merchant_compliance.merchant.validation import validate

COUNT = 1100


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv", "parquet"])
def test_every_format_reads_back_as_it_was_made(tmp_path: Path, ending: str) -> None:
    written = write_merchants(tmp_path / f"m.{ending}", COUNT, seed=9)
    rows = list(read_rows(written.merchants))
    assert [row.problems for row in rows if row.problems] == []
    made = [validate(one.record) for one in make_merchants(COUNT, 9)]
    assert [facts_of(row.merchant) for row in rows if row.merchant] == [facts_of(one) for one in made]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_merchants(tmp_path / name / "m.jsonl", 120, seed=4)
    for file in ("m.jsonl", "m.truth.jsonl", "m.lists.jsonl"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_truth_and_lists_stand_beside(tmp_path: Path) -> None:
    written = write_merchants(tmp_path / "m.csv", 600, seed=2)
    truth = [json.loads(line) for line in written.truth.read_text(encoding="utf-8").splitlines()]
    assert [one["merchant_id"] for one in truth] == [f"m{number:07d}" for number in range(1, 601)]
    assert sum(len(one["planted"]) for one in truth) == sum(written.planted.values())
    index = read_list_file(written.lists)
    assert near_misses(index) == []
    (banned, *_) = (one for one in truth if one["planted"] == ["banned"])
    names = {entry["list"] for entry in index.memberships({"merchant_id": banned["merchant_id"]}, AS_OF)}
    assert banned["rings"][0]["list"] in names


def test_an_entry_that_has_ended_names_nobody_any_more(tmp_path: Path) -> None:
    written = write_merchants(tmp_path / "m.jsonl", 1500, seed=2)
    index = read_list_file(written.lists)
    ended = [entry for entry in index.entries if entry.until]
    assert ended
    for entry in ended:
        assert not entry.valid_at(AS_OF)
        assert entry.since
        assert entry.valid_at(date.fromordinal(entry.since.toordinal() + 1))


def test_an_unknown_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown file format"):
        write_merchants(tmp_path / "m.xlsx", 5)
    assert list(tmp_path.iterdir()) == []
