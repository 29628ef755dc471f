"""Parquet files of records as other programs may write them, with some things wrong in some rows."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from merchant_compliance.merchant.arrow import SCALARS, record_type
from merchant_compliance.merchant.fact import TEXT_LIMIT
from merchant_compliance.merchant.facts import FACTS, Fact, parts_of
from merchant_compliance.merchant.record import Merchant

WRONG: dict[str, Any] = {"text": "x" * (TEXT_LIMIT + 1), "whole": 2**53, "real": float("nan")}


def write(path: Path, records: list[dict[str, Any]], random: Random, group: int) -> None:
    """The records with some fields spoiled, in a schema with some columns left out and some of other types."""
    for record in random.sample(records, len(records) // 4):
        _spoil(record, parts_of(Merchant, "merchant"), random)
    kind = _varied(record_type(), random)
    made = pa.array(records, _plain(kind, "merchant")).cast(kind, safe=False)
    table = pa.Table.from_struct_array(made)
    if random.random() < 0.2:
        table = table.append_column("colour", pa.nulls(len(records), pa.string()))
    pq.write_table(
        table,
        path,
        row_group_size=group,
        write_statistics=random.random() < 0.7,
        use_dictionary=random.random() < 0.7,
        use_compliant_nested_type=random.random() < 0.7,
        store_schema=random.random() < 0.7,
    )


def _spoil(part: dict[str, Any], known: dict[str, Fact], random: Random) -> None:
    """One field somewhere in a part becomes wrong, or is only odd."""
    inner = [(name, value) for name, value in part.items() if known[name].part and value]
    own = [name for name, fact in known.items() if not fact.part]
    if inner and (not own or random.random() < 0.7):
        name, value = random.choice(inner)
        fact = known[name]
        assert fact.part is not None
        _spoil(random.choice(value) if fact.many else value, parts_of(fact.part, fact.path), random)
        return
    name = random.choice(own)
    fact = known[name]
    wrong = "no such word" if fact.values and random.random() < 0.8 else WRONG.get(fact.type)
    if name != "merchant_id" or random.random() < 0.2:
        part[name] = [wrong, *(part.get(name) or [])] if fact.many else wrong


def _varied(kind: pa.DataType, random: Random, path: str = "merchant") -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_varied(kind.value_type, random, path))
    if not pa.types.is_struct(kind):
        return random.choice(OTHERS.get(kind, (kind,))) if random.random() < 0.1 else kind
    kept = [field for field in kind if random.random() < 0.9 or f"{path}.{field.name}" == "merchant.merchant_id"]
    kept = kept or [kind.field(0)]
    random.shuffle(kept)
    return pa.struct([pa.field(each.name, _varied(each.type, random, f"{path}.{each.name}")) for each in kept])


def _plain(kind: pa.DataType, path: str) -> pa.DataType:
    """The same fields in the record's own types."""
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type, path))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(each.name, _plain(each.type, f"{path}.{each.name}")) for each in kind])
    return SCALARS[FACTS[path].type]


OTHERS = {
    pa.string(): (pa.large_string(),),
    pa.int64(): (pa.float64(),),
    pa.float64(): (pa.float32(),),
}
"""Types that columns of the record's types may have as well."""


def pruned(records: list[dict[str, Any]], paths: frozenset[str]) -> list[Any]:
    """Records with no facts but those of these paths, parts that have any, and lists of parts that may."""
    return [_pruned(record, parts_of(Merchant, "merchant"), paths) for record in records]


def _pruned(part: dict[str, Any], known: dict[str, Fact], paths: frozenset[str]) -> dict[str, Any]:
    found = {}
    for name, value in part.items():
        fact = known[name]
        if fact.part is not None and value is not None:
            inner = parts_of(fact.part, fact.path)
            value = [_pruned(each, inner, paths) for each in value] if fact.many else _pruned(value, inner, paths)
            asked = any(f"{path}.".startswith(f"{fact.path}.") for path in paths)
            if asked and (value or fact.many):
                found[name] = value
        elif fact.path in paths and value is not None:
            found[name] = value
    return found
