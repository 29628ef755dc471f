"""Ten thousand made-up merchants: what was planted is found, and nothing else is, kind by kind.

Links and list entries are those that the generator laid, so that only rules and generator are compared here.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import pytest

from merchant_compliance.engine.single import Engine
from merchant_compliance.merchant.synthetic import AS_OF, PLANTED, Made, make_merchants
from merchant_compliance.report.kinds import KINDS
from merchant_compliance.report.truth import unexplained

COUNT, SEED, PROCESSES = 10_000, 20_211_231, 2
OTHER_DAYS = 600
LATER = {"CPL-003"}
"""In force only after the day that is judged here."""
LEAST = 20
"""Merchants that every kind is planted in."""
GIVEN = ("list", "category", "brand", "region", "since", "until", "reason")


class Judged(NamedTuple):
    """What was made, and ids and missing paths of what was found."""

    merchant_id: str
    role: str
    stage: str
    planted: list[str]
    forgotten: list[str]
    fired: list[str]
    missing: set[str]


@lru_cache(maxsize=1)
def engine() -> Engine:
    return Engine.load()


def links(made: Made) -> list[dict[str, Any]]:
    """As the demo gives them: whoever shares with a listed merchant."""
    return [
        {"list": r["list"], "merchant_id": r["listed"], "hops": r["hops"], "via": [r["via"]], "confidence": 1.0}
        for r in made.rings
        if r["hops"]
    ]


def judged(made: Made, day: date = AS_OF) -> Judged:
    entries = [{name: entry[name] for name in GIVEN if entry[name] != ""} for entry in made.entries]
    decision = engine().evaluate(made.record, day, entries, links(made), explained=False)
    missing = {path for finding in decision.findings if finding.verdict == "undetermined" for path in finding.missing}
    record = made.record
    who = (record["merchant_id"], record["role"], record["stage"])
    return Judged(*who, made.planted, made.forgotten, decision.rules("fired"), missing)


def share(number: int) -> list[Judged]:
    """What one process does."""
    first, last = (COUNT * part // PROCESSES for part in (number, number + 1))
    return [judged(made) for made in make_merchants(last, SEED, first=first)]


@pytest.fixture(scope="module")
def found() -> Iterator[list[Judged]]:
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        yield [one for part in pool.map(share, range(PROCESSES)) for one in part]


def told(found: list[Judged], wrong: Any) -> list[tuple[Any, ...]]:
    return [(*one[:4], one.fired, one.missing) for one in found if wrong(one)][:5]


def test_no_rule_fires_on_a_merchant_with_nothing_planted(found: list[Judged]) -> None:
    assert told(found, lambda one: not one.planted and one.fired) == []


@pytest.mark.parametrize("day", [date(2021, 7, 1), date(2022, 6, 30), date(2026, 11, 24)])
def test_nor_does_one_on_another_day(day: date) -> None:
    """Some hundreds: whole families of rules begin or end at a date, and every trade and role is among these."""
    found = [judged(made, day) for made in make_merchants(OTHER_DAYS, SEED, day) if not made.planted]
    assert told(found, lambda one: one.fired) == []


def test_of_a_merchant_with_nothing_planted_only_what_was_forgotten_is_asked(found: list[Judged]) -> None:
    def unasked(one: Judged) -> bool:
        known = tuple(one.forgotten)
        return not one.planted and not all(path.startswith(known) if known else False for path in one.missing)

    assert told(found, unasked) == []


def test_every_planted_violation_is_found(found: list[Judged]) -> None:
    def missed(one: Judged) -> bool:
        return any(name in KINDS and not set(KINDS[name].rules) & set(one.fired) for name in one.planted)

    assert told(found, missed) == []


def test_nothing_fires_but_what_follows_from_what_was_planted(found: list[Judged]) -> None:
    assert told(found, lambda one: one.planted and unexplained(one.planted, one.fired)) == []


def test_every_kind_is_planted_often_enough_to_mean_something(found: list[Judged]) -> None:
    counts = Counter(name for one in found for name in one.planted)
    assert {name: counts[name] for name in KINDS if counts[name] < LEAST} == {}
    assert counts.keys() - {"banned"} == KINDS.keys()
    assert sum(not one.planted for one in found) > COUNT / 2


def test_every_role_and_stage_is_among_those_with_nothing_planted(found: list[Judged]) -> None:
    clean = Counter((one.role, one.stage) for one in found if not one.planted)
    roles = {role for role, _ in clean}
    assert roles == {"merchant", "creator", "supplier", "agency", "service_provider", "mcn"}
    assert {stage for _, stage in clean} == {"onboarding", "operation", "exit"}
    assert min(clean[role, stage] for role in roles for stage in ("onboarding", "operation")) >= LEAST


def test_most_merchants_with_nothing_planted_are_decided_for_good(found: list[Judged]) -> None:
    clean = [one for one in found if not one.planted]
    assert sum(not one.missing for one in clean) > 0.7 * len(clean)


def test_every_rule_that_looks_for_a_kind_is_in_the_rulebook() -> None:
    known = {rule.id for rule in engine().rulebook.rules}
    assert {rule for kind in KINDS.values() for rule in kind.rules} <= known


def test_every_rule_that_looks_for_a_kind_fires_somewhere(found: list[Judged]) -> None:
    fired = {rule for one in found for rule in one.fired}
    assert {rule for kind in KINDS.values() for rule in kind.rules} - fired == LATER


def test_what_is_planted_and_what_is_looked_for_are_the_same() -> None:
    assert {row.name for row in PLANTED} | {"returning"} == KINDS.keys()
