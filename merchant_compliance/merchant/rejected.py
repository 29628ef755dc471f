"""Rejected records as JSON lines: where each stood, why it was refused, and a copy of it with personal facts masked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.complaints import given
from merchant_compliance.merchant.facts import FACTS, Fact
from merchant_compliance.merchant.masking import mask
from merchant_compliance.merchant.readers import Row

UNKNOWN = "merchant.unknown"


def write_rejected(path: str | Path, rows: Iterable[Row]) -> int:
    """Write those of the rows that have problems, as they come; returns how many. No such row, no file."""
    rejected = (row for row in rows if row.problems)
    first = next(rejected, None)
    if first is None:
        return 0
    count = 0
    with Path(path).open("w", encoding="utf-8", errors="backslashreplace") as file:
        for row in chain((first,), rejected):
            file.write(rejected_line(row) + "\n")
            count += 1
    return count


def rejected_line(row: Row) -> str:
    """`rejected_row` as one line of JSON."""
    return json.dumps(rejected_row(row), ensure_ascii=False, default=str)


def rejected_row(row: Row) -> dict[str, Any]:
    """`{file, line, reason, reason_zh, record, problems}`; a record that could not be read is None.

    INVARIANT: no personal fact leaves as it is, nor anything in a field that is not known: it may be one misspelt.
    """
    place = {"file": row.problems[0].file, "line": row.line}
    problems = [problem.data() for problem in row.problems]
    return {**place, **reasons(row.problems), "record": masked_record(row.raw), "problems": problems}


def reasons(problems: Sequence[Problem]) -> dict[str, str]:
    """What is wrong with a row, all of it in one text for each language."""
    return {
        "reason": "; ".join(problem.what.en for problem in problems),
        "reason_zh": "；".join(problem.what.zh for problem in problems),
    }


def masked_record(raw: object) -> Any:
    """A copy that JSON can hold. INVARIANT: recursion ends with the record's own shape, however deep `raw` is."""
    if raw is None:
        return None
    return _part(raw, "merchant") if isinstance(raw, Mapping) else given(raw).en


def _part(part: Mapping[Any, Any], path: str) -> dict[str, Any]:
    return {str(name): _value(value, f"{path}.{name}") for name, value in part.items()}


def _value(value: Any, path: str) -> Any:
    fact = FACTS.get(path)
    if isinstance(value, list) and fact is not None and fact.many:
        return [_one(element, path, fact) for element in value]
    return _one(value, path, fact)


def _one(value: Any, path: str, fact: Fact | None) -> Any:
    """One value: parts are followed, plain values kept, all others masked or only named by their kind."""
    if isinstance(value, Mapping) and fact is not None and fact.part is not None:
        return _part(value, path)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None if value is None else str(value)
    if not isinstance(value, str | int | float | date):
        return f"({given(value).en})"
    if fact is None or fact.part is not None or fact.personal:
        return mask(path if fact else UNKNOWN, value)
    return value.isoformat() if isinstance(value, date) else value
