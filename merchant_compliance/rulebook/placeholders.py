"""The `{places}` in reasons and remedies: which names may stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.rule import ForEach
from merchant_compliance.text import Text

UNKNOWN = Message(
    "unknown-placeholder",
    Text("文字里的 {{{name}}} 无从填写。", "Nothing can fill {{{name}}} in this text."),
    Text(
        "花括号里只能写记录的路径、for_each 的变量及其字段、params.名称、scores.评分卡.score 或 as_of。",
        "Braces hold a path of the record, the for_each variable or a field of it, params.name, scores.card.score "
        "or as_of.",
    ),
    Text(
        "请改成已知的名称；若确要写花括号，请写成 {{{{ 和 }}}}。",
        "Use a known name; for a brace itself write {{{{ or }}}}.",
    ),
)
UNBALANCED = Message(
    "unbalanced-braces",
    Text("文字里的花括号没有成对。", "The braces in this text do not pair up."),
    Text(
        "花括号用来填写记录中的值，如 {{merchant.shop.name}}。",
        "Braces are filled from the record, as in {{merchant.shop.name}}.",
    ),
    Text(
        "请补上另一半；若确要写花括号，请写成 {{{{ 或 }}}}。",
        "Add the other one; for a brace itself write {{{{ or }}}}.",
    ),
)
SCORE_FIELDS = ("score", "stars", "rated")
SCALARS = frozenset(path for path, fact in FACTS.items() if fact.type != "part")


def placeholder_problems(
    text: str, place: Place, for_each: ForEach | None, params: Collection[str], cards: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with the places of one text; `cards` are the ids of all scorecards."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield UNBALANCED.at(place)
        return
    known: set[str] | None = None
    for _, name, form, conversion in parts:
        if name is None:
            continue
        known = known if known is not None else _names(for_each, params, cards)
        if form or conversion or (name not in known and not _is_dimension(name, cards)):
            yield UNKNOWN.at(place, nearest(name, known), name=name)


def _names(for_each: ForEach | None, params: Collection[str], cards: Collection[str]) -> set[str]:
    return {
        "as_of",
        *SCALARS,
        *(f"params.{name}" for name in params),
        *(f"scores.{card}.{field}" for card in cards for field in SCORE_FIELDS),
        *(_element_names(for_each) if for_each else ()),
    }


def _element_names(for_each: ForEach) -> Iterator[str]:
    if FACTS[for_each.path].type != "part":
        yield for_each.variable
    for path in SCALARS:
        if path.startswith(f"{for_each.path}."):
            yield for_each.variable + path.removeprefix(for_each.path)


def _is_dimension(name: str, cards: Collection[str]) -> bool:
    return any(name.startswith(f"scores.{card}.dimensions.") for card in cards)
