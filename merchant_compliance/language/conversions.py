"""Conversions of conditions: numbers, truth values, texts, days and dates; `Undefined` where there is no result."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import re2

from merchant_compliance.language.operators import DURATION_LIMIT, TOO_LONG, is_number, ranged
from merchant_compliance.language.truth import Undefined

WHITE = "\t\n\v\f\r "
DIGITS = 19
BLANK = r"[\t-\r ]*"
WHOLE = rf"{BLANK}[+-]?[0-9]+{BLANK}"
REAL = rf"{BLANK}[+-]?([0-9]+\.?[0-9]*([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?|(?i:inf|infinity|nan)){BLANK}"
"""What the official implementation reads as a number, but for its hexadecimal doubles, which other engines lack."""


def to_int(value: Any) -> int:
    """From a whole text or a double, truncated; the range is checked before rounding, as in CEL."""
    if type(value) is float:
        if not -(2.0**63) < value < 2.0**63:
            raise Undefined("integer overflow")
        return int(value)
    if isinstance(value, str):
        if not re2.fullmatch(WHOLE, value):
            raise Undefined("not a whole number")
        return ranged(_whole(value))
    if type(value) is int:
        return value
    raise Undefined("no such conversion")


def _whole(text: str) -> int:
    """The number of digits is bounded before `int` reads them: its time grows with their square."""
    sign, digits = ("-" if "-" in text else ""), text.strip(WHITE).lstrip("+-").lstrip("0") or "0"
    if len(digits) > DIGITS:
        raise Undefined("integer overflow")
    return int(sign + digits)


def to_double(value: Any) -> float:
    if isinstance(value, str):
        if not re2.fullmatch(REAL, value):
            raise Undefined("not a number")
        return float(value)
    if is_number(value):
        return float(value)
    raise Undefined("no such conversion")


TRUTH_WORDS = {
    word: truth
    for truth, words in (
        (True, ("1", "t", "true", "TRUE", "True")),
        (False, ("0", "f", "false", "FALSE", "False")),
    )
    for word in words
}


def to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in TRUTH_WORDS:
        return TRUTH_WORDS[value]
    raise Undefined("not a truth value")


def to_string(value: Any) -> str:
    """Of texts, whole numbers and truth values; the spelling of doubles differs between engines."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    raise Undefined("no such conversion")


def days(count: int) -> timedelta:
    if abs(count) > DURATION_LIMIT.days:
        raise Undefined(TOO_LONG)
    return timedelta(days=count)


def day(text: str) -> date:
    if not re2.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Undefined("not a date such as 2021-02-28")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Undefined("no such day") from None
