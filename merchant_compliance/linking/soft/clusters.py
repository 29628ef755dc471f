"""From weighed pairs to entities: two groups become one while the pairs between them, on average, speak for it.

One wrong pair then joins no two large groups, as it does where whatever is connected is one. INVARIANT: what is
returned depends on the set of pairs alone, not on their order.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from merchant_compliance.linking.soft.scoring import Scored

Pair = tuple[int, int]
LOWEST = -4.0
"""Bits that a pair counts at least, and what one counts that shares no key: a single contradiction, such as a phone
that changed, does not outweigh everything else that a group has in common."""


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """Groups of numbers that are connected, each ascending, by their smallest number."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in pairs:
        first, second = sorted((root(left), root(right)))
        parent[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        groups[root(node)].append(node)
    return list(groups.values())


def clusters(scored: Scored, least: float) -> list[list[int]]:
    """Groups of two and more, each ascending, by their smallest number; `least` bits on average join."""
    strong = scored.weights >= least
    connected = components(zip(scored.left[strong].tolist(), scored.right[strong].tolist(), strict=True))
    found = [group for group in connected if len(group) == 2]
    larger = [group for group in connected if len(group) > 2]
    for group, weights in zip(larger, _inside(scored, larger), strict=True):
        found += [sorted(one) for one in _split(group, weights, least) if len(one) > 1]
    return sorted(found)


def _inside(scored: Scored, groups: list[list[int]]) -> list[dict[Pair, float]]:
    """The weights of the pairs within each group."""
    label = np.full(int(scored.right.max(initial=-1)) + 1, -1, dtype=np.int64)
    for number, group in enumerate(groups):
        label[group] = number
    inside = (label[scored.left] == label[scored.right]) & (label[scored.left] >= 0)
    found: list[dict[Pair, float]] = [{} for _ in groups]
    columns = (label[scored.left], scored.left, scored.right, scored.weights)
    for number, left, right, weight in zip(*(column[inside].tolist() for column in columns), strict=True):
        found[number][left, right] = weight
    return found


class _Linkage:
    """Groups, and between each two of them the sum over the pairs that were compared, above `LOWEST`."""

    def __init__(self, group: list[int], weights: Mapping[Pair, float]) -> None:
        self.members = {node: [node] for node in group}
        self.sums: dict[int, dict[int, float]] = {node: {} for node in group}
        for (left, right), weight in weights.items():
            self.sums[left][right] = self.sums[right][left] = max(0.0, weight - LOWEST)

    def mean(self, left: int, right: int) -> float:
        return LOWEST + self.sums[left][right] / (len(self.members[left]) * len(self.members[right]))

    def join(self, left: int, right: int) -> None:
        """The group of the larger number becomes part of that of the smaller."""
        self.members[left] += self.members.pop(right)
        for other, more in self.sums.pop(right).items():
            del self.sums[other][right]
            if other != left:
                self.sums[left][other] = self.sums[other][left] = self.sums[left].get(other, 0.0) + more


def _split(group: list[int], weights: Mapping[Pair, float], least: float) -> list[list[int]]:
    """Average linkage within one connected group; ties go to smaller numbers."""
    links = _Linkage(group, weights)
    heap = [(-links.mean(left, right), left, right) for left, right in weights]
    heapq.heapify(heap)
    while heap:
        minus, left, right = heapq.heappop(heap)
        if -minus < least:
            break
        if right in links.sums.get(left, ()) and -minus == links.mean(left, right):
            links.join(left, right)
            for other in links.sums[left]:
                first, second = sorted((left, other))
                heapq.heappush(heap, (-links.mean(first, second), first, second))
    return list(links.members.values())
