"""`Rule`: one checked rule, frozen, with its conditions as typed trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from merchant_compliance.language.expression import Node
from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.policy import Status
from merchant_compliance.text import Text


class ForEach(NamedTuple):
    """The element variable and the full path of the list that it runs over."""

    variable: str
    path: str


class Interval(NamedTuple):
    """Days from `from_` (inclusive) until `until` (exclusive); None is an open end."""

    from_: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)

    def boundaries(self) -> list[date]:
        return [day for day in self if day is not None]


ALWAYS = Interval()


@dataclass(frozen=True, eq=False)
class Rule:
    """`outcomes` holds only the stages in which the rule is judged.

    INVARIANT: `violation` is `applies ∧ judged` in three-valued logic, where `judged` is the `when`, or the negated
    `require`. `document` is the id of the decision table or document that the rule came from, else empty.
    `wording` holds the conditions as their author wrote them, by `applies`, `when` or `require`.
    """

    id: str
    policy: str
    title: Text
    outcomes: Mapping[Stage, str]
    for_each: ForEach | None
    applies: Node | None
    judged: Node
    violation: Node
    if_undetermined: str
    status: Status
    effective: Interval
    published_on: date | None
    rollout: int | None
    reason: Text
    remedy: Text
    citations: tuple[str, ...]
    place: Place
    document: str = ""
    wording: Mapping[str, str] | None = None
