"""What to say about one wrong field of a record: one table from the kind of error to its text.

INVARIANT: the value of a personal fact never enters a text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from merchant_compliance.errors import NOTHING, Problem
from merchant_compliance.merchant.fact import TEXT_LIMIT
from merchant_compliance.merchant.facts import FACTS, Fact
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.text import Text

SHOWN = 40
"""Characters of a wrong value that an error repeats."""

WANTED = {
    "text": Text("文字（JSON 中放在引号内）", "text (in quotes in JSON)"),
    "whole": Text("整数，例如 12", "a whole number such as 12"),
    "real": Text("数字，例如 0.98", "a number such as 0.98"),
    "flag": Text("true 或 false", "true or false"),
    "day": Text("日期，例如 2021-02-28", "a calendar date such as 2021-02-28"),
    "part": Text("JSON 对象，例如 {…}", "a JSON object such as {…}"),
    "list": Text("列表，例如 […]", "a list such as […]"),
}
GIVEN: tuple[tuple[type | tuple[type, ...], Text], ...] = (
    (type(None), Text("null", "null")),
    (bool, Text("true/false", "true or false")),
    ((int, float), Text("数字", "a number")),
    (str, Text("文字", "text")),
    ((list, tuple), Text("列表", "a list")),
    (Mapping, Text("对象", "an object")),
)
WHY_WRONG = {
    "day": Text("日期须真实存在：2021-02-30 不存在", "the day must exist: there is no 2021-02-30"),
    "whole": Text("整数不超过 64 位", "whole numbers have 64 bits"),
}
DELETE_FIELD = Text("改正该值；没有该信息时请删除该字段", "correct the value; leave the field out if it is not known")
DELETE_ELEMENT = Text("改正或删除该元素", "correct the element or delete it")
OTHER = Text("其他类型的值", "a value of another type")


@dataclass(frozen=True)
class Place:
    """Where an error stands: `path` with indexes for people, `fact` where the field is known."""

    path: str
    owner: str
    name: object
    value: object
    fact: Fact | None
    element: bool
    limit: int = TEXT_LIMIT


def plain(value: object) -> str:
    """Text that can be printed and encoded, at most `SHOWN` characters long."""
    text = str(value)
    text = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def given(value: object) -> Text:
    return next((text for kind, text in GIVEN if isinstance(value, kind)), OTHER)


def _told(place: Place) -> Text:
    """The kind of a wrong value, and the value itself if it is text or a number and not personal."""
    kind = given(place.value)
    if not isinstance(place.value, str | int | float) or isinstance(place.value, bool):
        return kind
    if place.fact is None or place.fact.personal:
        return Text(f"{kind.zh}（个人信息，不显示）", f"{kind.en} (personal data, not shown)")
    shown = f'"{plain(place.value)}"' if isinstance(place.value, str) else _number(place.value)
    noun = "text" if isinstance(place.value, str) else "number"
    return Text(f"{kind.zh} {shown}", f"the {noun} {shown}")


def _number(value: float) -> str:
    """INVARIANT: no exception; Python refuses to print integers of more than 4,300 digits."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"{'-' if value < 0 else ''}(> 60 digits)"
    return str(value)


def siblings(owner: str) -> tuple[str, ...]:
    """The known names of the fields beside an unknown one; `owner` is a path without indexes."""
    part = Merchant if owner == "merchant" else FACTS[owner].part if owner in FACTS else None
    return tuple(part.model_fields) if part else ()


def suggestion(owner: str, name: object) -> str | None:
    """The nearest sibling; else the same name elsewhere in the record, if there is just one such field."""
    near = nearest(name, siblings(owner))
    if near or not isinstance(name, str):
        return near
    elsewhere = [path for path in FACTS if path.rpartition(".")[2] == name]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _unknown(place: Place) -> Problem:
    if not isinstance(place.name, str):
        why = Text(f"字段位于 {place.owner}", f"the field stands in {place.owner}")
        mend = Text("改正或删除该字段", "correct or delete the field")
        return Problem("unknown-field", Text("字段名不是文字", "the name of a field is not text"), why, mend)
    return unknown_field(place.path, place.owner, place.name)


def unknown_field(path: str, owner: str, name: str) -> Problem:
    """`owner` is the path, without indexes, of the part in which `name` is not known."""
    known = ", ".join(siblings(owner))
    return Problem(
        "unknown-field",
        Text(f"未知字段 {path}", f"unknown field {path}"),
        Text(f"{owner} 只有这些字段：{known}", f"{owner} has only these fields: {known}"),
        Text(
            "改正字段名，或删除该字段；加 --allow-unknown 可忽略未知字段",
            "correct the name or delete the field; --allow-unknown ignores unknown fields",
        ),
        suggestion(owner, name),
    )


def _is(place: Place, zh: str, en: str) -> Text:
    return Text(f"字段 {place.path} {zh}", f"{place.path} {en}")


def _missing(place: Place) -> Problem:
    return Problem(
        "missing-field",
        _is(place, "缺失", "is missing"),
        Text("没有商家编号就无法指明是哪一个商家", "without it nobody can tell which merchant is meant"),
        Text("填写非空的商家编号", "give an id that is not empty"),
    )


def _wrong_type(place: Place) -> Problem:
    told, wanted = _told(place), _wanted(place)
    want = WANTED[wanted]
    return Problem(
        "wrong-type",
        _is(place, f"应为{want.zh}，实为{told.zh}", f"should be {want.en}, but is {told.en}"),
        WHY_WRONG.get(wanted, NOTHING),
        DELETE_ELEMENT if place.element else DELETE_FIELD,
    )


def _wanted(place: Place) -> str:
    if place.fact is None:
        return "part"
    return "list" if place.fact.many and not place.element else place.fact.type


def _not_allowed(place: Place) -> Problem:
    told = _told(place)
    allowed = ", ".join(place.fact.values) if place.fact else ""
    return Problem(
        "wrong-value",
        _is(place, f"不能是{told.zh}", f"may not be {told.en}"),
        NOTHING,
        Text(f"可用的值：{allowed}", f"allowed values: {allowed}"),
        nearest(place.value, place.fact.values if place.fact else ()),
    )


def _too_long(place: Place) -> Problem:
    return Problem(
        "too-long",
        _is(place, f"的文字超过 {place.limit} 个字符", f"is longer than {place.limit} characters"),
        Text("这样长的文字多半是错误或攻击", "text as long as this is most likely a mistake or an attack"),
        Text("缩短该文字", "shorten the text"),
    )


def _not_unicode(place: Place) -> Problem:
    return Problem(
        "bad-text",
        _is(place, "含有不完整的 Unicode 字符", "holds half of a Unicode character"),
        Text("单独的代理项（如 \\ud800）不是字符", "a lone surrogate such as \\ud800 is no character"),
        Text("从来源重新导出该文字", "export the text again from where it comes"),
    )


TEXTS: dict[str, Callable[[Place], Problem]] = {
    "extra_forbidden": _unknown,
    "invalid_key": _unknown,
    "missing": _missing,
    "string_too_short": _missing,
    "literal_error": _not_allowed,
    "string_too_long": _too_long,
    "string_unicode": _not_unicode,
}


def problem_of(error_type: str, place: Place) -> Problem:
    """Every kind of pydantic error that is not in the table is a value of the wrong type."""
    return TEXTS.get(error_type, _wrong_type)(place)


def place_of(location: tuple[Any, ...], value: object, context: Mapping[str, Any]) -> Place:
    """The place of a pydantic location such as `("products", 2, "price")`."""
    path = "merchant"
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{plain(step)}"
    names = [step for step in location if isinstance(step, str)]
    bare = ".".join(["merchant", *names])
    return Place(
        path=path,
        owner=".".join(["merchant", *names[:-1]]),
        name=location[-1] if location else "",
        value=value,
        fact=FACTS.get(bare),
        element=bool(location) and isinstance(location[-1], int),
        limit=int(context.get("max_length", TEXT_LIMIT)),
    )
