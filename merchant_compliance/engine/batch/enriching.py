"""A batch of conformed records with what conditions see besides them: edition, identifiers, lists and links."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.scores import EDITION
from merchant_compliance.engine.rows.known import Entries, Sources, of_nobody
from merchant_compliance.language.schema import ENTRIES
from merchant_compliance.lists.key_columns import rows_listed
from merchant_compliance.lists.keys import KEYS
from merchant_compliance.merchant.arrow import arrow_type
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.identifier_columns import CHECKED, check_columns

COLUMNS = {"lists": "ListEntry", "links": "Link", "identifiers": "Identifier"}
DEFAULT_STAGE = "onboarding"


def entry_type(name: str) -> pa.DataType:
    fields = [(field, arrow_type(slot.type, slot.many)) for field, slot in ENTRIES[COLUMNS[name]].items()]
    return pa.list_(pa.struct(fields))


LISTED_BY = tuple((key.path[0], key.path[1]) for key in KEYS if key.path != ("merchant_id",))
"""Where the record has what a merchant can be listed by, besides its id."""
LISTED_IN = ("merchant_id", *dict.fromkeys(part for part, _ in LISTED_BY))
FINDING = ("kind", "valid", "problem")


def enriched(
    records: pa.RecordBatch, editions: Editions, sources: Sources, names: Container[str] = tuple(COLUMNS)
) -> pa.RecordBatch:
    """The columns beside the record's own. INVARIANT: those of `names` hold what `engine.single.enriched` puts into a
    scope; the others, of which nothing is asked, are unknown."""
    sources = sources if "lists" in names else sources._replace(lists=None)
    sources = sources if "links" in names else sources._replace(links=None)
    extra = {
        EDITION: edition_numbers(records, editions),
        "identifiers": identifiers(records) if "identifiers" in names else _entries("identifiers", None, len(records)),
        "lists": _entries("lists", _memberships(records, editions.as_of, sources), records.num_rows),
        "links": _entries("links", _links(records, sources), records.num_rows),
    }
    columns = dict(zip(records.schema.names, records.columns, strict=True))
    return pa.RecordBatch.from_pydict(columns | extra)


def edition_numbers(records: pa.RecordBatch, editions: Editions) -> pa.Array:
    """The number of each merchant's edition, by stage and region."""
    stages = pc.fill_null(records.column("stage"), DEFAULT_STAGE).dictionary_encode()
    regions = pc.struct_field(records.column("shop"), "region").dictionary_encode()
    names, codes = stages.dictionary.to_pylist(), [None, *regions.dictionary.to_pylist()]
    stage, region = stages.indices.to_numpy().astype(np.int64), pc.fill_null(regions.indices, -1).to_numpy() + 1
    places, which = np.unique(stage * len(codes) + region, return_inverse=True)
    numbers = [editions.number_of(names[place // len(codes)], codes[place % len(codes)]) for place in places.tolist()]
    return pa.array(np.array(numbers, np.int64)[which])


def _links(records: pa.RecordBatch, sources: Sources) -> list[Entries | None] | None:
    if sources.links is None:
        return None
    if sources.links is of_nobody:
        return [[]] * records.num_rows
    return [sources.links(each) for each in records.column("merchant_id").to_pylist()]


def _memberships(records: pa.RecordBatch, as_of: date, sources: Sources) -> list[Entries] | None:
    """The entries of every merchant. Where it is known what is listed, nobody else is looked for."""
    if sources.lists is None:
        return None
    found: list[Entries] = [[]] * records.num_rows
    if sources.lists is of_nobody:
        return found
    rows: Iterable[int] = range(records.num_rows)
    if sources.listed is not None:
        rows = rows_listed(lambda path: _leaf(records, *path), sources.listed()).tolist()
        parts = [name for name in LISTED_IN if name in records.schema.names]
        records = records.select(parts).take(pa.array(rows, pa.int64()))
    for row, facts in zip(rows, _facts(records, LISTED_BY), strict=True):
        found[row] = sources.lists(facts, as_of)
    return found


def _facts(records: pa.RecordBatch, paths: Sequence[tuple[str, str]]) -> Iterator[Facts]:
    """The facts of every record at these paths of a part and a field, its id, and no others: to read all takes long."""
    columns = [(part, field, _leaf(records, part, field).to_pylist()) for part, field in paths]
    for row, merchant_id in enumerate(records.column("merchant_id").to_pylist()):
        facts: Facts = {"merchant_id": merchant_id}
        for part, field, values in columns:
            if (value := values[row]) is not None:
                facts.setdefault(part, {})[field] = value
        brands = facts.get("brands")
        if brands is not None:
            facts["brands"] = [{"trademark_number": n} if n is not None else {} for n in brands["trademark_number"]]
        yield facts


def _leaf(records: pa.RecordBatch, part: str, field: str = "") -> pa.Array:
    """The field of a part, or for a list of parts the list of the field; what the batch does not have is missing."""
    place = records.schema.get_field_index(part)
    column = records.column(place) if place >= 0 else pa.nulls(records.num_rows)
    if not field:
        return column
    many = pa.types.is_list(column.type)
    fields = column.type.value_type if many else column.type
    if not pa.types.is_struct(fields) or fields.get_field_index(field) < 0:
        return pa.nulls(records.num_rows)
    if not many:
        return pc.struct_field(column, field)
    offsets = pa.array(np.asarray(column.offsets))  # pyarrow takes none of a slice together with a mask
    return pa.ListArray.from_arrays(offsets, pc.struct_field(column.values, field), mask=pc.is_null(column))


def _entries(name: str, found: Sequence[Entries | None] | None, size: int) -> pa.Array:
    """Unknown for all without any source; most merchants have no entry, for which nothing is built."""
    if found is None:
        return pa.nulls(size, entry_type(name))
    fields = set(ENTRIES[COLUMNS[name]])
    if not any(found):
        kind, missing = entry_type(name), pa.array([each is None for each in found])
        offsets = pa.array(np.zeros(size + 1, np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array([], kind.value_type), mask=missing)
    kept = [None if each is None else [{k: v for k, v in one.items() if k in fields} for one in each] for each in found]
    return pa.array(kept, entry_type(name))


def identifiers(records: pa.RecordBatch) -> pa.Array:
    """The identifiers of every record: what they are called, and whether they are right."""
    entry = entry_type("identifiers").value_type
    found = check_columns({path: _leaf(records, *path).cast(pa.string()) for path in CHECKED})
    offsets = np.zeros(records.num_rows + 1, np.int32)
    np.cumsum(found.counts, out=offsets[1:])
    findings = pa.array([dict(zip(FINDING, finding, strict=True)) for finding in found.findings], entry)
    return pa.ListArray.from_arrays(pa.array(offsets), findings.take(pa.array(found.numbers)))
