"""Facts: the record as plain dicts in which whatever is missing is absent, and the catalogue of all facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from merchant_compliance.merchant.fact import Provider
from merchant_compliance.merchant.record import Merchant, Part
from merchant_compliance.text import Text

Facts = dict[str, Any]
PartClass = type[Part]  # `Fact.type` hides the built-in one inside the class
Type = Literal["text", "whole", "real", "flag", "day", "part"]
TYPES: dict[type, Type] = {str: "text", int: "whole", float: "real", bool: "flag", date: "day"}


@dataclass(frozen=True)
class Fact:
    """What is known of one field. `path` has no indexes; `many` says that it holds a list of its type."""

    path: str
    title: Text
    type: Type
    many: bool = False
    unit: str = ""
    provided_by: Provider = "merchant"
    personal: bool = False
    values: tuple[str, ...] = ()
    part: PartClass | None = None


def facts_of(merchant: Merchant) -> Facts:
    """The record as nested dicts without a key for anything that is missing."""
    facts: Facts = merchant.__pydantic_serializer__.to_python(merchant, exclude_none=True)
    return facts


def _unwrap(annotation: Any) -> tuple[Any, bool]:
    """The bare type of a field, and whether the field is a list of it."""
    if get_origin(annotation) is Annotated:
        return _unwrap(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _unwrap(next(a for a in get_args(annotation) if a is not type(None)))
    if get_origin(annotation) is list:
        return _unwrap(get_args(annotation)[0])[0], True
    return annotation, False


def _fact(path: str, field: FieldInfo) -> Fact:
    bare, many = _unwrap(field.annotation)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    values = get_args(bare) if get_origin(bare) is Literal else ()
    part = bare if isinstance(bare, type) and issubclass(bare, Part) else None
    return Fact(
        path=path,
        title=Text(str(extra["title_zh"]), str(field.title)),
        type="part" if part else "text" if values else TYPES[bare],
        many=many,
        unit=str(extra.get("unit", "")),
        provided_by=extra["provided_by"],  # type: ignore[arg-type]
        personal=bool(extra["personal"]),
        values=values,
        part=part,
    )


@cache
def parts_of(part: type[Part], prefix: str) -> dict[str, Fact]:
    """The facts directly inside one part, by field name."""
    return {name: _fact(f"{prefix}.{name}", field) for name, field in part.model_fields.items()}


def _collect(part: type[Part], prefix: str) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in parts_of(part, prefix).values():
        found[fact.path] = fact
        if fact.part:
            found |= _collect(fact.part, fact.path)
    return found


FACTS: dict[str, Fact] = _collect(Merchant, "merchant")
