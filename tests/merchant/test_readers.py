"""Every format gives the same merchants; a bad row is a row with problems, a bad file an error before the first row."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.files import LINE_LIMIT
from merchant_compliance.merchant.readers import Row, length_of, read_rows

RECORDS: list[dict[str, Any]] = [
    {"merchant_id": "1", "shop": {"type": "mall", "name": "a,\n\"b\""}, "categories": ["tea", "toy"]},
    {"merchant_id": "2", "categories": [], "brands": [{"name": "茶", "classes": [30]}], "followers": 7},
    {"merchant_id": "3", "metrics": {"d30": {"gmv": 2.5, "valid_orders": 3}}, "applied_on": "2021-02-28"},
]  # fmt: skip
HEADER = (
    "merchant_id,shop.type,shop.name,categories,brands,followers,metrics.d30.gmv,metrics.d30.valid_orders,applied_on"
)
CSV = (
    HEADER
    + """
1,mall,"a,
""b""\","["tea", "toy"]",,,,,
2,,,[],"[{""name"":""茶"",""classes"":[30]}]",7,,,
3,,,,,,2.5,3,2021-02-28
""".replace('"["tea", "toy"]"', '"[""tea"", ""toy""]"').replace('\\"', '"')
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_parquet(path: Path, records: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_struct_array(pa.array(records)), path)
    return path


def facts(rows: list[Row]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(facts_of(row.merchant), default=str)) for row in rows if row.merchant]


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


FILES: list[tuple[str, str, list[int]]] = [
    ("m.jsonl", lines(RECORDS), [1, 2, 3]),
    ("m.ndjson", "\n" + lines(RECORDS), [2, 3, 4]),
    ("bom.jsonl", "\ufeff" + lines(RECORDS).replace("\n", "\r\n"), [1, 2, 3]),
    ("m.json", json.dumps(RECORDS, indent=1), [2, 13, 26]),
    ("bom.json", "\ufeff" + json.dumps(RECORDS), [1, 1, 1]),
    ("M.CSV", CSV, [2, 4, 5]),
    ("bom.csv", "\ufeff" + CSV, [2, 4, 5]),
]


@pytest.mark.parametrize(("name", "content", "numbers"), FILES)
def test_every_text_format_gives_the_same_merchants_and_their_lines(
    tmp_path: Path, name: str, content: str, numbers: list[int]
) -> None:
    path = write(tmp_path, name, content)
    rows = list(read_rows(path))
    assert facts(rows) == [{"stage": "onboarding", **record} for record in RECORDS]
    assert [row.line for row in rows] == numbers
    assert rows[-1].position <= (length_of(path) or 0)


def test_parquet_gives_them_too_and_a_struct_of_nulls_is_missing(tmp_path: Path) -> None:
    path = as_parquet(tmp_path / "m.parquet", [*RECORDS, {"merchant_id": "4", "brands": [{"name": None}]}])
    rows = list(read_rows(path))
    assert facts(rows)[:3] == [{"stage": "onboarding", **record} for record in RECORDS]
    assert facts(rows)[3] == {"merchant_id": "4", "stage": "onboarding", "brands": [{}]}
    assert [row.line for row in rows] == [1, 2, 3, 4]
    assert rows[-1].position == length_of(path) == 4


def test_one_object_is_a_file_of_one_merchant(tmp_path: Path) -> None:
    path = write(tmp_path, "m.json", json.dumps(RECORDS[1], indent=2))
    assert [row.line for row in read_rows(path)] == [1]


def test_standard_input_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(lines(RECORDS).encode())

    monkeypatch.setattr(sys, "stdin", Input)
    assert len(facts(list(read_rows("-")))) == 3
    assert length_of("-") is None


@pytest.mark.parametrize(("name", "content"), [("m.json", "[ ]"), ("m.csv", "merchant_id\n")])
def test_a_table_without_rows_is_no_error(tmp_path: Path, name: str, content: str) -> None:
    assert list(read_rows(write(tmp_path, name, content))) == []


GOOD = '{"merchant_id": "good"}\n'
BAD_ROWS: list[tuple[str, str, int, str]] = [
    ("m.jsonl", GOOD + '{"merchant_id" "1"}\n' + GOOD, 2, "bad-json"),
    ("m.jsonl", GOOD + '{"merchant_id": "1"' + "\n" + GOOD, 2, "bad-json"),
    ("m.jsonl", '{"merchant_id": "1"} {}\n' + GOOD, 1, "bad-json"),
    ("m.jsonl", '{"merchant_id": "1", "followers": ' + "1" * 5000 + "}\n" + GOOD, 1, "bad-json"),
    ("m.jsonl", '{"merchant_id": "1", "merchant_id": "2"}\n' + GOOD, 1, "doubled-key"),
    ("m.jsonl", '{"merchant_id": "1", "shop": {"type": "mall", "type": "mall"}}\n' + GOOD, 1, "doubled-key"),
    ("m.jsonl", "[" * 100_000 + "\n" + GOOD, 1, "too-deep"),
    ("m.jsonl", '{"merchant_id": "1", "shop": ' + '{"a":' * 100_000 + "\n" + GOOD, 1, "too-deep"),
    ("m.jsonl", "[1]\n" + GOOD, 1, "not-an-object"),
    ("m.jsonl", '{"merchant_id": "1", "shop": {"name": "' + "x" * 10_000_000 + '"}}\n' + GOOD, 1, "too-long"),
    ("m.jsonl", '{"merchant_id": "1", "shp": 1}\n' + GOOD, 1, "unknown-field"),
    ("m.jsonl", '{"merchant_id": "1", "applied_on": "2021-02-30"}\n' + GOOD, 1, "wrong-type"),
    ("m.json", '[{"merchant_id": "1", "merchant_id": "2"}, {"merchant_id": "good"}]', 1, "doubled-key"),
    ("m.json", '[{"merchant_id": "g"},\n{"followers": 1},\n{"merchant_id": "g"}]', 2, "missing-field"),
    ("m.json", '[{"merchant_id":"1","shop":{"name":"' + "x" * 10_000_000 + '"}},\n{"merchant_id":"g"}]', 1, "too-long"),
    ("m.csv", "merchant_id,shop.type\n1,mal\n2,mall\n", 2, "wrong-value"),
    ("m.csv", "merchant_id,shop.type\n1\n2,mall\n", 2, "wrong-width"),
    ("m.csv", 'merchant_id,shop.type\n"1"x,mall\n2,mall\n', 2, "bad-csv"),
    ("m.csv", 'merchant_id,shop.type\n2,mall\n3,"mall\n\n', 3, "bad-csv"),
    ("m.csv", "merchant_id,categories\n1,tea\n2,[]\n", 2, "wrong-type"),
    ("m.csv", "merchant_id,categories\n1," + "[" * 100_000 + "\n2,[]\n", 2, "wrong-type"),
    ("m.csv", 'merchant_id,shop\n1,"{""type"":""mall"",""type"":""mall""}"\n2,\n', 2, "doubled-key"),
    ("m.csv", "merchant_id,shop.name\n1," + "x" * 10_000_000 + "\n2,a\n", 2, "too-long"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "line", "code"), BAD_ROWS)
def test_a_bad_row_is_told_with_its_line_and_the_others_are_read(
    tmp_path: Path, name: str, content: str, line: int, code: str
) -> None:
    path = write(tmp_path, name, content)
    rows = list(read_rows(path))
    (bad,) = (row for row in rows if row.problems)
    assert (bad.line, bad.problems[0].code, bad.merchant) == (line, code, None)
    assert (bad.problems[0].file, bad.problems[0].line) == (str(path), line)
    assert len([row for row in rows if row.merchant]) >= 1


BAD_FILES: list[tuple[str, str | bytes, str, int, str | None]] = [
    ("m.jsonl", b"", "empty-file", 0, None),
    ("m.csv", b"", "empty-file", 0, None),
    ("m.json", b"\n \n", "empty-file", 0, None),
    ("m.parquet", b"", "empty-file", 0, None),
    ("m.jsonl", '{"merchant_id": "快手"}\n'.encode("gb18030"), "wrong-encoding", 1, None),
    ("m.csv", "merchant_id,shop.name\n快手,a".encode("gb18030"), "wrong-encoding", 2, None),
    ("m.json", '[\n\n{"merchant_id": "快手"}]'.encode("gb18030"), "wrong-encoding", 3, None),
    ("m.csv", "merchant_id\n1".encode("utf-16"), "wrong-encoding", 1, None),
    ("m.csv", b"PK\x03\x04rest", "wrong-format", 0, None),
    ("m.json", b"PAR1rest", "wrong-format", 0, None),
    ("m.parquet", b"PAR1 and so on", "unreadable", 0, None),
    ("m.xml", "<a/>", "unknown-format", 0, None),
    ("m.jsonll", GOOD, "unknown-format", 0, ".jsonl"),
    ("m", GOOD, "unknown-format", 0, None),
    ("m.json", "[" * 100_000, "too-deep", 1, None),
    ("m.json", '[\n{"merchant_id" "1"}]', "bad-json", 2, None),
    ("m.json", "nothing", "bad-json", 1, None),
    ("m.csv", "merchant_id,merchant_id\n1,2\n", "doubled-column", 1, None),
    ("m.csv", "merchant_id,shop,shop.type\n1,,\n", "doubled-column", 1, None),
    ("m.csv", "merchant_id;shop.type\n1;mall\n", "bad-csv", 1, None),
    ("m.csv", "shop.type\nmall\n", "missing-column", 1, None),
]


@pytest.mark.parametrize(("name", "content", "code", "line", "near"), BAD_FILES)
def test_a_bad_file_is_refused_before_its_first_row(
    tmp_path: Path, name: str, content: str | bytes, code: str, line: int, near: str | None
) -> None:
    problem = refused(write(tmp_path, name, content))
    assert (problem.code, problem.line, problem.file) == (code, line, str(tmp_path / name))
    assert problem.nearest == near or near is None
    assert problem.mend.zh
    assert problem.mend.en


def refused(source: Path, **options: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        read_rows(source, **options)
    return caught.value.problems[0]


def test_a_file_that_is_not_there_names_the_nearest_one_that_is(tmp_path: Path) -> None:
    write(tmp_path, "merchants.csv", "merchant_id\n")
    assert refused(tmp_path / "merchant.csv").nearest == "merchants.csv"
    assert refused(tmp_path / "no" / "merchant.parquet").code == "unreadable"
    assert "folder" in refused(tmp_path, format="csv").why.en


@pytest.mark.parametrize(
    ("record", "field", "near"),
    [
        ({"merchant_id": "1", "shp": 1}, "merchant.shp", "shop"),
        ({"merchant_id": "1", "shop": {"typ": "mall"}}, "merchant.shop.typ", "type"),
        ({"merchant_id": "1", "brands": [{"nam": "x"}]}, "merchant.brands[0].nam", "name"),
    ],
)
def test_something_in_an_unknown_parquet_column_rejects_the_row(
    tmp_path: Path, record: dict[str, Any], field: str, near: str
) -> None:
    bad, good = read_rows(as_parquet(tmp_path / "m.parquet", [record, {"merchant_id": "2"}]))
    assert field in bad.problems[0].what.en
    assert bad.problems[0].nearest is not None
    assert bad.problems[0].nearest.endswith(near)
    assert good.merchant is not None


def test_something_in_an_unknown_csv_column_rejects_the_row(tmp_path: Path) -> None:
    text = "merchant_id,shop.typ,products.price\n1,mall,\n2,,\n3,,1\n"
    rows = list(read_rows(write(tmp_path, "m.csv", text)))
    assert [row.merchant is not None for row in rows] == [False, True, False]
    assert rows[0].problems[0].code == "unknown-field"
    assert rows[2].problems


def test_a_parquet_file_without_merchant_ids_is_refused(tmp_path: Path) -> None:
    assert refused(as_parquet(tmp_path / "m.parquet", [{"shop": {"type": "mall"}}])).code == "missing-column"


@pytest.mark.parametrize("name", ["m.csv", "m.jsonl", "m.parquet"])
def test_unknown_fields_can_be_ignored_in_every_format(tmp_path: Path, name: str) -> None:
    record = {"merchant_id": "1", "x": "y", "shop": {"type": "mall", "z": 1}}
    path = tmp_path / name
    if name == "m.parquet":
        as_parquet(path, [record])
    else:
        csv = "merchant_id,x,shop.type,shop.z\n1,y,mall,1\n"
        write(tmp_path, name, csv if name == "m.csv" else json.dumps(record))
    found = facts(list(read_rows(path, allow_unknown=True)))
    assert found == [{"merchant_id": "1", "stage": "onboarding", "shop": {"type": "mall"}}]


def test_an_array_that_breaks_is_told_where_it_breaks(tmp_path: Path) -> None:
    filler = '{"merchant_id": "' + "x" * 150 + '"},\n'
    content = "[\n" + filler * 20_000 + '{"merchant_id" "2"}]'
    rows = read_rows(write(tmp_path, "m.json", content))
    with pytest.raises(InputError) as caught:
        list(rows)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (20_002, 16)


def test_a_line_without_end_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "m.jsonl", b"x" * (LINE_LIMIT + 10) + b"\n" + GOOD.encode())
    long, good = read_rows(path)
    assert long.problems[0].code == "too-long"
    assert good.merchant
    assert good.line == 2


@pytest.mark.parametrize("name", ["m.jsonl", "m.json", "m.csv"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    record = json.dumps({"merchant_id": "1", "shop": {"name": "x" * 1000}})
    bodies = {
        "m.jsonl": f"{record}\n" * 10_000,
        "m.json": "[" + ",\n".join([record] * 10_000) + "]",
        "m.csv": "merchant_id,shop.name\n" + f"1,{'x' * 1000}\n" * 10_000,
    }
    path = write(tmp_path, name, bodies[name])
    del bodies
    list(read_rows(write(tmp_path, f"warm-{name}", "merchant_id\n1\n" if name == "m.csv" else record)))
    tracemalloc.start()
    assert sum(1 for _ in read_rows(path)) == 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
