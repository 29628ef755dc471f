"""Values as durable_rules gets them: only true, false, whole numbers and texts, of which it has every comparison right.

A date is its day number. A double is its place among all doubles, a whole number in the same order: durable_rules
does not read `1e-05` and keeps 6 decimals in places.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date
from typing import Any

from merchant_compliance.language.durable_refusals import LONGEST_TEXT, unfit

Plain = bool | int | str
"""What stands in a fact."""
OTHER = "�"
"""A text that equals no constant: stands for those that no constant can equal."""
LARGEST = 2**62
SIGN = 2**63 - 1


def rank(value: float) -> int:
    """The place of a double among all: order and equality are those of IEEE 754, NaN aside."""
    bits: int = struct.unpack("<q", struct.pack("<d", value + 0.0))[0]  # -0.0 + 0.0 is 0.0
    return bits if bits >= 0 else -(bits & SIGN)


def text(value: str) -> str:
    """The text itself, or OTHER where it is too long or no Unicode, as no constant is."""
    return value if len(value) <= LONGEST_TEXT and _is_unicode(value) else OTHER


def _is_unicode(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def whole(value: int) -> int:
    """Constants are within LARGEST, so that no comparison with one tells what is beyond from the edge."""
    return max(-LARGEST - 1, min(LARGEST + 1, value))


PLAIN: dict[str, Callable[[Any], Plain]] = {
    "bool": bool,
    "int": whole,
    "double": lambda value: rank(float(value)),
    "string": text,
    "date": date.toordinal,
}
"""From a value of a type to what stands in the fact."""


KINDS: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "double": (int, float),
    "string": (str,),
    "date": (date,),
}


def constant(value: Any, kind: str) -> Plain:
    """A constant that is compared with values of this type; refused where it cannot be exact."""
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "bool"):
        raise unfit("type", str(value))
    plain = PLAIN[kind](value)
    if plain == OTHER or (kind == "int" and plain != value) or value != value:
        raise unfit("constant", str(value)[:40])
    return plain
