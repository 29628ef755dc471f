"""The page on the data format: its table of fields is the catalogue's, its samples are one and the same merchant."""

from __future__ import annotations

import re
from pathlib import Path

import fields
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from guide import DOCS, blocks

from merchant_compliance.errors import RecordError
from merchant_compliance.merchant.arrow import record_schema
from merchant_compliance.merchant.readers import read_rows
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.validation import validate

PAGE = DOCS / "data-format.md"


def sample(language: str, about: str) -> str:
    return next(block.text for block in blocks(PAGE, language) if block.about == about)


def merchant_in(file: Path) -> Merchant:
    (row,) = read_rows(file)
    assert row.merchant, row.problems
    return row.merchant


def test_the_table_of_fields_is_that_of_the_catalogue() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.split("## All fields")[1].strip().splitlines()[-len(fields.rows()) :] == fields.rows()


def test_the_samples_are_the_same_merchant_in_all_formats(tmp_path: Path) -> None:
    for name, language in (("m.jsonl", "json"), ("m.json", "json"), ("m.csv", "csv")):
        (tmp_path / name).write_text(sample(language, "record"), encoding="utf-8")
    first = merchant_in(tmp_path / "m.jsonl")
    table = pa.Table.from_pylist([first.model_dump()], schema=record_schema())
    pq.write_table(table, tmp_path / "m.parquet")
    for name in ("m.json", "m.csv", "m.parquet"):
        assert merchant_in(tmp_path / name).model_dump() == first.model_dump(), name


FIELD = {
    "text": ("contact", "phone"),
    "whole number": ("followers",),
    "number": ("shop", "deposit_paid"),
    "true/false": ("shop", "cross_border"),
    "date": ("applied_on",),
    "choice": ("shop", "type"),
}
REFUSED: dict[str, list[object]] = {
    "text": [13800000000],
    "whole number": [12.5, "1,000", True, 2**63],
    "number": ["98%", "1,000"],
    "true/false": [1, "yes"],
    "date": ["2021/02/28", "2021-2-28", "2021-02-30", "2021-02-28T00:00:00"],
    "choice": ["flagshop"],
}
ACCEPTED: dict[str, list[object]] = {
    "text": ["13800000000"],
    "whole number": [12, 12.0, "12"],
    "number": [0.98, 1, "0.98"],
    "true/false": [True, "true", "FALSE"],
    "date": ["2021-02-28"],
    "choice": ["flagship"],
}


def record(kind: str, value: object) -> dict[str, object]:
    way = FIELD[kind]
    return {"merchant_id": "m", way[0]: {way[1]: value} if len(way) > 1 else value}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in REFUSED.items() for value in values])
def test_what_the_page_calls_refused_is_refused(kind: str, value: object) -> None:
    with pytest.raises(RecordError):
        validate(record(kind, value))


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in ACCEPTED.items() for value in values])
def test_what_the_page_calls_accepted_is_accepted(kind: str, value: object) -> None:
    assert validate(record(kind, value))


def test_the_table_of_kinds_names_them_all() -> None:
    rows = re.findall(r"^\| ([a-z/ ]+) \| `", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) >= set(FIELD)
