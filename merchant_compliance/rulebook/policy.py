"""The shapes of a policy file, exactly as its contract has them: unknown keys are refused everywhere.

Shapes say what a file may hold; what its words mean (conditions, dates, references) is checked when rules are built.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from merchant_compliance.merchant.fact import Day
from merchant_compliance.merchant.record import HolderRole, Stage
from merchant_compliance.text import Text

Status = Literal["draft", "shadow", "live"]
Expiry = Literal["required", "perpetual_allowed", "never"]
Scalar = bool | int | float | str | date
ParameterValue = Scalar | tuple[Scalar, ...]
SCALARS = (bool, int, float, str, date)


class Shape(BaseModel):
    """A part of a rulebook file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


def _known_outcome(word: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("outcomes")
    if known is not None and word not in known:
        raise PydanticCustomError("unknown_word", "unknown outcome", {"allowed": list(known)})
    return word


def _outcome_or_mode(word: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("outcomes")
    allowed = ["pending", "ignore", *(known or ())]
    if known is not None and word not in allowed:
        raise PydanticCustomError("unknown_word", "unknown outcome", {"allowed": allowed})
    return word


def parameter_value(value: Any) -> Any:
    """A parameter's value: a scalar, or a list of scalars of one type."""
    if isinstance(value, list):
        kinds = {float if type(item) is int else type(item) for item in value}
        if len(kinds) > 1 or not all(isinstance(item, SCALARS) for item in value):
            raise PydanticCustomError("not_a_value", "one value or a list of one type is wanted")
        return tuple(value)
    if not isinstance(value, SCALARS) or (isinstance(value, float) and not math.isfinite(value)):
        raise PydanticCustomError("not_a_value", "one value or a list of one type is wanted")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _outcome_form(value: Any) -> str | None:
    return "word" if isinstance(value, str) else "map" if isinstance(value, dict) else None


def _condition_form(value: Any) -> str | None:
    return "text" if isinstance(value, str) else "group" if isinstance(value, (dict, Group)) else None


Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100)]
Filled = Annotated[str, Field(min_length=1)]
OneOrMore = Annotated[tuple[Filled, ...], BeforeValidator(_listed), Field(min_length=1)]
Stages = Annotated[tuple[Stage, ...], BeforeValidator(_listed), Field(min_length=1)]
OutcomeWord = Annotated[str, AfterValidator(_known_outcome)]
Undetermined = Annotated[str, AfterValidator(_outcome_or_mode)]
Outcome = Annotated[
    Annotated[OutcomeWord, Tag("word")] | Annotated[dict[Stage, OutcomeWord], Field(min_length=1), Tag("map")],
    Discriminator(_outcome_form, custom_error_type="not_an_outcome", custom_error_message="an outcome is wanted"),
]


class Group(Shape):
    """Conditions put together: every list that is given must hold; `none` holds when none of its conditions does."""

    all: Conditions | None = None
    any: Conditions | None = None
    none: Conditions | None = None


Condition = Annotated[
    Annotated[Filled, Tag("text")] | Annotated[Group, Tag("group")],
    Discriminator(_condition_form, custom_error_type="not_a_condition", custom_error_message="a condition is wanted"),
]
Conditions = Annotated[tuple[Condition, ...], Field(min_length=1)]
Group.model_rebuild()


class Bilingual(Shape):
    zh: str = ""
    en: str = ""

    @property
    def text(self) -> Text:
        return Text(self.zh.strip(), self.en.strip())


class Effective(Shape):
    """In force from `from` (inclusive) until `until` (exclusive); either end may be open."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None


class Provenance(Shape):
    """The document that a file restates."""

    document: str = ""
    section: str = ""
    page: str | int = ""
    url: str = ""
    date: Day | None = None
    note: str = ""


class DatedValue(Shape):
    """One value of a parameter from a day on; without `from` it holds from the beginning."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    value: Annotated[Any, PlainValidator(parameter_value)]
    source: str = ""


class Common(Shape):
    """What rules, table rows and documents share."""

    title: Bilingual | None = None
    outcome: Outcome | None = None
    applies: Condition | None = None
    if_undetermined: Undetermined | None = None
    status: Status | None = None
    effective: Effective | None = None
    published_on: Day | None = None
    rollout: Annotated[int, Field(strict=True, ge=0, le=100)] | None = None
    reason: Bilingual | None = None
    remedy: Bilingual | None = None
    citations: tuple[Filled, ...] | None = None


class RowShape(Common):
    """A row of a decision table; what it leaves out stands on the table."""

    for_each: Filled | None = None
    when: Condition | None = None
    require: Condition | None = None


class RuleShape(RowShape):
    id: Identifier
    title: Bilingual
    outcome: Outcome


class TableShape(RowShape):
    id: Identifier
    rows: Annotated[dict[Identifier, RowShape], Field(min_length=1)]


class DocumentShape(Common):
    id: Identifier
    title: Bilingual
    outcome: Outcome
    kind: OneOrMore
    for_category: OneOrMore | None = None
    holder: HolderRole | None = None
    expires: Expiry = "required"
    remaining_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = None


class PolicyShape(Shape):
    """One policy file."""

    policy: Identifier
    title: Bilingual
    stage: Stages | None = None
    source: Provenance | None = None
    parameters: dict[Name, Annotated[tuple[DatedValue, ...], Field(min_length=1)]] = Field(default_factory=dict)
    rules: tuple[RuleShape, ...] = ()
    decision_tables: tuple[TableShape, ...] = ()
    documents: tuple[DocumentShape, ...] = ()
