"""The kinds of value a record may hold, and `fact`, which declares one field with what people need to know of it.

The kinds are stricter than pydantic's own: a number is never a date, `true` is never 1. They are wider in one
way: text that spells a value is that value, since CSV holds nothing but text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticOmit, core_schema

Provider = Literal["merchant", "platform", "registry"]
TEXT_LIMIT = 1_000_000
"""Characters in one field; more is a mistake or an attack, and the row is rejected."""

INT64 = core_schema.int_schema(strict=True, ge=-(2**63), le=2**63 - 1)


@dataclass(frozen=True, eq=False)
class Kind:
    """How one kind of value is read: the first of `ways` that accepts it, else one error named after the kind."""

    name: str
    message: str
    ways: tuple[CoreSchema, ...]
    json_type: dict[str, Any]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.union_schema(
            list(self.ways),
            mode="left_to_right",
            custom_error_type=f"not_{self.name}",
            custom_error_message=self.message,
        )

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.json_type)


def _spelled(pattern: str, schema: CoreSchema) -> CoreSchema:
    return core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=pattern), schema])


OMITTING = {"omit": True}
"""The context in which NaN is left out rather than None: for records as dicts, where missing is absent."""


def _or_missing(value: float, info: core_schema.ValidationInfo[Any]) -> float | None:
    if value != value and info.context is OMITTING:
        raise PydanticOmit
    return None if value != value else value


_whole_float = core_schema.chain_schema([core_schema.float_schema(strict=True), core_schema.int_schema()])
_any_float = core_schema.with_info_after_validator_function(_or_missing, core_schema.float_schema(strict=True))

Whole = Annotated[
    int,
    Kind(
        "whole",
        "a whole number of 64 bits is wanted",
        (
            INT64,
            _spelled(r"^[+-]?[0-9]{1,19}$", core_schema.int_schema(ge=-(2**63), le=2**63 - 1)),
            _whole_float,
        ),
        {"type": "integer"},
    ),
]
Real = Annotated[
    float,
    Kind(
        "real",
        "a number is wanted",
        (
            core_schema.float_schema(strict=True, allow_inf_nan=False),
            _any_float,
            _spelled(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$", core_schema.float_schema()),
            _spelled(
                r"^[+-]?(?i:inf|infinity|nan)$",
                core_schema.with_info_after_validator_function(_or_missing, core_schema.float_schema()),
            ),
        ),
        {"type": "number"},
    ),
]
Flag = Annotated[
    bool,
    Kind(
        "flag",
        "true or false is wanted",
        (core_schema.bool_schema(strict=True), _spelled(r"^(?i:true|false)$", core_schema.bool_schema())),
        {"type": "boolean"},
    ),
]
Day = Annotated[
    date,
    Kind(
        "day",
        "a calendar date such as 2021-02-28 is wanted",
        (core_schema.date_schema(strict=True), _spelled(r"^\d{4}-\d{2}-\d{2}$", core_schema.date_schema())),
        {"type": "string", "format": "date"},
    ),
]
Words = Annotated[str, Field(strict=True, max_length=TEXT_LIMIT)]


def fact(zh: str, en: str, *, unit: str = "", by: Provider = "merchant", personal: bool = False) -> Any:
    """A field that may be missing: its zh/en title, unit, who provides it, and whether it is personal data."""
    extra: dict[str, Any] = {"title_zh": zh, "provided_by": by, "personal": personal}
    if unit:
        extra["unit"] = unit
    return Field(default=None, title=en, json_schema_extra=extra)
