"""The summary on the terminal: outcomes, rules, what is missing, stars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from merchant_compliance.cli.screen import bar, console, grid
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.report.names import PROVIDERS, Names, path_title, target_kind
from merchant_compliance.report.parts import share

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

TOP = 10
STAR = "#c79a3f"


def print_summary(summary: Summary, names: Names, *, err: bool = False) -> None:
    """The whole summary for a reader; `err` when standard output carries the decisions."""
    screen = console(err=err)
    _head(screen, summary)
    _outcomes(screen, summary, names)
    _targets(screen, summary, names)
    _rules(screen, summary, names)
    _pending(screen, summary)
    _stars(screen, summary, names)


def title(screen: Console, text: str) -> None:
    screen.print()
    screen.print(text, style="bold")


def _head(screen: Console, summary: Summary) -> None:
    book = summary.rulebook
    screen.print(f"{book.get('name', '')} {book.get('version', '')}  {summary.as_of}", style="dim")
    screen.print(
        tr(
            f"读取 {summary.read:,} 行：判定 {summary.merchants:,} 家，未通过校验 {summary.rejected:,} 行；"
            f"{summary.final:,} 家结论已定；用时 {summary.seconds:.1f} 秒",
            f"{summary.read:,} rows read: {summary.merchants:,} merchants judged, {summary.rejected:,} rows rejected; "
            f"{summary.final:,} decisions are final; {summary.seconds:.1f} s",
        )
    )


def _outcomes(screen: Console, summary: Summary, names: Names) -> None:
    order = [name for name in names.in_order(summary.outcomes) if summary.outcomes[name]]
    most = max(summary.outcomes.values(), default=0)
    rows = [
        (
            names.outcome(name).say(language()),
            f"{summary.outcomes[name]:,}",
            share(summary.outcomes[name], summary.merchants),
            bar(summary.outcomes[name], most, names.colour(name)),
        )
        for name in order
    ]
    _table(screen, tr("判定结果", "Outcomes"), ("", "", "", ""), rows, (1, 2))


def _targets(screen: Console, summary: Summary, names: Names) -> None:
    rows = [
        (
            target_kind(kind).say(language()),
            names.outcome(outcome).say(language()),
            f"{summary.targets[kind, outcome]:,}",
            share(summary.targets[kind, outcome], summary.merchants),
        )
        for kind, outcome in sorted(summary.targets, key=lambda pair: (pair[0], names.rank(pair[1])))
    ]
    heading = tr(
        "单个类目、商品、品牌的结果（按商家计）", "Outcomes of single categories, products, brands (merchants)"
    )
    _table(screen, heading, ("", "", "", ""), rows, (2, 3))


def _rules(screen: Console, summary: Summary, names: Names) -> None:
    rows = [
        (
            rule,
            names.rule(rule).say(language()),
            " / ".join(names.outcome(name).say(language()) for name in names.in_order(tally.outcomes)),
            f"{tally.fired:,}",
            share(tally.fired, summary.merchants),
        )
        for rule, tally in summary.top_rules(TOP)
    ]
    heads = (tr("规则", "Rule"), tr("名称", "Title"), tr("结果", "Outcome"), tr("商家", "Merchants"), "")
    _table(screen, tr("触发最多的规则", "Rules that fire most"), heads, rows, (3, 4))


def _pending(screen: Console, summary: Summary) -> None:
    rows = [
        (
            path_title(path).say(language()),
            path,
            PROVIDERS[tally.provided_by].say(language()),
            f"{tally.merchants:,}",
            f"{tally.alone:,}",
        )
        for path, tally in summary.top_pending(TOP)
    ]
    heads = (
        tr("信息", "Fact"),
        tr("字段", "Field"),
        tr("提供方", "From"),
        tr("商家", "Merchants"),
        tr("只缺此项", "Only this"),
    )
    _table(screen, tr("缺什么信息，由谁提供", "What is missing, and from whom"), heads, rows, (3, 4))


def _stars(screen: Console, summary: Summary, names: Names) -> None:
    for card, tally in sorted(summary.stars.items()):
        most = max(tally.halves.values(), default=0)
        rows: list[Sequence[str | Styled]] = [
            (f"{half:.1f}", f"{count:,}", bar(count, most, STAR)) for half, count in sorted(tally.halves.items())
        ]
        rows += [
            (tr("未评级", "not rated"), f"{tally.unrated:,}", ""),
            (tr("无数据", "no data"), f"{tally.unknown:,}", ""),
        ]
        _table(screen, names.scorecard(card).say(language()), ("", "", ""), rows, (1,))


def _table(
    screen: Console, heading: str, heads: Sequence[str], rows: Sequence[Sequence[str | Styled]], right: Sequence[int]
) -> None:
    if rows:
        title(screen, heading)
        screen.print(grid(heads, rows, right))
