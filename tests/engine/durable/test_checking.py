"""The cross-check: no difference where there is none, and no difference that goes unseen."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rulebooks import policy, rulebook

from merchant_compliance import Engine
from merchant_compliance.engine.durable.checking import CheckedEngine, Judges, Record, check, eligibility
from merchant_compliance.engine.durable.judging import DurableJudge
from merchant_compliance.engine.durable.messages import Scope, Verdicts
from merchant_compliance.errors import ComplianceError, InputError
from merchant_compliance.merchant.quick import facts_from
from merchant_compliance.merchant.synthetic import AS_OF, make_merchants

RULES = (
    """
    id: CAP-1
    when: merchant.subject.registered_capital < 1000000
    outcome: return
    """,
    """
    id: BRA-1
    for_each: merchant.brands as brand
    when: 'brand.status == "rejected"'
    outcome: reject
    """,
    """
    id: NAM-1
    when: 'merchant.shop.name.startsWith("a")'
    outcome: notice
    """,
)
MERCHANT = {"merchant_id": "m1", "subject": {"registered_capital": 5.0}, "brands": [{}, {"status": "rejected"}]}
DAY = date(2021, 12, 31)


@pytest.fixture(scope="module")
def shipped() -> Engine:
    return Engine.load()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return rulebook(tmp_path, policy(*RULES))


def records(count: int) -> Iterator[Record]:
    """Made-up merchants; memberships and links known to be none of every other one, and unknown of the rest."""
    for number, made in enumerate(make_merchants(count)):
        entries = [] if number % 2 else None
        yield facts_from(made.record), entries, entries


@pytest.mark.usefixtures("durable")
def test_the_shipped_rulebook_gives_made_up_merchants_the_same_verdicts_on_both_engines(shipped: Engine) -> None:
    checked = check(shipped, records(60), AS_OF)
    assert checked.differences == []
    assert (checked.merchants, checked.restarts) == (60, 0)
    assert checked.verdicts > 60 * 500
    assert checked.hits > 60


@pytest.mark.usefixtures("durable")
def test_an_edition_on_durable_rules_names_what_fired_and_what_is_undetermined(engine: Engine) -> None:
    program, scope = engine.prepared(facts_from(MERCHANT), DAY, None, None)
    with DurableJudge(program, DAY) as judge:
        assert judge.judge(scope) == (["CAP-1", "BRA-1"], ["BRA-1"])
        assert list(judge.ineligible) == ["NAM-1"]
        del scope["merchant"]["brands"]
        assert judge.judge(scope) == (["CAP-1"], ["BRA-1"])


@pytest.mark.usefixtures("durable")
def test_a_checked_engine_decides_as_the_plain_one(engine: Engine) -> None:
    with CheckedEngine(engine) as checked:
        assert checked.evaluate(MERCHANT, DAY) == engine.evaluate(MERCHANT, DAY)


def _deaf(_judge: DurableJudge, scopes: list[Scope]) -> list[Verdicts]:
    return [([(0, -1)], [(1, 1)]) for _ in scopes]


@pytest.mark.usefixtures("durable")
def test_a_difference_is_an_error_that_names_merchant_and_rule(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DurableJudge, "hits", _deaf)
    with CheckedEngine(engine) as checked, pytest.raises(InputError) as error:
        checked.evaluate(MERCHANT, DAY)
    assert [problem.what.en for problem in error.value.problems] == [
        "rule BRA-1[0] of merchant m1: undetermined by Python, clear by durable_rules",
        "rule BRA-1[1] of merchant m1: fired by Python, undetermined by durable_rules",
    ]
    assert "商家 m1 的规则 BRA-1[0]" in error.value.problems[0].what.zh
    found = check(engine, [(facts_from(MERCHANT), None, None)], DAY).differences
    assert [(difference.rule, difference.position) for difference in found] == [("BRA-1", 0), ("BRA-1", 1)]


def test_an_error_keeps_its_problems_on_the_way_from_another_process(shipped: Engine) -> None:
    with pytest.raises(ComplianceError) as raised:
        shipped.evaluate({"merchant_id": "m", "shopp": 1})
    sent = pickle.loads(pickle.dumps(raised.value))
    assert type(sent) is type(raised.value)
    assert sent.problems == raised.value.problems


@pytest.mark.usefixtures("durable")
def test_a_forked_process_has_workers_of_its_own(engine: Engine) -> None:
    program, _scope = engine.prepared(facts_from(MERCHANT), DAY, None, None)
    with Judges() as judges:
        ours = judges.of(program, DAY)
        child = os.fork()
        if child == 0:
            os._exit(int(judges.of(program, DAY) is ours))
        assert os.waitpid(child, 0)[1] == 0
        assert judges.of(program, DAY) is ours


def test_what_is_not_eligible_is_listed_with_its_reason(engine: Engine) -> None:
    eligible, ineligible = eligibility(engine.rulebook, DAY)
    assert eligible == ["CAP-1", "BRA-1"]
    assert ineligible["NAM-1"].what.en == "a text is searched or changed: startsWith"


def test_most_shipped_rules_are_eligible(shipped: Engine) -> None:
    eligible, ineligible = eligibility(shipped.rulebook, AS_OF)
    assert len(eligible) > 2 * len(ineligible)
    assert not set(eligible) & set(ineligible)
