"""Warnings: what does not keep a rulebook from loading, and should be mended before a merchant reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.message import Message, listing
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.text import Text

NOTICE = timedelta(days=7)
"""E-Commerce Law Art. 34: changes to a platform's rules are published at least seven days before they take effect."""
LAW = Text(
    "《电子商务法》第三十四条：修改后的规则应至少在实施前七日予以公示。",
    "E-Commerce Law Art. 34: a changed rule is published at least seven days before it takes effect.",
)
INCOMPLETE = Message(
    "incomplete-rule",
    Text("规则 {id} 缺少：{lacks}。", "Rule {id} lacks: {lacks}."),
    Text(
        "商家要知道为什么、怎么办、依据是什么，中英文都要。",
        "A merchant must learn why, what to do and on what grounds, in Chinese and in English.",
    ),
    Text("请补上。", "Add it."),
    "warning",
)
UNPUBLISHED = Message(
    "unpublished-rule",
    Text(
        "规则 {id} 于 {day} 生效，不到七天，却没有 published_on。",
        "Rule {id} starts on {day}, in less than seven days, without published_on.",
    ),
    LAW,
    Text(
        "请写上公示日期 published_on，或推迟生效。", "Give the day of publication, published_on, or let it start later."
    ),
    "warning",
)
SHORT_NOTICE = Message(
    "short-notice",
    Text(
        "规则 {id} 于 {published} 公示、{day} 生效，间隔不足七天。",
        "Rule {id} was published on {published} and starts on {day}, less than seven days later.",
    ),
    LAW,
    Text("请推迟生效，或更正日期。", "Let it start later, or correct the dates."),
    "warning",
)
INTERCEPTS = Message(
    "intercept-outside-onboarding",
    Text("规则 {id} 在阶段 {stages} 给出准入拦截（intercept）。", "Rule {id} gives `intercept` in the stage {stages}."),
    Text("准入拦截是为入驻阶段设计的。", "Interception is meant for onboarding."),
    Text(
        "请写成 outcome: {{onboarding: intercept}}；其他阶段可用 clear_out。",
        "Write outcome: {{onboarding: intercept}}; other stages have clear_out.",
    ),
    "warning",
)


def warnings_of(rules: Iterable[Rule], today: date) -> list[Problem]:
    """One of each kind for a document, although it became several rules."""
    found: dict[tuple[str, str], Problem] = {}
    for rule in rules:
        for problem in (*_incomplete(rule), *_notice(rule, today), *_intercepts(rule)):
            found.setdefault((problem.code, str(rule.place)), problem)
    return list(found.values())


def _incomplete(rule: Rule) -> Iterator[Problem]:
    lacks = [lack for name in ("title", "reason", "remedy") for lack in _lacks(name, getattr(rule, name))]
    if not rule.citations:
        lacks.append("citations")
    if lacks:
        yield INCOMPLETE.at(rule.place, id=rule.id, lacks=listing(lacks))


def _lacks(name: str, text: Text) -> list[str]:
    if not any(text):
        return [name]
    return [f"{name} ({language})" for language, words in zip(("zh", "en"), text, strict=True) if not words]


def _notice(rule: Rule, today: date) -> Iterator[Problem]:
    start = rule.effective.from_
    if rule.status != "live" or start is None:
        return
    if rule.published_on is not None and start - rule.published_on < NOTICE:
        yield SHORT_NOTICE.at(rule.place, id=rule.id, day=start, published=rule.published_on)
    elif rule.published_on is None and today <= start < today + NOTICE:
        yield UNPUBLISHED.at(rule.place, id=rule.id, day=start)


def _intercepts(rule: Rule) -> Iterator[Problem]:
    stages = [stage for stage, outcome in rule.outcomes.items() if outcome == "intercept" and stage != "onboarding"]
    if stages:
        yield INTERCEPTS.at(rule.place, id=rule.id, stages=listing(stages))
