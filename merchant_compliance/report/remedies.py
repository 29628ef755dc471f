"""What merchants have to do: the remedies of the rules that fired, worded for many merchants instead of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import NamedTuple

from merchant_compliance.engine.rows.summary import RuleTally, Summary
from merchant_compliance.engine.texts import spoken
from merchant_compliance.report.names import TARGETS, Names, Remedy, path_title
from merchant_compliance.report.parts import MERCHANTS, Meter, Section, Table, joined
from merchant_compliance.text import Language, Text

SHOWN = 12
NAMED = 3
"""Rules named beside one remedy; the rest are counted."""
OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around the name of a place, which no text of a rule holds."""


@dataclass
class Asked:
    """One remedy with the rules that ask for it."""

    text: Text
    rules: list[tuple[str, RuleTally]] = field(default_factory=list)

    @property
    def merchants(self) -> int:
        """INVARIANT: not more than the merchants who have to do it, since one of its rules fired on as many."""
        return max(tally.fired for _, tally in self.rules)

    @property
    def counted(self) -> str:
        return f"{'≥ ' if len(self.rules) > 1 else ''}{self.merchants:,}"


def top_remedies(summary: Summary, names: Names, count: int | None = None) -> list[Asked]:
    """The remedies, most merchants first; rules that ask for the same stand together."""
    day = date.fromisoformat(summary.as_of) if summary.as_of else date.max
    found: dict[Text, Asked] = {}
    for rule, tally in summary.top_rules():
        if rule in names.remedies and (text := general(names.remedies[rule], day)).en:
            found.setdefault(text, Asked(text)).rules.append((rule, tally))
    return sorted(found.values(), key=lambda asked: (-asked.merchants, asked.rules[0][0]))[:count]


def remedy_section(summary: Summary, names: Names) -> Section:
    top = top_remedies(summary, names, SHOWN)
    most = max((asked.merchants for asked in top), default=1)
    heads = (
        Text("办法", "What to do"),
        Text("规则", "Rules"),
        Text("结果", "Outcome"),
        MERCHANTS,
        Text("", ""),
    )
    return Section(
        "remedies",
        Text("商家要做什么", "What merchants have to do"),
        Text(
            f"触发的规则要求最多商家采取的 {SHOWN} 项办法。≥ 表示多条规则要求同一办法，商家数至少是其中触发最多的一条。"
            "具体到一家商家的办法由 explain 给出。",
            f"The {SHOWN} remedies that rules ask of most merchants. ≥: several rules ask for the same, and the number "
            "is that of the rule that fired most. What a single merchant has to do is said by the command explain.",
        ),
        Table(heads, [_row(asked, most, names) for asked in top], frozenset({3})),
    )


class _Row(NamedTuple):
    text: Text
    rules: Text
    outcomes: Text
    merchants: str
    meter: Meter


def _row(asked: Asked, most: int, names: Names) -> _Row:
    outcomes = names.in_order({name for _, tally in asked.rules for name in tally.outcomes})
    ids = [rule for rule, _ in asked.rules]
    shown, left = ", ".join(ids[:NAMED]), len(ids) - NAMED
    more = Text(f"{shown} 等 {len(ids)} 条", f"{shown} and {left} more") if left > 0 else Text(shown, shown)
    leading = asked.rules[0][1].outcomes
    colour = names.colour(max(leading, key=lambda name: (leading[name], name))) if leading else names.colour("")
    said = joined([names.outcome(name) for name in outcomes])
    return _Row(asked.text, more, said, asked.counted, Meter(asked.merchants / most, colour))


def general(remedy: Remedy, day: date) -> Text:
    """A remedy without places: parameters have their value of that day, the rest is named instead of filled in.

    `the category {category}` becomes `the category concerned`, `{merchant.shop.name}` `the shop name concerned`.
    Adjustments that hold in one region only are left aside.
    """
    params = {name: parameter.at(day) for name, parameter in remedy.parameters.items()}
    return Text(_general(remedy.text.zh, params, "zh"), _general(remedy.text.en, params, "en"))


def _general(text: str, params: Mapping[str, object], language: Language) -> str:
    said, names = "", []
    for literal, name, _, _ in Formatter().parse(text):
        said += literal
        root, _, rest = (name or "").partition(".")
        if root == "params" and params.get(rest) is not None:
            said += spoken(params[rest], language)
        elif name:
            said += OPEN + name + CLOSE
            names.append(name)
    for name in names:
        said = _concerned(said, name, language)
    return said[:1].upper() + said[1:]


def _concerned(said: str, name: str, language: Language) -> str:
    """The text with words for one place; quotation marks around it go, and its kind is not said twice."""
    root = name.partition(".")[0]
    title = (TARGETS[root] if root in TARGETS else path_title(name)).say(language)
    place = f'[“「"]?{OPEN}{re.escape(name)}{CLOSE}[”」"]?'
    if language == "zh":
        return re.sub(f"(?:{re.escape(title)} ?)?{place} ?", f"相应{title}", said)
    return re.sub(f"(?:(?:the )?{re.escape(title)} )?{place}", f"the {title.lower()} concerned", said, flags=re.I)
