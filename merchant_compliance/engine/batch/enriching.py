"""A batch of conformed records with what conditions see besides them: edition, identifiers, lists and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.engine.batch.editions import Editions
from merchant_compliance.engine.batch.scores import EDITION
from merchant_compliance.language.schema import ENTRIES
from merchant_compliance.merchant.arrow import arrow_type
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.identifiers import CHECKS, check_identifiers
from merchant_compliance.merchant.parquet_rows import without_nulls

Entries = list[dict[str, Any]]
COLUMNS = {"lists": "ListEntry", "links": "Link", "identifiers": "Identifier"}
DEFAULT_STAGE = "onboarding"


class Sources(NamedTuple):
    """Where memberships and links come from; None is unknown for everybody, and an empty tuple of nobody."""

    lists: Callable[[Facts, date], Entries] | None
    links: Callable[[str], Entries | None] | None


def entry_type(name: str) -> pa.DataType:
    fields = [(field, arrow_type(slot.type, slot.many)) for field, slot in ENTRIES[COLUMNS[name]].items()]
    return pa.list_(pa.struct(fields))


def of_nobody(*_of: object) -> Entries:
    """Nobody is listed, and nobody linked."""
    return []


LISTED_BY = (("account", "uids"), ("subject", "id_number"), ("subject", "uscc"), ("contact", None), ("brands", None))
"""What a merchant can be listed by: parts of the record, whole or one field of them."""


def enriched(records: pa.RecordBatch, editions: Editions, sources: Sources) -> pa.RecordBatch:
    """The columns beside the record's own. INVARIANT: they hold what `engine.single.enriched` puts into a scope."""
    ids = records.column("merchant_id").to_pylist() if sources.lists or sources.links else []
    extra = {
        EDITION: edition_numbers(records, editions),
        "identifiers": identifiers(records),
        "lists": _entries("lists", _memberships(records, editions.as_of, sources), records.num_rows),
        "links": _entries("links", [sources.links(each) for each in ids] if sources.links else None, records.num_rows),
    }
    columns = dict(zip(records.schema.names, records.columns, strict=True))
    return pa.RecordBatch.from_pydict(columns | extra)


def edition_numbers(records: pa.RecordBatch, editions: Editions) -> pa.Array:
    """The number of each merchant's edition, by stage and region."""
    stages = pc.fill_null(records.column("stage"), DEFAULT_STAGE).dictionary_encode()
    regions = pc.struct_field(records.column("shop"), "region").dictionary_encode()
    stage, region = stages.indices.to_numpy(), pc.fill_null(regions.indices, -1).to_numpy()
    places, which = np.unique(np.stack((stage, region)), axis=1, return_inverse=True)
    names, codes = stages.dictionary.to_pylist(), regions.dictionary.to_pylist()
    numbers = [editions.number_of(names[s], codes[r] if r >= 0 else None) for s, r in places.T]
    return pa.array(np.array(numbers, np.int64)[which.reshape(-1)])


def _memberships(records: pa.RecordBatch, as_of: date, sources: Sources) -> list[Entries] | None:
    if sources.lists is None:
        return None
    columns = ["merchant_id", *dict.fromkeys(part for part, _ in LISTED_BY)]
    rows = records.select([name for name in columns if name in records.schema.names]).to_pylist()
    return [sources.lists(without_nulls(row) or {}, as_of) for row in rows]


def _entries(name: str, found: Sequence[Entries | None] | None, size: int) -> pa.Array:
    """Unknown for all without any source; most merchants have no entry, for which nothing is built."""
    if found is None:
        return pa.nulls(size, entry_type(name))
    fields = set(ENTRIES[COLUMNS[name]])
    kept = [None if each is None else [{k: v for k, v in one.items() if k in fields} for one in each] for each in found]
    return pa.array(kept, entry_type(name))


def identifiers(records: pa.RecordBatch) -> pa.Array:
    """The identifiers of every record, checked row by row: what they are called and whether they are right."""
    parts = {part for part, _, _ in CHECKS}
    rows = records.select([name for name in records.schema.names if name in parts])
    facts: Iterable[Facts] = (without_nulls(row) or {} for row in rows.to_pylist())
    return pa.array([check_identifiers(each) for each in facts], entry_type("identifiers"))
