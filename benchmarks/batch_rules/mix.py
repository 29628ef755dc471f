"""The mix of rules: made by seed, so many of each shape, each about as rare as rules of a real rulebook are.

| shape | of 100 | violation |
|---|--:|---|
| threshold | 26 | one guard on a text or flag, one number or date beyond a threshold |
| pair | 10 | two numbers or dates beyond their thresholds |
| either | 6 | a guard, and one of two numbers beyond its threshold |
| words | 6 | two guards |
| absent | 2 | a guard, and a fact that is not there |
| exists | 20 | a guard, and a qualification of one kind with a fault |
| lacks | 10 | two guards, and no valid qualification of one kind |
| count | 8 | a guard, and two or more qualifications with a fault |
| each_qualification | 6 | `for_each` qualification: one of two kinds, a fault, a guard on the merchant |
| each_category | 6 | `for_each` category: one of three, a guard and a number or date of the merchant |

A rule shall fire on 0.1 to 2% of merchants, evenly in the logarithm; where a shape cannot be as rare or as frequent,
it comes as near as it can. Rules on metrics are judged in operation only. Ten of 100 ignore what is undetermined, and
in five it leads to a manual review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from math import log, sqrt
from random import Random
from typing import Literal

from batch_rules.comparisons import Comparison
from batch_rules.guards import GUARDS, MERCHANT, Guard
from batch_rules.record import CATEGORY, KINDS, QUALIFICATION, QUALIFICATIONS, SCALARS, Number, mean

RAREST, MOST_FREQUENT = 0.001, 0.02
How = Literal["all", "any", "exists", "lacks", "count", "each_qualification", "each_category"]


@dataclass(frozen=True)
class MixedRule:
    """Violated where all of `guard` hold, which are about the merchant, and `parts` do as `how` says."""

    id: str
    shape: str
    guard: tuple[Comparison, ...]
    how: How
    parts: tuple[Comparison, ...]
    outcomes: Mapping[str, str]
    if_undetermined: str


NUMBERS = {path: column for path, column in SCALARS.items() if isinstance(column, Number)}
FAULTS = ("expires_on", "verified", "expires_on", "status", "expires_on", "holder_role")
"""By which field of a qualification a rule finds fault, in turn."""
MILD, SEVERE = ("notice", "restrict", "manual_review", "suspend"), ("manual_review", "return", "reject")


class Maker:
    """Makes the parts of rules. Columns take turns, so that fifty rules read all of them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._columns, self._numbers = self._turns(list(GUARDS)), self._turns(list(NUMBERS))
        self._faults = cycle(FAULTS)

    def _turns(self, names: list[str]) -> Iterator[str]:
        self.random.shuffle(names)
        return cycle(names)

    def share(self) -> float:
        """How many of all merchants the next rule shall fire on."""
        return RAREST * (MOST_FREQUENT / RAREST) ** self.random.random()

    def guard(self) -> Guard:
        return self.random.choice(GUARDS[next(self._columns)])

    def guards(self, share: float) -> tuple[Comparison, Comparison]:
        """Two guards on different columns that come nearest to a share, of a dozen random ones."""
        pairs = [(self.guard(), self.guard()) for _ in range(12)]
        apart = [pair for pair in pairs if pair[0].test.path != pair[1].test.path]
        first, second = min(apart, key=lambda pair: abs(log(pair[0].share * pair[1].share / share)))
        return first.test, second.test

    def number(self, share: float) -> Comparison:
        """A number beyond the threshold that this share of merchants is beyond."""
        path = next(self._numbers)
        return beyond(MERCHANT + path, NUMBERS[path], share)

    def path(self) -> str:
        return MERCHANT + next(self._numbers)

    def fault(self, share: float) -> Comparison:
        """A fault that this share of qualifications has; of fields with few values, whatever share these have."""
        name = next(self._faults)
        expiry = QUALIFICATION["expires_on"]
        assert isinstance(expiry, Number)
        found = {
            "expires_on": lambda: beyond("q.expires_on", expiry, share),
            "verified": lambda: Comparison("q.verified", "not"),
            "status": lambda: Comparison("q.status", "in", ("renewing", "revoked")),
            "holder_role": lambda: Comparison("q.holder_role", "==", self.random.choice(("manufacturer", "importer"))),
        }
        return found[name]()

    def kind(self, count: int = 1) -> Comparison:
        kinds = self.random.sample(KINDS, count)
        return Comparison("q.kind", "in", tuple(kinds)) if count > 1 else Comparison("q.kind", "==", kinds[0])


def beyond(path: str, column: Number, share: float) -> Comparison:
    share = min(share, 0.6)
    value = float(column.at(1 - share if column.tail == "high" else share))
    sign: Literal["<", ">"] = ">" if column.tail == "high" else "<"
    return Comparison(path, sign, value if column.kind == "real" else int(value), column.kind == "day")


Made = tuple[Sequence[Comparison], How, Sequence[Comparison]]


def _threshold(make: Maker) -> Made:
    guard = make.guard()
    return [guard.test], "all", [make.number(make.share() / guard.share)]


def _pair(make: Maker) -> Made:
    share = sqrt(make.share())
    return [], "all", [make.number(share), make.number(share)]


def _either(make: Maker) -> Made:
    guard = make.guard()
    share = make.share() / guard.share / 2
    return [guard.test], "any", [make.number(share), make.number(share)]


def _words(make: Maker) -> Made:
    return make.guards(make.share()), "all", []


def _absent(make: Maker) -> Made:
    return [make.guard().test], "all", [Comparison(make.path(), "lacks")]


def _of_kind(share: float, guard: Guard) -> float:
    """Of a kind's qualifications, how many must have the fault, so that this share of merchants has one."""
    return share / guard.share / mean(QUALIFICATIONS) * len(KINDS)


def _exists(make: Maker) -> Made:
    guard = make.guard()
    return [guard.test], "exists", [make.kind(), make.fault(_of_kind(make.share(), guard))]


def _lacks(make: Maker) -> Made:
    days = make.random.randrange(0, 180)
    valid = Comparison("q.status", "==", "valid"), Comparison("q.expires_on", ">=", days, True)
    return make.guards(make.share()), "lacks", [make.kind(), *valid]


def _count(make: Maker) -> Made:
    guard = make.guard()
    return [guard.test], "count", [make.fault(sqrt(make.share() / guard.share / 2))]


def _each_qualification(make: Maker) -> Made:
    guard = make.guard()
    return [guard.test], "each_qualification", [make.kind(2), make.fault(_of_kind(make.share(), guard) / 2)]


def _each_category(make: Maker) -> Made:
    guard, names = make.guard(), make.random.sample(list(CATEGORY.shares), 3)
    number = make.number(make.share() / guard.share / 0.116)  # three of forty categories, 1.55 a merchant
    return [guard.test, number], "each_category", [Comparison("category", "in", tuple(names))]


SCALAR = {"threshold": 26, "pair": 10, "either": 6, "words": 6, "absent": 2}
GUARDED = {"exists": 20, "lacks": 10}
SHAPES = SCALAR | GUARDED | {"count": 8, "each_qualification": 6, "each_category": 6}
"""So many rules of 100."""
MAKERS: Mapping[str, Callable[[Maker], Made]] = {
    "threshold": _threshold,
    "pair": _pair,
    "either": _either,
    "words": _words,
    "absent": _absent,
    "exists": _exists,
    "lacks": _lacks,
    "count": _count,
    "each_qualification": _each_qualification,
    "each_category": _each_category,
}


def mix(count: int, shapes: Mapping[str, int] = SHAPES, seed: int = 6) -> list[MixedRule]:
    """So many rules of these shapes, in random order."""
    make = Maker(seed)
    drawn = [shape for shape, share in counts(count, shapes).items() for _ in range(share)]
    make.random.shuffle(drawn)
    return [_rule(make, number, shape) for number, shape in enumerate(drawn, 1)]


def counts(count: int, shapes: Mapping[str, int]) -> dict[str, int]:
    """How many rules of each shape; what is left by rounding goes to the shapes that lost most."""
    exact = {shape: count * share / sum(shapes.values()) for shape, share in shapes.items()}
    found = {shape: int(share) for shape, share in exact.items()}
    for shape in sorted(exact, key=lambda each: found[each] - exact[each])[: count - sum(found.values())]:
        found[shape] += 1
    return found


def _rule(make: Maker, number: int, shape: str) -> MixedRule:
    guard, how, parts = MAKERS[shape](make)
    on_metrics = any(".metrics." in each.path for each in (*guard, *parts))
    mild, severe = make.random.choice(MILD), make.random.choice(SEVERE)
    outcomes = {"operation": mild} if on_metrics else {"onboarding": severe, "operation": mild, "exit": mild}
    undetermined = make.random.choices(("pending", "ignore", "manual_review"), (85, 10, 5))[0]
    return MixedRule(f"MIX-{number:04}", shape, tuple(guard), how, tuple(parts), outcomes, undetermined)
