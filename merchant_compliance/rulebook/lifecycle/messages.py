"""What is said of a lifecycle whose shape is right and whose words are not."""

from __future__ import annotations

from merchant_compliance.errors import NOTHING
from merchant_compliance.rulebook.message import Message
from merchant_compliance.text import Text

KINDS: dict[str, Text] = {
    "state": Text("状态", "state"),
    "event": Text("事件", "event"),
    "trigger": Text("事件或定时器", "event or timer"),
    "timer": Text("定时器", "timer"),
    "field": Text("字段", "field"),
    "parameter": Text("参数", "parameter"),
    "measure": Text("措施", "measure"),
}
UNKNOWN = Message(
    "unknown-name",
    Text("没有名为 {name} 的{zh}。", "There is no {en} named {name}."),
    Text("写错的名称会让流程悄悄停在原处。", "A mistyped name would leave the merchant where it is without a word."),
    Text("可用：{known}", "Known: {known}"),
)
UNREACHABLE = Message(
    "unreachable-state",
    Text("状态 {name} 从 {initial} 走不到。", "The state {name} cannot be reached from {initial}."),
    NOTHING,
    Text("请补一条通向它的转移，或删除它。", "Add a transition that leads to it, or delete it."),
)
DEAD_END = Message(
    "dead-end",
    Text("状态 {name} 没有出路，又不是终态。", "The state {name} has no way out and is not final."),
    Text("进入后商家会永远停在那里。", "A merchant that enters it stays there for ever."),
    Text("请补一条转移，或写 final: true。", "Add a transition out of it, or write final: true."),
)
FINAL_LEFT = Message(
    "final-left",
    Text("终态 {name} 却有转移 {id} 离开它。", "The state {name} is final, yet the transition {id} leaves it."),
    NOTHING,
    Text("请删除这条转移，或删除 final。", "Delete the transition, or `final`."),
)
NEVER_STARTED = Message(
    "timer-never-started",
    Text("定时器 {name} 从未启动。", "The timer {name} is started nowhere."),
    Text("等待它的转移永远不会发生。", "What waits for it never happens."),
    Text("请在某条转移的 do 里写 start: {name}，或删除它。", "Write start: {name} in a `do`, or delete the timer."),
)
NEVER_HEARD = Message(
    "timer-never-heard",
    Text("没有转移等待定时器 {name}。", "No transition waits for the timer {name}."),
    NOTHING,
    Text("请写一条 event: {name} 的转移，或删除它。", "Write a transition with event: {name}, or delete the timer."),
    "warning",
)
NEVER_TAKEN = Message(
    "never-taken",
    Text(
        "转移 {id} 在状态 {state} 永远轮不到：{first} 先行，且总是成立。",
        "In the state {state} the transition {id} is never taken: {first} stands before it and always holds.",
    ),
    Text("同一状态、同一事件取文件中第一条成立的转移。", "The first transition of the file that holds is taken."),
    Text("请调换次序，或给 {first} 加上 when。", "Put it first, or give {first} a `when`."),
)
UNUSED = Message(
    "unused-name",
    Text("没有用到{zh} {name}。", "The {en} {name} is not used."),
    NOTHING,
    Text("请删除它，或在转移里用上。", "Delete it, or use it in a transition."),
    "warning",
)
ID_TWICE = Message(
    "id-twice",
    Text("转移 {id} 有两条。", "There are two transitions {id}."),
    Text("时间线和场景按编号指认转移。", "Timelines and scenarios name transitions by their ids."),
    Text("请改名。", "Rename one of them."),
)
SAME_NAME = Message(
    "name-twice",
    Text("{name} 既是事件又是定时器。", "{name} is both an event and a timer."),
    Text("转移的 event 分不清是哪一个。", "`event` could mean either."),
    Text("请改名。", "Rename one of them."),
)
NOT_DAYS = Message(
    "not-days",
    Text("参数 {name} 用作天数，值应为 1 到 36500 的整数。", "{name} is a number of days: whole, from 1 to 36500."),
    NOTHING,
    Text("请改正它的值。", "Correct its values."),
)
NOT_A_NUMBER = Message(
    "not-a-number",
    Text("字段 {name} 不是数，不能求和。", "The field {name} is no number and cannot be added up."),
    NOTHING,
    Text("请写 whole 或 real 类型的字段，或删除 sum。", "Name a field of type whole or real, or delete `sum`."),
)
ONE_OF_TEXT = Message(
    "one-of-text",
    Text("只有 text 字段可以写 one_of。", "Only a text field has `one_of`."),
    NOTHING,
    Text("请删除 one_of，或把 type 改为 text。", "Delete `one_of`, or make the type text."),
)
TWO_WINDOWS = Message(
    "two-windows",
    Text("计数 {name} 同时写了 days 和 since。", "The count {name} has both `days` and `since`."),
    NOTHING,
    Text("请只留一个。", "Keep one of them."),
)
EVENTS_DIFFER = Message(
    "events-differ",
    Text(
        "事件 {event} 的字段 {field} 在此处是 {here}，在 {first} 是 {there}。",
        "The field {field} of the event {event} is {here} here and {there} at {first}.",
    ),
    Text("同名事件在各个流程里是同一件事。", "An event of one name is the same in every lifecycle."),
    Text("请统一写法，或改名。", "Write them alike, or rename one."),
)
UNKNOWN_PLACE = Message(
    "unknown-placeholder",
    Text("文字里的 {{{name}}} 无从填写。", "Nothing can fill {{{name}}} in this text."),
    NOTHING,
    Text("可用：{known}", "Known: {known}"),
)
NO_TEXT = Message(
    "no-text",
    Text("{key} 缺少{zh}。", "{key} has no {en} text."),
    Text("商家和分析人员都会读到它。", "Merchants and analysts read it."),
    Text("请补上。", "Add it."),
    "warning",
)
