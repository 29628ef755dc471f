"""Groups from weighed pairs: compared with average linkage done by hand."""

from __future__ import annotations

from itertools import combinations
from statistics import fmean

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.linking.soft.clusters import LOWEST, clusters, components
from merchant_compliance.linking.soft.resolve import cluster_ids
from merchant_compliance.linking.soft.scoring import Scored

Pairs = dict[tuple[int, int], float]
PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-640, 1280).map(lambda eighths: eighths / 64),
    max_size=25,
)
NAMES = st.sets(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=12)


def scored(pairs: Pairs) -> Scored:
    ordered = sorted(pairs)
    left, right = ([pair[side] for pair in ordered] for side in (0, 1))
    weights = np.array([pairs[pair] for pair in ordered], dtype=np.float64)
    return Scored(np.array(left, dtype=np.int32), np.array(right, dtype=np.int32), weights)


def by_hand(pairs: Pairs, least: float) -> list[list[int]]:
    """The two groups with the highest mean become one, ties to the smaller numbers, until no mean is enough."""
    groups = [[number] for number in range(9)]

    def mean(one: list[int], other: list[int]) -> float:
        return fmean(max(LOWEST, pairs.get((min(a, b), max(a, b)), LOWEST)) for a in one for b in other)

    while True:
        means = {(one[0], other[0]): mean(one, other) for one, other in combinations(groups, 2)}
        best = max(means, key=lambda pair: (means[pair], -pair[0], -pair[1]), default=None)
        if best is None or means[best] < least:
            return [sorted(group) for group in groups if len(group) > 1]
        joined = next(group for group in groups if group[0] == best[1])
        groups.remove(joined)
        next(group for group in groups if group[0] == best[0]).extend(joined)


@given(PAIRS, st.integers(-3, 8))
def test_groups_are_those_of_average_linkage(pairs: Pairs, least: int) -> None:
    """Up to ties of means that are equal but for their last bit, which the groups' own numbers decide."""
    assert clusters(scored(pairs), float(least)) == by_hand(pairs, float(least))


def test_one_wrong_pair_joins_no_two_groups() -> None:
    pairs = {pair: 9.0 for group in ((0, 1, 2), (3, 4, 5)) for pair in combinations(group, 2)} | {(2, 3): 6.0}
    assert clusters(scored(pairs), 0.0) == [[0, 1, 2], [3, 4, 5]]
    assert components(pairs) == [[0, 1, 2, 3, 4, 5]]


def test_nothing_speaks_for_nobody() -> None:
    assert clusters(scored({}), 0.0) == []
    assert clusters(scored({(0, 1): -0.5}), 0.0) == []


@st.composite
def partitions(draw: st.DrawFn, names: set[str]) -> list[list[str]]:
    labels = {name: draw(st.integers(0, 4)) for name in sorted(names)}
    return [sorted(n for n in names if labels[n] == label) for label in sorted(set(labels.values()))]


@given(st.data(), NAMES)
def test_every_cluster_has_an_id_of_its_own_and_untouched_ones_keep_theirs(
    data: st.DataObject, names: set[str]
) -> None:
    before = data.draw(partitions(names))
    old = dict(zip(map(tuple, before), cluster_ids(before, {}), strict=True))
    previous = {member: old[tuple(group)] for group in before for member in group}
    more = names | data.draw(NAMES)
    after = data.draw(partitions(more))
    after = [list(group) for group in before if data.draw(st.booleans())] or after
    found = cluster_ids(after, previous)
    assert len(set(found)) == len(after)
    for group, name in zip(after, found, strict=True):
        if tuple(group) in old and sum(old[tuple(group)] in previous.values() for _ in group):
            assert name == old[tuple(group)]


def test_where_clusters_merge_the_id_of_more_members_stays() -> None:
    previous = {"a": "a", "b": "b", "c": "b", "d": "b"}
    assert cluster_ids([["a", "b", "c", "d"]], previous) == ["b"]


def test_where_a_cluster_splits_its_id_stays_with_the_larger_part() -> None:
    previous = dict.fromkeys("abcd", "a")
    assert cluster_ids([["a"], ["b", "c", "d"]], previous) == ["a-2", "a"]


def test_a_new_merchant_with_a_smaller_id_does_not_rename_its_cluster() -> None:
    assert cluster_ids([["m0", "m1", "m2"]], {"m1": "m1", "m2": "m1"}) == ["m1"]
    assert cluster_ids([["m0", "m1", "m2"]], {}) == ["m0"]
