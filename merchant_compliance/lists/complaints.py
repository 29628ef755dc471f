"""What to say about one wrong field of a list entry. INVARIANT: the value itself is never repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
OTHER_KEY = _wrong(
    "other-hash-key",
    "key",
    Text("不是用本库的哈希密钥得出的", "was not hashed under the key of this store"),
    Text("使用导出时的哈希密钥，或从原始名单导入", "use the hash key of the export, or import the original list"),
)
HASHED_KEY = _wrong(
    "hashed-key",
    "key",
    Text("是密钥哈希，名单文件无法据此匹配商家", "is a keyed hash, by which a list file matches nobody"),
    Text("用 lists import 导入后以 --lists db: 使用", "bring it in with lists import, then use --lists db:"),
)
BAD_TEXT = Problem(
    "bad-text",
    Text("该行含有空字符（U+0000）", "the row holds the null character (U+0000)"),
    mend=Text("从来源重新导出", "export it again from where it comes"),
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


def rows_rejected(count: int) -> Problem:
    return Problem(
        "rows-rejected",
        Text(f"{count:,} 行未通过校验，未导入任何内容", f"{count:,} rows were rejected, and nothing was imported"),
        Text("使用了 --strict", "--strict was given"),
        Text("改正这些行，或不用 --strict 只导入其余的行", "correct the rows, or import the others without --strict"),
    )


def no_reason() -> Problem:
    return Problem(
        "no-reason",
        Text("没有说明结束的原因", "there is no reason for the ending"),
        Text(
            "名单条目不会删除，日后须能说明为何结束", "entries stay for ever, and so must the reason why one was ended"
        ),
        Text("用 --reason 说明", "give it with --reason"),
    )


def no_entry(number: int) -> Problem:
    return Problem(
        "unknown-entry",
        Text(f"没有编号为 {number} 的条目", f"there is no entry {number}"),
        mend=Text("用 lists show 查编号", "lists show has the ids"),
    )


def already_ended(number: int, at: datetime, reason: str) -> Problem:
    return Problem(
        "already-ended",
        Text(
            f"条目 {number} 已于 {at:%Y-%m-%d} 结束：{plain(reason)}",
            f"entry {number} was ended on {at:%Y-%m-%d} already: {plain(reason)}",
        ),
        Text("一个条目只结束一次，已知的历史不改写", "an entry is ended once: what was known is not rewritten"),
        Text("如需更正，用 lists add 新增条目", "to correct it, add a new entry with lists add"),
    )


def no_moment(given: str) -> Problem:
    return Problem(
        "wrong-moment",
        Text(f"`{plain(given)}` 不是日期或时刻", f"`{plain(given)}` is neither a day nor a moment"),
        mend=Text(
            "写成 2021-12-31，或带时区的 2021-12-31T18:00:00+08:00",
            "write 2021-12-31, or with its zone 2021-12-31T18:00:00+08:00",
        ),
    )
