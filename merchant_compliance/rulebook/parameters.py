"""Dated parameters: which value holds on a day, and of what type its values are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.rulebook.message import Message
from merchant_compliance.rulebook.policy import DatedValue, ParameterValue
from merchant_compliance.rulebook.scalars import YES_AND_NO
from merchant_compliance.rulebook.spot import Source, Step
from merchant_compliance.text import Text

MIXED = Message(
    "mixed-types",
    Text(
        "参数 {name} 的值类型不一：此处是{zh}，第 {line} 行是{other_zh}。",
        "The values of parameter {name} differ in type: {en} here, {other_en} at line {line}.",
    ),
    Text(
        "条件在加载时只检查一次，类型不能随日期变化。",
        "Conditions are checked once, so that a type cannot change with the date.",
    ),
    Text("请统一写法；数要么都带小数点，要么都不带。", "Write all values alike."),
)
TWICE = Message(
    "date-twice",
    Text("参数 {name} 有两个值从 {day} 起生效。", "Parameter {name} has two values from {day} on."),
    NOTHING,
    Text("请删除其中一个，或改日期。", "Delete one of them, or change its date."),
)
YES_NO = Message(
    "yes-or-no",
    Text(
        "参数 {name} 的值 {value} 是文字，不是真假值。",
        "The value {value} of parameter {name} is text, not true or false.",
    ),
    Text("YAML 1.2 只认 true 和 false。", "YAML 1.2 knows only true and false."),
    Text(
        '请写 true 或 false；若确为文字，请加引号："{value}"',
        'Write true or false; if text is meant, put it in quotes: "{value}"',
    ),
)
TYPES: dict[type, Text] = {
    bool: Text("真假值", "true or false"),
    int: Text("整数", "a whole number"),
    float: Text("小数", "a number with decimals"),
    str: Text("文字", "text"),
    date: Text("日期", "a date"),
}
NUMBERS = (int, float)


class Parametric(Protocol):
    """A file with dated parameters: a policy, a lifecycle."""

    @property
    def parameters(self) -> Mapping[str, tuple[DatedValue, ...]]: ...


@dataclass(frozen=True)
class Parameter:
    """A name with its dated values, the earliest first."""

    name: str
    days: tuple[date, ...]
    values: tuple[ParameterValue, ...]

    def at(self, day: date) -> ParameterValue | None:
        """The value whose `from` is the latest not after `day`; None before the first."""
        index = bisect_right(self.days, day)
        return self.values[index - 1] if index else None


def parameters_of(shape: Parametric, source: Source) -> tuple[dict[str, Parameter], list[Problem]]:
    found: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for name, values in shape.parameters.items():
        path = ("parameters", name)
        problems += [*_twice(shape, source, name), *_types(shape, source, name), *_yes_and_no(source, path)]
        ordered = sorted(values, key=lambda value: value.from_ or date.min)
        whole = {type(item) for value in values for item in _items(value.value)} != {int, float}
        found[name] = Parameter(
            name,
            tuple(value.from_ or date.min for value in ordered),
            tuple(value.value if whole else _as_doubles(value.value) for value in ordered),
        )
    return found, problems


def broken_parameters(shape: Parametric, source: Source) -> frozenset[str]:
    """The names of which a problem is known: what conditions say of them cannot be judged."""
    raw = source.data.get("parameters")
    if not isinstance(raw, dict):
        return frozenset()
    return frozenset(name for name in raw if name not in shape.parameters or _is_broken(name, shape, source))


def _is_broken(name: str, shape: Parametric, source: Source) -> bool:
    """A value was refused, or replaced by a stand-in."""
    for index, value in enumerate(shape.parameters[name]):
        spot = source.spot(("parameters", name, index, "value"))
        written = tuple(spot.value) if isinstance(spot.value, list) else spot.value
        if written != value.value or any(inner.broken for inner in (spot, *spot.children.values())):
            return True
    return False


def sample_of(parameter: Parameter) -> ParameterValue:
    """A value by which the type checker learns the type: one that is no empty list, if there is any."""
    return next((value for value in parameter.values if value != ()), parameter.values[0])


def values_at(parameters: Mapping[str, Parameter], day: date) -> dict[str, ParameterValue]:
    """The values in force; a name without one is absent, and rules that read it are undetermined."""
    values = ((name, parameter.at(day)) for name, parameter in parameters.items())
    return {name: value for name, value in values if value is not None}


def _items(value: ParameterValue) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _as_doubles(value: ParameterValue) -> ParameterValue:
    """Whole numbers beside decimals are doubles, so that the parameter has one type."""
    if isinstance(value, tuple):
        return tuple(float(item) for item in value)  # type: ignore[arg-type]
    return float(value)  # type: ignore[arg-type]


def _twice(shape: Parametric, source: Source, name: str) -> Iterator[Problem]:
    seen: set[date | None] = set()
    for index, value in enumerate(shape.parameters[name]):
        if value.from_ in seen:
            yield TWICE.at(source.place(("parameters", name, index)), name=name, day=value.from_ or "—")
        seen.add(value.from_)


def _types(shape: Parametric, source: Source, name: str) -> Iterator[Problem]:
    first: tuple[bool, type, int] | None = None
    for index, value in enumerate(shape.parameters[name]):
        place = source.place(("parameters", name, index, "value"))
        kinds = [type(item) for item in _items(value.value)]
        if not kinds:
            continue
        here = (isinstance(value.value, tuple), kinds[0], place.line)
        first = first or here
        if here[0] != first[0] or not _alike(here[1], first[1]):
            zh, en = _said(*here[:2])
            other_zh, other_en = _said(*first[:2])
            yield MIXED.at(place, name=name, zh=zh, en=en, other_zh=other_zh, other_en=other_en, line=first[2])


def _alike(a: type, b: type) -> bool:
    return a is b or (a in NUMBERS and b in NUMBERS)


def _said(many: bool, kind: type) -> Text:
    text = TYPES[kind]
    return Text(f"{text.zh}的列表", f"a list of {text.en}") if many else text


def _yes_and_no(source: Source, path: tuple[Step, ...]) -> Iterator[Problem]:
    for dated in source.spot(path).children.values():
        value = dated.children.get("value")
        for spot in (value, *(value.children.values() if value else ())):
            if spot and spot.style == "plain" and spot.text in YES_AND_NO:
                place = source.place()._replace(line=spot.line, column=spot.column)
                yield YES_NO.at(place, name=path[-1], value=spot.text)
