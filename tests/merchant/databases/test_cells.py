"""Cells of flat tables: as in CSV where they are text, else what they are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from table_samples import flat, header

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.databases.cells import Cells
from merchant_compliance.merchant.readers import MERCHANTS
from merchant_compliance.merchant.synthetic import make_merchants


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("followers", 7, 7),
        ("followers", Decimal("7.00"), 7),
        ("followers", Decimal("7.5"), 7.5),
        ("followers", Decimal(10) ** 20, 1e20),
        ("shop.deposit_paid", Decimal("0.10"), 0.1),
        ("shop.deposit_paid", Decimal("Infinity"), float("inf")),
        ("shop.cross_border", False, False),
        ("shop.cross_border", 0, 0),
        ("shop.name", "0", "0"),
        ("shop.name", 5, 5),
        ("subject", '{"kind": "enterprise"}', {"kind": "enterprise"}),
        ("subject", {"kind": "enterprise", "name": None}, {"kind": "enterprise"}),
        ("categories", '["tea"]', ["tea"]),
        ("categories", ["tea"], ["tea"]),
        ("categories", "[]", []),
        ("categories", [], []),
        ("categories", "tea", "tea"),
        ("brands", [{"name": "茶", "own": None}, {}], [{"name": "茶"}, {}]),
    ],
)
def test_a_cell_becomes_the_value_at_its_path(column: str, cell: Any, value: Any) -> None:
    record, problems = Cells(["merchant_id", column], MERCHANTS, False, "t").record(["1", cell])
    found = record
    for step in column.split("."):
        found = found[step]
    assert found == value
    assert type(found) is type(value)
    assert problems == ()


@pytest.mark.parametrize(
    ("key", "text"), [(5, "5"), (Decimal("12345678901234567"), "12345678901234567"), (UUID(int=1), str(UUID(int=1)))]
)
def test_a_key_that_is_a_number_or_a_uuid_becomes_text(key: object, text: str) -> None:
    assert Cells(["merchant_id"], MERCHANTS, False, "t").record([key]) == ({"merchant_id": text}, ())


@pytest.mark.parametrize(("cell", "value"), [(0, False), (1, True), (2, 2), ("true", "true")])
def test_where_a_database_has_no_flags_its_zeros_and_ones_are(cell: object, value: object) -> None:
    cells = Cells(["merchant_id", "shop.cross_border", "followers"], MERCHANTS, False, "t", numbered_flags=True)
    record, _ = cells.record(["1", cell, 1])
    assert record["shop"]["cross_border"] == value
    assert type(record["shop"]["cross_border"]) is type(value)
    assert record["followers"] == 1
    assert not isinstance(record["followers"], bool)


@pytest.mark.parametrize("nothing", [None, ""])
def test_null_and_empty_text_are_missing(nothing: str | None) -> None:
    cells = Cells(["merchant_id", "shop.name", "categories"], MERCHANTS, False, "t")
    assert cells.record(["1", nothing, nothing]) == ({"merchant_id": "1"}, ())


def test_a_key_that_stands_twice_in_json_is_told() -> None:
    _, problems = Cells(["merchant_id", "subject"], MERCHANTS, False, "t").record(["1", '{"name": "a", "name": "b"}'])
    assert [problem.code for problem in problems] == ["doubled-key"]


def test_flat_rows_of_made_up_merchants_become_their_records_again() -> None:
    records = [made.record for made in make_merchants(100, seed=3)]
    rows = [flat(record) for record in records]
    names = header(rows)
    cells = Cells(names, MERCHANTS, False, "t")
    assert cells.columns == names
    assert [cells.record([row.get(name) for name in names])[0] for row in rows] == records


@pytest.mark.parametrize(
    ("names", "code"),
    [(["shop.name"], "missing-column"), (["merchant_id", "shop", "shop.name"], "doubled-column")],
)
def test_columns_that_no_table_can_have_are_refused(names: list[str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        Cells(names, MERCHANTS, False, Path("t"))
    assert caught.value.problems[0].code == code


def test_unknown_columns_are_read_to_be_told_or_left_out() -> None:
    names = ["merchant_id", "shp.name"]
    assert Cells(names, MERCHANTS, False, "t").record(["1", "x"])[0] == {"merchant_id": "1", "shp": {"name": "x"}}
    assert Cells(names, MERCHANTS, True, "t").columns == ["merchant_id"]
