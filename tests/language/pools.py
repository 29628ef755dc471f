"""Small pools of values that records and conditions share, so that random comparisons are often true.

The pools also hold the values at which engines differ: the ends of the integers, numbers that doubles cannot
tell apart, signed zeros, the first and the last day, characters beyond ASCII, beyond the BMP, and composed ones.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import Any

NAMES = ("甲（北京）有限公司", "甲(北京) 有限公司", "甲【北京】有限公司", "ＡＢＣ商贸", "ABC 商贸", "ABC商贸")
TEXTS = (
    *(
        "",
        "a",
        "tea",
        "Tea",
        "TEA",
        "abc",
        "ab,c,,d",
        "a b",
        " tea\u3000",
        "12",
        "-7",
        "007",
        "0.5",
        "true",
        "2021-01-01",
    ),
    *(
        "2021-02-30",
        "茶叶",
        "茶叶 批发",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "ſ",
        "𝒳",
        "😀a😀",
        "a\nb",
        "tea\n",
        "\\",
        "\"'",
        "%_",
    ),
    *("９", "٣", "\ufeffa", "110000", "9223372036854775807", "9223372036854775808", "aaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
    *("+5", " 5\n", "1e3", "-.5", "inf", "nan", "1_000", "9" * 30, "00000000000000000000007", "f", "True"),
)
ENUM_WORDS = ("onboarding", "operation", "enterprise", "active", "pending", "valid")
SPELLED = ("true", "false", "12", "2021-01-01")
INTS = (0, 1, 2, 3, 5, 7, 30, 100, -1, -7, 2**31, 2**53, 2**53 + 1, 2**63 - 1, -(2**63))
DOUBLES = (0.0, -0.0, 0.1, 0.5, 1.0, 2.0, 2.5, 3.0, 7.0, -1.0, -7.5, 100.0, 2.0**53, 1e308, 5e-324, 9.3e18)
INFINITE = (float("inf"), float("-inf"))
DATES = (
    *("2021-01-01", "2021-01-31", "2021-12-31", "2020-02-29", "1999-12-31", "1970-01-01"),
    *("2300-01-01", "0001-01-01", "9999-12-31"),
)
DAYS = tuple(map(date.fromisoformat, DATES))
COUNTS = (0, 1, 30, 365, -1, -30, 100_000, 106_751, 106_752, 3_652_059, 3_652_500, 3_652_501, 2**40)
"""Numbers of days: 106,751 of them are the last whole day within 2^63 nanoseconds."""
SPANS = tuple(timedelta(days=count) for count in COUNTS if count <= 106_751)
PATTERNS = (
    *("", "a", "^tea$", "b$", "^[a-z]+$", "[A-Z]", "(tea|茶)", "^[0-9]{2,6}$", "[一-龥]{2}", "a.c", "^$", "x?y?$"),
    *("^(a|b|,)*$", "(a+)+$", "[^a-z]", "(ab|a)(,|c)", "^.$", "^-?[0-9]+$"),
)


KINDS: dict[str, tuple[Any, ...]] = {
    "string": TEXTS,
    "int": INTS,
    "double": DOUBLES,
    "date": DAYS,
    "bool": (True, False),
    "duration": SPANS,
}
Palette = dict[str, tuple[Any, ...]]
"""The few values that one batch of conditions and records is made of, by type."""


def palette(random: Random) -> Palette:
    chosen = {kind: random.sample(pool, min(5, len(pool))) for kind, pool in KINDS.items()}
    chosen["string"] += [random.choice(words) for words in (ENUM_WORDS, ENUM_WORDS, NAMES, SPELLED)]
    small = random.choice(INTS[:4])
    chosen["int"].append(small)
    chosen["double"].append(float(small))
    return {kind: tuple(values) for kind, values in chosen.items()}


def literal(value: Any) -> str:
    """A value in the notation of CEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, timedelta):
        return f"days({value.days})"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)
