"""Rejected rows are kept with line and reason, and without anyone's personal data."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from merchant_compliance.merchant.readers import read_rows
from merchant_compliance.merchant.rejected import masked_record, write_rejected


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


MASKED: list[tuple[object, object]] = [
    (None, None),
    ([1], "a list"),
    ({"merchant_id": "1", "followers": "x"}, {"merchant_id": "1", "followers": "x"}),
    ({"contact": {"phone": 13800138000}}, {"contact": {"phone": "138****8000"}}),
    ({"contact": {"phone": ["13800138000"]}}, {"contact": {"phone": "(a list)"}}),
    ({"contact": {"phon": "13800138000"}}, {"contact": {"phon": "1***0"}}),
    ({"contact": "13800138000"}, {"contact": "1***0"}),
    ({"account": {"uids": ["u123", "u456"]}}, {"account": {"uids": ["u**3", "u**6"]}}),
    ({"qualifications": [{"holder": "张三", "kind": "k"}]}, {"qualifications": [{"holder": "张*", "kind": "k"}]}),
    ({"x": {"phone": "13800138000"}}, {"x": "(an object)"}),
    ({"products": nested(100_000)}, {"products": ["(a list)"]}),
    ({"followers": math.inf, "content": {"pass_rate": math.nan}}, {"followers": "inf", "content": {"pass_rate": "nan"}}),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(("raw", "copy"), MASKED)
def test_a_record_is_copied_with_its_personal_facts_masked(raw: object, copy: object) -> None:
    assert masked_record(raw) == copy


def test_rejected_rows_are_written_with_line_and_reason(tmp_path: Path) -> None:
    source = tmp_path / "m.jsonl"
    source.write_text(
        '{"merchant_id": "1"}\n'
        '{"merchant_id": "2", "shop": {"typ": 1}, "contact": {"phone": "13800138000"}}\n'
        '{"merchant_id": "3", "contact": {"phone": "13800138000"}\n'
        '{"merchant_id": "4", "shop": {"name": "\\ud800"}}\n',
        encoding="utf-8",
    )
    target = tmp_path / "out.rejected.jsonl"
    assert write_rejected(target, read_rows(source)) == 3
    text = target.read_text(encoding="utf-8")
    second, third, fourth = map(json.loads, text.splitlines())
    assert (second["line"], second["reason"]) == (2, "unknown field merchant.shop.typ")
    assert second["reason_zh"] == "未知字段 merchant.shop.typ"
    assert second["record"]["merchant_id"] == "2"
    assert (third["line"], third["record"]) == (3, None)
    assert fourth["line"] == 4
    assert "13800138000" not in text


def test_without_rejected_rows_there_is_no_file(tmp_path: Path) -> None:
    source = tmp_path / "m.jsonl"
    source.write_text('{"merchant_id": "1"}\n', encoding="utf-8")
    target = tmp_path / "out.rejected.jsonl"
    assert write_rejected(target, read_rows(source)) == 0
    assert not target.exists()
