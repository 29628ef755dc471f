"""What the ids in a summary are called in both languages, and the colours of the outcome scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from merchant_compliance.engine.decision import Action
from merchant_compliance.merchant.fact import Provider
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.rulebook.parameters import Parameter
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Language, Text

PROVIDERS: dict[Provider, Text] = {
    "merchant": Text("商家", "merchant"),
    "platform": Text("平台", "platform"),
    "registry": Text("登记机关", "registry"),
}
ASKED: dict[Action, Text] = {
    "request_information": Text("请商家补充", "ask the merchant"),
    "operations": Text("由平台核实", "the platform looks it up"),
    "manual_review": Text("人工向登记机关查询", "a reviewer asks the register"),
}
"""How a missing fact is come by."""
WHOLE_LISTS = {
    "lists": Text("名单", "Lists"),
    "links": Text("关联主体", "Links"),
    "identifiers": Text("标识校验", "Identifier checks"),
}
TARGETS = {
    "category": Text("类目", "category"),
    "product": Text("商品", "product"),
    "brand": Text("品牌", "brand"),
    "qualification": Text("资质", "qualification"),
    "agreement": Text("协议", "agreement"),
    "complaint": Text("投诉", "complaint"),
    "violation": Text("违规", "violation"),
    "review": Text("审核", "review"),
    "guarantee": Text("服务保障", "guarantee"),
}
"""What the usual `for_each` variables stand for."""
STAGES: dict[str, Text] = {
    "onboarding": Text("入驻", "Onboarding"),
    "operation": Text("经营", "Operation"),
    "exit": Text("退出", "Exit"),
}
ROLES: dict[str, Text] = {
    "merchant": Text("商家", "merchants"),
    "creator": Text("达人", "creators"),
    "supplier": Text("供应商", "suppliers"),
    "agency": Text("代理商", "agencies"),
    "service_provider": Text("服务商", "service providers"),
    "mcn": Text("MCN 机构", "MCN agencies"),
}
RAMP = ("#4c8c6b", "#8fae6d", "#cdbb5d", "#d8a050", "#d17f45", "#bf5f42", "#a2423f", "#7d3450", "#55304f")
"""From mild to severe: green over amber to dark plum, growing darker so that it also reads in grey."""


class Remedy(NamedTuple):
    """The remedy of a rule as its author wrote it, with its places, and the parameters of its policy."""

    text: Text
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True)
class Names:
    """Titles by id. INVARIANT: `outcomes` stand from mild to severe; the first one is the default outcome."""

    outcomes: dict[str, Text]
    rules: dict[str, Text] = field(default_factory=dict)
    remedies: dict[str, Remedy] = field(default_factory=dict)
    policies: dict[str, Text] = field(default_factory=dict)
    scorecards: dict[str, Text] = field(default_factory=dict)
    dimensions: dict[tuple[str, str], Text] = field(default_factory=dict)
    """By scorecard and dimension."""

    def outcome(self, name: str) -> Text:
        return self.outcomes.get(name, Text(name, name))

    def rule(self, name: str) -> Text:
        return self.rules.get(name, Text("", ""))

    def policy(self, name: str) -> Text:
        return self.policies.get(name, Text(name, name))

    def scorecard(self, name: str) -> Text:
        return self.scorecards.get(name, Text(name, name))

    def dimension(self, card: str, name: str) -> Text:
        return self.dimensions.get((card, name), Text(name, name))

    def in_order(self, outcomes: Iterable[str]) -> list[str]:
        """From mild to severe; a name that is not on the scale comes last."""
        return sorted(outcomes, key=lambda name: (self.rank(name), name))

    def rank(self, outcome: str) -> int:
        """The place on the scale, mild first; a name that is not on it comes last."""
        scale = list(self.outcomes)
        return scale.index(outcome) if outcome in scale else len(scale)

    def colour(self, outcome: str) -> str:
        """A place on the ramp by the outcome's place on the scale, whatever the scale's length."""
        if outcome not in self.outcomes:
            return "#8a8f98"
        share = self.rank(outcome) / max(1, len(self.outcomes) - 1)
        return RAMP[round(share * (len(RAMP) - 1))]


def names_of(rulebook: Rulebook) -> Names:
    """All titles of a rulebook; a scorecard is called as its last version is."""
    return Names(
        outcomes={outcome.id: outcome.text for outcome in rulebook.outcomes},
        rules={rule.id: rule.title for rule in rulebook.rules},
        remedies={
            rule.id: Remedy(rule.remedy, built.parameters) for built in rulebook.policies for rule in built.rules
        },
        policies={built.shape.policy: built.shape.title.text for built in rulebook.policies},
        scorecards={card.scorecard: Text(card.title.zh, card.title.en) for card in rulebook.scorecards},
        dimensions={
            (card.scorecard, name): Text(dimension.title.zh, dimension.title.en)
            for card in rulebook.scorecards
            for name, dimension in card.dimensions.items()
        },
    )


def target_kind(kind: str) -> Text:
    """What a kind of target is called; an unusual variable stands for itself."""
    return TARGETS.get(kind, Text(kind, kind))


@cache
def _often(language: Language) -> Counter[str]:
    return Counter(fact.title.say(language) for fact in FACTS.values())


def path_title(path: str) -> Text:
    """What a missing path is called; where the title alone is not clear, with the part that it belongs to.

    It is not clear where several fields share it, or in English for a field of a list ("Qualifications · Expires on").
    A path that is no field of the record, such as `lists`, has a name of its own or stands for itself.
    """
    fact, parent = FACTS.get(path), FACTS.get(path.rpartition(".")[0])
    if fact is None:
        return WHOLE_LISTS.get(path, Text(path, path))
    if parent is None:
        return fact.title

    def said(language: Language) -> str:
        title = fact.title.say(language)
        unclear = _often(language)[title] > 1 or (language == "en" and parent.many)
        return f"{parent.title.say(language)} · {title}" if unclear else title

    return Text(said("zh"), said("en"))
