"""What conditions see beside the records of a batch is what they see beside each record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random

import pyarrow as pa
import pytest

from merchant_compliance import Engine
from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.enriching import enriched, identifiers
from merchant_compliance.engine.rows.known import NOBODY, UNKNOWN, Entries, Index, Sources, sources_of
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.lists.keys import SPELLINGS, keys_of
from merchant_compliance.lists.stored import Said, StoredIndex
from merchant_compliance.merchant.arrow import record_type
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.identifiers import CHECKS, check_identifiers
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.merchant.synthetic import make_merchants

PARTS = ("subject", "contact", "shop")
DAY = date(2021, 6, 1)


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


@cache
def editions() -> Editions:
    return Editions(Engine.load().rulebook, DAY)


def entries(records: list[Facts], random: Random) -> list[Entry]:
    """Some of the keys of some of the merchants, and many of nobody, valid and not."""
    keys = [key for record in records for key in keys_of(record) if random.random() < 0.03]
    keys += [("phone", f"139{random.randrange(10**8):08}") for _ in range(200)]
    ends = (date(2020, 1, 1), None, date(2030, 1, 1))
    return [Entry(list="freeze", key_kind=kind, key=key, until=random.choice(ends)) for kind, key in keys]


def in_store(listed: list[Entry]) -> StoredIndex:
    hasher = Hasher(b"secret")
    said = Said(None, None, ("freeze", "", "", "", ""))
    keys = [(each.key_kind, SPELLINGS[each.key_kind](each.key)) for each in listed]
    return StoredIndex([(kind, hasher.hashed(kind, key), said) for kind, key in keys], hasher)


@pytest.mark.parametrize("index_of", [ListIndex, in_store])
def test_memberships_are_those_of_each_record(index_of: Callable[[list[Entry]], Index]) -> None:
    records = merchants(300)
    index = index_of(entries(records, Random(2)))
    wanted = [index.memberships(record, DAY) for record in records]
    assert 10 < sum(map(bool, wanted)) < 200
    whole, sources = batch(records), sources_of(index)
    for each in (sources, sources._replace(listed=None)):
        for first in (0, 41):
            found = enriched(whole.slice(first), editions(), each).column("lists")
            found.validate(full=True)
            assert [[known(entry) for entry in row] for row in found.to_pylist()] == wanted[first:]


def known(entry: Facts) -> Facts:
    return {name: value for name, value in entry.items() if value is not None}


def test_a_merchant_without_the_key_that_is_listed_is_looked_for_by_none() -> None:
    """A key that is listed brings its merchants to the index, and nobody else."""
    records = merchants(200)
    asked = []

    def memberships(facts: Facts, day: date) -> Entries:
        asked.append(facts["merchant_id"])
        return index.memberships(facts, day)

    index = ListIndex([Entry(list="freeze", key_kind="merchant", key=records[7]["merchant_id"])])
    sources = Sources(memberships, None, index.listed)
    found = enriched(batch(records), editions(), sources).column("lists")
    assert [row for row, listed in enumerate(found.to_pylist()) if listed] == [7]
    assert asked == [records[7]["merchant_id"]]


@pytest.mark.parametrize(("sources", "lists"), [(UNKNOWN, None), (NOBODY, [])])
def test_unknown_lists_stay_unknown_and_nobody_is_on_empty_ones(sources: Sources, lists: list[Facts] | None) -> None:
    found = enriched(batch(merchants(5)), editions(), sources)
    assert found.column("lists").to_pylist() == [lists] * 5
