"""The algebra of outcomes: an ordered scale, the most severe of several, and the lift from categories to merchant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LIFTED_FROM = "reject"


@dataclass(frozen=True)
class Scale:
    """Outcomes from mild to severe. `worst` is associative, commutative and idempotent, with `default` as its unit."""

    order: tuple[str, ...]
    default: str = "approve"
    rank: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", {outcome: rank for rank, outcome in enumerate(self.order)})

    def worst(self, outcomes: Iterable[str]) -> str:
        return max((self.default, *outcomes), key=self.rank.__getitem__)

    def exceeds(self, outcome: str, *others: str) -> bool:
        """Whether `outcome` is more severe than every one of `others`."""
        return all(self.rank[outcome] > self.rank[other] for other in others)

    def lifted(self, own: str, elements: Sequence[str], targets: dict[str, str]) -> str:
        """The merchant's outcome when each of its `elements` is at reject or worse: the mildest of theirs, at least.

        Nothing is lifted where there are no elements, or where one of them may stay.
        """
        found = [targets.get(element, self.default) for element in elements]
        floor = self.rank.get(LIFTED_FROM, len(self.order))
        if not found or any(self.rank[outcome] < floor for outcome in found):
            return own
        return self.worst((own, min(found, key=self.rank.__getitem__)))
