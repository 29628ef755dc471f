"""The forty rules of `benchmarks/single.py` are the same rules for every contestant. Nothing is timed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from one_merchant.by_hand import fired_by_hand
from one_merchant.by_hand_three_valued import verdicts_by_hand
from one_merchant.cel_engine import Cel
from one_merchant.ours import Ours
from one_merchant.records import AS_OF, Facts, leaves, records, with_gaps
from one_merchant.rules import FOLDER, conditions, write_subset

from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.validation import validate

COMPLETE = records(300)
GAPS = [with_gaps(record, Random(number)) for number, record in enumerate(COMPLETE)]
DATA = pytest.mark.parametrize("data", [COMPLETE, GAPS], ids=["complete", "gaps"])
Sets = tuple[set[str], set[str]]


def sets(verdicts: Any) -> Sets:
    return set(verdicts[0]), set(verdicts[1])


def by_hand(record: Facts) -> Sets:
    return sets(verdicts_by_hand(record, AS_OF))


def test_there_are_28_rules_on_facts_and_12_on_lists() -> None:
    on_lists = [rule for rule in conditions() if rule.startswith("LST")]
    assert (len(conditions()), len(on_lists)) == (40, 12)


@DATA
def test_records_are_facts_as_validation_gives_them(data: list[Facts]) -> None:
    assert all(facts_of(validate(record)) == record for record in data)


def test_gaps_take_three_of_ten_leaf_fields() -> None:
    left = sum(map(leaves, GAPS)) / sum(map(leaves, COMPLETE))
    assert left == pytest.approx(0.7, abs=0.01)


def test_every_rule_fires_on_1_to_30_percent_of_complete_records() -> None:
    many = records(3000)
    fired = Counter(rule for record in many for rule in fired_by_hand(record, AS_OF))
    assert set(fired) == set(conditions())
    assert all(0.01 <= count / len(many) <= 0.30 for count in fired.values()), fired


@DATA
def test_the_two_hand_written_functions_fire_the_same(data: list[Facts]) -> None:
    assert all(set(fired_by_hand(record, AS_OF)) == by_hand(record)[0] for record in data)


@DATA
def test_our_verdicts_are_the_hand_written_ones(data: list[Facts]) -> None:
    ours = Ours(FOLDER)
    assert all(sets(ours.verdicts(record)) == by_hand(record) for record in data)


@DATA
def test_our_full_decision_has_the_same_verdicts(data: list[Facts]) -> None:
    ours = Ours(FOLDER)
    for record in data[:100]:
        decision = ours.decide(record)
        assert sets((decision.rules("fired"), decision.rules("undetermined"))) == by_hand(record)


def test_a_smaller_rulebook_gives_the_same_verdicts_of_its_rules(tmp_path: Path) -> None:
    ids = {"SUB-01", "MET-03", "LST-09"}
    ours = Ours(write_subset(tmp_path, ids))
    assert all(sets(ours.verdicts(record)) == tuple(part & ids for part in by_hand(record)) for record in GAPS)


@DATA
def test_the_official_cel_gives_the_hand_written_verdicts(data: list[Facts]) -> None:
    cel = Cel()
    assert all(sets(cel.verdicts(cel.prepare(record))) == by_hand(record) for record in data)


def _zen(name: str) -> Callable[[bool], Any]:
    pytest.importorskip("zen", reason="zen-engine is in the extra `bench`")
    from one_merchant import zen_engine

    made: Callable[[bool], Any] = getattr(zen_engine, name)
    return made


@pytest.mark.parametrize("name", ["ZenDecision", "ZenLoaded"])
@DATA
def test_zen_fires_the_same(name: str, data: list[Facts]) -> None:
    zen = _zen(name)(data is GAPS)
    assert all(set(zen.fired(zen.prepare(record))) == by_hand(record)[0] for record in data)


@DATA
def test_durable_rules_fires_the_same_of_the_rules_that_it_is_given(data: list[Facts]) -> None:
    pytest.importorskip("durable", reason="durable_rules needs Python below 3.13")
    from one_merchant.durable_engine import NOT_EXPRESSIBLE, Durable

    durable = Durable()
    for record in data:
        assert set(durable.fired(durable.prepare(record))) == by_hand(record)[0] - NOT_EXPRESSIBLE
