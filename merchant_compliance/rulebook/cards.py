"""Scorecards as part of a rulebook: their conditions checked, their versions adjoining."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from merchant_compliance.errors import ExpressionError, Problem
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import Node, paths_of
from merchant_compliance.rulebook.message import Message
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.scorecards.shape import Place as CardPlace
from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.scorecards.versions import version_problems
from merchant_compliance.text import Text

Read = tuple[Scorecard, Source]
TYPES = {"number": ("int", "double", "dyn"), "whole": ("int", "dyn")}
NOT_A_NUMBER = Message(
    "not-a-number",
    Text("这里需要数，而算出来的是 {type}。", "A number is wanted here; this gives {type}."),
)
NOT_WHOLE = Message(
    "not-a-number",
    Text("这里需要个数（整数），而算出来的是 {type}。", "A count is wanted here, a whole number; this gives {type}."),
    mend=Text("可用 size(列表.filter(x, 条件))。", "Write, for example, size(list.filter(x, condition))."),
)
READS_SCORES = Message(
    "score-of-scores",
    Text("评分卡不能读取 scores。", "A scorecard cannot read `scores`."),
    Text("分数在评分之后才有。", "Scores are there only after scoring."),
    Text(
        "请直接读取指标，如 merchant.metrics.d30.dispute_rate。",
        "Read the metrics, such as merchant.metrics.d30.dispute_rate.",
    ),
)


def card_problems(cards: Sequence[Read]) -> Iterator[Problem]:
    environment = Environment.of()
    for card, source in cards:
        for place in card.places():
            yield from _condition(place, source, environment)
    yield from _versions(cards)


def _condition(place: CardPlace, source: Source, environment: Environment) -> Iterator[Problem]:
    spot = source.spot(place.path)
    try:
        node = check(place.text, environment, result=None)
    except ExpressionError as error:
        for problem in error.problems:
            where = source.within(spot, problem.line, problem.column)
            yield replace(problem, file=where.file, line=where.line, column=where.column)
        return
    yield from _result(node, place, source)


def _result(node: Node, place: CardPlace, source: Source) -> Iterator[Problem]:
    where = source.place(place.path)
    if node.type not in TYPES[place.wanted]:
        message = NOT_A_NUMBER if place.wanted == "number" else NOT_WHOLE
        yield message.at(where, type=node.type)
    if any(path.split(".")[0] == "scores" for path in paths_of(node)):
        yield READS_SCORES.at(where)


def _versions(cards: Sequence[Read]) -> Iterator[Problem]:
    sources = {id(card): source for card, source in cards}
    ordered = sorted((card for card, _ in cards), key=lambda card: card.scorecard)
    for _, versions in groupby(ordered, key=lambda card: card.scorecard):
        for card, problem in version_problems(list(versions)):
            source = sources[id(card)]
            key = "version" if problem.code.endswith("twice") else "effective"
            yield problem.at(*source.place((key,) if key in source.data else ()))
