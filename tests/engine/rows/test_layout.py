"""Every input has a part of its own, whose name a reader of the folder does not pass over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.engine.rows.layout import stems

CASES: list[tuple[list[str], list[str]]] = [
    (["a.parquet", "b.csv"], ["a", "b"]),
    (["x/m.parquet", "y/m.parquet", "m.csv"], ["m", "m-2", "m-3"]),
    (["x/m.parquet", "y/m.parquet", "m-2.parquet"], ["m", "m-3", "m-2"]),
    (["M.parquet", "m.parquet"], ["M", "m-2"]),
    (["_a.parquet", ".b.parquet", "商家 1.jsonl"], ["a", "b", "商家-1"]),
    (["-", "___.csv"], ["input", "input-2"]),
    (["2021.12.31.parquet"], ["2021.12.31"]),
    (["postgresql://u:***@host/shop?sslmode=require&table=main.shops", "duckdb:///x.db?table=t"], ["main.shops", "t"]),
]


@pytest.mark.parametrize(("files", "wanted"), CASES)
def test_a_part_is_called_like_its_input(files: list[str], wanted: list[str]) -> None:
    assert stems(files) == wanted


@given(st.lists(st.sampled_from(["m", "m-2", "M", "m-3", "x/m", "_m", "n", "é" * 200]), max_size=12))
def test_no_two_inputs_share_a_part(files: list[str]) -> None:
    found = stems([f"{number}/{file}.csv" for number, file in enumerate(files)])
    assert len({name.casefold() for name in found}) == len(files)
    assert all(len(name.encode()) < 200 and name[0] not in "._" for name in found)
