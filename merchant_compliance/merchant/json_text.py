"""JSON text to values: one value of a line, or the elements of a long array one by one, with bounded memory."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.complaints import plain
from merchant_compliance.text import Text

SPOKEN = {
    "Expecting value": "此处应有一个值",
    "Expecting property name enclosed in double quotes": "此处应有双引号括起的字段名",
    "Illegal trailing comma before end of object": "对象末尾多了逗号",
    "Illegal trailing comma before end of array": "列表末尾多了逗号",
    "Expecting ':' delimiter": "此处缺少冒号",
    "Expecting ',' delimiter": "此处缺少逗号",
    "Unterminated string starting at": "从此处开始的文字没有结束引号",
    "Invalid control character at": "此处有不允许的控制字符",
    "Extra data": "完整的值之后还有内容",
}
"""Python's own words for a broken text."""
TOO_DEEP = Problem(
    "too-deep",
    Text("JSON 嵌套太深", "this JSON is nested too deeply"),
    Text("商家记录最多嵌套 5 层", "a record is nested at most 5 levels deep"),
    Text("删去多余的括号", "take out the surplus brackets"),
)


class JsonReader:
    """Decodes values and remembers doubled keys, which JSON allows and which lose one of the values.

    Not thread-safe: one reader for one file.
    """

    def __init__(self) -> None:
        self._doubled: list[str] = []
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            counts = Counter(name for name, _ in pairs)
            self._doubled += [name for name, count in counts.items() if count > 1][:3]
        return made

    def value_at(self, text: str, start: int) -> tuple[Any, int, tuple[Problem, ...]]:
        """The value that starts there, where it ends, and what is wrong with its keys.

        Raises `json.JSONDecodeError` or another ValueError (a number of too many digits) and `RecursionError`.
        """
        self._doubled.clear()
        value, end = self._decoder.raw_decode(text, start)
        return value, end, tuple(map(doubled_key, dict.fromkeys(self._doubled)))

    def whole(self, text: str) -> tuple[Any, tuple[Problem, ...]]:
        """The one value of a text, or None and the problem. INVARIANT: no exception for any text."""
        try:
            stripped = text.strip(" \t\r\n")
            value, end, problems = self.value_at(stripped, 0)
            if end != len(stripped):
                raise json.JSONDecodeError("Extra data", stripped, end)
        except RecursionError:
            return None, (TOO_DEEP,)
        except ValueError as error:
            return None, (broken(error),)
        return value, problems


def broken(error: ValueError, column: int = 0) -> Problem:
    """Where the text breaks; nothing of the text is repeated, since it may hold personal data.

    `column` is given where the text that broke does not begin with its line.
    """
    if not isinstance(error, json.JSONDecodeError):
        what = Text("JSON 中有数字位数过多", "a number in this JSON has too many digits")
        return Problem("bad-json", what, NOTHING, Text("改正该数字", "correct the number"))
    zh, column = SPOKEN.get(error.msg, "写法有误"), column or error.colno
    return Problem(
        "bad-json",
        Text(f"不是合法的 JSON，第 {column} 列：{zh}", f"not valid JSON at column {column}: {error.msg}"),
        mend=Text(
            "每条记录须为完整的 JSON 对象；请从来源重新导出",
            "a record is one complete JSON object; export it again from where it comes",
        ),
        column=column,
    )


def doubled_key(name: str) -> Problem:
    return Problem(
        "doubled-key",
        Text(f"同一对象中字段 {plain(name)} 出现多次", f"the field {plain(name)} stands more than once in one object"),
        Text("无法判断哪一个值有效", "nobody can tell which of the values is meant"),
        Text("只保留一个", "keep one of them"),
    )
