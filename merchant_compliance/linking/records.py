"""Merchants of a file with only what linking reads of them: of a wide Parquet file a few columns.

INVARIANT: a row that is wrong elsewhere still takes part, since its identifiers are real; a row whose id, role or
identifiers are wrong has problems instead, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from merchant_compliance.errors import RecordError
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.files import Layout, Raw
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.readers import MERCHANTS, Row, raw_rows
from merchant_compliance.merchant.validation import validate

READ = frozenset(("merchant_id", "role", "account", "subject", "contact", "brands"))
"""What identifiers and keys of lists stand in."""


@cache
def _layout(read: frozenset[str]) -> tuple[Layout, frozenset[str]]:
    """The columns of these parts of the record, and the parts that are left out."""
    part = {path: path.partition(".")[0] for path in MERCHANTS.paths | MERCHANTS.columns.keys()}
    columns = {path: is_json for path, is_json in MERCHANTS.columns.items() if part[path] in read}
    paths = frozenset(path for path in MERCHANTS.paths if part[path] in read)
    return Layout(columns, paths, MERCHANTS.required), frozenset(part.values()) - read


class Identified(NamedTuple):
    """`facts` of one row, or None and a `row` that says what is wrong. `position` is as of a `Row`."""

    facts: Facts | None
    position: int
    row: Row | None = None


def identified(source: str | Path, allow_unknown: bool = False, read: frozenset[str] = READ) -> Iterator[Identified]:
    """The rows of a file, with the parts of the record in `read`.

    Raises `InputError` as the readers do, but for unknown columns, which are not looked at.
    """
    layout, others = _layout(read)
    for raw in raw_rows(source, layout, allow_unknown=True):
        if raw.problems:
            yield Identified(None, raw.position, _row(raw, str(source), raw.problems))
            continue
        try:
            yield Identified(_facts(raw.value, allow_unknown, others), raw.position)
        except RecordError as error:
            yield Identified(None, raw.position, _row(raw, str(source), error.problems))


def _facts(value: Any, allow_unknown: bool, others: frozenset[str]) -> Facts:
    if not isinstance(value, Mapping):
        return facts_of(validate(value))  # says what is wrong with it
    part = {name: inside for name, inside in value.items() if name not in others}
    return facts_of(validate(part, allow_unknown)) if allow_unknown else facts_from(part)


def _row(raw: Raw, file: str, problems: tuple[Any, ...]) -> Row:
    placed = tuple(problem.at(file, raw.line, problem.column) for problem in problems)
    return Row(raw.line, None, raw.value, placed, raw.position)
