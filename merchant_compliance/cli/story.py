"""One decision told as a story: what follows, why, what is missing and who provides it, and the scores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from merchant_compliance.cli.screen import console, grid, heading
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.cli.standing import tell_standing
from merchant_compliance.engine.decision import Decision, Finding, Score
from merchant_compliance.engine.standing import MerchantDecision
from merchant_compliance.linking.path import path_of
from merchant_compliance.linking.sparing import Spared
from merchant_compliance.report.names import ASKED, Names, path_title, target_kind

if TYPE_CHECKING:
    from rich.console import Console

COUNTED = "{:g}"


def tell(decision: Decision, names: Names, spared: Sequence[Spared] = ()) -> None:
    """Prints the story on standard output, in the language of this run; `spared` speaks for the merchant."""
    screen = console()
    _head(screen, decision, names)
    fired = [finding for finding in decision.findings if finding.verdict == "fired"]
    unsure = [finding for finding in decision.findings if finding.verdict != "fired"]
    _findings(screen, tr("为什么", "Why"), fired, names)
    _findings(screen, tr("暂时无法判定", "Could not be judged"), unsure, names)
    if isinstance(decision, MerchantDecision):
        tell_standing(screen, decision.standing)
    _pending(screen, decision)
    for card, score in decision.scores.items():
        _score(screen, card, score, names)
    _links(screen, decision)
    _spared(screen, spared)
    _hashes(screen, decision)
    book = decision.rulebook
    screen.print()
    screen.print(f"{book.name} {book.version}  sha256 {book.sha256[:12]}", style="dim")


def as_json(decision: Decision, spared: Sequence[Spared]) -> str:
    """The decision, and under `spared` what speaks for the merchant, if anything does."""
    document = json.loads(decision.model_dump_json())
    if spared:
        document["spared"] = [one.data() for one in spared]
    return json.dumps(document, ensure_ascii=False, indent=2)


def _head(screen: Console, decision: Decision, names: Names) -> None:
    screen.print(f"{decision.merchant_id}  {decision.as_of}", style="dim")
    state = tr("结论已定", "final") if decision.final else tr("结论未定，尚缺信息", "not final: facts are missing")
    colour = names.colour(decision.outcome)
    screen.print(f"{names.outcome(decision.outcome).say(language())}  ({state})", style=f"bold {colour}")
    rows = [
        (f"  {named(t.kind, t.id)}", names.outcome(t.outcome).say(language()), ", ".join(t.rules))
        for t in decision.targets
    ]
    if rows:
        screen.print(grid(("", "", ""), rows))


def named(kind: str, name: str) -> str:
    """A target as people call it: its kind in their language, then its id."""
    return f"{target_kind(kind).say(language())} {name}"


def _findings(screen: Console, title: str, findings: Sequence[Finding], names: Names) -> None:
    if not findings:
        return
    heading(screen, title)
    for finding in findings:
        target = f"  [{named(finding.target.kind, finding.target.id)}]" if finding.target else ""
        outcome = names.outcome(finding.outcome).say(language())
        would = "" if finding.verdict == "fired" else tr("可能：", "would be: ")
        screen.print(f"\n  {finding.rule}  {names.rule(finding.rule).say(language())}{target}", style="bold")
        rows = [(f"    {label}", text) for label, text in _lines(finding, f"{would}{outcome}")]
        screen.print(grid(("", ""), rows))


def _lines(finding: Finding, outcome: str) -> list[tuple[str, str]]:
    """What there is to say of one finding, label by label; fired findings give the remedy, the others what lacks."""
    fired = finding.verdict == "fired"
    evidence = "\n".join(f"{path} = {_value(value)}" for path, value in finding.evidence.items())
    lines = [
        (tr("结果", "outcome"), outcome),
        (tr("原因", "reason"), finding.reason.get(language(), "") if fired else ""),
        (tr("怎么办", "remedy"), finding.remedy.get(language(), "") if fired else ""),
        (tr("缺少", "missing"), "\n".join(_fact(path) for path in finding.missing)),
        (tr("依据", "evidence"), evidence),
        (tr("出处", "citations"), "\n".join(finding.citations)),
    ]
    return [(label, text) for label, text in lines if text]


def _fact(path: str) -> str:
    title = path_title(path).say(language())
    return path if title == path else f"{title} ({path})"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _pending(screen: Console, decision: Decision) -> None:
    if decision.pending:
        heading(screen, tr("还缺什么，由谁提供", "What is missing, and from whom"))
        rows = [
            (f"  {path_title(p.path).say(language())}", p.path, ASKED[p.action].say(language()), ", ".join(p.rules))
            for p in decision.pending
        ]
        screen.print(
            grid((tr("  信息", "  Fact"), tr("字段", "Field"), tr("办法", "How"), tr("涉及规则", "For")), rows)
        )


def _score(screen: Console, card: str, score: Score, names: Names) -> None:
    heading(screen, names.scorecard(card).say(language()))
    if score.stars is None and score.score is None:
        young = score.rated is False
        screen.print(
            tr("  订单太少，未评级", "  not rated: too few orders") if young else tr("  没有数据", "  no data")
        )
    else:
        stars = "" if score.stars is None else f"  {COUNTED.format(score.stars)} ★"
        points = "" if score.score is None else COUNTED.format(round(score.score, 2))
        screen.print(f"  {points}{stars}")
    rows = [
        (f"  {names.dimension(card, name).say(language())}", COUNTED.format(round(value, 2)))
        for name, value in score.dimensions.items()
    ]
    if rows:
        screen.print(grid(("", ""), rows, (1,)))
    if score.waived:
        screen.print(tr("  豁免：", "  waived: ") + ", ".join(score.waived))


def _links(screen: Console, decision: Decision) -> None:
    if decision.links:
        heading(screen, tr("关联主体", "Links"))
        rows = [
            (
                f"  {link.get('list', '')}",
                str(link.get("merchant_id", "")),
                str(link.get("hops", "")),
                ", ".join(link.get("via", [])),
            )
            for link in decision.links
        ]
        heads = (tr("  名单", "  List"), tr("关联商家", "Linked to"), tr("层数", "Hops"), tr("通过", "Via"))
        screen.print(grid(heads, rows, (2,)))
        for path in filter(None, map(path_of, decision.links)):
            screen.print(f"  {path.said(language())}")


def _spared(screen: Console, spared: Sequence[Spared]) -> None:
    """What the merchant shares with listed ones and what is nevertheless no link."""
    if spared:
        heading(screen, tr("有利于该商家的情况", "What speaks for the merchant"))
        for one in spared:
            screen.print(f"  {one.said().say(language())}")


def _hashes(screen: Console, decision: Decision) -> None:
    """What an auditor sees besides: equal hashes are equal values, under one key."""
    hashes: dict[str, list[str]] = getattr(decision, "hashes", {})
    if hashes:
        heading(screen, tr("个人信息的哈希", "Hashes of personal facts"))
        screen.print(grid(("", ""), [(f"  {path}", "\n".join(found)) for path, found in hashes.items()]))
