"""`rulebook.yaml`: the rulebook's name and version, the scale of outcomes, the default and the lift."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from merchant_compliance.rulebook.policy import Identifier, Shape
from merchant_compliance.text import Text


class OutcomeShape(Shape):
    """One step of the scale."""

    id: Identifier
    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


SCALE: tuple[OutcomeShape, ...] = tuple(
    OutcomeShape(id=name, zh=zh, en=en)
    for name, zh, en in (
        ("approve", "通过", "Approve"),
        ("notice", "提醒", "Notice"),
        ("restrict", "限制", "Restrict"),
        ("manual_review", "人工审核", "Manual review"),
        ("return", "驳回", "Return (may resubmit)"),
        ("suspend", "停业整顿", "Suspend"),
        ("reject", "拒绝入驻", "Reject"),
        ("clear_out", "清退", "Clear out"),
        ("intercept", "准入拦截", "Intercept"),
    )
)
"""From mild to severe."""


def _lift() -> dict[str, Literal["all"]]:
    return {"category": "all"}


class HeaderShape(Shape):
    """What `rulebook.yaml` leaves out has the values of the contract."""

    rulebook: Identifier
    version: str = ""
    outcomes: Annotated[tuple[OutcomeShape, ...], Field(min_length=1)] = SCALE
    default: str = "approve"
    lift: dict[Identifier, Literal["all"]] = Field(default_factory=_lift)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [outcome.id for outcome in self.outcomes]
        if len(set(ids)) < len(ids):
            twice = next(name for name in ids if ids.count(name) > 1)
            raise PydanticCustomError("outcome_twice", "an outcome stands twice", {"name": twice})
        if self.default not in ids:
            raise PydanticCustomError("unknown_default", "unknown default", {"name": self.default, "allowed": ids})
        return self

    @property
    def scale(self) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes)
