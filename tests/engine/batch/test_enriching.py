"""What conditions see beside the records of a batch is what they see beside each record."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from merchant_compliance.engine.batch.enriching import identifiers
from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.identifiers import CHECKS, check_identifiers
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import make_merchants

PARTS = ("subject", "contact", "shop")


def merchants(count: int) -> list[Facts]:
    """Made-up merchants, of whom some lack a part, or identifiers in it are empty or oddly written."""
    random = Random(9)
    records = [facts_of(Merchant.model_validate(made.record)) for made in make_merchants(count, seed=4)]
    for record in records:
        part, way = random.choice(PARTS), random.randrange(6)
        if way == 0:
            record.pop(part, None)
        elif way in (1, 2):
            names = [name for of, name, _ in CHECKS if of == part and name in record.get(part, {})]
            record[part] = record.get(part, {}) | {name: f"　{record[part][name]}" * (way - 1) for name in names}
    return records


def batch(records: list[Facts]) -> pa.RecordBatch:
    return pa.RecordBatch.from_struct_array(pa.array(records, record_type()))


def test_identifiers_are_those_of_each_record() -> None:
    records = merchants(400)
    found = identifiers(batch(records))
    found.validate(full=True)
    assert found.to_pylist() == [check_identifiers(record) for record in records]
    assert identifiers(batch(records).slice(37, 200)).equals(found.slice(37, 200))
    assert len(identifiers(batch(records).slice(0, 0))) == 0


@pytest.mark.parametrize("part", PARTS)
def test_a_column_that_the_batch_does_not_have_is_missing_everywhere(part: str) -> None:
    records = merchants(100)
    whole = batch(records)
    wanted = [check_identifiers({name: value for name, value in each.items() if name != part}) for each in records]
    place = whole.schema.get_field_index(part)
    nulls = whole.set_column(place, part, pa.nulls(whole.num_rows))
    nothing = whole.set_column(place, part, pa.array([{}] * whole.num_rows, pa.struct([])))
    for without in (whole.remove_column(place), nulls, nothing):
        assert identifiers(without).to_pylist() == wanted
