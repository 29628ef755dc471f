"""The rulebook as something to look things up in: list, show, search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from merchant_compliance.errors import NOTHING, InputError
from merchant_compliance.language.expression import Literal, Node, paths_of, walk
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Text

NO_RULE = Message(
    "no-rule",
    Text("规则库里没有编号 {id}。", "There is no {id} in the rulebook."),
    NOTHING,
    Text(
        "用 rules list 查看全部，或用 rules search 查找。",
        "See all with `rules list`, or look for it with `rules search`.",
    ),
)
EXACT, WORD, PART = 100.0, 60.0, 40.0
"""How much a search word counts that is an id, a whole word, or part of a text."""
NEAR = 85.0
"""Least rapidfuzz likeness at which a mistyped word still counts, and then for less than part of a text."""


@dataclass(frozen=True)
class Entry:
    """One rule in a list."""

    id: str
    policy: str
    title: Text
    status: str
    target: str
    """The `for_each` variable; `merchant` for rules on the merchant itself."""
    outcomes: Mapping[str, str]
    starts: date | None
    ends: date | None
    document: str
    place: Place


@dataclass(frozen=True)
class Card:
    """All that there is to know of one rule."""

    entry: Entry
    conditions: Mapping[str, str]
    """As their author wrote them, by `applies`, `when` or `require`."""
    if_undetermined: str
    rollout: int | None
    published_on: date | None
    reason: Text
    remedy: Text
    citations: tuple[str, ...]
    reads: tuple[str, ...]
    """The paths of the facts, parameters, lists and scores that its conditions read."""
    parameters: Mapping[str, tuple[tuple[date | None, object], ...]]
    """The dated values of the parameters among them; None is a value from the beginning on."""


@dataclass(frozen=True)
class Found:
    """One hit of a search, with its rank (higher is better)."""

    entry: Entry
    rank: float


def entries(
    rulebook: Rulebook,
    *,
    policy: str | None = None,
    stage: str | None = None,
    status: str | None = None,
    outcome: str | None = None,
    as_of: date | None = None,
) -> list[Entry]:
    """The rules, in the order of the files; each given word narrows them down."""
    return [
        entry_of(rule)
        for rule in rulebook.rules
        if policy in (None, rule.policy)
        and status in (None, rule.status)
        and (stage is None or stage in rule.outcomes)
        and (outcome is None or outcome in rule.outcomes.values())
        and (as_of is None or rule.effective.covers(as_of))
    ]


def entry_of(rule: Rule) -> Entry:
    return Entry(
        id=rule.id,
        policy=rule.policy,
        title=rule.title,
        status=rule.status,
        target=rule.for_each.variable if rule.for_each else "merchant",
        outcomes={str(stage): outcome for stage, outcome in rule.outcomes.items()},
        starts=rule.effective.from_,
        ends=rule.effective.until,
        document=rule.document,
        place=rule.place,
    )


def show(rulebook: Rulebook, name: str) -> list[Card]:
    """The rule of this id, or all rules of the table, document or policy of this name. Raises InputError."""
    rules = [rule for rule in rulebook.rules if name in (rule.id, rule.document)]
    rules = rules or [rule for rule in rulebook.rules if name == rule.policy]
    if not rules:
        known = {word for rule in rulebook.rules for word in (rule.id, rule.document, rule.policy) if word}
        raise InputError(NO_RULE.at(Place(""), nearest(name, sorted(known)), id=name))
    return [_card(rulebook, rule) for rule in rules]


def _card(rulebook: Rulebook, rule: Rule) -> Card:
    reads = tuple(sorted(paths_of(rule.violation)))
    parameters = next(built.parameters for built in rulebook.policies if built.shape.policy == rule.policy)
    names = [path.removeprefix("params.") for path in reads if path.startswith("params.")]
    return Card(
        entry=entry_of(rule),
        conditions=rule.wording or {},
        if_undetermined=rule.if_undetermined,
        rollout=rule.rollout,
        published_on=rule.published_on,
        reason=rule.reason,
        remedy=rule.remedy,
        citations=rule.citations,
        reads=reads,
        parameters={name: _dated(parameters[name].days, parameters[name].values) for name in names},
    )


def _dated(days: Iterable[date], values: Iterable[object]) -> tuple[tuple[date | None, object], ...]:
    return tuple((None if day == date.min else day, value) for day, value in zip(days, values, strict=True))


def search(rulebook: Rulebook, words: str, limit: int = 20) -> list[Found]:
    """Rules that have every one of the words (in any text, id, citation or category), the best first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    ranked = [Found(entry_of(rule), rank) for rule in rulebook.rules if (rank := _rank(rule, wanted))]
    return sorted(ranked, key=lambda found: (-found.rank, found.entry.id))[:limit]


def _rank(rule: Rule, wanted: list[str]) -> float:
    """The sum of what each word counts where it counts most; 0 where one of them is not found."""
    fields = [(text.casefold(), weight) for text, weight in _fields(rule)]
    ranks = [max((_worth(word, text) * weight for text, weight in fields), default=0.0) for word in wanted]
    return sum(ranks) if all(ranks) else 0.0


def _fields(rule: Rule) -> Iterator[tuple[str, float]]:
    """What is searched, with its weight: a hit in an id or a title says more than one in a remedy."""
    yield from ((text, 3.0) for text in (rule.id, rule.document, *rule.title))
    yield from ((text, 2.0) for text in (*_categories(rule.violation), rule.policy))
    yield from ((text, 1.0) for text in (*rule.reason, *rule.remedy, *rule.citations))


def _categories(node: Node) -> list[str]:
    """Texts that the conditions compare with: categories, kinds of qualification, lists."""
    values = [inner.value for inner in walk(node) if isinstance(inner, Literal)]
    return [text for value in values for text in (value if isinstance(value, tuple) else (value,)) if _is_text(text)]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _worth(word: str, text: str) -> float:
    from rapidfuzz import fuzz

    if word == text:
        return EXACT
    if word in text.replace("-", " ").replace("_", " ").split():
        return WORD
    if word in text:
        return PART
    likeness = fuzz.ratio(word, text, score_cutoff=NEAR)
    return PART * likeness / 200 if likeness else 0.0
