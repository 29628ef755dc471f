"""Operators of conditions as Python functions: comparison, arithmetic, size, index.

They take values that are there and raise `Undefined` where CEL has no result: division by zero, overflow, an index
out of range, a mixture of types. Source: the CEL language definition.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from merchant_compliance.language.truth import Undefined

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
DURATION_LIMIT = timedelta(days=106_751)
"""CEL counts durations in nanoseconds of 64 bits: about 292 years. `9999-12-31` less today is beyond it."""
TOO_LONG = "duration out of range: more than 106,751 days"
NUMBERS = (int, float)
ORDERED = (str, date, timedelta, bool)
SEQUENCES = (list, tuple)


def is_number(value: object) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def ranged(value: int) -> int:
    if INT_MIN <= value <= INT_MAX:
        return value
    raise Undefined("integer overflow")


def _kin(a: object, b: object) -> bool:
    """Whether two values can be compared: both numbers, or both of one type."""
    return (is_number(a) and is_number(b)) or type(a) is type(b)


def equal(a: Any, b: Any) -> bool:
    """CEL equality over any values: numbers by value, other types only with their own kind, lists and maps deeply.

    An int beside a double becomes a double, as CEL prescribes: 2^53 + 1 equals 2.0^53.
    """
    if isinstance(a, SEQUENCES):
        return isinstance(b, SEQUENCES) and len(a) == len(b) and all(map(equal, a, b))
    if not _kin(a, b):
        return False
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(equal(value, b[key]) for key, value in a.items())
    if type(a) is not type(b):
        return float(a) == float(b)
    return bool(a == b)


def ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def ordered(a: Any, b: Any) -> bool:
        if is_number(a) and is_number(b):
            return compare(a, b) if type(a) is type(b) else compare(float(a), float(b))
        if type(a) is not type(b) or not isinstance(a, ORDERED):
            raise Undefined("no such comparison")
        return compare(a, b)

    return ordered


def contained(item: Any, box: Any) -> bool:
    """`item in box`: an element of a list or a key of a map."""
    if isinstance(box, (list, tuple, Mapping)):
        return any(equal(item, other) for other in box)
    raise Undefined("no such container")


def add(a: Any, b: Any) -> Any:
    if type(a) is int and type(b) is int:
        return ranged(a + b)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return [*a, *b]
    if isinstance(a, timedelta) and isinstance(b, timedelta):
        return _duration(a + b)
    if isinstance(a, timedelta) and isinstance(b, date):
        return _moved(b, a)
    if isinstance(a, date) and isinstance(b, timedelta):
        return _moved(a, b)
    if isinstance(a, str) and isinstance(b, str):
        return a + b
    if type(a) is float and type(b) is float:
        return a + b
    raise Undefined("no such addition")


def subtract(a: Any, b: Any) -> Any:
    if type(a) is int and type(b) is int:
        return ranged(a - b)
    if isinstance(a, date) and isinstance(b, timedelta):
        return _moved(a, -b)
    if isinstance(a, date) and isinstance(b, date):
        return _duration(a - b)
    if isinstance(a, timedelta) and isinstance(b, timedelta):
        return _duration(a - b)
    if type(a) is float and type(b) is float:
        return a - b
    raise Undefined("no such subtraction")


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        raise Undefined("date out of range") from None


def _duration(value: timedelta) -> timedelta:
    if abs(value) > DURATION_LIMIT:
        raise Undefined(TOO_LONG)
    return value


def multiply(a: Any, b: Any) -> Any:
    if type(a) is int and type(b) is int:
        return ranged(a * b)
    if type(a) is float and type(b) is float:
        return a * b
    raise Undefined("no such multiplication")


def divide(a: Any, b: Any) -> Any:
    """Integers truncate toward zero; doubles follow IEEE 754."""
    if type(a) is int and type(b) is int:
        if b == 0:
            raise Undefined("division by zero")
        quotient = abs(a) // abs(b)
        return ranged(quotient if (a < 0) == (b < 0) else -quotient)
    if type(a) is float and type(b) is float:
        return _divide_doubles(a, b)
    raise Undefined("no such division")


def _divide_doubles(a: float, b: float) -> float:
    if b != 0.0:
        return a / b
    if a == 0.0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def remainder(a: Any, b: Any) -> int:
    """The remainder has the sign of the dividend."""
    if type(a) is not int or type(b) is not int:
        raise Undefined("no such remainder")
    if b == 0:
        raise Undefined("division by zero")
    if a == INT_MIN and b == -1:
        raise Undefined("integer overflow")
    return int(math.copysign(1, a)) * (abs(a) % abs(b))


def negate(a: Any) -> Any:
    if type(a) is int:
        return ranged(-a)
    if type(a) is float:
        return -a
    raise Undefined("no such negation")


def size(value: Any) -> int:
    """Unicode characters of a text, elements of a list or map."""
    if isinstance(value, (str, list, tuple, Mapping)):
        return len(value)
    raise Undefined("no such size")


def item_at(box: Any, key: Any) -> Any:
    if isinstance(box, Mapping):
        for name, value in box.items():
            if equal(name, key):
                return value
        raise Undefined("no such key")
    if not isinstance(box, (list, tuple)) or not is_number(key) or key != int(key):
        raise Undefined("no such index")
    if not 0 <= key < len(box):
        raise Undefined("index out of range")
    return box[int(key)]
