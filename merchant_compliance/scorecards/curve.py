"""Curves: from the value of an indicator to its score between 0 and 100, by points or by bands.

Both forms have one normal form, a `Case`, so that every target computes the same bits: the first piece whose
`below` is above x gives the score, and `otherwise` where there is none. A piece is the straight line
`y0 + rise * ((x - x0) / width)` in doubles, ending at y1. Outside of its points a curve keeps the first or
the last score.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf, nextafter
from typing import Annotated, NamedTuple

from pydantic import Field, field_validator, model_validator

from merchant_compliance.scorecards.kinds import Number, Points, Shape, refusal


class Piece(NamedTuple):
    """A line for the values below `below`. `rise` is 0 for a constant; `width` is positive."""

    below: float
    x0: float
    width: float
    y0: float
    rise: float
    y1: float

    @property
    def overshoots(self) -> bool:
        """Whether rounding may carry the line beyond y1, so that it must be held there to stay monotone."""
        return self.y0 + self.rise != self.y1


class Case(NamedTuple):
    """Pieces with rising `below`, and the score of everything else."""

    pieces: tuple[Piece, ...]
    otherwise: float


class Band(Shape):
    """One band: `below` (<) or `upto` (<=) in rising order; `from` (>=) or `above` (>) in falling order."""

    below: Number | None = None
    upto: Number | None = None
    from_: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    score: Points

    @property
    def bounds(self) -> dict[str, float]:
        named = {"below": self.below, "upto": self.upto, "from": self.from_, "above": self.above}
        return {name: bound for name, bound in named.items() if bound is not None}

    @property
    def rises(self) -> bool:
        return self.below is not None or self.upto is not None

    @property
    def cut(self) -> float:
        """The double such that the band is what is below it (or, in falling order, what is not)."""
        name, bound = next(iter(self.bounds.items()))
        return nextafter(bound, inf) if name in ("upto", "above") else bound


class Curve(Shape):
    """Either `points`, [[x, score], …] with rising x, or `bands`, of which the last has no bound."""

    points: Annotated[tuple[tuple[Number, Points], ...], Field(min_length=2)] | None = None
    bands: Annotated[tuple[Band, ...], Field(min_length=2)] | None = None

    @field_validator("points")
    @classmethod
    def _xs_rise(cls, points: tuple[tuple[float, float], ...] | None) -> tuple[tuple[float, float], ...] | None:
        for (before, _), (after, _) in pairwise(points or ()):
            if after <= before:
                raise refusal(
                    "points_order",
                    f"曲线各点的 x 须逐个增大，{after:g} 不大于 {before:g}。",
                    f"The x of the points must rise; {after:g} is not above {before:g}.",
                )
        return points

    @field_validator("bands")
    @classmethod
    def _bands_cover(cls, bands: tuple[Band, ...] | None) -> tuple[Band, ...] | None:
        if bands is not None:
            _check_bounds(bands)
            _check_order(bands[:-1])
        return bands

    @model_validator(mode="after")
    def _one_form(self) -> Curve:
        if (self.points is None) == (self.bands is None):
            raise refusal(
                "curve_form",
                "曲线须且只能写 `points`（折线）或 `bands`（分档）之一。",
                "A curve has either `points` or `bands`.",
            )
        return self

    @property
    def case(self) -> Case:
        return _of_points(self.points) if self.points is not None else _of_bands(self.bands or ())


def _constant(below: float, score: float) -> Piece:
    return Piece(below, 0.0, 1.0, score, 0.0, score)


def _of_points(points: tuple[tuple[float, float], ...]) -> Case:
    lines = [Piece(x1, x0, x1 - x0, y0, y1 - y0, y1) for (x0, y0), (x1, y1) in pairwise(points)]
    return Case((_constant(*points[0]), *lines), points[-1][1])


def _of_bands(bands: tuple[Band, ...]) -> Case:
    cuts, scores = [band.cut for band in bands[:-1]], [band.score for band in bands]
    if not bands[0].rises:
        cuts.reverse()
        scores.reverse()
    return Case(tuple(map(_constant, cuts, scores)), scores[-1])


def _check_bounds(bands: tuple[Band, ...]) -> None:
    for number, band in enumerate(bands, start=1):
        wanted = 0 if number == len(bands) else 1
        if len(band.bounds) != wanted:
            raise refusal(
                "band_bounds",
                f"第 {number} 档应有 {wanted} 个界限，现有 {len(band.bounds)} 个："
                "每档写 below、upto、from、above 之一，最后一档不写，表示其余。",
                f"Band {number} has {len(band.bounds)} bounds where {wanted} is wanted: each band has one of "
                "below, upto, from, above, and the last, which takes the rest, has none.",
            )


def _check_order(bands: tuple[Band, ...]) -> None:
    """All bounds the same way, each beyond the one before."""
    for number, (before, after) in enumerate(pairwise(bands), start=2):
        if before.rises != after.rises:
            raise refusal(
                "band_direction",
                f"第 {number} 档方向不一致：below/upto 与 from/above 不能混用。",
                f"Band {number} turns round: below/upto and from/above do not go together.",
            )
        if (before.cut < after.cut) != before.rises or before.cut == after.cut:
            raise refusal(
                "band_order",
                f"第 {number} 档永远不会用到：它的界限没有超出上一档。",
                f"Band {number} can never hold: its bound is not beyond the band before.",
            )


def curve_source(curve: Curve, x: str = "x") -> str:
    """The curve as a Python expression of the double named `x`, which is not NaN. It holds numbers only."""
    case = curve.case
    tests = "".join(f"{_piece_source(piece, x)} if {x} < {piece.below!r} else " for piece in case.pieces)
    return f"({tests}{case.otherwise!r})"


def _piece_source(piece: Piece, x: str) -> str:
    if not piece.rise:
        return repr(piece.y0)
    line = f"{piece.y0!r} + {piece.rise!r} * (({x} - {piece.x0!r}) / {piece.width!r})"
    hold = "min" if piece.rise > 0 else "max"
    return f"{hold}({line}, {piece.y1!r})" if piece.overshoots else line


def curve_function(curve: Curve) -> Callable[[float], float]:
    """The curve as a function of a double that is not NaN.

    INVARIANT: monotone where its points or bands are.
    """
    function: Callable[[float], float] = eval(f"lambda x: {curve_source(curve)}")
    return function
