"""The summary counts merchants: each once, whatever it has of targets and findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from merchant_compliance.engine.decision import Decision
from merchant_compliance.engine.rows.summary import Summary

BOOK = {"name": "book", "version": "1", "sha256": "ab" * 32}


def finding(rule: str, verdict: str = "fired", outcome: str = "return", target: str = "") -> dict[str, Any]:
    return {
        "rule": rule,
        "policy": rule.split("-")[0],
        "target": {"kind": "category", "id": target} if target else None,
        "verdict": verdict,
        "outcome": outcome,
        "reason": {},
        "remedy": {},
        "evidence": {},
        "missing": [],
        "citations": [],
    }


def pending(path: str) -> dict[str, Any]:
    return {"path": path, "provided_by": "merchant", "action": "request_information", "rules": ["A-1"]}


def decision(merchant_id: str = "m1", outcome: str = "approve", **parts: Any) -> Decision:
    waiting = parts.get("pending", [])
    plain = {"targets": [], "findings": [], "scores": {}, "links": [], "pending": waiting}
    fixed = {"merchant_id": merchant_id, "as_of": "2021-12-31", "outcome": outcome, "final": not waiting}
    return Decision.model_validate({**plain, **fixed, "rulebook": BOOK, **parts})


def summed(*decisions: Decision, region: str | None = None) -> Summary:
    summary = Summary()
    for one in decisions:
        summary.add(one, region)
    return summary


def test_outcomes_sum_to_the_merchants_and_read_rows_to_judged_and_rejected() -> None:
    summary = summed(decision("a"), decision("b", "return"), decision("c", "return"))
    summary.rejected = 2
    assert summary.outcomes == {"approve": 1, "return": 2}
    assert (summary.read, summary.merchants, summary.final) == (5, 3, 3)


def test_a_rule_that_fires_on_three_targets_of_a_merchant_counts_that_merchant_once() -> None:
    fired = [finding("A-1", target=name) for name in ("x", "y", "z")]
    targets = [{"kind": "category", "id": name, "outcome": "return", "rules": ["A-1"]} for name in ("x", "y", "z")]
    summary = summed(decision(findings=fired, targets=targets))
    assert summary.rules["A-1"].fired == 1
    assert summary.rules["A-1"].outcomes == {"return": 1}
    assert summary.policies["A"].fired == 1
    assert summary.targets == {("category", "return"): 1}


def test_one_rule_may_be_fired_and_undetermined_on_different_targets() -> None:
    both = [finding("A-1", target="x"), finding("A-1", "undetermined", target="y")]
    summary = summed(decision(findings=both))
    tally = summary.rules["A-1"]
    assert (tally.fired, tally.undetermined) == (1, 1)
    assert (summary.policies["A"].fired, summary.policies["A"].open) == (1, 0)


def test_a_policy_is_open_where_nothing_fired_but_something_is_undetermined() -> None:
    summary = summed(decision(findings=[finding("A-1", "undetermined")]))
    assert (summary.policies["A"].fired, summary.policies["A"].open) == (0, 1)
    assert summary.top_rules() == []


def test_a_fact_that_is_the_only_missing_one_is_counted_as_alone() -> None:
    summary = summed(decision("a", pending=[pending("p")]), decision("b", pending=[pending("p"), pending("q")]))
    assert [(path, t.merchants, t.alone) for path, t in summary.top_pending()] == [("p", 2, 1), ("q", 1, 0)]
    assert summary.final == 0


def test_a_rule_keeps_three_example_merchants() -> None:
    summary = summed(*(decision(f"m{n}", findings=[finding("A-1")]) for n in range(5)))
    assert summary.rules["A-1"].examples == ["m0", "m1", "m2"]


@pytest.mark.parametrize(
    ("score", "halves", "unrated", "unknown"),
    [
        ({"score": 90.0, "stars": 4.5, "rated": True}, {4.5: 1}, 0, 0),
        ({"score": 90.0, "stars": 4.9, "rated": True}, {4.5: 1}, 0, 0),
        ({"score": 99.0, "stars": 5.0, "rated": True}, {5.0: 1}, 0, 0),
        ({"score": 70.0, "stars": 3.0, "rated": False}, {3.0: 1}, 0, 0),
        ({"rated": False}, {}, 1, 0),
        ({}, {}, 0, 1),
    ],
)
def test_stars_are_counted_by_halves(
    score: dict[str, Any], halves: dict[float, int], unrated: int, unknown: int
) -> None:
    tally = summed(decision(scores={"stars": score})).stars["stars"]
    assert (dict(tally.halves), tally.unrated, tally.unknown) == (halves, unrated, unknown)


def test_regions_are_counted_by_province() -> None:
    assert summed(decision(outcome="return"), region="440106").provinces == {"44": {"return": 1}}
    assert summed(decision()).provinces == {}


def test_ties_stand_in_the_order_of_ids_so_that_two_runs_print_the_same() -> None:
    summary = summed(decision(findings=[finding("B-1"), finding("A-1")]))
    assert [rule for rule, _ in summary.top_rules()] == ["A-1", "B-1"]


def test_the_summary_is_plain_json() -> None:
    summary = summed(
        decision(
            findings=[finding("A-1")],
            pending=[pending("p")],
            scores={"stars": {"stars": 4.2, "score": 80.0, "rated": True}},
        ),
        region="110101",
    )
    data = json.loads(json.dumps(summary.as_json()))
    assert data["rules"] == [
        {"rule": "A-1", "policy": "A", "fired": 1, "undetermined": 0, "outcomes": {"return": 1}, "examples": ["m1"]}
    ]
    assert data["pending"] == [{"path": "p", "provided_by": "merchant", "merchants": 1, "alone": 1}]
    assert data["stars"] == {"stars": {"halves": {"4.0": 1}, "unrated": 0, "unknown": 0}}
    assert data["provinces"] == {"11": {"approve": 1}}
