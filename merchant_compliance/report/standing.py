"""What stands against a shop as tables: its violations and complaints of the last days, and measures in force."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from merchant_compliance.engine.standing import Measure, OwnViolation, Recorded, Standing
from merchant_compliance.errors import NOTHING
from merchant_compliance.report.names import path_title
from merchant_compliance.report.parts import Table, joined, same
from merchant_compliance.report.words import APPEALS, COMPLAINTS, SEVERITIES, VIOLATIONS, word
from merchant_compliance.text import Text

TITLE = Text("近 30 天违规记录", "What stands against the shop in the last 30 days")
UNKNOWN = Text("未知", "unknown")
NOT_STATED = Text("未知，平台尚未提供", "unknown, the platform has not stated it")
NONE = Text("无", "none")
VIOLATION_HEADS = (
    Text("日期", "Date"),
    Text("违规", "Violation"),
    Text("程度", "Severity"),
    Text("扣分", "Points"),
    Text("申诉", "Appeal"),
    NOTHING,
)
COMPLAINT_HEADS = (Text("受理日期", "Received on"), Text("投诉", "Complaint"), NOTHING)
MEASURE_HEADS = (
    Text("措施", "Measure"),
    Text("范围", "About"),
    Text("开始", "Since"),
    Text("解除", "Ends on"),
    Text("原因", "Reason"),
)
Row = tuple[Text, ...]


class Held(NamedTuple):
    """One kind of record. `table` is None where it is not known whether there is any, and empty where there is none."""

    title: Text
    table: Table | None

    @property
    def nothing(self) -> Text | None:
        """What is said instead of a table without rows."""
        if self.table is None:
            return NOT_STATED
        return None if self.table.rows else NONE


def window(standing: Standing) -> Text:
    return Text(f"{standing.first} 至 {standing.last}", f"{standing.first} to {standing.last}")


def held(standing: Standing) -> list[Held]:
    violations, complaints, measures = standing.violations, standing.complaints, standing.measures
    return [
        Held(
            Text("已确认的违规", "Confirmed violations"),
            None if violations is None else Table(VIOLATION_HEADS, [_violation(one) for one in violations]),
        ),
        Held(
            Text("成立的投诉", "Upheld complaints"),
            None if complaints is None else Table(COMPLAINT_HEADS, [_complaint(one) for one in complaints]),
        ),
        Held(
            Text("正在生效的限制", "Measures in force"),
            None if measures is None else Table(MEASURE_HEADS, [_measure(one) for one in measures]),
        ),
    ]


def _violation(one: OwnViolation) -> Row:
    points = UNKNOWN if one.points is None else same(str(one.points))
    said = (word(VIOLATIONS, one.kind), word(SEVERITIES, one.severity), points, word(APPEALS, one.appeal))
    return (_day(one.on), *said, _unsure(one, "violations"))


def _complaint(one: Recorded) -> Row:
    return (_day(one.on), word(COMPLAINTS, one.kind), _unsure(one, "complaints"))


def _measure(one: Measure) -> Row:
    ends = Text("未定期限", "no end set") if one.until is None else same(str(one.until))
    title = Text(one.title["zh"], one.title["en"])
    return title, same(", ".join(one.about)), same(str(one.since or "")), ends, same(one.reason)


def _day(on: date | None) -> Text:
    return same(str(on)) if on else UNKNOWN


def _unsure(one: Recorded, part: str) -> Text:
    """What lacks for it to be certain that this stands against the shop."""
    if not one.missing:
        return NOTHING
    lacking = joined([path_title(f"merchant.{part}.{field}") for field in one.missing])
    return Text(f"是否计入待定，缺少：{lacking.zh}", f"not certain, missing: {lacking.en}")
