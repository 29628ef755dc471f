"""Plain YAML scalars as values, by the core schema of YAML 1.2 and calendar dates.

YAML 1.1, which most parsers still follow, reads `no` as false, `0755` as 493 and `12:30` as 750. Here `no` is the
text "no", and whatever two readers would take differently is refused: a leading zero, a thousands separator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
YES_AND_NO = frozenset(form for word in ("yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper()))
"""Words that YAML 1.1 reads as true or false."""


class BadScalar(Exception):
    """A plain scalar that looks like a value and is none; `code` names the message."""

    def __init__(self, code: str, suggestion: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.suggestion = suggestion


def _whole(text: str) -> int:
    if len(text) > 20:
        raise BadScalar("number-too-large")
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0":
        raise BadScalar("leading-zero", f'"{text}"')
    return _ranged(int(text))


def _ranged(number: int) -> int:
    if INT_MIN <= number <= INT_MAX:
        return number
    raise BadScalar("number-too-large")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadScalar("no-such-day") from None


def _separated(text: str) -> object:
    raise BadScalar("thousands-separator", re.sub("[,_]", "", text))


FORMS: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"[+-]?[0-9]+"), _whole),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), _day),
    (re.compile(r"[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][+-]?[0-9]+)?"), float),
    (re.compile(r"0o[0-7]{1,21}"), lambda text: _ranged(int(text[2:], 8))),
    (re.compile(r"0x[0-9a-fA-F]{1,16}"), lambda text: _ranged(int(text, 16))),
    (re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[+-]?[0-9]+(_[0-9]+)+(\.[0-9]+)?"), _separated),
)


def resolve(text: str) -> object:
    """The value of a plain scalar; text that spells nothing else is text. Raises `BadScalar`."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "0123456789+-.":
        return text
    for pattern, convert in FORMS:
        if pattern.fullmatch(text):
            return convert(text)
    return text
