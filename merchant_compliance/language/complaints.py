"""The official front end's messages, told in the words of a rule author: what, where, why, and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.language.expression import Type
from merchant_compliance.language.functions import FUNCTIONS
from merchant_compliance.language.review import nearest
from merchant_compliance.language.schema import PACKAGE, Slot, messages
from merchant_compliance.text import Text

LOCATED = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
NAMES = {"int": "whole number", "double": "number", "string": "text", "bool": "truth value"}
ZH_NAMES = {"int": "整数", "double": "数字", "string": "文字", "bool": "真假值"}
OPERATORS = {"@in": "in", "_?_:_": "? :", "!_": "!", "-_": "-", "_[_]": "[ ]"}
MACROS = ("exists", "all", "exists_one", "filter", "map", "has")
LONGEST = 200
CLOSE = 80
"""How much a name must resemble a field of the merchant, in percent, to be taken for it without its `merchant.`."""
Names = Iterable[str]
Shapes = Mapping[str, Mapping[str, Slot]]


def complaints(message: str, variables: Names, shapes: Shapes) -> Iterator[Problem]:
    """One Problem for each error of the front end; those that only follow from another are left out."""
    found = LOCATED.findall(message)
    if not found:
        yield _whole(message).at("", 1, 1)
    for line, column, text in found:
        if "*error*" not in text or len(found) == 1:
            yield _problem(text, variables, shapes).at("", int(line), int(column))


def _whole(message: str) -> Problem:
    for known, problem in LIMITS.items():
        if known in message:
            return problem
    plain = _clipped(message.removeprefix("INVALID_ARGUMENT: ").splitlines()[0]) if message else "?"
    return Problem("syntax", Text(f"无法读懂这个条件：{plain}", f"this condition cannot be read: {plain}"))


def _clipped(text: str) -> str:
    """The front end quotes what it could not read, however long it is."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _problem(text: str, variables: Names, shapes: Shapes) -> Problem:
    for pattern, tell in TELL:
        match = pattern.match(text)
        if match:
            return tell(match, variables, shapes)
    return _whole(text)


RECORD = Text("条件只能读取记录中定义的字段", "a condition reads only the fields that the record defines")
WHERE = {
    "Event": Text("条件只能读取这一事件声明的字段", "a condition reads only the fields that this event declares"),
    "History": Text("条件只能读取 history 里声明的计数", "a condition reads only the counts that `history` declares"),
}


def _field(match: re.Match[str], _variables: Names, shapes: Shapes) -> Problem:
    field, message = _clipped(match["field"]), match["message"]
    known = shapes.get(message) or messages().get(message, {})
    owner = message.replace("_", ".").lower() if message.startswith("Merchant") else message.lower()
    listed = ", ".join(sorted(known))
    return Problem(
        "unknown-field",
        Text(f"{owner} 没有字段 `{field}`", f"{owner} has no field `{field}`"),
        WHERE.get(message, RECORD),
        Text(f"可用的字段：{listed}", f"known fields: {listed}"),
        nearest(field, known),
    )


def _name(match: re.Match[str], variables: Names, _shapes: Shapes) -> Problem:
    name = match["name"]
    root = _clipped(name.split(".")[0])
    functions = {name for name in FUNCTIONS if name.isidentifier()} | set(MACROS)
    if root in functions:
        return _arguments(root)
    fields = {field: f"merchant.{field}" for field in messages()["Merchant"]} if "merchant" in variables else {}
    field = nearest(root, fields, least=CLOSE)
    return Problem(
        "unknown-name",
        Text(f"未知的名称 `{root}`", f"unknown name `{root}`"),
        Text("文字要写在引号内", "text stands inside quotes"),
        Text(f"可用的名称：{', '.join(variables)}", f"known names: {', '.join(variables)}"),
        fields[field] if field else nearest(root, [*variables, *functions]),
    )


def _arguments(function: str) -> Problem:
    return Problem(
        "arguments",
        Text(f"`{function}` 的参数个数或写法不对", f"`{function}` does not take these arguments"),
        Text("参数的个数或位置与定义不符", "their number, or where they stand, is not that of its definition"),
        Text(f"用法：{USAGES[function]}", f"use: {USAGES[function]}") if function in USAGES else NOTHING,
    )


USAGES = {
    "has": "has(merchant.shop.name)",
    "exists": "list.exists(x, condition)",
    "all": "list.all(x, condition)",
    "exists_one": "list.exists_one(x, condition)",
    "filter": "list.filter(x, condition)",
    "map": "list.map(x, value)",
    "days": "days(30)",
    "date": 'date("2021-01-01")',
    "same_name": "same_name(a, b)",
    "contains_any": "contains_any(text, params.words)",
    "size": "list.size()",
    "matches": 'text.matches("^[0-9]+$")',
}


def _types(match: re.Match[str], _variables: Names, _shapes: Shapes) -> Problem:
    function = match["function"]
    operator = OPERATORS.get(function) or function.strip("_")
    kinds = re.sub(rf"wrapper\((\w+)\)|{PACKAGE}\.", lambda m: m[1] or "", match["types"])
    kinds = kinds.replace("google.protobuf.Timestamp", "date").replace("google.protobuf.Duration", "days")
    return Problem(
        "types",
        Text(f"`{operator}` 不能用于 ({kinds})", f"`{operator}` does not work on ({kinds})"),
        Text("两边的类型必须相配", "both sides must be of types that fit each other"),
        Text(
            '检查引号、days(n) 和 date("2021-01-01") 的写法',
            'look at quotes, and at days(n) and date("2021-01-01")',
        ),
    )


def _syntax(match: re.Match[str], _variables: Names, _shapes: Shapes) -> Problem:
    told = _clipped(match["what"].split(" expecting ")[0])
    told = told.replace("'<EOF>'", "the end").replace("<EOF>", "the end")
    return Problem(
        "syntax",
        Text(f"条件写法有误：{told}", f"this condition does not parse: {told}"),
        Text("条件是 CEL 表达式", "a condition is a CEL expression"),
        Text(
            '例如：merchant.subject.kind == "enterprise" && merchant.followers > 100',
            'for example: merchant.subject.kind == "enterprise" && merchant.followers > 100',
        ),
    )


TELL: tuple[tuple[re.Pattern[str], Callable[..., Problem]], ...] = (
    (
        re.compile(rf"undefined field '(?P<field>[^']*)' not found in struct '{PACKAGE}\.(?P<message>\w+)'"),
        _field,
    ),
    (re.compile(r"undeclared reference to '(?P<name>[^']*)'"), _name),
    (
        re.compile(r"found no matching overload for '(?P<function>[^']*)' applied to '\((?P<types>.*)\)'"),
        _types,
    ),
    (re.compile(r"Syntax error: (?P<what>.*)"), _syntax),
)
LIMITS: dict[str, Problem] = {
    "recursion": Problem(
        "too-deep",
        Text("条件嵌套太深", "this condition is nested too deeply"),
        Text("最多 32 层括号", "at most 32 levels of brackets are read"),
        Text(
            "拆成 all:/any:/none: 列表，或多条规则",
            "split it into all:/any:/none: lists, or into several rules",
        ),
    ),
    "codepoint limit": Problem(
        "too-long",
        Text("条件太长", "this condition is too long"),
        Text("最多 100,000 个字符", "at most 100,000 characters are read"),
        Text("把长的词表放入 params", "put long lists of words into params"),
    ),
}


def not_a_condition(kind: Type, wanted: str) -> Problem:
    shown = kind if isinstance(kind, str) else str(kind[0])
    return Problem(
        "not-a-condition",
        Text(
            f"这里需要{ZH_NAMES.get(wanted, wanted)}，得到的是{ZH_NAMES.get(shown, shown)}",
            f"a {NAMES.get(wanted, wanted)} is wanted here, this is a {NAMES.get(shown, shown)}",
        ),
        NOTHING,
        Text("加上比较，例如 > 0", "add a comparison, such as > 0") if wanted == "bool" else NOTHING,
    )
