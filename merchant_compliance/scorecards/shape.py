"""The shape of a scorecard file, read by `Scorecard.model_validate(data)`: one version of one scorecard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, ValidationInfo, field_validator

from merchant_compliance.merchant.record import Stage
from merchant_compliance.scorecards.curve import Curve
from merchant_compliance.scorecards.kinds import (
    Both,
    Effective,
    Expression,
    Identifier,
    Name,
    Number,
    Penalty,
    Points,
    Shape,
    Source,
    Weight,
    Words,
    refusal,
    sums_to_one,
)
from merchant_compliance.scorecards.stars import StarTable


class Place(NamedTuple):
    """A CEL text of a scorecard: where it stands, and whether a number or a whole number must come of it."""

    path: tuple[str | int, ...]
    text: str
    wanted: Literal["number", "whole"]


class Minimum(Shape):
    """Below it there is no score of its own: too few orders say nothing."""

    value: Expression
    at_least: Number
    otherwise: Literal["unrated"] | Points


class Indicator(Shape):
    """One measured value; `weight` is its share of the dimension."""

    title: Both
    value: Expression
    weight: Weight
    curve: Curve


class Dimension(Shape):
    """What belongs together; `weight` is its share of the score."""

    title: Both
    weight: Weight
    indicators: Annotated[dict[Name, Indicator], Field(min_length=1)]

    @field_validator("indicators")
    @classmethod
    def _weights(cls, indicators: dict[str, Indicator]) -> dict[str, Indicator]:
        weights = {name: indicator.weight for name, indicator in indicators.items()}
        sums_to_one(weights, "同一维度各指标", "the indicators of a dimension")
        return indicators


class Adjustment(Shape):
    """Points off or on for each of `count`, at most `cap` in all."""

    id: Identifier
    title: Both
    count: Expression
    points: Penalty
    cap: Penalty

    @field_validator("cap")
    @classmethod
    def _holds_one(cls, cap: float, info: ValidationInfo) -> float:
        points = info.data.get("points")
        if points is not None and cap < points:
            raise refusal(
                "cap_below_points",
                f"上限 {cap:g} 小于单次分值 {points:g}，单次分值永远不会生效。",
                f"The cap {cap:g} is below the points of one, {points:g}, which could never be given.",
            )
        return cap


class Scorecard(Shape):
    """One version of a scorecard. INVARIANT: the order in the file is the order of the arithmetic."""

    scorecard: Identifier
    version: Words
    title: Both
    source: Source | None = None
    assumption: Both | None = None
    effective: Effective = Effective()
    stage: Annotated[tuple[Stage, ...], Field(min_length=1)] | None = None
    minimum: Minimum | None = None
    dimensions: Annotated[dict[Name, Dimension], Field(min_length=1)]
    deductions: tuple[Adjustment, ...] = ()
    bonuses: tuple[Adjustment, ...] = ()
    stars: StarTable

    @field_validator("dimensions")
    @classmethod
    def _weights(cls, dimensions: dict[str, Dimension]) -> dict[str, Dimension]:
        sums_to_one({name: dimension.weight for name, dimension in dimensions.items()}, "各维度", "the dimensions")
        return dimensions

    @field_validator("deductions", "bonuses")
    @classmethod
    def _ids_differ(cls, adjustments: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
        ids = [adjustment.id for adjustment in adjustments]
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            raise refusal("id_twice", f"编号 `{twice}` 重复。", f"The id `{twice}` stands here twice.")
        return adjustments

    @property
    def indicator_names(self) -> tuple[str, ...]:
        """`dimension.indicator`, as overlays name them."""
        return tuple(f"{name}.{inner}" for name, dimension in self.dimensions.items() for inner in dimension.indicators)

    def places(self) -> Iterator[Place]:
        """Every CEL text, so that a loader can check each of them at its place."""
        if self.minimum:
            yield Place(("minimum", "value"), self.minimum.value, "number")
        for name, dimension in self.dimensions.items():
            for inner, indicator in dimension.indicators.items():
                path = ("dimensions", name, "indicators", inner, "value")
                yield Place(path, indicator.value, "number")
        for key, adjustments in (("deductions", self.deductions), ("bonuses", self.bonuses)):
            for index, adjustment in enumerate(adjustments):
                yield Place((key, index, "count"), adjustment.count, "whole")
