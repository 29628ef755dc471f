"""`links find`: rows, files, history, hashes, and what stays unknown."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from cli_samples import Invoke, read_lines, write_lines
from link_samples import EXPECTED, KEY, RING, ROWS, fired


@pytest.fixture
def search(cli: Invoke, linked: Path, lists: Path) -> Invoke:
    options = ("--rules", linked, "--lists", lists, "--as-of", "2021-12-31")
    return lambda *more, **kwargs: cli("links", "find", *options, *more, **kwargs)


@pytest.fixture
def find(search: Invoke, ring: Path) -> Invoke:
    return lambda *more, **kwargs: search(ring, *more, **kwargs)


def test_every_link_is_a_row_with_its_path(find: Invoke) -> None:
    result = find("-o", "out.jsonl")
    assert result.exit_code == 0
    assert read_lines(Path("out.jsonl")) == EXPECTED
    assert "3 of 5 merchants are linked to listed ones, by 3 links" in result.stderr


def test_csv_and_parquet_hold_the_same_rows(find: Invoke) -> None:
    find("-o", "out.csv")
    find("-o", "out.parquet")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    typed = [row | {"hops": int(row["hops"]), "via": json.loads(row["via"]), "confidence": 1.0} for row in rows]
    assert typed == pq.read_table("out.parquet").to_pylist() == EXPECTED


def test_phones_ring_in_the_country_that_is_named(search: Invoke, judge: Invoke, here: Path) -> None:
    typed = {"m1": "9123 4567", "m9": "+852 9123 4567"}
    pair = write_lines(here / "hk.jsonl", [{"merchant_id": m, "contact": {"phone": typed[m]}} for m in typed])
    for country, linked_to in (("hk", ["m9"]), ("CN", [])):
        search(pair, "-o", "out.jsonl", "--country", country)
        assert [row["listed_merchant_id"] for row in read_lines(Path("out.jsonl"))] == linked_to
        judge("evaluate", pair, "-o", "out.jsonl", "--country", country)
        assert fired("out.jsonl") == (["m1"] if linked_to else [])
        told = json.loads(judge("explain", pair, "m1", "--json", "--country", country).stdout)
        assert [link["merchant_id"] for link in told["links"]] == linked_to
    refused = search(pair, "-o", "out.jsonl", "--country", "Hongkong")
    assert (refused.exit_code, "HK" in refused.stderr) == (2, True)


def test_a_wrong_row_is_set_aside(find: Invoke) -> None:
    find("-o", "out.jsonl")
    rejected = read_lines(Path("out.rejected.jsonl"))
    assert [row["line"] for row in rejected] == [6]
    assert "13800138000" not in Path("out.rejected.jsonl").read_text(encoding="utf-8")


def test_the_same_merchants_as_parquet_give_the_same(search: Invoke) -> None:
    import pyarrow as pa

    from merchant_compliance.merchant.arrow import record_schema

    pq.write_table(pa.Table.from_pylist(RING[:5], schema=record_schema()), "ring.parquet")
    search("ring.parquet", "-o", "out.jsonl")
    assert read_lines(Path("out.jsonl")) == EXPECTED


def test_a_history_takes_part_without_rows(search: Invoke, ring: Path, here: Path) -> None:
    new = write_lines(here / "new.jsonl", [RING[0]])
    assert search(new, "-o", "out.jsonl").exit_code == 0
    assert read_lines(Path("out.jsonl")) == []
    assert search(new, "--history", ring, "-o", "out.jsonl").exit_code == 0
    assert read_lines(Path("out.jsonl")) == [row for row in EXPECTED if row["merchant_id"] == "m1"]


@pytest.mark.parametrize("more", [("--as-of", "2022-01-01"), ("--lists", "none")])
def test_without_valid_entries_nobody_is_linked(find: Invoke, more: tuple[str, str]) -> None:
    result = find("-o", "out.jsonl", *more)
    assert (result.exit_code, read_lines(Path("out.jsonl"))) == (0, [])
    assert "no entry of these lists is valid" in result.stderr


def test_hashes_instead_of_masks(find: Invoke) -> None:
    from merchant_compliance.lists.hashing import Hasher

    hasher = Hasher(KEY["MERCHANT_COMPLIANCE_HASH_KEY"].encode())
    hashed = hasher.exported(hasher.hashed("id_number", "11010519491231002X"))
    result = find("-o", "-", "--hash-identifiers", env=KEY)
    paths = [json.loads(line)["path"] for line in result.stdout.splitlines()]
    assert paths[2] == f"m7 —id_number {hashed}→ m9"
    assert "random" not in result.stderr
    assert "a random one for this run" in find("-o", "-", "--hash-identifiers").stderr


def test_in_production_there_is_no_random_key(find: Invoke) -> None:
    production = {"MERCHANT_COMPLIANCE_MODE": "production"}
    refused = find("-o", "out.jsonl", "--hash-identifiers", env=production)
    assert (refused.exit_code, Path("out.jsonl").exists()) == (2, False)
    assert "no default key" in refused.stderr
    weak = find("-o", "out.jsonl", "--hash-identifiers", env={**production, "MERCHANT_COMPLIANCE_HASH_KEY": "short"})
    assert weak.exit_code == 2
    assert find("-o", "out.jsonl", "--hash-identifiers", env={**production, **KEY}).exit_code == 0
    assert find("-o", "out.jsonl", env=production).exit_code == 0


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_hashed_and_a_plain_file_meet_under_the_same_key(search: Invoke, here: Path, ending: str) -> None:
    """Every kind that may be hashed: what is linked in the clear is linked where the history is hashed."""
    import pyarrow as pa

    from merchant_compliance.linking.intake import hashed_value
    from merchant_compliance.linking.normalise import canonical
    from merchant_compliance.lists.hashing import Hasher
    from merchant_compliance.merchant.arrow import record_schema

    hasher = Hasher(KEY["MERCHANT_COMPLIANCE_HASH_KEY"].encode())

    def hashed(kind: str, text: str) -> str:
        return hashed_value(kind, str(canonical(kind, text)), hasher)

    history = [
        {
            "merchant_id": row["merchant_id"],
            "contact": {kind: hashed(kind, text) for kind, text in row.get("contact", {}).items()},
            "subject": {kind: hashed(kind, text) for kind, text in row.get("subject", {}).items()},
        }
        for row in RING[1:3]
    ]
    new = [RING[0], RING[3]]
    files = {"new": new, "old": history}
    for name, rows in files.items():
        if ending == "parquet":
            pq.write_table(pa.Table.from_pylist(rows, schema=record_schema()), f"{name}.parquet")
        else:
            write_lines(here / f"{name}.jsonl", rows)
    found = search(f"new.{ending}", "--history", f"old.{ending}", "-o", "out.jsonl", env=KEY)
    assert found.exit_code == 0
    rows = [(row["merchant_id"], row["hops"], row["via"]) for row in read_lines(Path("out.jsonl"))]
    assert rows == [row[:3] for row in ROWS if row[0] != "m7"]
    text = Path("out.jsonl").read_text(encoding="utf-8")
    assert "hmac:" in text
    assert "13812345678" not in text
    alone = search(f"new.{ending}", "--history", f"old.{ending}", "-o", "out.jsonl")
    assert read_lines(Path("out.jsonl")) == []
    assert "without their key meet no plain identifier" in alone.stderr


def test_a_key_file_that_is_not_there_is_wrong_usage(find: Invoke) -> None:
    result = find("-o", "out.jsonl", "--hash-identifiers", env={"MERCHANT_COMPLIANCE_HASH_KEY_FILE": "nowhere"})
    assert (result.exit_code, Path("out.jsonl").exists()) == (2, False)


@pytest.mark.parametrize("out", ["out.txt", "ring.jsonl"])
def test_wrong_outputs_are_refused_before_anything_is_written(find: Invoke, ring: Path, out: str) -> None:
    before = ring.read_bytes()
    assert find("-o", out).exit_code == 2
    assert ring.read_bytes() == before


def test_unknown_fields_are_told_not_overlooked(search: Invoke, here: Path) -> None:
    slip = write_lines(here / "slip.jsonl", [{"merchant_id": "m1", "contcat": {"phone": "13812345678"}}])
    search(slip, "-o", "out.jsonl")
    assert "contact" in Path("out.rejected.jsonl").read_text(encoding="utf-8")


def test_a_pipe_is_searched_too(search: Invoke, ring: Path) -> None:
    result = search("-", "-o", "-", input=ring.read_text(encoding="utf-8"))
    assert [json.loads(line) for line in result.stdout.splitlines()] == EXPECTED


def test_an_engine_that_there_is_not_or_that_lacks_java_is_refused(
    find: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    from merchant_compliance.linking.spark import session

    pytest.importorskip("pyspark")
    slip = find("-o", "out.jsonl", "--engine", "sprak")
    assert (slip.exit_code, "`spark`" in slip.stderr) == (2, True)
    monkeypatch.setattr(session, "_java", lambda: False)
    bare = find("-o", "out.jsonl", "--engine", "spark")
    assert (bare.exit_code, "JAVA_HOME" in bare.stderr, Path("out.jsonl").exists()) == (2, True, False)


def test_without_pyspark_the_extra_is_named(find: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyspark", None)
    bare = find("-o", "out.jsonl", "--engine", "spark")
    assert (bare.exit_code, "merchant-compliance[spark]" in bare.stderr) == (2, True)
