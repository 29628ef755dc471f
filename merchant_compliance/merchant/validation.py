"""A raw record becomes a `Merchant`, or a `RecordError` that names every wrong field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from merchant_compliance.errors import Problem, RecordError
from merchant_compliance.merchant.complaints import given, place_of, problem_of
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.text import Text

PROBLEM_LIMIT = 100
"""Problems told of one record; a record of a million wrong fields must not make a million texts."""
DROP = object()

_read = Merchant.__pydantic_validator__.validate_python


def validate(raw: Mapping[str, object], allow_unknown: bool = False) -> Merchant:
    """The checked record; `allow_unknown` drops unknown fields at every depth.

    JSON null and NaN are missing wherever a field may be missing. Raises `RecordError` with one problem a
    wrong field. INVARIANT: whatever `raw` holds, nothing else is raised.
    """
    extra: Literal["ignore"] | None = "ignore" if allow_unknown else None
    try:
        return cast(Merchant, _read(raw, extra=extra))
    except ValidationError as error:
        failed = error
    mended = _without_missing(raw, failed)
    if mended is not None:
        try:
            return cast(Merchant, _read(mended, extra=extra))
        except ValidationError as error:
            failed = error
    raise RecordError(_problems(raw, failed)) from None


def _without_missing(raw: object, error: ValidationError) -> dict[str, object] | None:
    """A copy without the fields that failed only for holding NaN or null; None if there are none."""
    tree: dict[int | str, Any] = {}
    for detail in error.errors(include_url=False, include_context=False):
        *way, last = detail["loc"] or (0,)
        if isinstance(last, str) and detail["type"] != "missing" and _is_missing(detail["input"]):
            branch = tree
            for step in way:
                branch = branch.setdefault(step, {})
            branch[last] = DROP
    return _pruned(raw, tree) if tree else None


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _pruned(value: Any, tree: dict[int | str, Any]) -> Any:
    """A copy along the branches of `tree` without its dropped leaves; the caller's record never changes."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    kept = {k: _pruned(v, tree[k]) if k in tree else v for k, v in items if tree.get(k) is not DROP}
    return kept if isinstance(value, Mapping) else list(kept.values())


def _problems(raw: object, error: ValidationError) -> Iterator[Problem]:
    if not isinstance(raw, Mapping):
        yield _no_object(raw)
        return
    details = error.errors(include_url=False)
    for detail in details[:PROBLEM_LIMIT]:
        yield _problem(detail)
    if len(details) > PROBLEM_LIMIT:
        more = len(details) - PROBLEM_LIMIT
        what = Text(f"另有 {more} 处问题未列出", f"{more} more problems are not listed")
        yield Problem("more-problems", what)


def _problem(detail: ErrorDetails) -> Problem:
    place = place_of(detail["loc"], detail["input"], detail.get("ctx", {}))
    absent = detail["loc"] == ("merchant_id",) and _is_missing(detail["input"])
    return problem_of("missing" if absent else detail["type"], place)


def _no_object(raw: object) -> Problem:
    kind = given(raw)
    return Problem(
        "not-an-object",
        Text(f"商家记录不是 JSON 对象，而是{kind.zh}", f"a record is a JSON object, but this is {kind.en}"),
        mend=Text('写成 {"merchant_id": "…", …}', 'write {"merchant_id": "…", …}'),
    )
