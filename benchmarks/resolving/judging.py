"""Found clusters against the truth, pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from merchant_compliance.linking.soft.candidates import make_pairs
from merchant_compliance.linking.soft.likeness import Likeness, likeness_of
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.resolve import resolved
from merchant_compliance.linking.soft.scoring import score
from merchant_compliance.linking.soft.table import Table
from resolving.worlds import World

EVERYTHING = -1e9


class Quality(NamedTuple):
    """Pairwise: of the pairs that were put together, how many belong so; of those that do, how many were."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def looks_of(one: World) -> list[Likeness]:
    return [likeness_of(record, one.country) for record in one.records]


def judged(one: World, model: Model) -> Quality:
    """How well a world is resolved."""
    return quality(resolved(looks_of(one), model), one.entity)


def quality(found: Mapping[str, str], entity: Mapping[str, str]) -> Quality:
    """`found` and `entity` name the group of each merchant."""
    both = _pairs((found[merchant], entity[merchant]) for merchant in entity)
    put, true = _pairs(found.values()), _pairs(entity.values())
    return Quality(both / put if put else 1.0, both / true if true else 1.0)


def _pairs(groups: Iterable[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())


def judged_pairs(one: World, model: Model) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The weights of all candidate pairs of a world, and whether each is of one entity (1 or 0)."""
    with Table() as table:
        table.fill(looks_of(one))
        make_pairs(table.connection)
        found = score(table, model, EVERYTHING)
        entity = np.array([one.entity[merchant_id] for merchant_id in table.ids()])
    return found.weights, (entity[found.left] == entity[found.right]).astype(np.float64)
