"""No wrong value ever: a case of the CEL conformance suite is passed, or refused for a reason that is written down.

`refused_conformance.yaml` names every refused case. A test fails when that file and reality differ, either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from conformance import SUITE, Case, Judgement, Opaque, cases, decode, judge, same

from merchant_compliance.errors import Problem
from merchant_compliance.language import UNKNOWN, ExpressionError, evaluate_expression
from merchant_compliance.text import Text

REFUSED = {
    target: Path(__file__).with_name(name)
    for target, name in (("python", "refused_conformance.yaml"), ("sql", "refused_conformance_sql.yaml"))
}
WANTED = {"python": 0.85, "sql": 0.7}
"""The share of the cases inside the language that must pass; SQL has neither maps nor mixed lists."""

Judged = list[tuple[Case, Judgement, str]]

needs_suite = pytest.mark.skipif(not SUITE.exists(), reason=f"the CEL conformance suite is not at {SUITE}")


@pytest.fixture(scope="module", params=REFUSED)
def target(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def judged(target: str) -> Judged:
    return [(case, *judge(case, partial(evaluate_expression, target=target))) for case in cases()]


@needs_suite
def test_no_case_is_answered_wrongly(judged: Judged) -> None:
    wrong = [
        f"{case.name}: {case.expression} gave {got}" for case, verdict, got in judged if verdict is Judgement.WRONG
    ]
    assert not wrong, "\n".join(wrong)


@needs_suite
def test_nearly_all_cases_inside_the_language_pass(judged: Judged, target: str) -> None:
    inside = Counter(verdict for case, verdict, _ in judged if case.outside is None)
    everything = Counter(verdict for _, verdict, _ in judged)
    for title, counts in (("inside the language", inside), ("all", everything)):
        print(f"{title}: {counts.total()} cases,", ", ".join(f"{counts[v]} {v.value}" for v in Judgement))
    assert inside.total() > 250, "the filter of what lies outside the language filters too much"
    assert inside[Judgement.PASSED] / inside.total() >= WANTED[target]


@needs_suite
def test_every_refused_case_is_written_down_with_its_reason(judged: Judged, target: str) -> None:
    written: Mapping[str, Mapping[str, Any]] = yaml.safe_load(REFUSED[target].read_text(encoding="utf-8"))
    named = [(name, code) for code, group in written.items() for name in group["cases"]]
    refused = {(case.name, code) for case, verdict, code in judged if verdict is Judgement.REFUSED}
    assert len(named) == len(set(named)), "a case is written down twice"
    assert refused - set(named) == set(), "refused, but not written down under this code"
    assert set(named) - refused == set(), "written down, but not refused any more, or for another reason"
    assert all(group["reason"].strip() for group in written.values())


@pytest.mark.parametrize(
    ("held", "value"),
    [
        ({"int64Value": "-9223372036854775808"}, -(2**63)),
        ({"doubleValue": "Infinity"}, float("inf")),
        ({"doubleValue": "NaN"}, float("nan")),
        ({"doubleValue": -0.0}, -0.0),
        ({"doubleValue": 1}, 1.0),
        ({"stringValue": "✌"}, "✌"),
        ({"boolValue": False}, False),
        ({"nullValue": None}, None),
        ({"bytesValue": "YWJj"}, b"abc"),
        ({"uint64Value": "7"}, Opaque("uint", "7")),
        ({"typeValue": "int"}, Opaque("type", "int")),
        ({"listValue": {}}, []),
        ({"listValue": {"values": [{"int64Value": "1"}, {"doubleValue": 1.5}]}}, [1, 1.5]),
        ({"mapValue": {"entries": [{"key": {"boolValue": True}, "value": {"int64Value": "1"}}]}}, {True: 1}),
    ],
)
def test_values_in_protobuf_json_become_python_values(held: dict[str, Any], value: Any) -> None:
    assert same(decode(held), value)


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (1, True), (0.0, -0.0), ([1], [1.0]), ([], {}), ({1: 1}, {True: 1}), ("1", 1), (None, False)],
)
def test_values_of_different_types_are_never_the_same(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert same(left, left)


FIVE = Case("five", "2 + 3", {}, 5, fails=False)
BROKEN = Case("broken", "1 / 0", {}, True, fails=True)
REFUSAL = ExpressionError(Problem("no", Text("不", "no")))


@pytest.mark.parametrize(
    ("case", "answer", "verdict"),
    [
        (FIVE, 5, Judgement.PASSED),
        (FIVE, 5.0, Judgement.WRONG),
        (FIVE, UNKNOWN, Judgement.WRONG),
        (FIVE, REFUSAL, Judgement.REFUSED),
        (BROKEN, UNKNOWN, Judgement.PASSED),
        (BROKEN, REFUSAL, Judgement.PASSED),
        (BROKEN, 0, Judgement.WRONG),
    ],
)
def test_the_judge_tells_passed_refused_and_wrong(case: Case, answer: Any, verdict: Judgement) -> None:
    def evaluator(_expression: str, _bindings: dict[str, Any]) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert judge(case, evaluator)[0] is verdict
