"""The kinds of value that a scorecard file holds, and `refusal`, the one way in which its shape says no."""

from __future__ import annotations

from datetime import date
from re import fullmatch
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetPydanticSchema, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from merchant_compliance.merchant.fact import Day
from merchant_compliance.text import Text

TOLERANCE = 1e-9
"""How far from 1 weights may sum: the double nearest to 0.1 is not 0.1, so that exactness cannot be asked."""


def refusal(code: LiteralString, zh: str, en: str) -> PydanticCustomError:
    """A ValueError for a pydantic validator: the English text is its message, both stand in its `ctx`."""
    return PydanticCustomError(code, "{en}", {"zh": zh, "en": en})


class Shape(BaseModel):
    """A part of a scorecard file: unknown keys are refused, and nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _said(text: str) -> str:
    if not text.strip():
        raise refusal("empty_text", "文字不能为空。", "The text is empty.")
    return text


Words = Annotated[str, Field(strict=True), AfterValidator(_said)]
Expression = Annotated[str, Field(strict=True, description="A CEL expression."), AfterValidator(_said)]


class _Both(Shape):
    zh: Words
    en: Words


def _as_text(both: _Both) -> Text:
    return Text(both.zh, both.en)


Both = Annotated[
    Text,
    GetPydanticSchema(lambda _, handler: core_schema.no_info_after_validator_function(_as_text, handler(_Both))),
]
"""`{zh: …, en: …}`, both required: read through a model, so that an error names the language."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
"""A finite number; bounded so that the difference of two of them is finite too."""
Points = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=100)]
Weight = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1)]
Penalty = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=100)]
Stars = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=5)]

NAME = r"[a-z][a-z0-9_]*"
IDENTIFIER = r"[a-z][a-z0-9]*([-_][a-z0-9]+)*"


def _name(text: str) -> str:
    if not fullmatch(NAME, text):
        raise refusal(
            "not_a_name",
            f"名称 `{text}` 须由小写字母、数字和下划线组成，以字母开头。",
            f"The name `{text}` must be of lower-case letters, digits and underscores, and begin with a letter.",
        )
    return text


def _identifier(text: str) -> str:
    if not fullmatch(IDENTIFIER, text):
        raise refusal(
            "not_an_identifier",
            f"编号 `{text}` 须由小写字母和数字组成，以字母开头，可用 `-`、`_` 分隔。",
            f"The id `{text}` must be of lower-case letters and digits, parted by `-` or `_`, and begin with a letter.",
        )
    return text


def _patterned(pattern: str) -> FieldInfo:
    info: FieldInfo = Field(strict=True, json_schema_extra={"pattern": f"^{pattern}$"})
    return info


Name = Annotated[str, _patterned(NAME), AfterValidator(_name)]
"""Of a dimension or an indicator; no dots, since `logistics.delivery_hours` names both."""
Identifier = Annotated[str, _patterned(IDENTIFIER), AfterValidator(_identifier)]


class Source(Shape):
    """Where the figures, or at least the structure, come from."""

    document: Words
    section: Words | None = None


class Effective(Shape):
    """The days of a version: `until` is exclusive, and an end that is omitted is open."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Effective:
        if self.from_ and self.until and self.until <= self.from_:
            raise refusal(
                "effective_backwards",
                f"`until`（{self.until}）须晚于 `from`（{self.from_}）；`until` 当日不再生效。",
                f"`until` ({self.until}) must be later than `from` ({self.from_}); `until` is exclusive.",
            )
        return self

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


def sums_to_one(weights: dict[str, float], zh: str, en: str) -> None:
    """Refuse weights that do not sum to 1; `zh` and `en` say whose they are."""
    total = sum(weights.values())
    if abs(total - 1) > TOLERANCE:
        listed = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
        raise refusal(
            "weights_sum",
            f"{zh}的权重之和须为 1，现为 {total:.10g}（{listed}）。",
            f"The weights of {en} must sum to 1; they sum to {total:.10g} ({listed}).",
        )
