"""A summary as plain data that loses nothing, for the record beside a part; `Summary.as_json` is made for readers."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from merchant_compliance.engine.rows.summary import Summary

_SUMMARIES = TypeAdapter(Summary)


def to_data(summary: Summary) -> dict[str, Any]:
    """What JSON can hold. The order of names stays, since ties are told in it."""
    data: dict[str, Any] = _SUMMARIES.dump_python(summary, mode="json", exclude={"targets"})
    return {**data, "targets": [[*pair, count] for pair, count in summary.targets.items()]}


def of_data(data: dict[str, Any]) -> Summary:
    """Raises ValueError for what `to_data` has not made."""
    try:
        targets = {(kind, outcome): count for kind, outcome, count in data["targets"]}
    except (KeyError, TypeError) as error:
        raise ValueError("these are no targets of a summary") from error
    return _SUMMARIES.validate_python({**data, "targets": targets})
