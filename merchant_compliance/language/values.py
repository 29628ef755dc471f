"""Plain Python values as expressions read them: what is missing left out, what has no counterpart refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from cel_expr_python import cel

from merchant_compliance.errors import ExpressionError, Problem
from merchant_compliance.language.operators import DURATION_LIMIT, INT_MAX, INT_MIN
from merchant_compliance.text import Text

T = cel.Type
SCALARS: tuple[tuple[type, Any, Callable[[Any], Any]], ...] = (
    (bool, T.BOOL, bool),
    (int, T.INT, int),
    (float, T.DOUBLE, float),
    (str, T.STRING, str.__str__),
    (datetime, T.ERROR, lambda _: None),
    (date, T.TIMESTAMP, lambda value: value),
    (timedelta, T.DURATION, lambda value: value),
)
"""By Python type, the first that fits: the type in CEL, and what makes a plain value of a subclass such as an enum."""


def known_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name without those that are missing: None, and NaN, also inside maps.

    Raises ExpressionError for a value that conditions have no form for, such as a time of day or a whole number
    of more than 64 bits.
    """
    for name in values:
        if not isinstance(name, str):
            raise ExpressionError(_no_form(repr(name), name))
    return {name: _known(name, value) for name, value in values.items() if not is_missing(value)}


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _known(path: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_item(f"{path}[{index}]", item) for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {_item(path, key): _known(f"{path}.{key}", v) for key, v in value.items() if not is_missing(v)}
    for python, _, convert in SCALARS:
        if isinstance(value, python) and _fits(value):
            return convert(value)
    raise ExpressionError(_no_form(path, value))


def _item(path: str, value: Any) -> Any:
    """An element or a key: None cannot be left out there, and NaN is a number."""
    if value is None:
        raise ExpressionError(_no_form(path, value))
    return _known(path, value)


def _fits(value: Any) -> bool:
    if isinstance(value, int):
        return INT_MIN <= value <= INT_MAX
    if isinstance(value, timedelta):
        return not value % timedelta(days=1) and abs(value) <= DURATION_LIMIT
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, datetime)


def _no_form(path: str, value: Any) -> Problem:
    kind = type(value).__name__
    return Problem(
        "value",
        Text(f"{path} 的值不能用于条件（{kind}）", f"the value of {path} has no form in conditions ({kind})"),
        Text(
            "可用的值：真假、64 位整数、小数、文字、日期、整天数，以及它们的列表和字典",
            "values are truth values, whole numbers of 64 bits, doubles, text, dates, whole days, lists, maps",
        ),
    )


def type_of(value: Any) -> Any:
    """The type in CEL of a known value; lists and maps of mixed types are dynamic."""
    if isinstance(value, list):
        kinds = {repr(kind): kind for kind in map(type_of, value)}
        return T.List(next(iter(kinds.values())) if len(kinds) == 1 else T.DYN)
    if isinstance(value, Mapping):
        return T.Map(T.DYN, T.DYN)
    return next(kind for python, kind, _ in SCALARS if isinstance(value, python))
