"""What stands against a shop, told to its merchant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from merchant_compliance.cli.screen import grid, heading
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.standing import Measure, OwnViolation, Recorded, Standing
from merchant_compliance.report.names import path_title
from merchant_compliance.report.words import APPEALS, COMPLAINTS, SEVERITIES, VIOLATIONS, Words, word

if TYPE_CHECKING:
    from rich.console import Console

Rows = list[Sequence[str]]


def tell_standing(screen: Console, standing: Standing) -> None:
    """Three tables; each says "none" only where it is known that there is nothing."""
    heading(screen, tr("近 30 天违规记录", "What stands against the shop in the last 30 days"))
    screen.print(tr(f"  {standing.first} 至 {standing.last}", f"  {standing.first} to {standing.last}"), style="dim")
    _table(screen, *_violations(standing.violations))
    _table(screen, *_complaints(standing.complaints))
    _table(screen, *_measures(standing.measures))


def _table(screen: Console, title: str, heads: Sequence[str], rows: Rows | None) -> None:
    if rows:
        screen.print(f"\n  {title}", style="bold")
        screen.print(grid(heads, rows))
    else:
        nothing = (
            tr("未知，平台尚未提供", "unknown, the platform has not stated it") if rows is None else tr("无", "none")
        )
        screen.print(f"\n  {title}{tr('：', ': ')}{nothing}", style="bold")


def _violations(found: list[OwnViolation] | None) -> tuple[str, Sequence[str], Rows | None]:
    heads = (
        tr("    日期", "    Date"),
        tr("违规", "Violation"),
        tr("程度", "Severity"),
        tr("扣分", "Points"),
        tr("申诉", "Appeal"),
        "",
    )
    rows: Rows | None = None if found is None else [_violation(one) for one in found]
    return tr("已确认的违规", "Confirmed violations"), heads, rows


def _violation(one: OwnViolation) -> Sequence[str]:
    points = tr("未知", "unknown") if one.points is None else str(one.points)
    said = [_said(VIOLATIONS, one.kind), _said(SEVERITIES, one.severity), points, _said(APPEALS, one.appeal)]
    return _day(one.on), *said, _unsure(one, "violations")


def _complaints(found: list[Recorded] | None) -> tuple[str, Sequence[str], Rows | None]:
    heads = (tr("    受理日期", "    Received on"), tr("投诉", "Complaint"), "")
    rows: Rows | None = (
        None if found is None else [(_day(o.on), _said(COMPLAINTS, o.kind), _unsure(o, "complaints")) for o in found]
    )
    return tr("成立的投诉", "Upheld complaints"), heads, rows


def _measures(found: list[Measure] | None) -> tuple[str, Sequence[str], Rows | None]:
    heads = (tr("    措施", "    Measure"), tr("范围", "About"), tr("开始", "Since"), tr("解除", "Ends on"))
    title = tr("正在生效的限制", "Measures in force")
    rows: Rows | None = None if found is None else [tuple(_measure(one)) for one in found]
    return title, (*heads, tr("原因", "Reason")), rows


def _measure(one: Measure) -> Iterator[str]:
    yield f"    {one.title[language()]}"
    yield ", ".join(one.about)
    yield str(one.since or "")
    yield str(one.until or tr("未定期限", "no end set"))
    yield one.reason


def _said(words: Words, value: str | None) -> str:
    return word(words, value).say(language())


def _day(on: date | None) -> str:
    return f"    {on or tr('未知', 'unknown')}"


def _unsure(one: Recorded, part: str) -> str:
    """What lacks for it to be certain that this stands against the shop."""
    lacking = ", ".join(path_title(f"merchant.{part}.{field}").say(language()) for field in one.missing)
    return tr(f"是否计入待定，缺少：{lacking}", f"not certain, missing: {lacking}") if lacking else ""
