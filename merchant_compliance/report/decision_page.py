"""One decision as a page: what follows, why, what is missing, scores, and paths of linked entities as pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from merchant_compliance.engine.decision import Decision, Finding, Score, Target
from merchant_compliance.engine.standing import MerchantDecision, Standing
from merchant_compliance.errors import NOTHING
from merchant_compliance.linking.path import path_of
from merchant_compliance.linking.sparing import Spared
from merchant_compliance.report.names import ASKED, Names, path_title, target_kind
from merchant_compliance.report.parts import Card, Meter, Picture, Section, Table, joined, same
from merchant_compliance.report.standing import TITLE, held, window
from merchant_compliance.report.templates import template
from merchant_compliance.text import Language, Text

FULL = 100.0
"""The most that a score can be."""
BLUE = "#33658a"
RULES = Text("规则", "Rules")
FINAL, OPEN = Text("结论已定", "final"), Text("结论未定，尚缺信息", "not final: facts are missing")


@dataclass(frozen=True)
class DecisionPage:
    """A decision as its reader may see it; `spared` speaks for the merchant and is for reviewers."""

    decision: Decision
    names: Names
    spared: Sequence[Spared] = ()

    def html(self, language: Language = "en") -> str:
        decision, names = self.decision, self.names
        return template("decision.html.j2").render(
            title=Text(f"商家 {decision.merchant_id}", f"Merchant {decision.merchant_id}"),
            language=language,
            rulebook=decision.rulebook.model_dump(),
            as_of=decision.as_of,
            outcome=names.outcome(decision.outcome),
            colour=names.colour(decision.outcome),
            final=FINAL if decision.final else OPEN,
            sections=self.sections(),
        )

    def sections(self) -> list[Section]:
        """Whatever there is something to say about; the most severe findings come first."""
        decision, names = self.decision, self.names
        ranked = sorted(decision.findings, key=lambda finding: -names.rank(finding.outcome))
        fired = [finding for finding in ranked if finding.verdict == "fired"]
        unsure = [finding for finding in ranked if finding.verdict != "fired"]
        made = [
            _targets(decision, names),
            Section("fired", Text("为什么", "Why"), cards=[_card(one, names) for one in fired]),
            Section(
                "undetermined", Text("暂时无法判定", "Could not be judged"), cards=[_card(one, names) for one in unsure]
            ),
            *(_standing(decision.standing) if isinstance(decision, MerchantDecision) else ()),
            _pending(decision),
            *(_score(card, score, names) for card, score in decision.scores.items()),
            _links(decision),
            Section(
                "spared",
                Text("有利于该商家的情况", "What speaks for the merchant"),
                remarks=[one.said() for one in self.spared],
            ),
            _hashes(getattr(decision, "hashes", {})),
        ]
        return [section for section in made if section.filled]


def _targets(decision: Decision, names: Names) -> Section:
    rows = [(_named(one), names.outcome(one.outcome), ", ".join(one.rules)) for one in decision.targets]
    heads = (Text("对象", "What"), Text("结果", "Outcome"), RULES)
    return Section(
        "targets",
        Text("单个类目、商品、品牌的结果", "Outcomes of single categories, products and brands"),
        table=Table(heads, rows),
    )


def _named(target: Target) -> Text:
    kind = target_kind(target.kind)
    return Text(f"{kind.zh} {target.id}", f"{kind.en} {target.id}")


def _card(finding: Finding, names: Names) -> Card:
    """Fired findings give the remedy, the others what lacks."""
    fired, outcome = finding.verdict == "fired", names.outcome(finding.outcome)
    title = names.rule(finding.rule)
    if finding.target:
        named = _named(finding.target)
        title = Text(f"{title.zh}（{named.zh}）", f"{title.en} ({named.en})")
    lines = [
        (Text("原因", "reason"), [_text(finding.reason)] if fired else []),
        (Text("怎么办", "remedy"), [_text(finding.remedy)] if fired else []),
        (Text("缺少", "missing"), [_fact(path) for path in finding.missing]),
        (Text("依据", "evidence"), [_evidence(path, value) for path, value in finding.evidence.items()]),
        (Text("出处", "citations"), [same(citation) for citation in finding.citations]),
    ]
    tag = outcome if fired else Text(f"可能：{outcome.zh}", f"would be: {outcome.en}")
    colour = names.colour(finding.outcome) if fired else "#7b828c"
    return Card(finding.rule, title, tag, colour, [(label, texts) for label, texts in lines if any(map(any, texts))])


def _text(both: dict[Language, str]) -> Text:
    return Text(both.get("zh", ""), both.get("en", ""))


def _fact(path: str) -> Text:
    title = path_title(path)
    return title if title.en == path else Text(f"{title.zh} ({path})", f"{title.en} ({path})")


def _evidence(path: str, value: Any) -> Text:
    title, said = path_title(path), value
    if not isinstance(value, str):
        said = json.dumps(value, ensure_ascii=False, default=str)
    return Text(f"{title.zh}：{said}", f"{title.en}: {said}")


def _standing(standing: Standing) -> list[Section]:
    """The window stands over the first part only."""
    made = []
    for place, one in enumerate(held(standing)):
        note = (
            Text(f"{TITLE.zh}，{window(standing).zh}", f"{TITLE.en}, {window(standing).en}") if not place else NOTHING
        )
        table, remarks = one.table or Table((), ()), [one.nothing] if one.nothing else []
        made.append(Section(f"standing-{place}", one.title, note, table, remarks=remarks))
    return made


def _pending(decision: Decision) -> Section:
    rows = [(path_title(one.path), one.path, ASKED[one.action], ", ".join(one.rules)) for one in decision.pending]
    heads = (Text("信息", "Fact"), Text("字段", "Field"), Text("办法", "How"), Text("涉及规则", "For"))
    return Section("pending", Text("还缺什么，由谁提供", "What is missing, and from whom"), table=Table(heads, rows))


def _score(card: str, score: Score, names: Names) -> Section:
    rows = [
        (names.dimension(card, name), f"{value:.4g}", Meter(min(1.0, max(0.0, value / FULL)), BLUE))
        for name, value in score.dimensions.items()
    ]
    heads = (Text("维度", "Dimension"), Text("得分", "Score"), NOTHING)
    remarks = [] if rows else [_unrated(score)]
    if score.waived:
        remarks.append(Text(f"豁免：{'、'.join(score.waived)}", f"waived: {', '.join(score.waived)}"))
    return Section(
        f"score-{card}", names.scorecard(card), _total(score), Table(heads, rows, frozenset({1})), remarks=remarks
    )


def _total(score: Score) -> Text:
    """`87.2 · 4.5 ★`, or nothing where there is no number."""
    points = [] if score.score is None else [same(f"{score.score:.4g}")]
    stars = [] if score.stars is None else [same(f"{score.stars:g} ★")]
    return Text(" · ".join(text.zh for text in (*points, *stars)), " · ".join(text.en for text in (*points, *stars)))


def _unrated(score: Score) -> Text:
    if score.rated is False:
        return Text("订单太少，未评级", "not rated: too few orders")
    return Text("没有数据", "no data") if score.score is None else NOTHING


def _links(decision: Decision) -> Section:
    """Paths as pictures; a link that was handed in without its path as a row."""
    paths = [path for path in map(path_of, decision.links) if path]
    bare = [link for link in decision.links if path_of(link) is None]
    rows = [
        (str(link.get("list", "")), str(link.get("merchant_id", "")), str(link.get("hops", "")), _via(link))
        for link in bare
    ]
    heads = (Text("名单", "List"), Text("关联商家", "Linked to"), Text("层数", "Hops"), Text("通过", "Via"))
    pictures = [Picture(NOTHING, path) for path in paths]
    return Section("linked", Text("关联主体", "Linked entities"), table=Table(heads, rows), pictures=pictures)


def _via(link: dict[str, Any]) -> Text:
    return joined([same(kind) for kind in link.get("via", [])])


def _hashes(hashes: dict[str, list[str]]) -> Section:
    rows = [(path_title(path), path, ", ".join(found)) for path, found in hashes.items()]
    heads = (Text("信息", "Fact"), Text("字段", "Field"), Text("哈希", "Hash"))
    return Section("hashes", Text("个人信息的哈希", "Hashes of personal facts"), table=Table(heads, rows))
