"""What is said of rules, tables and documents whose shape is right and whose words are not."""

from __future__ import annotations

from merchant_compliance.errors import NOTHING
from merchant_compliance.rulebook.message import Message
from merchant_compliance.text import Text

_ONE_CONDITION = Text(
    "请写 when（成立即触发）或 require（不成立即触发），二者取一。",
    "Write one of them: `when` (fires where it holds) or `require` (fires where it does not).",
)
NO_CONDITION = Message(
    "no-condition",
    Text("规则 {id} 没有条件。", "Rule {id} has no condition."),
    NOTHING,
    _ONE_CONDITION,
)
TWO_CONDITIONS = Message(
    "two-conditions",
    Text("规则 {id} 既有 when 又有 require。", "Rule {id} has both `when` and `require`."),
    Text(
        "两者含义相反，放在一起说不清何时触发。", "They mean opposite things; together they do not say when it fires."
    ),
    _ONE_CONDITION,
)
CONDITION_TWICE = Message(
    "condition-twice",
    Text("决策表 {table} 与其行 {row} 都写了条件。", "Both the table {table} and its row {row} have a condition."),
    Text(
        "表上写的是各行共有的内容；两处都写，说不清以哪个为准。",
        "What rows share stands on the table; two conditions leave open which of them counts.",
    ),
    Text(
        "请只在一处写 when 或 require；共有的前提写在表的 applies 里。",
        "Write `when` or `require` in one place; a shared guard is the table's `applies`.",
    ),
)
NO_OUTCOME = Message(
    "missing-key",
    Text("决策表 {table} 与其行 {row} 都没有 {key}。", "Neither the table {table} nor its row {row} has {key}."),
    NOTHING,
    Text("请补上 {key}：各行相同就写在表上。", "Add {key}: on the table where all rows share it."),
)
BAD_FOR_EACH = Message(
    "bad-for-each",
    Text("for_each 读不懂：{text}", "This for_each cannot be read: {text}"),
    NOTHING,
    Text("请写成：for_each: merchant.categories as category", "Write: for_each: merchant.categories as category"),
)
NOT_A_LIST = Message(
    "bad-for-each",
    Text("{path} 不是商家记录里的列表。", "{path} is no list of the merchant record."),
    NOTHING,
    Text("可用的列表：{known}", "Lists: {known}"),
)
TAKEN_NAME = Message(
    "taken-name",
    Text("for_each 的变量不能叫 {name}。", "The variable of for_each cannot be called {name}."),
    Text("这个名称在条件里另有含义。", "The name means something else in conditions."),
    Text("请换一个名称，如 {suggestion}。", "Choose another, such as {suggestion}."),
)
EMPTY_INTERVAL = Message(
    "empty-interval",
    Text("生效日期 {from_} 不早于失效日期 {until}。", "It starts on {from_}, which is not before its end on {until}."),
    Text("until 当日已不生效，因此它一天也不会生效。", "`until` is exclusive: it would never be in force."),
    Text("请检查 from 与 until。", "Look at `from` and `until`."),
)
OUTSIDE_STAGES = Message(
    "outside-stages",
    Text(
        "阶段 {stage} 不在制度的 stage 之内，此处的处置结果永远不会使用。",
        "Stage {stage} is not among the policy's; this outcome is never used.",
    ),
    NOTHING,
    Text("请删除这一项，或在制度的 stage 里加上 {stage}。", "Delete it, or add {stage} to the policy's `stage`."),
    "warning",
)
NEVER_JUDGED = Message(
    "never-judged",
    Text("规则 {id} 在任何阶段都不会判断。", "Rule {id} is judged in no stage."),
    Text("outcome 的阶段与制度的 stage 没有交集。", "The stages of its outcome and of the policy have none in common."),
    Text("请检查 outcome 与 stage。", "Look at `outcome` and `stage`."),
)
NO_REMAINING = Message(
    "unused-key",
    Text(
        "expires: never 的资质没有剩余天数，remaining_days 不起作用。",
        "With `expires: never` nothing runs out, and remaining_days has no effect.",
    ),
    NOTHING,
    Text("请删除 remaining_days。", "Delete remaining_days."),
    "warning",
)
SCALE_LACKS = Message(
    "unknown-outcome",
    Text(
        "资质 {id} 会给出处置结果 {outcome}，而量表里没有它。",
        "Document {id} gives the outcome {outcome}, which is not on the scale.",
    ),
    NOTHING,
    Text("请在 rulebook.yaml 的 outcomes 里加上 {outcome}。", "Add {outcome} to the outcomes of rulebook.yaml."),
)
UNUSED_PARAMETER = Message(
    "unused-parameter",
    Text("没有规则读取参数 {name}。", "No rule reads the parameter {name}."),
    NOTHING,
    Text("请删除它，或在条件里写 params.{name}。", "Delete it, or write params.{name} in a condition."),
    "warning",
)
UNSOURCED = Message(
    "no-source",
    Text("参数 {name} 的值没有来源。", "A value of the parameter {name} names no source."),
    Text("每个数字都应能追溯到出处。", "Whoever reads a figure must be able to see where it is from."),
    Text("请补上 source。", "Add a `source`."),
    "warning",
)
