"""`Scenario`: a named example with an expected decision, and the shapes of the files that hold scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from merchant_compliance.merchant.fact import Day
from merchant_compliance.rulebook.policy import Filled, Identifier, Shape
from merchant_compliance.rulebook.spot import Source, Step

Raw = dict[str, Any]


class ListEntryShape(Shape):
    """An entry of a list as conditions see it: it names the scenario's merchant."""

    list: Filled
    category: str | None = None
    brand: str | None = None
    region: str | None = None
    reason: str | None = None
    since: Day | None = None
    until: Day | None = None


class LinkShape(Shape):
    """A path from the scenario's merchant to a listed one, as conditions see it."""

    list: Filled
    merchant_id: str | None = None
    hops: int | None = None
    via: tuple[Filled, ...] | None = None
    confidence: float | None = None


class GivenShape(Shape):
    """What is known: the record, and memberships and links, which are unknown where they are left out."""

    merchant: Raw | None = None
    lists: tuple[ListEntryShape, ...] | None = None
    links: tuple[LinkShape, ...] | None = None


class BaseShape(Shape):
    """What scenarios start from: a fixture, changed by `given`, and their date."""

    fixture: Filled | None = None
    given: GivenShape | None = None
    as_of: Day | None = None


class TargetShape(Shape):
    kind: Filled
    id: str
    outcome: Filled


class ScoreShape(Shape):
    """A score as far as it is named; null expects that it is unknown."""

    score: float | None = None
    stars: float | None = None
    rated: bool | None = None
    dimensions: dict[str, float] | None = None
    waived: tuple[str, ...] | None = None


class Expectation(Shape):
    """What a scenario expects: it must be able to fail."""

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError(
                "expects_nothing",
                "{en}",
                {
                    "zh": "expect 什么也没有写，这个场景不会失败。",
                    "en": "expect names nothing, so that this scenario could never fail.",
                },
            )
        return self


class ExpectShape(Expectation):
    """The expected decision, as far as it is named; a named list is the whole list, in any order."""

    outcome: Filled | None = None
    targets: tuple[TargetShape, ...] | None = None
    fired: tuple[str, ...] | None = None
    undetermined: tuple[str, ...] | None = None
    pending: tuple[str, ...] | None = None
    final: bool | None = None
    scores: dict[str, ScoreShape] | None = None


class ScenarioShape(Shape):
    name: Filled
    as_of: Day | None = None
    base: BaseShape | None = None
    given: GivenShape | None = None
    expect: ExpectShape


class ScenarioFileShape(Shape):
    """A file of scenarios about one policy."""

    policy: Identifier
    base: BaseShape | None = None
    scenarios: Annotated[tuple[ScenarioShape, ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Scenario:
    """One scenario, ready to be run. `lists` or `links` of None are unknown; no `as_of` is today."""

    policy: str
    name: str
    as_of: date | None
    record: Mapping[str, Any]
    lists: Sequence[Mapping[str, Any]] | None
    links: Sequence[Mapping[str, Any]] | None
    expect: ExpectShape
    source: Source
    path: tuple[Step, ...]

    @property
    def file(self) -> str:
        return self.source.file
