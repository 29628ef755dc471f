"""The mix on zen-engine, in every form that it offers for many records; the fastest one counts.

zen answers which rules fired, no more: no undetermined ones, no outcome, no targets, no missing facts. A rule fires
where its violation is true; `comparisons` says how missing fields are told. Records are dicts in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import zen
from one_merchant.records import numbered
from one_merchant.zen_engine import decision_of

from batch_rules.comparisons import Comparison
from batch_rules.mix import MixedRule
from batch_rules.record import AS_OF

LIST, CATEGORIES = "merchant.qualifications", "merchant.categories"
Form = Literal["bare", "sure"]
Records = Sequence[dict[str, Any]]
Fired = list[list[str]]


def row(rule: MixedRule, form: Form) -> str:
    """The rule as one expression. `bare` leaves missing fields of the merchant to zen's errors, `sure` does not."""
    tests = [f"merchant.stage in [{', '.join(map(repr, rule.outcomes))}]"] if len(rule.outcomes) < 3 else []
    tests += [_of_merchant(test, form) for test in rule.guard]
    return " and ".join([*tests, *_judged(rule, form)])


def _of_merchant(test: Comparison, form: Form) -> str:
    return test.bare() if form == "bare" else test.sure()


def _judged(rule: MixedRule, form: Form) -> Iterator[str]:
    sure, maybe = (" and ".join(text(part) for part in rule.parts) for text in (_sure, _maybe))
    match rule.how:
        case "all":
            yield from (_of_merchant(part, form) for part in rule.parts)
        case "any":  # an error in one of them must not hide the other
            yield f"({' or '.join(part.sure() for part in rule.parts)})"
        case "exists" | "each_qualification":
            yield f"{LIST} != null and some({LIST}, {sure})"
        case "lacks":
            yield f"{LIST} != null and none({LIST}, {maybe})"
        case "count":  # two that have the fault, and none of which it is unknown
            yield f"{LIST} != null and count({LIST}, {sure}) >= 2 and count({LIST}, {maybe}) == count({LIST}, {sure})"
        case "each_category":
            yield f"{CATEGORIES} != null and some({CATEGORIES}, {sure})"


def _sure(part: Comparison) -> str:
    return part.sure("#")


def _maybe(part: Comparison) -> str:
    return part.maybe("#")


def prepared(records: Records) -> list[dict[str, Any]]:
    """What zen is given: dates as days since 1970."""
    as_of = numbered(AS_OF)
    return [{"merchant": numbered(record), "as_of": as_of} for record in records]


Run = Callable[[Records], Fired]
"""Which rules fired on each prepared record, by their ids."""


def _table(rules: Sequence[MixedRule], form: Form) -> Any:
    content = decision_of({rule.id: row(rule, form) for rule in rules})
    return zen.ZenEngine({"loader": {"type": "static", "content": {"rules": content}}})


def one_by_one(rules: Sequence[MixedRule], form: Form) -> Run:
    """A decision table behind a static loader, which compiles it once; `evaluate` of each record."""
    evaluate = _table(rules, form).evaluate
    return lambda records: [[each["rule"] for each in evaluate("rules", record)["result"]] for record in records]


def together(rules: Sequence[MixedRule], form: Form) -> Run:
    """The same table; `evaluate_batch` of all records."""
    engine = _table(rules, form)

    def run(records: Records) -> Fired:
        answers = engine.evaluate_batch([{"key": "rules", "context": record} for record in records])
        return [[each["rule"] for each in answer["data"]["result"]] for answer in answers]

    return run


def one_expression(rules: Sequence[MixedRule], _form: Form) -> Run:
    """All rules as one compiled expression that gives the list of their truth values; no error may occur in it."""
    expression = zen.compile_expression(f"[{', '.join(row(rule, 'sure') for rule in rules)}]")
    ids = [rule.id for rule in rules]

    def run(records: Records) -> Fired:
        answers = [expression.evaluate(record) for record in records]
        return [[rule for rule, fired in zip(ids, answer, strict=True) if fired] for answer in answers]

    return run


FORMS: dict[str, tuple[Callable[[Sequence[MixedRule], Form], Run], Form]] = {
    "decision table, missing fields as errors": (one_by_one, "bare"),
    "decision table, missing fields asked for": (one_by_one, "sure"),
    "the same, evaluate_batch": (together, "sure"),
    "one compiled expression": (one_expression, "sure"),
}
