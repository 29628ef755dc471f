"""Columns conformed at once hold what the row-by-row reader reads, and reject the same rows for the same reasons."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.arrow_batches import conformed
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.readers import read_rows

NAN = float("nan")
DAY = date(2021, 2, 28)
TABLES: dict[str, dict[str, Any]] = {
    "plain": {"merchant_id": ["a", "b"], "followers": [1, None], "applied_on": [DAY, None]},
    "no id": {"merchant_id": ["a", None, "", "d"], "followers": [1, 2, 3, 4]},
    "an unknown word of an enum": {"merchant_id": ["a", "b"], "role": ["merchant", "boss"]},
    "a wrong word in a list": {
        "merchant_id": ["a", "b", "c"],
        "subject": [{"listings": ["abnormal_operation"]}, {"listings": ["late"]}, {"listings": []}],
    },
    "whole numbers as doubles": {"merchant_id": ["a", "b", "c", "d"], "followers": [1.0, NAN, 2.5, None]},
    "NaN inside": {"merchant_id": ["a", "b"], "metrics": [{"d30": {"gmv": NAN}}, {"d30": {"gmv": 2.0}}]},
    "parts of nothing": {"merchant_id": ["a", "b"], "shop": [{"name": None, "region": None}, None]},
    "an element of nothing": {"merchant_id": ["a", "b"], "brands": [[{"name": None, "own": None}], []]},
    "null in a list": {"merchant_id": ["a", "b"], "categories": [["tea", None], ["tea"]]},
    "a list of wrong elements": {
        "merchant_id": ["a", "b"],
        "products": [[{"status": "on_sale"}, {"status": "lost"}], [{"status": None}]],
    },
    "an unknown column": {"merchant_id": ["a", "b"], "colour": ["red", None]},
    "an unknown field": {"merchant_id": ["a", "b"], "shop": [{"colour": "red"}, {"colour": None}]},
    "dates as text": {"merchant_id": ["a", "b"], "applied_on": ["2021-02-28", "28.2.2021"]},
    "numbers as text": {"merchant_id": ["a", "b"], "followers": ["12", "many"]},
    "whole money": {"merchant_id": ["a"], "shop": [{"deposit_paid": 5000}]},
    "a column of nothing": {"merchant_id": ["a"], "role": pa.nulls(1)},
    "small numbers": {"merchant_id": ["a"], "followers": pa.array([7], pa.int8())},
    "a dictionary": {"merchant_id": pa.array(["a", "b"]).dictionary_encode(), "role": ["creator", "mcn"]},
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("allow_unknown", [False, True])
def test_columns_are_read_as_rows_are(tmp_path: Path, name: str, allow_unknown: bool) -> None:
    file = tmp_path / "merchants.parquet"
    pq.write_table(pa.table(TABLES[name]), file)
    (raw,) = pq.ParquetFile(file).iter_batches()
    got = conformed(raw, str(file), 1, allow_unknown)
    rows = list(read_rows(file, allow_unknown=allow_unknown))
    wanted = [facts_of(row.merchant) for row in rows if row.merchant is not None]
    found = [facts_in(row) for row in got.records.to_pylist()]
    assert [{"stage": "onboarding", **facts} for facts in found] == wanted
    assert [(row.line, row.problems) for row in got.rejected] == [(r.line, r.problems) for r in rows if r.problems]


def facts_in(value: Any) -> Any:
    """Without what is missing; a part without facts may be there all the same."""
    if isinstance(value, list):
        return [facts_in(item) if item is not None else {} for item in value]
    return {k: facts_in(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def test_a_date_in_no_calendar_makes_a_file_unreadable_for_both_readers(tmp_path: Path) -> None:
    file = tmp_path / "merchants.parquet"
    days = pa.array([3_000_000], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"merchant_id": ["a"], "applied_on": days}), file)
    (raw,) = pq.ParquetFile(file).iter_batches()
    for read in (lambda: conformed(raw, str(file), 1, False), lambda: list(read_rows(file))):
        with pytest.raises(InputError, match="cannot be read"):
            read()


def test_something_is_rejected_and_something_read_at_once(tmp_path: Path) -> None:
    file = tmp_path / "merchants.parquet"
    pq.write_table(pa.table(TABLES["an unknown word of an enum"]), file)
    (raw,) = pq.ParquetFile(file).iter_batches()
    got = conformed(raw, str(file), 41, False)
    assert got.records.column("merchant_id").to_pylist() == ["a"]
    assert [row.line for row in got.rejected] == [42]
