"""What the subset of CEL leaves out, and why: one table, from which the messages and the documentation come."""

from __future__ import annotations

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.text import Text


class Refused(Exception):
    """Raised while a tree is built, at the node that is refused; the builder adds the place."""

    def __init__(self, problem: Problem, offset: int | None = None) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.offset = offset


_MISSING_IS_HAS = Text("用 has(字段) 判断字段是否存在", "ask has(field) whether a field is there")
_DAYS = Text('用 date("2021-01-01")、days(30) 和 as_of', 'use date("2021-01-01"), days(30) and as_of')

LEFT_OUT: dict[str, tuple[Text, Text, Text]] = {
    "null": (
        Text("条件中不能写 null", "null is not part of conditions"),
        Text("缺失不是一个值，与 null 比较没有结果", "missing is not a value, so nothing compares with null"),
        _MISSING_IS_HAS,
    ),
    "uint": (
        Text("不支持无符号整数", "unsigned integers are not part of conditions"),
        Text("记录中没有无符号整数", "no field of a record is unsigned"),
        Text("去掉数字后的 u", "leave out the `u` behind the number"),
    ),
    "bytes": (
        Text("不支持字节串", "bytes are not part of conditions"),
        Text("记录中没有字节串", "no field of a record holds bytes"),
        Text("去掉引号前的 b", "leave out the `b` before the quote"),
    ),
    "type": (
        Text("不支持把类型当作值", "types as values are not part of conditions"),
        Text("每个字段的类型在加载时已确定", "the type of every field is known when the rulebook is loaded"),
        Text("删去 type() 或 dyn()", "leave out type() or dyn()"),
    ),
    "time": (
        Text("不支持时刻和时区", "times of day and time zones are not part of conditions"),
        Text(
            "记录中的日期是日历日，各引擎对时区的处理不同",
            "dates of a record are calendar dates, and engines differ on time zones",
        ),
        _DAYS,
    ),
    "format": (
        Text("不支持 format 和 quote", "format and quote are not part of conditions"),
        Text("各引擎写出小数的方式不同", "engines spell numbers differently"),
        Text("在 reason 中用 {路径} 填入数值", "fill values into `reason` with {path}"),
    ),
    "optional": (
        Text("不支持可选值语法", "optional values are not part of conditions"),
        Text("缺失由三值逻辑处理", "three-valued truth deals with what is missing"),
        _MISSING_IS_HAS,
    ),
    "message": (
        Text("不能在条件中构造消息", "messages cannot be built in a condition"),
        Text("条件只读取记录", "a condition only reads the record"),
        NOTHING,
    ),
    "macro": (
        Text("不支持这个宏", "this macro is not part of conditions"),
        NOTHING,
        Text("用 exists、all、exists_one、filter 或 map", "use exists, all, exists_one, filter or map"),
    ),
    "index": (
        Text("规则中不能按位置取列表元素", "a list element cannot be taken by its position"),
        Text(
            "列表的顺序没有含义，各引擎的下标也不同",
            "the order of a list means nothing, and engines count differently",
        ),
        Text("用 exists(x, …) 或 all(x, …)", "use exists(x, …) or all(x, …)"),
    ),
    "parts": (
        Text("不能比较整个部分", "whole parts of a record cannot be compared"),
        Text("部分中的字段可能缺失", "any field of a part may be missing"),
        Text("比较其中的字段", "compare the fields inside it"),
    ),
    "key": (
        Text("小数不能作键", "a double cannot be a key"),
        Text("小数的相等不可靠", "equality of doubles is not reliable"),
        Text("用文字或整数作键", "use text or whole numbers as keys"),
    ),
    "string": (
        Text("不能把小数转成文字", "a double cannot become text"),
        Text("各引擎写出小数的方式不同", "engines spell doubles differently"),
        Text("直接比较数字", "compare the numbers themselves"),
    ),
    "function": (
        Text("条件中没有这个函数", "there is no such function in conditions"),
        NOTHING,
        NOTHING,
    ),
    "numbers": (
        Text(
            "整数字段不能直接与小数字段比较或运算",
            "a whole-number field cannot be compared or combined with a double field",
        ),
        Text(
            "超过 2^53 的整数变成小数时会丢失精度",
            "whole numbers beyond 2^53 lose digits when they become doubles",
        ),
        Text("写成 double(整数字段)", "write double(the whole-number field)"),
    ),
    "pattern": (
        Text("正则表达式必须是常量", "a regular expression must be a constant"),
        Text("加载时要检查它", "it is checked when the rulebook is loaded"),
        Text("直接写出正则表达式，或放入 params", "write it out, or put it into params"),
    ),
    "sql": (
        Text("SQL 目标不能精确表达", "the SQL target cannot say this exactly"),
        Text("它没有这个类型，或含义与其他目标不同", "it has no such type, or would mean something else by it"),
        Text('用 target="python"', 'use target="python"'),
    ),
    "dynamic": (
        Text("这个表达式的类型不明", "the type of this expression is not known"),
        Text("规则的每个部分都必须有确定的类型", "every part of a rule must have one type"),
        NOTHING,
    ),
}


def left_out(name: str, detail: str = "") -> Refused:
    """The refusal of one construct; `detail` names it, where the table cannot."""
    what, why, mend = LEFT_OUT[name]
    if detail:
        what = Text(f"{what.zh}：{detail}", f"{what.en}: {detail}")
    return Refused(Problem(f"refused-{name}", what, why, mend))
