"""What is said of values that do not fit the shape of a rulebook file, by the error type of pydantic or our own."""

from __future__ import annotations

from merchant_compliance.errors import NOTHING
from merchant_compliance.rulebook.message import Message
from merchant_compliance.text import Text

_ONE_OF = Text("可用：{allowed}", "Allowed: {allowed}")
_AS_TEXT = Text("请写成文字；数字、日期等要加引号。", "Write text; put numbers, dates and the like in quotes.")
_AS_LIST = Text("请写成列表：[…]，或每行以“- ”开头。", "Write a list: […], or lines that begin with `- `.")
_AS_MAP = Text("请写成“键: 值”。", "Write `key: value`.")

_TEXTS: tuple[tuple[str, str, Text, Text, Text], ...] = (
    (
        "extra_forbidden",
        "unknown-key",
        Text("未知的键 {key}。", "Unknown key {key}."),
        Text(
            "写错的键如果被忽略，规则就会悄悄失效。",
            "A mistyped key that were ignored would silently change the rule.",
        ),
        Text("此处可用的键：{allowed}", "Keys known here: {allowed}"),
    ),
    (
        "missing",
        "missing-key",
        Text("缺少 {key}。", "{key} is missing."),
        NOTHING,
        Text("请补上 {key}: …", "Add {key}: …"),
    ),
    (
        "string_type",
        "not-text",
        Text("{key} 应为文字，此处是 {value}。", "{key} must be text; here it is {value}."),
        NOTHING,
        _AS_TEXT,
    ),
    (
        "string_too_short",
        "empty-text",
        Text("{key} 是空的。", "{key} is empty."),
        NOTHING,
        Text("请写上内容，或删除这一项。", "Write something, or delete it."),
    ),
    (
        "string_too_long",
        "text-too-long",
        Text("{key} 太长。", "{key} is too long."),
        NOTHING,
        Text("请缩短。", "Shorten it."),
    ),
    (
        "string_pattern_mismatch",
        "bad-name",
        Text("“{value}”不能用作名称。", "`{value}` cannot be a name."),
        Text(
            "名称会出现在结果、条件和文件名里。",
            "Names appear in results, in conditions and as file names.",
        ),
        Text(
            "编号可用英文字母、数字、下划线、连字符和点；参数名只可用字母、数字、下划线。",
            "Ids consist of ASCII letters, digits, `_`, `-` and `.`; names of parameters of letters, digits and `_`.",
        ),
    ),
    (
        "literal_error",
        "unknown-word",
        Text("{key} 没有“{value}”这个取值。", "{key} cannot be `{value}`."),
        NOTHING,
        _ONE_OF,
    ),
    (
        "unknown_word",
        "unknown-outcome",
        Text("{key} 没有“{value}”这个取值。", "{key} cannot be `{value}`."),
        Text("处置结果须在 rulebook.yaml 的量表之内。", "Outcomes are those of the scale in rulebook.yaml."),
        _ONE_OF,
    ),
    (
        "not_an_outcome",
        "not-an-outcome",
        Text(
            "outcome 应为一个处置结果，或按阶段的映射；此处是 {value}。",
            "An outcome is one word, or a map by stage; here it is {value}.",
        ),
        NOTHING,
        Text(
            "请写成 outcome: reject，或 outcome: {{onboarding: reject, operation: clear_out}}。",
            "Write outcome: reject, or outcome: {{onboarding: reject, operation: clear_out}}.",
        ),
    ),
    (
        "not_a_condition",
        "not-a-condition",
        Text("{key} 应为条件，此处是 {value}。", "{key} must be a condition; here it is {value}."),
        Text(
            "没有引号的 true、数字、日期和列表，YAML 不读成文字。",
            "Without quotes YAML does not read true, numbers, dates or lists as text.",
        ),
        Text(
            '请写成文字，如 merchant.shop.type == "flagship"；或用 all:、any:、none: 列表。需要时加引号："{raw}"',
            'Write text such as merchant.shop.type == "flagship", or lists under all:, any:, none:; '
            'if need be in quotes: "{raw}"',
        ),
    ),
    (
        "int_type",
        "not-a-whole-number",
        Text("{key} 应为整数，此处是 {value}。", "{key} must be a whole number; here it is {value}."),
        NOTHING,
        Text("请写成没有引号和单位的整数。", "Write a whole number without quotes or a unit."),
    ),
    (
        "greater_than_equal",
        "out-of-range",
        Text("{key} 不能小于 {limit}，此处是 {value}。", "{key} must be at least {limit}; here it is {value}."),
        NOTHING,
        Text("请改成范围之内的值。", "Write a value within the range."),
    ),
    (
        "less_than_equal",
        "out-of-range",
        Text("{key} 不能大于 {limit}，此处是 {value}。", "{key} must be at most {limit}; here it is {value}."),
        NOTHING,
        Text("请改成范围之内的值。", "Write a value within the range."),
    ),
    (
        "greater_than",
        "out-of-range",
        Text("{key} 应大于 {limit}，此处是 {value}。", "{key} must be more than {limit}; here it is {value}."),
        NOTHING,
        Text("请改成范围之内的值。", "Write a value within the range."),
    ),
    (
        "float_type",
        "not-a-number",
        Text("{key} 应为数，此处是 {value}。", "{key} must be a number; here it is {value}."),
        NOTHING,
        Text("请写成没有引号和单位的数。", "Write a number without quotes or a unit."),
    ),
    (
        "bool_type",
        "not-a-truth-value",
        Text("{key} 应为 true 或 false，此处是 {value}。", "{key} must be true or false; here it is {value}."),
        NOTHING,
        Text("请改成范围之内的值。", "Write a value within the range."),
    ),
    (
        "tuple_type",
        "not-a-list",
        Text("{key} 应为列表，此处是 {value}。", "{key} must be a list; here it is {value}."),
        NOTHING,
        _AS_LIST,
    ),
    (
        "dict_type",
        "not-a-map",
        Text("{key} 应为“键: 值”，此处是 {value}。", "{key} must be `key: value`; here it is {value}."),
        NOTHING,
        _AS_MAP,
    ),
    (
        "too_short",
        "empty-list",
        Text("{key} 不能为空。", "{key} must not be empty."),
        NOTHING,
        Text("请写上内容，或删除 {key}。", "Fill it, or delete {key}."),
    ),
    (
        "not_day",
        "not-a-day",
        Text("{key} 应为日期，此处是 {value}。", "{key} must be a date; here it is {value}."),
        NOTHING,
        Text(
            "请写成 2021-02-28 的样子（四位年、两位月、两位日）。",
            "Write it like 2021-02-28: four digits of the year, two of month and day.",
        ),
    ),
    (
        "not_a_value",
        "not-a-value",
        Text(
            "参数的值应为一个值，或同类值的列表；此处是 {value}。",
            "A parameter is one value, or a list of values of one type; here it is {value}.",
        ),
        NOTHING,
        Text(
            "文字、数、日期、true/false 不要混在一个列表里。",
            "Do not mix text, numbers, dates and true/false in one list.",
        ),
    ),
    (
        "text_not_given",
        "not-bilingual",
        Text("{key} 应为中英文两种文字，此处是 {value}。", "{key} is a text in two languages; here it is {value}."),
        NOTHING,
        Text("请写成 {key}: {{zh: …, en: …}}", "Write {key}: {{zh: …, en: …}}"),
    ),
    (
        "not_dated",
        "not-dated",
        Text(
            "参数 {key} 的值要带起始日期，此处是 {value}。",
            "The values of parameter {key} are dated; here stands {value}.",
        ),
        Text(
            "规则按日期判断，改一个数不应改变过去的结果。",
            "Rules judge by date: changing a figure must not change the past.",
        ),
        Text(
            "请写成列表：- {{from: 2021-01-01, value: {raw}, source: …}}",
            "Write a list: - {{from: 2021-01-01, value: {raw}, source: …}}",
        ),
    ),
    (
        "outcome_twice",
        "outcome-twice",
        Text("量表里有两个 {name}。", "The scale has {name} twice."),
        NOTHING,
        Text("请删除或改名。", "Delete or rename one."),
    ),
    (
        "unknown_default",
        "unknown-outcome",
        Text("default 写的 {name} 不在量表里。", "The default {name} is not on the scale."),
        NOTHING,
        _ONE_OF,
    ),
    (
        "bad_region",
        "bad-region",
        Text("“{value}”不是地区代码。", "`{value}` is no region code."),
        NOTHING,
        Text(
            '请写 GB/T 2260 代码的前 2、4 或 6 位，并加引号，如 "41"。',
            'Write the first 2, 4 or 6 digits of a GB/T 2260 code in quotes, such as "41".',
        ),
    ),
)
MESSAGES = {kind: Message(code, what, why, mend) for kind, code, what, why, mend in _TEXTS}
SAME = {
    "list_type": "tuple_type",
    "model_type": "dict_type",
    "model_attributes_type": "dict_type",
    "missing_argument": "missing",
    "finite_number": "float_type",
}
OTHER = Message("bad-value", Text("{key} 的值不合要求：{zh}", "The value of {key} is refused: {en}"))
"""For the refusals of other shapes, which bring both texts with them or at least an English one."""
