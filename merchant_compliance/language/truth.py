"""Three-valued truth: true, false, or unknown with the facts that are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value: `paths` of the missing facts it hangs on, and `reasons` where an operation has no result."""

    paths: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false")

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.paths | other.paths, self.reasons | other.reasons)


UNKNOWN = Unknown()


class Undefined(Exception):
    """Raised inside a target where an operation has no result, such as 1 / 0; becomes unknown with this reason."""


def merge(unknowns: Iterable[Unknown]) -> Unknown:
    result = UNKNOWN
    for unknown in unknowns:
        result = result | unknown
    return result


def dominated(values: Iterable[object], by: bool) -> object:
    """Kleene's and (`by=False`) and or (`by=True`): the dominating value wins even over unknown.

    Anything that is not a truth value counts as unknown: `1 && x` has no result.
    """
    unknowns: list[Unknown] = []
    for value in values:
        if value is by:
            return by
        if value is not (not by):
            unknowns.append(value if isinstance(value, Unknown) else Unknown(reasons=NOT_A_TRUTH_VALUE))
    return merge(unknowns) if unknowns else not by


NOT_A_TRUTH_VALUE = frozenset({"not a truth value"})
