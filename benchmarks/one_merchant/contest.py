"""The contest: rounds in which every contestant judges the same records, one record at a time.

The machine may be shared and noisy. Therefore all contestants take their turn in every round, in an order that
rotates, and what counts is the ratio of their medians over the rounds of one run, never a time from another run.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from time import perf_counter_ns

from one_merchant.contestants import HAND, Answer, Contestant
from one_merchant.records import Facts, records, with_gaps

ROUND = 1000
WARM_UP = 100


@dataclass
class Result:
    """Times in microseconds a record; `differing` counts the records with another answer than the hand-written one."""

    rounds: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    judged: int = 0
    differing: int = 0
    examples: Counter[str] = field(default_factory=Counter)

    @property
    def p50(self) -> float:
        return median(self.rounds)

    @property
    def p90(self) -> float:
        return median(self.slow)


@dataclass
class Contest:
    """Results by contestant, and how often each rule fired and was undetermined."""

    results: dict[str, Result]
    fired: Counter[str] = field(default_factory=Counter)
    undetermined: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def ratio(self, name: str, to: str) -> float:
        return self.results[name].p50 / self.results[to].p50


def hold(entrants: Sequence[Contestant], count: int, gaps: bool) -> Contest:
    """Let all contestants judge `count` records, and compare every answer of each with the hand-written one."""
    contest = Contest({entrant.name: Result() for entrant in entrants})
    for number, batch in enumerate(_batches(count, gaps)):
        if number == 0:
            _warm_up(entrants, batch)
        turn = number % len(entrants)
        answers = {entrant.name: _judge(entrant, batch, contest) for entrant in (*entrants[turn:], *entrants[:turn])}
        _compare(entrants, answers, contest)
        contest.count += len(batch)
    return contest


def _batches(count: int, gaps: bool) -> Iterator[list[Facts]]:
    """The same records for every contestant, made a round at a time so that they fit a small machine."""
    for start in range(0, count, ROUND):
        batch = records(min(ROUND, count - start), seed=start)
        random = Random(f"gaps {start}")
        yield [with_gaps(record, random) for record in batch] if gaps else batch


def _warm_up(entrants: Sequence[Contestant], batch: list[Facts]) -> None:
    for entrant in entrants:
        for record in batch[:WARM_UP]:
            entrant.judge(entrant.prepare(record))


def _judge(entrant: Contestant, batch: list[Facts], contest: Contest) -> list[Answer]:
    prepared = [entrant.prepare(record) for record in batch]
    judge, times, answers = entrant.judge, [], []
    gc.collect()
    for record in prepared:
        start = perf_counter_ns()
        answer = judge(record)
        times.append((perf_counter_ns() - start) / 1000)
        answers.append(answer)
    result = contest.results[entrant.name]
    result.rounds.append(median(times))
    result.slow.append(quantiles(times, n=10)[-1])
    return [entrant.read(answer) for answer in answers]


def _compare(entrants: Sequence[Contestant], answers: dict[str, list[Answer]], contest: Contest) -> None:
    wanted = answers[HAND]
    for fired, undetermined in wanted:
        contest.fired.update(fired)
        contest.undetermined.update(undetermined or ())
    for entrant in entrants:
        result = contest.results[entrant.name]
        for right, given in zip(wanted, answers[entrant.name], strict=True):
            wrong = _difference(right, given, frozenset(entrant.left_out))
            result.judged += 1
            result.differing += bool(wrong)
            result.examples.update(wrong)


def _difference(right: Answer, given: Answer, left_out: frozenset[str]) -> frozenset[str]:
    """The rules on which an answer differs; only fired rules are compared where nothing else was answered."""
    wrong = given[0] ^ (right[0] - left_out)
    if given[1] is not None and right[1] is not None:
        wrong |= given[1] ^ (right[1] - left_out)
    return wrong
