"""The functions and operators of conditions as Python functions, with the semantics that all targets share.

They take values that are there and raise `Undefined` where CEL has no result: division by zero, overflow,
an index out of range, a mixture of types. Sources: the CEL language definition and its strings extension.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import re2

from merchant_compliance.language.truth import Undefined

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
DURATION_LIMIT = timedelta(days=3_652_500)
"""CEL's durations end at 315,576,000,000 seconds, ten thousand years."""
NUMBERS = (int, float)
ORDERED = (str, date, timedelta, bool)
SEQUENCES = (list, tuple)


def _is_number(value: object) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def _ranged(value: int) -> int:
    if INT_MIN <= value <= INT_MAX:
        return value
    raise Undefined("integer overflow")


def _kin(a: object, b: object) -> bool:
    """Whether two values can be compared: both numbers, or both of one type."""
    return (_is_number(a) and _is_number(b)) or type(a) is type(b)


def equal(a: Any, b: Any) -> bool:
    """CEL equality over any values: numbers by value, other types only with their own kind, lists and maps deeply."""
    if isinstance(a, SEQUENCES):
        return isinstance(b, SEQUENCES) and len(a) == len(b) and all(map(equal, a, b))
    if not _kin(a, b):
        return False
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(equal(value, b[key]) for key, value in a.items())
    return bool(a == b)


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def ordered(a: Any, b: Any) -> bool:
        if _is_number(a) and _is_number(b):
            return compare(a, b)
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
        return _ranged(a + b)
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
        return _ranged(a - b)
    if isinstance(a, date) and isinstance(b, timedelta):
        return _moved(a, -b)
    if isinstance(a, date) and isinstance(b, date):
        return a - b
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
        raise Undefined("duration out of range")
    return value


def multiply(a: Any, b: Any) -> Any:
    if type(a) is int and type(b) is int:
        return _ranged(a * b)
    if type(a) is float and type(b) is float:
        return a * b
    raise Undefined("no such multiplication")


def divide(a: Any, b: Any) -> Any:
    """Integers truncate toward zero; doubles follow IEEE 754."""
    if type(a) is int and type(b) is int:
        if b == 0:
            raise Undefined("division by zero")
        quotient = abs(a) // abs(b)
        return _ranged(quotient if (a < 0) == (b < 0) else -quotient)
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
        return _ranged(-a)
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
    if not isinstance(box, (list, tuple)) or not _is_number(key) or key != int(key):
        raise Undefined("no such index")
    if not 0 <= key < len(box):
        raise Undefined("index out of range")
    return box[int(key)]


def to_int(value: Any) -> int:
    """From a whole text or a double, truncated; the range is checked before rounding, as in CEL."""
    if type(value) is float:
        if not -(2.0**63) < value < 2.0**63:
            raise Undefined("integer overflow")
        return int(value)
    if isinstance(value, str):
        if not re2.fullmatch(r"-?[0-9]{1,19}", value):
            raise Undefined("not a whole number")
        return _ranged(int(value))
    if type(value) is int:
        return value
    raise Undefined("no such conversion")


def to_double(value: Any) -> float:
    if isinstance(value, str):
        if not re2.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
            raise Undefined("not a number")
        return float(value)
    if _is_number(value):
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
        raise Undefined("duration out of range")
    return timedelta(days=count)


def day(text: str) -> date:
    if not re2.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Undefined("not a date such as 2021-02-28")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Undefined("no such day") from None


@lru_cache(maxsize=4096)
def pattern(text: str) -> Any:
    """A compiled RE2 expression: it matches in linear time, whatever the pattern."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as problem:
        message = problem.args[0]
        shown = message.decode() if isinstance(message, bytes) else str(message)
        raise Undefined(f"not a regular expression: {shown}") from None


def matches(text: str, regex: str) -> bool:
    return pattern(regex).search(text) is not None


def _text(*values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise Undefined("no such function of these types")


def _position(index: object, limit: int) -> int:
    if type(index) is not int or not 0 <= index <= limit:
        raise Undefined(f"index out of range: {index}")
    return index


def char_at(text: str, index: int) -> str:
    return text[_position(index, len(text)) :][:1]


def index_of(text: str, part: str, start: int = 0) -> int:
    if part == "":
        return _position(start, len(text))
    return text.find(part, _position(start, max(len(text), 0)))


def last_index_of(text: str, part: str, start: int | None = None) -> int:
    if start is None:
        return text.rfind(part)
    return text.rfind(part, 0, _position(start, len(text)) + len(part))


def substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else _position(end, len(text))
    if _position(start, len(text)) > stop:
        raise Undefined(f"index out of range: {start}")
    return text[start:stop]


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    return text.replace(old, new, count if count >= 0 else -1)


def split(text: str, separator: str, count: int = -1) -> list[str]:
    if count == 0:
        return []
    if count == 1:
        return [text]
    if separator == "":
        parts = list(text)
        return parts if count < 0 or count >= len(parts) else [*parts[: count - 1], "".join(parts[count - 1 :])]
    return text.split(separator, count - 1 if count > 0 else -1)


def join(items: Sequence[str], separator: str = "") -> str:
    _text(*items)
    return separator.join(items)


WHITE = "\t\n\v\f\r \u0085\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
UPPER = {low: low - 32 for low in range(ord("a"), ord("z") + 1)}
LOWER = {high: high + 32 for high in range(ord("A"), ord("Z") + 1)}

BRACKETS = str.maketrans("（）【】［］〔〕", "()[][][]")


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """A name without what spelling adds: width, case, spaces, and the kind of brackets."""
    folded = unicodedata.normalize("NFKC", name).translate(BRACKETS).casefold()
    return "".join(folded.split())


def same_name(a: str, b: str) -> bool:
    return plain_name(a) == plain_name(b)


def contains_any(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _texts(function: Callable[..., Any], *kinds: type) -> Callable[..., Any]:
    """A function that refuses other types than text (and then `kinds`) for its arguments."""

    def checked(*arguments: Any) -> Any:
        wanted = (str, *kinds)
        for value, kind in zip(arguments, wanted, strict=False):
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                raise Undefined("no such function of these types")
        return function(*arguments)

    return checked


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "_==_": equal,
    "_!=_": lambda a, b: not equal(a, b),
    "_<_": _ordering(lambda a, b: a < b),
    "_<=_": _ordering(lambda a, b: a <= b),
    "_>_": _ordering(lambda a, b: a > b),
    "_>=_": _ordering(lambda a, b: a >= b),
    "@in": contained,
    "_+_": add,
    "_-_": subtract,
    "_*_": multiply,
    "_/_": divide,
    "_%_": remainder,
    "-_": negate,
    "_[_]": item_at,
    "size": size,
    "int": to_int,
    "double": to_double,
    "bool": to_bool,
    "string": to_string,
    "days": days,
    "date": day,
    "matches": _texts(matches, str),
    "contains": _texts(lambda text, part: part in text, str),
    "startsWith": _texts(str.startswith, str),
    "endsWith": _texts(str.endswith, str),
    "charAt": _texts(char_at, int),
    "indexOf": _texts(index_of, str, int),
    "lastIndexOf": _texts(last_index_of, str, int),
    "substring": _texts(substring, int, int),
    "replace": _texts(replace, str, str, int),
    "split": _texts(split, str, int),
    "join": join,
    "trim": _texts(lambda text: text.strip(WHITE)),
    "lowerAscii": _texts(lambda text: text.translate(LOWER)),
    "upperAscii": _texts(lambda text: text.translate(UPPER)),
    "reverse": _texts(lambda text: text[::-1]),
    "same_name": _texts(same_name, str),
    "contains_any": _texts(contains_any, (list, tuple)),  # type: ignore[arg-type]
}
"""By CEL name. Arguments are values, never unknown."""
