"""A scorecard in SQL: layers of columns, each over the one before, that come to the same bits as `scoring`.

The arithmetic is said there. Whatever is left out counts 0.0 in sums, which changes no bit: nothing is negative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from sqlglot import exp

from merchant_compliance.language.expression import Node
from merchant_compliance.language.sql import SqlWriter, constant
from merchant_compliance.language.sql_functions import call, cast, known, negation, number, when
from merchant_compliance.scorecards.curve import Case, Piece
from merchant_compliance.scorecards.scoring import rounded
from merchant_compliance.scorecards.shape import Adjustment, Scorecard
from merchant_compliance.scorecards.stars import star_function

Layer = dict[str, exp.Expression]
Values = Mapping[str, Node]
"""The checked condition of each CEL text of a scorecard."""
NULL = exp.Null()


class ScoreColumns(NamedTuple):
    """Layers of columns, and the score as a struct over the last of them."""

    layers: tuple[Layer, ...]
    score: exp.Expression


class ScoreWriter:
    """Writes one version of a scorecard; all its columns begin with `prefix`. `waived` are `dimension.indicator`."""

    def __init__(self, card: Scorecard, waived: frozenset[str], values: Values, writer: SqlWriter, prefix: str) -> None:
        self._card, self._waived, self.values = card, waived, values
        self._writer, self._prefix = writer, prefix

    def write(self, dimensions: Sequence[str]) -> ScoreColumns:
        """`dimensions` are the fields that the struct has, of all versions of the card."""
        layers = (self._measured(), self._curved(), self._means(), self._total(), self._rounded())
        return ScoreColumns(layers, self._struct(dimensions))

    def column(self, name: str) -> exp.Expression:
        return exp.column(f"{self._prefix}{name}")

    @property
    def counted(self) -> dict[str, list[str]]:
        """By dimension, its indicators that are not waived."""
        return {
            name: [inner for inner in dimension.indicators if f"{name}.{inner}" not in self._waived]
            for name, dimension in self._card.dimensions.items()
        }

    def _value(self, text: str) -> exp.Expression:
        """A number as a double; one that is not a number is unknown."""
        node = self.values[text]
        value = cast(exp.Paren(this=self._writer.write(node)), "DOUBLE")
        return value if node.type == "int" else when((negation(call("isnan", value)), value))

    def _named(self, columns: Mapping[str, exp.Expression]) -> Layer:
        return {f"{self._prefix}{name}": value for name, value in columns.items()}

    def _measured(self) -> Layer:
        found: Layer = {}
        if self._card.minimum:
            value = self._value(self._card.minimum.value)
            found["rated"] = exp.GTE(this=value, expression=_double(self._card.minimum.at_least))
        for name, counted in self.counted.items():
            for inner in counted:
                found[f"x_{name}_{inner}"] = self._value(self._card.dimensions[name].indicators[inner].value)
        for place, (_, each) in enumerate(self._adjustments):
            found[f"n_{place}"] = self._value(each.count)
        return self._named(found)

    @property
    def _adjustments(self) -> list[tuple[float, Adjustment]]:
        return [(-1.0, each) for each in self._card.deductions] + [(1.0, each) for each in self._card.bonuses]

    def _curved(self) -> Layer:
        return self._named(
            {
                f"s_{name}_{inner}": curved(
                    self._card.dimensions[name].indicators[inner].curve.case, self.column(f"x_{name}_{inner}")
                )
                for name, counted in self.counted.items()
                for inner in counted
            }
        )

    def _means(self) -> Layer:
        return self._named(
            {
                f"m_{name}": weighted(
                    [
                        (self._card.dimensions[name].indicators[inner].weight, self.column(f"s_{name}_{inner}"))
                        for inner in counted
                    ]
                )
                for name, counted in self.counted.items()
            }
        )

    def _total(self) -> Layer:
        means = [(each.weight, self.column(f"m_{name}")) for name, each in self._card.dimensions.items()]
        steps = [self._adjustment(place, *each) for place, each in enumerate(self._adjustments)]
        return self._named({"t": reduce(_plus, steps, weighted(means))})

    def _adjustment(self, place: int, sign: float, each: Adjustment) -> exp.Expression:
        counted = exp.Mul(this=self.column(f"n_{place}"), expression=_double(each.points))
        points = exp.Mul(this=_double(sign), expression=call("least", counted, _double(each.cap)))
        some = exp.GT(this=self.column(f"n_{place}"), expression=_double(0.0))
        return exp.Paren(this=when((some, points), otherwise=_double(0.0)))

    def _rounded(self) -> Layer:
        kept = call("least", call("greatest", self.column("t"), _double(0.0)), _double(100.0))
        return self._named({"score": when((known(self.column("t")), to_cents(kept)))})

    def _struct(self, dimensions: Sequence[str]) -> exp.Expression:
        """Below the minimum the fixed score, if there is one; where that is unknown, so is all."""
        fixed = self._fixed()
        shown = {
            name: to_cents(self.column(f"m_{name}")) if name in self._card.dimensions else _no_double()
            for name in dimensions
        }
        rated = _struct(self.column("score"), self._stars(), exp.Boolean(this=True), shown)
        if not self._card.minimum:
            return rated
        nothing = dict.fromkeys(shown, _no_double())
        below = _struct(*fixed, exp.Boolean(this=False), nothing)
        unknown = _struct(_no_double(), _no_double(), cast(NULL, "BOOLEAN"), nothing)
        is_rated = self.column("rated")
        return when((is_rated, rated), (negation(is_rated), below), otherwise=unknown)

    def _fixed(self) -> tuple[exp.Expression, exp.Expression]:
        minimum = self._card.minimum
        if minimum is None or minimum.otherwise == "unrated":
            return _no_double(), _no_double()
        score = rounded(minimum.otherwise)
        return _double(score), _double(star_function(self._card.stars)(score))

    def _stars(self) -> exp.Expression:
        rows = sorted(self._card.stars, key=lambda row: -row.from_)
        return when(
            *((exp.GTE(this=self.column("score"), expression=_double(row.from_)), _double(row.stars)) for row in rows)
        )


def _struct(score: exp.Expression, stars: exp.Expression, rated: exp.Expression, dimensions: Layer) -> exp.Expression:
    inner = pack(dimensions)
    return pack({"score": score, "stars": stars, "rated": rated, "dimensions": inner})


def pack(fields: Layer) -> exp.Expression:
    """A struct of these fields."""
    named = [
        exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value) for name, value in fields.items()
    ]
    return call("struct_pack", *named)


def curved(case: Case, x: exp.Expression) -> exp.Expression:
    """The score of a double that may be unknown."""
    pieces = [(exp.LT(this=x, expression=_double(piece.below)), _piece(piece, x)) for piece in case.pieces]
    return when((exp.Is(this=x, expression=NULL), _no_double()), *pieces, otherwise=_double(case.otherwise))


def _piece(piece: Piece, x: exp.Expression) -> exp.Expression:
    if not piece.rise:
        return _double(piece.y0)
    way = exp.Paren(this=exp.Sub(this=x, expression=_double(piece.x0)))
    part = exp.Paren(this=exp.Div(this=way, expression=_double(piece.width), typed=True, safe=False))
    line = _plus(_double(piece.y0), exp.Mul(this=_double(piece.rise), expression=part))
    return call("least" if piece.rise > 0 else "greatest", line, _double(piece.y1)) if piece.overshoots else line


def weighted(parts: Sequence[tuple[float, exp.Expression]]) -> exp.Expression:
    """The weighted mean of what is known, from left to right; NULL where nothing is."""

    def summed(of: Callable[[float, exp.Expression], exp.Expression]) -> exp.Expression:
        terms = [when((known(value), of(weight, value)), otherwise=_double(0.0)) for weight, value in parts]
        return exp.Paren(this=reduce(_plus, terms)) if terms else _double(0.0)

    total = summed(lambda weight, value: exp.Mul(this=_double(weight), expression=value))
    weights = summed(lambda weight, _: _double(weight))
    mean = exp.Div(this=total, expression=weights, typed=True, safe=False)
    return when((exp.GT(this=weights, expression=number(0)), mean))


def to_cents(value: exp.Expression) -> exp.Expression:
    """Two decimals, half up, as `rounded` does."""
    scaled = _plus(exp.Mul(this=value, expression=_double(100.0)), _double(0.5))
    return exp.Div(this=call("floor", scaled), expression=_double(100.0), typed=True, safe=False)


def _plus(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    return exp.Add(this=left, expression=right)


def _double(value: float) -> exp.Expression:
    return constant(value, "double")


def _no_double() -> exp.Expression:
    return cast(NULL, "DOUBLE")
