"""List files are read whole or refused with the line that is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.reading import near_misses, read_list_file

HEADER = "list,key_kind,key,category,brand,region,since,until,reason,source\n"
CSV = HEADER + "community-ban,phone,13800138000,,,,2021-01-01,,fraud,\ncategory-invitations,merchant,m1,tea,,,,,,\n"
ENTRIES = (
    Entry(list="community-ban", key_kind="phone", key="13800138000", since=date(2021, 1, 1), reason="fraud"),
    Entry(list="category-invitations", key_kind="merchant", key="m1", category="tea"),
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def records() -> list[dict[str, object]]:
    return [json.loads(entry.model_dump_json(exclude_none=True)) for entry in ENTRIES]


def test_csv_json_and_parquet_give_the_same_entries(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(record) for record in records())
    parquet = tmp_path / "l.parquet"
    pq.write_table(pa.Table.from_struct_array(pa.array(records())), parquet)
    for path in (
        write(tmp_path, "l.csv", "\ufeff" + CSV),
        write(tmp_path, "l.jsonl", lines),
        write(
            tmp_path,
            "l.json",
            json.dumps([{"since": "", "until": "", **record, "brand": None} for record in records()]),
        ),
        parquet,
    ):
        assert read_list_file(path).entries == ENTRIES, path


def test_none_and_a_header_alone_say_that_nobody_is_listed(tmp_path: Path) -> None:
    assert len(read_list_file("none")) == 0
    assert len(read_list_file(write(tmp_path, "l.csv", HEADER))) == 0


WRONG: list[tuple[str, str | bytes, str, int, str | None]] = [
    ("l.csv", HEADER + "community-ban,fone,1,,,,,,,\n", "wrong-value", 2, "phone"),
    ("l.csv", HEADER + "community-ban,phone,,,,,,,,\n", "missing-field", 2, None),
    ("l.csv", HEADER + "community-ban,phone, ,,,,,,,\n", "wrong-value", 2, None),
    ("l.csv", HEADER + ",phone,1,,,,,,,\n", "missing-field", 2, None),
    ("l.csv", HEADER + "a,phone,1,,,,2021-02-30,,,\n", "wrong-type", 2, None),
    ("l.csv", HEADER + "a,phone,1,,,,2021-02-02,2021-02-02,,\n", "wrong-value", 2, None),
    ("l.csv", HEADER + "a,phone,1\n", "wrong-width", 2, None),
    ("l.csv", "list,key_kind,kex\n", "unknown-column", 1, "key"),
    ("l.csv", "list,key_kind\n", "missing-column", 1, None),
    ("l.csv", "", "empty-file", 0, None),
    ("l.csv", "list,key_kind,key\n名单,phone,1\n".encode("gb18030"), "wrong-encoding", 2, None),
    ("l.jsonl", '{"list": "a", "key_kind": "phone", "key": 13800138000}\n', "wrong-type", 1, None),
    ("l.jsonl", '{"list": "a", "key_kind": "phone", "key": "1", "catgory": "x"}\n', "unknown-field", 1, "category"),
    ("l.jsonl", '{"list": "a", "key_kind": "phone", "key": "' + "1" * 2_000_000 + '"}\n', "too-long", 1, None),
    ("l.jsonl", '{"list": "a", "key_kind": null, "key": "1"}\n', "missing-field", 1, None),
    ("l.jsonl", '{"list": "a"\n', "bad-json", 1, None),
    ("l.jsonl", "[" * 100_000, "too-deep", 1, None),
    ("l.jsonl", "[]\n", "not-an-object", 1, None),
    ("l.txt", "a", "unknown-format", 0, None),
]


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_list_file(path)
    return caught.value.problems


@pytest.mark.parametrize(("name", "content", "code", "line", "near"), WRONG)
def test_a_wrong_list_file_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, code: str, line: int, near: str | None
) -> None:
    path = write(tmp_path, name, content)
    problem = refused(path)[0]
    assert (problem.code, problem.line, problem.nearest, problem.file) == (code, line, near, str(path))
    assert "13800138000" not in problem.say("en") + problem.say("zh")


def test_not_more_than_twenty_wrong_lines_are_told(tmp_path: Path) -> None:
    assert len(refused(write(tmp_path, "l.csv", HEADER + "a,fone,1,,,,,,,\n" * 500))) == 20


def test_a_list_name_that_nearly_is_a_shipped_one_is_warned_of(tmp_path: Path) -> None:
    path = write(tmp_path, "l.csv", HEADER + "comunity-ban,uid,1,,,,,,,\nmy-own,uid,1,,,,,,,\n")
    (warning,) = near_misses(read_list_file(path), path)
    assert (warning.nearest, warning.severity) == ("community-ban", "warning")
