"""The page of the scorecards: every version with its dimensions, indicators, curves, deductions and stars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from merchant_compliance.errors import NOTHING
from merchant_compliance.report.centre import said
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import Cell, Code, Section, Table, same
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.scorecards.curve import Band, Curve
from merchant_compliance.scorecards.shape import Adjustment, Minimum, Scorecard
from merchant_compliance.text import Text

HEADS = (
    Text("维度和指标", "Dimensions and indicators"),
    Text("权重", "Weight"),
    Text("取值", "Value"),
    Text("曲线", "Curve"),
)
SIGNS = {"below": "<", "upto": "≤", "from": "≥", "above": ">"}


def scorecards(rulebook: Rulebook, _names: Names) -> list[Section]:
    return [_section(card, place) for place, card in enumerate(rulebook.scorecards)]


def _section(card: Scorecard, place: int) -> Section:
    dates = said.span(card.effective.from_, card.effective.until)
    note = Text(f"{card.version} · {dates.zh}".rstrip(" ·"), f"{card.version} · {dates.en}".rstrip(" ·"))
    table = Table(HEADS, list(_rows(card)), frozenset({1}))
    return Section(f"{card.scorecard}-{place}", card.title, note, table, remarks=_remarks(card))


def _rows(card: Scorecard) -> Iterator[Sequence[Cell]]:
    """A row a dimension, and below it one an indicator."""
    for dimension in card.dimensions.values():
        yield dimension.title, f"{dimension.weight:g}", "", ""
        for one in dimension.indicators.values():
            title = Text(f"　{one.title.zh}", f"　{one.title.en}")
            yield title, f"{one.weight:g}", Code(one.value), curve_words(one.curve)
    for sign, adjustments in (("−", card.deductions), ("+", card.bonuses)):
        for adjustment in adjustments:
            yield adjustment.title, f"{sign}{adjustment.points:g}", Code(adjustment.count), _cap(adjustment)


def _cap(one: Adjustment) -> Text:
    return Text(
        f"每次 {one.points:g} 分，合计不超过 {one.cap:g} 分", f"{one.points:g} points each, at most {one.cap:g} in all"
    )


def curve_words(curve: Curve) -> Text:
    """`0 → 100, 0.02 → 90` for points, between which it is straight; `< 0.1 → 100` for bands."""
    if curve.points is not None:
        return same(", ".join(_becomes(f"{x:g}", score) for x, score in curve.points))
    bands = [_band(band) for band in curve.bands or ()]
    return Text("，".join(band.zh for band in bands), ", ".join(band.en for band in bands))


def _band(band: Band) -> Text:
    for name, bound in band.bounds.items():
        return same(_becomes(f"{SIGNS[name]} {bound:g}", band.score))
    return Text(_becomes("其余", band.score), _becomes("else", band.score))


def _becomes(before: str, score: float) -> str:
    """Words that stay on one line."""
    return f"{before} → {score:g}".replace(" ", "\u00a0")


def _remarks(card: Scorecard) -> list[Text]:
    stars = ", ".join(f"{row.from_:g} → {row.stars:g} ★" for row in card.stars)
    source = [part for part in (card.source.document, card.source.section) if part] if card.source else []
    made = [
        _minimum(card.minimum) if card.minimum else NOTHING,
        Text(f"得分换算星级：{stars}", f"Stars by score from: {stars}"),
        Text(f"出处：{'，'.join(source)}", f"Source: {', '.join(source)}") if source else NOTHING,
        Text(f"假设：{card.assumption.zh}", f"Assumption: {card.assumption.en}") if card.assumption else NOTHING,
    ]
    return [text for text in made if text.en]


def _minimum(minimum: Minimum) -> Text:
    least = f"{minimum.value} ≥ {minimum.at_least:g}"
    if minimum.otherwise == "unrated":
        return Text(f"{least} 才评级", f"Rated where {least}")
    return Text(f"{least}，否则得 {minimum.otherwise:g} 分", f"{least}, else the score is {minimum.otherwise:g}")
