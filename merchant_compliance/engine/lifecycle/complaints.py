"""What to say about one wrong event. INVARIANT: no value is repeated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from pydantic_core import ErrorDetails

from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.complaints import WANTED, plain
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.lifecycle.shape import FieldShape
from merchant_compliance.text import Text

NOT_AN_OBJECT = Problem(
    "not-an-object",
    Text("这一行不是 JSON 对象", "this line is not a JSON object"),
    mend=Text('写成 {"event_id": "…", …}', 'write {"event_id": "…", …}'),
)


def problems_of(details: Iterable[ErrorDetails], fields: Mapping[str, FieldShape], event: str = "") -> list[Problem]:
    """One problem a field; `event` where they are the fields of an event of this name."""
    first: dict[str, ErrorDetails] = {}
    for detail in details:
        first.setdefault(plain(detail["loc"][0]) if detail["loc"] else "", detail)
    return [_problem(name, detail, fields, event) for name, detail in first.items()]


def _problem(name: str, detail: ErrorDetails, fields: Mapping[str, FieldShape], event: str) -> Problem:
    if not name:
        return NOT_AN_OBJECT
    shown, field = f"data.{name}" if event else name, fields.get(name)
    if field is None:
        return _unknown(shown, name, list(fields), event)
    if detail["type"] in ("missing", "string_too_short") or detail["input"] is None:
        return _wrong("missing-field", shown, Text("缺失", "is missing"), Text("补上该字段", "add it"))
    if field.one_of:
        allowed = ", ".join(field.one_of)
        mend = Text(f"可用的值：{allowed}", f"allowed values: {allowed}")
        return _wrong("wrong-value", shown, Text("的值不在允许范围内", "is not one of the allowed values"), mend)
    kind = WANTED["part" if name == "data" and not event else field.type]
    return _wrong("wrong-type", shown, Text(f"应为{kind.zh}", f"should be {kind.en}"))


def _unknown(shown: str, name: str, known: Collection[str], event: str) -> Problem:
    listed = ", ".join(known) or "—"
    what = Text(f"不是事件 {event} 的字段", f"is no field of the event {event}")
    if not event:
        what = Text("不是事件的字段", "is no field of an event")
    mend = Text(f"可用的字段：{listed}", f"known fields: {listed}")
    return _wrong("unknown-field", shown, what, mend, nearest(name, known))


def _wrong(code: str, name: str, what: Text, mend: Text = NOTHING, near: str | None = None) -> Problem:
    return Problem(code, Text(f"字段 {name} {what.zh}", f"{name} {what.en}"), NOTHING, mend, near)


def unknown_event(name: str, known: Collection[str]) -> Problem:
    listed = ", ".join(sorted(known)) or "—"
    return Problem(
        "unknown-event",
        Text(f"没有流程声明事件 {plain(name)}", f"no lifecycle declares the event {plain(name)}"),
        Text("不认识的事件若被忽略，商家会停在错误的状态", "left out, it would leave the merchant in a wrong state"),
        Text(f"可用的事件：{listed}", f"known events: {listed}"),
        nearest(name, known),
    )


def too_early(earliest: date) -> Problem:
    what = Text(f"早于 {earliest}", f"is earlier than {earliest}")
    return _wrong("wrong-value", "occurred_on", what, Text("改正日期", "correct the date"))


def conflict(event: Event) -> Problem:
    return Problem(
        "event-conflict",
        Text(
            f"商家 {plain(event.merchant_id)} 已有另一事件使用编号 {plain(event.id)}",
            f"merchant {plain(event.merchant_id)} has another event with the id {plain(event.id)}",
        ),
        Text("同一编号只能是同一事件；以先发生的为准", "an id means one event; the earlier one stands"),
        Text("给后一事件新的编号", "give the later one an id of its own"),
    )
