"""What to say about one wrong field of a list entry. INVARIANT: the value itself is never repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from pydantic_core import ErrorDetails

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.lists.entry import Entry, KeyKind
from merchant_compliance.merchant.complaints import WANTED, plain
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

FIELDS = tuple(Entry.model_fields)
KINDS = get_args(KeyKind)
DAYS = ("since", "until")


def _wrong(code: str, name: str, what: Text, mend: Text = NOTHING, near: str | None = None) -> Problem:
    return Problem(code, Text(f"字段 {name} {what.zh}", f"{name} {what.en}"), NOTHING, mend, near)


EMPTY_KEY = _wrong(
    "wrong-value",
    "key",
    Text("没有内容", "holds nothing"),
    Text("填写被列名者的标识", "say who is listed"),
)
ENDS_FIRST = _wrong(
    "wrong-value",
    "until",
    Text("不晚于 since", "is not after since"),
    Text(
        "until 当天起不再有效，应晚于 since", "an entry is no longer valid on the day `until`, which is after `since`"
    ),
)


def _unknown(name: str, _value: object) -> Problem:
    known = ", ".join(FIELDS)
    what = Text("不是名单的字段", "is no field of a list")
    return _wrong(
        "unknown-field", name, what, Text(f"可用的字段：{known}", f"known fields: {known}"), nearest(name, FIELDS)
    )


def _missing(name: str, _value: object) -> Problem:
    mend = Text("每条名单都要填写 list、key_kind 和 key", "every entry has list, key_kind and key")
    return _wrong("missing-field", name, Text("缺失", "is missing"), mend)


def _not_allowed(name: str, value: object) -> Problem:
    allowed = ", ".join(KINDS)
    what = Text("的值不在允许范围内", "is not one of the allowed values")
    mend = Text(f"可用的值：{allowed}", f"allowed values: {allowed}")
    return _wrong("wrong-value", name, what, mend, nearest(value, KINDS))


def _too_long(name: str, _value: object) -> Problem:
    return _wrong("too-long", name, Text("过长", "is too long"), Text("缩短该文字", "shorten the text"))


def _wrong_type(name: str, _value: object) -> Problem:
    wanted = WANTED["day" if name in DAYS else "text"]
    mend = Text("改正该值，或留空", "correct the value, or leave it empty")
    return _wrong("wrong-type", name, Text(f"应为{wanted.zh}", f"should be {wanted.en}"), mend)


TEXTS: dict[str, Callable[[str, object], Problem]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_too_short": _missing,
    "literal_error": _not_allowed,
    "string_too_long": _too_long,
}


def problem_of(detail: ErrorDetails) -> Problem:
    """The problem of one pydantic error; every kind that is not in the table is a value of the wrong type."""
    if not detail["loc"]:
        what = Text("这一行不是 JSON 对象", "this line is not a JSON object")
        return Problem("not-an-object", what, mend=Text('写成 {"list": "…", …}', 'write {"list": "…", …}'))
    tell = _missing if detail["input"] is None else TEXTS.get(detail["type"], _wrong_type)
    return tell(plain(detail["loc"][0]), detail["input"])
