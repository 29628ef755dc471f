"""The `{places}` in reasons and remedies: which names may stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
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
    for _, name, form, conversion in parts:
        if name is None or (not form and not conversion and _is_known(name, for_each, params, cards)):
            continue
        known = SCALARS | _of_element(for_each) | _computed(params, cards)
        yield UNKNOWN.at(place, nearest(name, sorted(known)), name=name)


def _is_known(name: str, for_each: ForEach | None, params: Collection[str], cards: Collection[str]) -> bool:
    return (
        name in SCALARS
        or name in _of_element(for_each)
        or name in _computed(params, cards)
        or _is_dimension(name, cards)
    )


def _computed(params: Collection[str], cards: Collection[str]) -> frozenset[str]:
    scores = (f"scores.{card}.{field}" for card in cards for field in SCORE_FIELDS)
    return frozenset(("as_of", *(f"params.{name}" for name in params), *scores))


@cache
def _of_element(for_each: ForEach | None) -> frozenset[str]:
    """The variable itself where it is a text, else its fields."""
    if for_each is None:
        return frozenset()
    variable, path = for_each
    if FACTS[path].type != "part":
        return frozenset((variable,))
    return frozenset(variable + scalar.removeprefix(path) for scalar in SCALARS if scalar.startswith(f"{path}."))


def _is_dimension(name: str, cards: Collection[str]) -> bool:
    return any(name.startswith(f"scores.{card}.dimensions.") for card in cards)
