"""A column is left out only where it is not asked for, and nothing in it can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.merchant.fact import TEXT_LIMIT
from merchant_compliance.merchant.needed_columns import Columns, Needed, columns_to_read

NAN = float("nan")
DAY = date(2021, 2, 28)
LONG = "x" * (TEXT_LIMIT + 1)
NO_DAY = pa.array([3_000_000], pa.int32()).cast(pa.date32())
PRODUCT = {"title": "tea", "price": 2.0, "texts": [{"source": "title", "text": "x" * 500}]}


def of(table: dict[str, Any], path: Path, needed: Needed, **options: Any) -> Columns:
    file = path / "merchants.parquet"
    pq.write_table(pa.table({"merchant_id": ["a"], **table}), file, **options)
    with pq.ParquetFile(file) as reader:
        return columns_to_read(reader, range(reader.metadata.num_row_groups), needed)


def asked(*values: str, lists: tuple[str, ...] = ()) -> Needed:
    return Needed(
        frozenset(f"merchant.{path}" for path in ("merchant_id", *values)),
        frozenset(f"merchant.{path}" for path in lists),
    )


HARMLESS: dict[str, dict[str, Any]] = {
    "a text": {"shop": [{"name": "x" * 1000}]},
    "texts of a dictionary": {"shop": pa.array([{"name": "x"}]), "applied_on": [DAY]},
    "a whole number": {"followers": [3]},
    "a small whole number": {"followers": pa.array([3], pa.int8())},
    "money that is whole": {"shop": [{"deposit_paid": 5000}]},
    "NaN": {"shop": [{"deposit_paid": NAN}]},
    "a flag": {"shop": [{"cross_border": True}]},
    "a date": {"applied_on": [DAY]},
    "no date at all": {"applied_on": pa.nulls(1, pa.date32())},
    "nothing": {"applied_on": pa.nulls(1)},
    "a list without a gap": {"categories": [["tea", "rice"]]},
    "a list of parts": {"brands": [[{"name": "x"}, {"name": None}]]},
    "a column that is not known": {"colour": ["red"]},
}
SUSPICIOUS: dict[str, dict[str, Any]] = {
    "the word of an enum": {"role": ["merchant"]},
    "a date in no calendar": {"applied_on": NO_DAY},
    "a text that is too long": {"shop": [{"name": LONG}]},
    "a whole number that may have a fraction": {"followers": [3.0]},
    "a list with a gap": {"categories": [["tea", None]]},
    "a list of words": {"subject": [{"listings": ["abnormal_operation"]}]},
    "a long text in a list": {"categories": [[LONG]]},
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_column_that_nobody_asks_for_is_left_out(tmp_path: Path, name: str) -> None:
    assert of(HARMLESS[name], tmp_path, asked()).names == ["merchant_id"]


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_a_column_in_which_something_may_be_wrong_is_read(tmp_path: Path, name: str) -> None:
    assert len(of(SUSPICIOUS[name], tmp_path, asked()).names or ()) == 2


@pytest.mark.parametrize("table", [{"applied_on": [DAY]}, {"categories": [["tea"]]}])
def test_what_statistics_would_tell_is_read_where_there_are_none(tmp_path: Path, table: dict[str, Any]) -> None:
    assert len(of(table, tmp_path, asked(), write_statistics=False).names or ()) == 2


def test_one_column_stands_for_a_list_whose_length_is_asked_for(tmp_path: Path) -> None:
    table = {"products": [[PRODUCT]]}
    source = "products.list.element.texts.list.element.source"
    small = "products.list.element.price"
    without = {"products": [[{"title": "x" * 500, "price": 2.0}]]}
    assert of(table, tmp_path, asked(lists=("products",))).names == ["merchant_id", source]  # it is read anyway
    assert of(without, tmp_path, asked(lists=("products",))).names == ["merchant_id", small]
    assert of(without, tmp_path, asked("products.product_id")).names == ["merchant_id", small]
    assert of(table, tmp_path, asked("products.title", lists=("products.texts",))).names == [
        "merchant_id",
        "products.list.element.title",
        source,
    ]


def test_names_are_those_of_the_file(tmp_path: Path) -> None:
    found = of({"products": [[PRODUCT]]}, tmp_path, asked("products.title"), use_compliant_nested_type=False)
    assert found.names is not None
    assert "products.list.item.title" in found.names


def test_few_texts_that_stand_for_many_are_read_encoded(tmp_path: Path) -> None:
    rows = 5000
    table = {
        "merchant_id": [f"m{n}" for n in range(rows)],
        "role": ["merchant"] * rows,
        "categories": [["tea", "rice"]] * rows,
        "shop": [{"name": f"shop {n}"} for n in range(rows)],
    }
    found = of(table, tmp_path, asked("categories", "shop.name"))
    assert found.names == ["merchant_id", "role", "categories.list.element", "shop.name"]
    assert found.encoded == ["role", "categories.list.element"]


def test_a_file_without_anything_that_is_asked_for_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "merchants.parquet"
    pq.write_table(pa.table({"followers": [1]}), file)
    with pq.ParquetFile(file) as reader:
        assert columns_to_read(reader, [0], asked()).names is None
