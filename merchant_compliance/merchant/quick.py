"""From a raw record straight to facts, in one pass: the way of a service that decides on one record at a time.

The shape is the record's own, field by field, as a dict instead of a model: what is missing never comes into being.
INVARIANT: `facts_from(raw)` is `facts_of(validate(raw))`, with the same errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, NotRequired, Required, Union, get_args, get_origin

from pydantic import ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticOmit, SchemaValidator, core_schema
from typing_extensions import TypedDict

from merchant_compliance.merchant.fact import OMITTING
from merchant_compliance.merchant.facts import Facts, facts_of
from merchant_compliance.merchant.record import Merchant, Part
from merchant_compliance.merchant.validation import validate

DEFAULT_STAGE = Merchant.model_fields["stage"].default


def facts_from(raw: Mapping[str, object]) -> Facts:
    """The facts of a raw record. Raises RecordError for unknown fields and wrong types."""
    try:
        facts: Facts = _validator().validate_python(raw, context=OMITTING)
    except ValidationError:
        return facts_of(validate(raw))
    facts.setdefault("stage", DEFAULT_STAGE)
    return facts


@cache
def _validator() -> SchemaValidator | Any:
    return TypeAdapter(_shape(Merchant)).validator


class NullIsMissing:
    """Leaves a field out that holds null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        left_out = core_schema.no_info_plain_validator_function(_leave_out)
        null = core_schema.chain_schema([core_schema.none_schema(), left_out])
        kind: Any = handler(source)
        ways = kind["choices"] if kind["type"] == "union" else [kind]  # one union is faster than one in another
        return core_schema.union_schema([*ways, null], mode="left_to_right")


def _leave_out(_value: object) -> object:
    raise PydanticOmit


@cache
def _shape(part: type[Part]) -> Any:
    """A part of the record as a typed dict."""
    fields: dict[str, Any] = {name: _field(field) for name, field in part.model_fields.items()}
    make: Any = TypedDict
    shape = make(f"{part.__name__}Facts", fields)
    shape.__pydantic_config__ = ConfigDict(extra="forbid", hide_input_in_errors=True)
    return shape


def _field(field: FieldInfo) -> Any:
    kind = _kind(field.annotation)
    if field.metadata:
        kind = Annotated[(kind, *field.metadata)]
    return Required[kind] if field.is_required() else NotRequired[Annotated[kind, NullIsMissing()]]


def _kind(annotation: Any) -> Any:
    """The type of a field with dicts for parts, and without the None that stands for missing."""
    if get_origin(annotation) in (Union, UnionType):
        return _kind(next(kind for kind in get_args(annotation) if kind is not type(None)))
    if get_origin(annotation) is list:
        return list[_kind(get_args(annotation)[0])]  # type: ignore[misc]
    return _shape(annotation) if isinstance(annotation, type) and issubclass(annotation, Part) else annotation
