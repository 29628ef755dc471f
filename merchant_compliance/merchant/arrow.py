"""The record as Arrow types, from the same catalogue of facts as everything else."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from merchant_compliance.merchant.facts import FACTS, Fact, Type

SCALARS: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "real": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}


def arrow_type(kind: Type, many: bool = False) -> pa.DataType:
    """The Arrow type of a scalar, or of a list of it."""
    return pa.list_(SCALARS[kind]) if many else SCALARS[kind]


@cache
def record_type() -> pa.StructType:
    """A whole record; every field may be null, which is missing."""
    return _part("merchant")


def record_schema() -> pa.Schema:
    """A table of records: one column a field of the record, nested where the record is."""
    return pa.schema(list(record_type()))


def _part(path: str) -> pa.StructType:
    inside = [fact for fact in FACTS.values() if fact.path.rpartition(".")[0] == path]
    return pa.struct([pa.field(fact.path.rpartition(".")[2], _type(fact)) for fact in inside])


def _type(fact: Fact) -> pa.DataType:
    if fact.type != "part":
        return arrow_type(fact.type, fact.many)
    part = _part(fact.path)
    return pa.list_(part) if fact.many else part
