"""The targets of one evaluation, and whether a run reached them."""

from __future__ import annotations

from one_merchant.contest import Contest
from one_merchant.contestants import (
    DURABLE,
    HAND,
    HAND_FIRED,
    VERDICTS,
    VERDICTS_35,
    ZEN,
    ZEN_LOADED,
)
from one_merchant.target import Target

FASTER = ((ZEN, VERDICTS, 15.0), (ZEN_LOADED, VERDICTS, 15.0), (DURABLE, VERDICTS_35, 25.0))
"""How many times slower than which of ours another engine should be, at least."""


def of_contest(contest: Contest, gaps: bool) -> list[Target]:
    """`fired and undetermined` is what our verdicts answer; the function for `fired only` does less than they do."""
    data, limit = ("30% missing", 3.0) if gaps else ("complete", 2.0)
    slower = [
        Target(f"{data}: verdicts against {hand}", contest.ratio(VERDICTS, hand), limit) for hand in (HAND, HAND_FIRED)
    ]
    faster = [
        Target(f"{data}: faster than {other}", contest.ratio(other, ours), least, at_least=True)
        for other, ours, least in FASTER
    ]
    return slower + faster


def table(contest: Contest) -> list[str]:
    """One line a contestant; the last column counts records on which its answer was not the hand-written one."""
    head = f"{'':34}{'p50 µs':>9}{'p90 µs':>9}{'/ by hand':>11}{'/ ours':>9}{'records':>9}{'differing':>11}"
    lines = [
        f"{name:34}{result.p50:9.1f}{result.p90:9.1f}{contest.ratio(name, HAND):11.2f}"
        f"{contest.ratio(name, VERDICTS):9.2f}{result.judged:9}{result.differing:11}"
        for name, result in contest.results.items()
    ]
    return [head, *lines, *_differences(contest)]


def _differences(contest: Contest) -> list[str]:
    found = {name: result.examples for name, result in contest.results.items() if result.differing}
    return [f"  {name} differs on {dict(examples.most_common(5))}" for name, examples in found.items()]


def spread(contest: Contest) -> str:
    """How often the rules fire, from the rarest to the most frequent, and the mean number of undetermined ones."""
    shares = sorted(count / contest.count for count in contest.fired.values())
    undetermined = contest.undetermined.total() / contest.count
    return (
        f"{len(shares)} rules fired, each on {shares[0]:.1%} to {shares[-1]:.1%} of the records; "
        f"a record has {contest.fired.total() / contest.count:.1f} fired and {undetermined:.1f} undetermined rules"
    )
