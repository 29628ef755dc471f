"""Which merchants are one entity: clusters over all pairs that are worth comparing, and names for them that stay.

Twice: what is surely one entity is put together first and then counts as one, so that an entity that stands in a file
ten times does not make its own name common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from merchant_compliance.linking.soft.candidates import make_pairs
from merchant_compliance.linking.soft.clusters import LOWEST, clusters
from merchant_compliance.linking.soft.likeness import Likeness
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.scoring import score
from merchant_compliance.linking.soft.table import Table

SURE = 5.0
"""Bits from which on merchants count as one at first."""
LIKELY = 0.5
"""Confidence from which on they are one in the end: as likely as not."""


def resolved(looks: Iterable[Likeness], model: Model, previous: Mapping[str, str] | None = None) -> dict[str, str]:
    """The cluster id of each merchant id, in ascending order of these. `previous` are the ids of an earlier run."""
    with Table() as table:
        table.fill(looks)
        ids = table.ids()
        groups = _groups(table, model)
    joined = {member for group in groups for member in group}
    singles = [[number] for number in range(len(ids)) if number not in joined]
    members = [[ids[number] for number in group] for group in sorted(groups + singles)]
    names = cluster_ids(members, previous or {})
    return dict(sorted((member, name) for group, name in zip(members, names, strict=True) for member in group))


def _groups(table: Table, model: Model) -> list[list[int]]:
    if not make_pairs(table.connection):
        return []
    table.weigh(clusters(score(table, model, LOWEST), SURE))
    return clusters(score(table, model, LOWEST), model.weight(LIKELY))


def cluster_ids(members: Sequence[Sequence[str]], previous: Mapping[str, str]) -> list[str]:
    """A cluster keeps the id that most of its members had; else it is named after its smallest member.

    Where clusters merged, the id that more members bring stays; where one split, its id stays with the part that more
    of its members are in; ties go to the smaller id. INVARIANT: ids are given once, and the same members with the
    same past have the same id, whatever happens to others.
    """
    claims = [
        (-count, name, at)
        for at, group in enumerate(members)
        for name, count in Counter(previous[member] for member in group if member in previous).items()
    ]
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _, name, at in sorted(claims):
        if at not in given and name not in taken:
            given[at] = name
            taken.add(name)
    return [given.get(at) or _new_name(group, taken) for at, group in enumerate(members)]


def _new_name(group: Sequence[str], taken: set[str]) -> str:
    """After the smallest member whose id names no other cluster; a number behind it where there is none."""
    smallest = min(group)
    candidates = [*sorted(group), *(f"{smallest}-{number}" for number in range(2, len(taken) + 3))]
    name = next(name for name in candidates if name not in taken)
    taken.add(name)
    return name
