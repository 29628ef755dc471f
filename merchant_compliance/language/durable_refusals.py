"""What durable_rules is not asked: every refusal with its reason and the safe form, one table for messages and docs.

The reasons are faults of durable_rules 2.0.28 that were seen (`docs/durable_rules.md`), or things that it cannot do.
"""

from __future__ import annotations

from merchant_compliance.errors import Problem
from merchant_compliance.text import Text

MOST_ALTERNATIVES = 256
"""Branches of one rule after `||` is multiplied out."""
MOST_TESTS = 100
"""Comparisons with a constant in one alternative."""
LONGEST_TEXT = 500
"""Characters of a constant."""


class Unfit(Exception):
    """This condition is not for durable_rules."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


UNFIT: dict[str, tuple[Text, Text, Text]] = {
    "fields": (
        Text("比较两个字段", "two fields are compared"),
        Text(
            "其中一个缺失时，durable_rules 可能用另一个商家遗留的值触发规则",
            "where one is missing, durable_rules can fire on a value that another merchant left behind",
        ),
        Text("与常量或参数比较", "compare with a constant or a parameter"),
    ),
    "arithmetic": (
        Text("含有运算", "there is arithmetic"),
        Text(
            "durable_rules 的整数除以零会使进程崩溃，溢出不报错，缺失的数会取自别处",
            "in durable_rules a whole number divided by zero crashes the process, overflow passes unseen, "
            "and a missing number is taken from elsewhere",
        ),
        Text(
            "把运算移到常量一侧，例如 x <= as_of - days(30)",
            "move it to the side of the constants, as in x <= as_of - days(30)",
        ),
    ),
    "text": (
        Text("在文字中查找或转换文字", "a text is searched or changed"),
        Text(
            r"durable_rules 的正则中 \d、^、$ 永不匹配，中文字符范围会使进程崩溃，其他文字函数没有",
            r"in patterns of durable_rules \d, ^ and $ never match and a range of Chinese characters crashes the "
            "process; it has no other functions of texts",
        ),
        Text('与完整的文字比较：== 或 in ["…"]', 'compare with whole texts: == or in ["…"]'),
    ),
    "order": (
        Text("比较文字的先后", "texts are put in order"),
        Text(
            "durable_rules 按字节比较，并且认为文字大于任何数字",
            "durable_rules compares bytes, and takes a text as larger than any number",
        ),
        Text("用日期或数字比较先后", "order dates or numbers"),
    ),
    "alternatives": (
        Text(
            f"展开后的分支多于 {MOST_ALTERNATIVES} 个",
            f"multiplied out there are more than {MOST_ALTERNATIVES} alternatives",
        ),
        Text(
            "durable_rules 对每个分支触发一次；同时匹配 64 个以上报错 303，512 个以上停止响应",
            "durable_rules fires once an alternative; more than 64 that match at once are error 303, over 512 hang it",
        ),
        Text("拆成几条规则", "write several rules"),
    ),
    "tests": (
        Text(f"一个分支中的比较多于 {MOST_TESTS} 个", f"one alternative has more than {MOST_TESTS} comparisons"),
        Text(
            "更长的分支没有在 durable_rules 上试过",
            "longer ones were not tried on durable_rules",
        ),
        Text("拆成几条规则", "write several rules"),
    ),
    "choice": (
        Text("含有 ? :", "there is a `? :`"),
        Text("durable_rules 没有条件取值", "durable_rules has no conditional values"),
        Text("写成 (a && b) || (!a && c)", "write (a && b) || (!a && c)"),
    ),
    "lists": (
        Text("整个列表或映射作为值", "a whole list or map is a value"),
        Text(
            "durable_rules 的数组条件中 or 会丢分支，因此每个元素单独成为一个事实",
            "`or` inside array conditions of durable_rules drops branches, so that every element is a fact of its own",
        ),
        Text("用 exists、all 或 filter(…).size() 与常量比较", "compare exists, all or filter(…).size() with constants"),
    ),
    "constant": (
        Text("常量没有值，或放不进事实", "a constant has no value, or does not fit into a fact"),
        Text(
            "durable_rules 不认识 1e-05 这样的写法，数字要在 64 位整数之内，文字不能过长",
            "durable_rules does not read 1e-05; numbers must fit 64 bits, and texts must not be long",
        ),
        Text(
            f"用小于 2^62 的数、不超过 {LONGEST_TEXT} 字的文字", f"numbers below 2^62, up to {LONGEST_TEXT} characters"
        ),
    ),
    "type": (
        Text("比较的值没有确定的简单类型", "what is compared has no plain type"),
        Text(
            "durable_rules 在类型不同时自行转换：文字与数字的比较没有意义",
            "durable_rules converts where types differ: a text beside a number is nonsense",
        ),
        Text("两侧用同一种类型：文字、数字、日期或真假", "one type on both sides: text, number, date or bool"),
    ),
}


def unfit(name: str, detail: str = "") -> Unfit:
    """The refusal of one construct; `detail` names it."""
    what, why, mend = UNFIT[name]
    if detail:
        what = Text(f"{what.zh}：{detail}", f"{what.en}: {detail}")
    return Unfit(Problem(f"durable-{name}", what, why, mend, severity="warning"))
