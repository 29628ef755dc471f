"""The table from a score to stars."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from merchant_compliance.scorecards.kinds import Points, Shape, Stars, refusal


class Row(Shape):
    """`stars` for the scores from `from` up to the next row's."""

    from_: Points = Field(alias="from")
    stars: Stars


def _check(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows run one way, more stars for a higher score, and the lowest row starts at 0."""
    rising = rows if rows[0].from_ < rows[-1].from_ else rows[::-1]
    if rising[0].from_ != 0:
        raise refusal(
            "stars_gap",
            f"星级表须从 0 分开始，现最低一行从 {rising[0].from_:g} 分开始，以下的分数没有星级。",
            f"The table must start at score 0; its lowest row starts at {rising[0].from_:g}, "
            "and scores below have no stars.",
        )
    for lower, upper in pairwise(rising):
        if upper.from_ <= lower.from_ or upper.stars <= lower.stars:
            raise refusal(
                "stars_order",
                "星级表须按分数单向排列，分数越高星级越高："
                f"{lower.from_:g} 分 {lower.stars:g} 星与 {upper.from_:g} 分 {upper.stars:g} 星不符。",
                "The rows must run one way, with more stars for a higher score; "
                f"{lower.stars:g} from {lower.from_:g} and {upper.stars:g} from {upper.from_:g} do not.",
            )
    return rows


StarTable = Annotated[tuple[Row, ...], Field(min_length=2), AfterValidator(_check)]


def star_function(table: tuple[Row, ...]) -> Callable[[float], float]:
    """Stars of a score between 0 and 100."""
    rows = sorted(table, key=lambda row: row.from_)
    starts, stars = tuple(row.from_ for row in rows), tuple(row.stars for row in rows)
    return lambda score: stars[bisect_right(starts, score) - 1]
