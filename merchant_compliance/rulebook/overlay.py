"""Overlays: a dated, regional change to the rulebook, such as relief after a flood."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook import build_messages as say
from merchant_compliance.rulebook.message import Message
from merchant_compliance.rulebook.parameters import TYPES, Parameter, sample_of
from merchant_compliance.rulebook.policy import (
    Bilingual,
    Effective,
    Filled,
    Identifier,
    Provenance,
    Shape,
    parameter_value,
)
from merchant_compliance.rulebook.rule import Interval
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.text import Text

UNKNOWN = Message(
    "unknown-name",
    Text("没有名为 {name} 的{zh}。", "There is no {en} named {name}."),
    NOTHING,
    Text("请改成已有的名称。", "Use one that exists."),
)
NAMES = {
    "rules": Text("规则", "rule"),
    "indicators": Text("指标", "indicator"),
    "adjusts": Text("参数", "parameter"),
}
WRONG_TYPE = Message(
    "wrong-type",
    Text("参数 {name} 应为{zh}。", "The parameter {name} is {en}."),
    NOTHING,
    Text("请写同一类型的值。", "Give it a value of that type."),
)


def _digits(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _region(text: str) -> str:
    """A GB/T 2260 code as the prefix that it stands for: 410000 is the province 41, 410100 the city 4101."""
    if not (text.isascii() and text.isdigit() and len(text) in (2, 4, 6)):
        raise PydanticCustomError("bad_region", "a region code is wanted")
    while len(text) > 2 and text.endswith("00"):
        text = text[:-2]
    return text


Region = Annotated[str, BeforeValidator(_digits), AfterValidator(_region)]


class Waivers(Shape):
    """Rules (a table or document stands for all of its rules), and indicators as `card.dimension.indicator`."""

    rules: tuple[Filled, ...] = ()
    indicators: tuple[Filled, ...] = ()


class Overlay(Shape):
    """`regions` are prefixes of GB/T 2260 codes; without them the overlay holds everywhere."""

    overlay: Identifier
    title: Bilingual
    regions: Annotated[tuple[Region, ...], Field(min_length=1)] | None = None
    effective: Effective
    source: Provenance | None = None
    waives: Waivers = Waivers()
    adjusts: dict[str, Annotated[Any, PlainValidator(parameter_value)]] = Field(default_factory=dict)

    @property
    def interval(self) -> Interval:
        return Interval(self.effective.from_, self.effective.until)

    def holds_in(self, region: str | None) -> bool:
        """Whether it holds for a merchant of this region; an unknown region gets no regional relief."""
        return self.regions is None or (region is not None and region.startswith(self.regions))


def overlay_problems(
    overlay: Overlay,
    source: Source,
    rules: Collection[str],
    indicators: Collection[str],
    parameters: Mapping[str, Parameter],
) -> Iterator[Problem]:
    """Names that do not exist, values of another type, dates that are never.

    `rules` are ids of rules, tables and documents; `parameters` are named `policy.parameter`.
    """
    start, end = overlay.interval
    if start and end and start >= end:
        yield say.EMPTY_INTERVAL.at(source.place(("effective",)), from_=start, until=end)
    for key, known in (("rules", rules), ("indicators", indicators)):
        for index, name in enumerate(getattr(overlay.waives, key)):
            if name not in known:
                zh, en = NAMES[key]
                place = source.place(("waives", key, index))
                yield UNKNOWN.at(place, nearest(name, sorted(known)), name=name, zh=zh, en=en)
    for name, value in overlay.adjusts.items():
        if name not in parameters:
            zh, en = NAMES["adjusts"]
            place = source.place_of_key(("adjusts", name))
            yield UNKNOWN.at(place, nearest(name, parameters), name=name, zh=zh, en=en)
        elif adjusted(value, parameters[name]) is None:
            sample = sample_of(parameters[name])
            text = TYPES[type(sample)] if not isinstance(sample, tuple) else Text("列表", "a list")
            yield WRONG_TYPE.at(source.place(("adjusts", name)), name=name, zh=text.zh, en=text.en)


def adjusted(value: Any, parameter: Parameter) -> Any:
    """The overlay's value in the type of the parameter, or None where it has another."""
    sample = sample_of(parameter)
    if type(value) is int and type(sample) is float:
        return float(value)
    if isinstance(value, tuple) and isinstance(sample, tuple):
        if not value or not sample or type(value[0]) is type(sample[0]):
            return value
        return tuple(map(float, value)) if (type(value[0]), type(sample[0])) == (int, float) else None
    return value if type(value) is type(sample) else None
