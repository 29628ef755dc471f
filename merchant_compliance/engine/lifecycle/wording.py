"""A course in words: states, events, timers and what followed, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from merchant_compliance.engine.lifecycle.actions import Action
from merchant_compliance.engine.lifecycle.standing import FREEZE
from merchant_compliance.rulebook.lifecycle.shape import LifecycleShape
from merchant_compliance.text import Text

FREEZE_TEXT = Text("冻结货款和保证金", "Proceeds and deposit held")


def state_text(shape: LifecycleShape, name: str) -> Text:
    return shape.states[name].title.text


def event_text(shape: LifecycleShape, name: str) -> Text:
    """An event, or a timer that has run out."""
    if name in shape.events:
        return shape.events[name].title.text
    title = shape.timers[name].title.text
    return Text(f"{title.zh}届满", f"{title.en}: over")


def hold_text(shape: LifecycleShape, name: str) -> Text:
    """The freeze, or a measure."""
    return FREEZE_TEXT if name == FREEZE else shape.measures[name].text


def action_text(action: Action, shape: LifecycleShape, outcomes: Mapping[str, Text]) -> Text:
    return WORDS[action.kind](action, shape, outcomes)


def _until(text: Text, action: Action) -> Text:
    """`until` is exclusive."""
    value = Text("", "") if action.value is None else Text(f"（{action.value}）", f" ({action.value})")
    if action.until is None:
        return Text(f"{text.zh}{value.zh}", f"{text.en}{value.en}")
    return Text(f"{text.zh}{value.zh}，至 {action.until} 止", f"{text.en}{value.en}, until {action.until}")


def _outcome(action: Action, _shape: LifecycleShape, outcomes: Mapping[str, Text]) -> Text:
    name = outcomes.get(action.name, Text(action.name, action.name))
    return Text(f"处置结果：{name.zh}", f"outcome: {name.en}")


def _timer(zh: str, en: str) -> Callable[[Action, LifecycleShape, Mapping[str, Text]], Text]:
    def said(action: Action, shape: LifecycleShape, _outcomes: Mapping[str, Text]) -> Text:
        title = shape.timers[action.name].title.text
        when = "" if action.until is None else f" {action.until}"
        return Text(f"{zh}：{title.zh}{when}", f"{en}: {title.en}{when}")

    return said


WORDS: dict[str, Callable[[Action, LifecycleShape, Mapping[str, Text]], Text]] = {
    "outcome": _outcome,
    "release": lambda _action, _shape, _outcomes: Text("解除冻结和措施", "freeze and measures lifted"),
    "cancel_timer": _timer("停止计时", "timer stopped"),
    "start_timer": _timer("开始计时，届满日", "timer started, over on"),
    "unlist": lambda action, _shape, _outcomes: Text(f"移出名单 {action.name}", f"taken off the list {action.name}"),
    "list": lambda action, _shape, _outcomes: _until(
        Text(f"列入名单 {action.name}（{action.text.zh}）", f"put on the list {action.name} ({action.text.en})"), action
    ),
    "freeze": lambda action, _shape, _outcomes: _until(FREEZE_TEXT, action),
    "measure": lambda action, shape, _outcomes: _until(shape.measures[action.name].text, action),
    "notify": lambda action, _shape, _outcomes: Text(f"通知：{action.text.zh}", f"notice: {action.text.en}"),
}
