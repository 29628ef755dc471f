"""One expression evaluated by DuckDB: what `evaluate_expression` does for `target="sql"`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from threading import Lock
from typing import Any

import duckdb
from sqlglot import exp

from merchant_compliance.language.expression import Node, Type
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.sql import SqlWriter, constant
from merchant_compliance.language.texts import plain_name
from merchant_compliance.language.truth import UNKNOWN

SCALARS: tuple[tuple[type, Type], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "double"),
    (str, "string"),
    (date, "date"),
)
_one_at_a_time = Lock()


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """A database in memory with the functions that DuckDB lacks."""
    session = duckdb.connect()
    prepare(session)
    return session


def prepare(session: duckdb.DuckDBPyConnection) -> None:
    """Adds the functions that compiled conditions call."""
    session.create_function("plain_name", plain_name, ["VARCHAR"], "VARCHAR")


def run(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a tree over plain values, or UNKNOWN. Raises Refused for what SQL cannot say exactly."""
    roots = {name: constant(value, type_of(value)) for name, value in values.items()}
    query = exp.select(SqlWriter(roots).write(node)).sql(dialect="duckdb")
    with _one_at_a_time:
        row = connection().execute(query).fetchone()
    value = row[0] if row else None
    return UNKNOWN if value is None else as_python(value, node.type)


def type_of(value: Any) -> Type:
    if isinstance(value, (list, tuple)):
        kinds = {type_of(item) for item in value}
        return ("list", kinds.pop() if len(kinds) == 1 else "dyn")
    kind = next((kind for python, kind in SCALARS if isinstance(value, python)), None)
    if kind is None:
        raise left_out("sql", type(value).__name__)
    return kind


def as_python(value: Any, kind: Type) -> Any:
    if kind == "duration":
        return timedelta(days=value)
    return float(value) if kind == "double" else value
