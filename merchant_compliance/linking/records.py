"""Merchants of a file with only what linking reads of them: of a wide Parquet file a few columns.

INVARIANT: a row that is wrong elsewhere still takes part, since its identifiers are real; a row whose id, role or
identifiers are wrong has problems instead, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
OTHERS = frozenset(path.partition(".")[0] for path in MERCHANTS.paths) - READ


def _read(path: str) -> bool:
    return path.partition(".")[0] in READ


LAYOUT = Layout(
    {path: is_json for path, is_json in MERCHANTS.columns.items() if _read(path)},
    frozenset(path for path in MERCHANTS.paths if _read(path)),
    MERCHANTS.required,
)


class Identified(NamedTuple):
    """`facts` of one row, or None and a `row` that says what is wrong. `position` is as of a `Row`."""

    facts: Facts | None
    position: int
    row: Row | None = None


def identified(source: str | Path, allow_unknown: bool = False) -> Iterator[Identified]:
    """The rows of a file. Raises `InputError` as the readers do, but for unknown columns, which are not looked at."""
    for raw in raw_rows(source, LAYOUT, allow_unknown=True):
        if raw.problems:
            yield Identified(None, raw.position, _row(raw, str(source), raw.problems))
            continue
        try:
            yield Identified(_facts(raw.value, allow_unknown), raw.position)
        except RecordError as error:
            yield Identified(None, raw.position, _row(raw, str(source), error.problems))


def _facts(value: Any, allow_unknown: bool) -> Facts:
    if not isinstance(value, Mapping):
        return facts_of(validate(value))  # says what is wrong with it
    part = {name: inside for name, inside in value.items() if name not in OTHERS}
    return facts_of(validate(part, allow_unknown)) if allow_unknown else facts_from(part)


def _row(raw: Raw, file: str, problems: tuple[Any, ...]) -> Row:
    placed = tuple(problem.at(file, raw.line, problem.column) for problem in problems)
    return Row(raw.line, None, raw.value, placed, raw.position)
