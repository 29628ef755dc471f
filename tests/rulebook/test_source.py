"""A file is read as plain data with a place for every node; what could do harm is refused in no time."""

from __future__ import annotations

from datetime import date

import pytest

from merchant_compliance.rulebook.source import SIZE_LIMIT, read

TEXT = """\
policy: high-risk   # a comment
title:
  zh: 高风险类目
  en: "High risk"
rules:
  - id: A
    from: 2021-01-01
    values: [1, 2.5, true]
  - id: B
"""
PLACES = [
    (("policy",), 1, 9, 1, 1),
    (("title",), 3, 3, 2, 1),
    (("title", "zh"), 3, 7, 3, 3),
    (("title", "en"), 4, 7, 4, 3),
    (("rules", 0), 6, 5, 6, 5),
    (("rules", 0, "id"), 6, 9, 6, 5),
    (("rules", 0, "values", 1), 8, 17, 8, 17),
    (("rules", 1, "id"), 9, 9, 9, 5),
]


@pytest.mark.parametrize(("path", "line", "column", "key_line", "key_column"), PLACES)
def test_every_node_knows_its_place(
    path: tuple[str | int, ...], line: int, column: int, key_line: int, key_column: int
) -> None:
    source, _ = read("f.yaml", TEXT.encode())
    assert source is not None
    assert source.place(path) == ("f.yaml", line, column)
    assert source.place_of_key(path) == ("f.yaml", key_line, key_column)


def test_data_is_plain() -> None:
    source, problems = read("f.yaml", TEXT.encode())
    assert source is not None
    assert problems == []
    assert source.data == {
        "policy": "high-risk",
        "title": {"zh": "高风险类目", "en": "High risk"},
        "rules": [{"id": "A", "from": date(2021, 1, 1), "values": [1, 2.5, True]}, {"id": "B"}],
    }


def test_records_may_hold_null_and_a_field_called_on() -> None:
    source, problems = read("f.yaml", b"reviews: [{on: 2021-01-01, result: null}]\nshop:\n", strict=False)
    assert source is not None
    assert problems == []
    assert source.data == {"reviews": [{"on": date(2021, 1, 1), "result": None}], "shop": None}


UNREADABLE = [
    (b"", "empty-file", 0),
    (b"\n\n# nothing\n", "empty-file", 0),
    (b"\xef\xbb\xbf", "empty-file", 0),
    ("policy: x\ntitle: 高风险".encode("gbk"), "not-utf-8", 2),
    ("policy: x".encode("utf-16"), "not-utf-8", 1),
    (b"a: " + b"x" * SIZE_LIMIT, "too-large", 0),
    (b"a: " + b"[" * 100_000, "too-deep", 1),
    (b"a: " + b"{a: " * 100_000, "too-deep", 1),
    (b"".join(b"  " * n + b"a:\n" for n in range(200)), "too-deep", 42),
]


@pytest.mark.parametrize(("content", "code", "line"), UNREADABLE)
def test_an_unreadable_file_gets_one_clear_problem(content: bytes, code: str, line: int) -> None:
    source, problems = read("f.yaml", content)
    assert source is None
    assert [(p.code, p.line, p.file) for p in problems] == [(code, line, "f.yaml")]


def test_a_yaml_bomb_is_a_handful_of_problems() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    source, problems = read("f.yaml", "\n".join(lines).encode())
    assert {p.code for p in problems} == {"anchor", "alias"}
    assert len(problems) == 10 + 9 * 9
    assert source is not None
    assert all(value in (["x"] * 9, [None] * 9) for value in source.data.values())


def test_a_tag_runs_nothing() -> None:
    source, problems = read("f.yaml", b"a: !!python/object/apply:os.getcwd []\n")
    assert [p.code for p in problems] == ["tag-inside"]
    assert source is not None
    assert source.data == {"a": []}
