"""Dated parameters: the value whose `from` is the latest not after the day, of one type for all days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rulebook_samples import loaded, policy, problems, told

from merchant_compliance.rulebook.parameters import Parameter, sample_of, values_at

RULE = "id: A\nwhen: merchant.followers > params.x\noutcome: reject"
VALUES = """\
parameters:
  x:
    - {from: 2022-01-01, value: 20, source: s}
    - {from: 2021-01-01, value: 10, source: s}
"""
DAYS = [
    (date(2020, 12, 31), {}),
    (date(2021, 1, 1), {"x": 10}),
    (date(2021, 12, 31), {"x": 10}),
    (date(2022, 1, 1), {"x": 20}),
    (date(2099, 1, 1), {"x": 20}),
]


@pytest.mark.parametrize(("day", "expected"), DAYS)
def test_the_latest_value_not_after_the_day_holds(tmp_path: Path, day: date, expected: dict[str, int]) -> None:
    built = loaded(tmp_path, a=policy(RULE, head=VALUES)).policies[0]
    assert values_at(built.parameters, day) == expected


def test_a_value_without_a_day_holds_from_the_beginning(tmp_path: Path) -> None:
    head = "parameters:\n  x: [{value: 1, source: s}, {from: 2021-01-01, value: 2, source: s}]"
    parameter = loaded(tmp_path, a=policy(RULE, head=head)).policies[0].parameters["x"]
    assert [parameter.at(day) for day in (date.min, date(2020, 1, 1), date(2021, 1, 1))] == [1, 1, 2]


KINDS = [
    ("[{from: 2021-01-01, value: 1}, {from: 2022-01-01, value: 1.5}]", (1.0, 1.5)),
    ("[{from: 2021-01-01, value: [1, 2]}, {from: 2022-01-01, value: [1.5]}]", ((1.0, 2.0), (1.5,))),
    ("[{from: 2021-01-01, value: [1, 2.5]}]", ((1.0, 2.5),)),
    ("[{from: 2021-01-01, value: []}, {from: 2022-01-01, value: [a]}]", ((), ("a",))),
    ("[{from: 2021-01-01, value: true}, {from: 2022-01-01, value: false}]", (True, False)),
    ("[{from: 2021-01-01, value: 2021-05-05}]", (date(2021, 5, 5),)),
]


@pytest.mark.parametrize(("values", "expected"), KINDS)
def test_values_have_one_type(tmp_path: Path, values: str, expected: tuple[object, ...]) -> None:
    parameter = loaded(tmp_path, a=policy(head=f"parameters:\n  x: {values}")).policies[0].parameters["x"]
    assert parameter.values == expected
    assert [type(a) for a in parameter.values] == [type(b) for b in expected]


FAULTS: list[tuple[str, tuple[str, int, int, None]]] = [
    ("[{from: 2021-01-01, value: 1}, {from: 2022-01-01, value: a}]", ("mixed-types", 4, 63, None)),
    ("[{from: 2021-01-01, value: 1}, {from: 2022-01-01, value: [1]}]", ("mixed-types", 4, 63, None)),
    ("[{from: 2021-01-01, value: 1}, {from: 2022-01-01, value: true}]", ("mixed-types", 4, 63, None)),
    ("[{from: 2021-01-01, value: 1}, {from: 2021-01-01, value: 2}]", ("date-twice", 4, 37, None)),
    ("[{from: 2021-01-01, value: yes}]", ("yes-or-no", 4, 33, None)),
    ("[{from: 2021-01-01, value: [on, b]}]", ("yes-or-no", 4, 34, None)),
]


@pytest.mark.parametrize(("values", "expected"), FAULTS)
def test_what_cannot_be_one_parameter_is_refused(tmp_path: Path, values: str, expected: tuple[Any, ...]) -> None:
    found = problems(tmp_path, a=policy(head=f"parameters:\n  x: {values}"))
    assert told([p for p in found if p.severity == "error"]) == [expected]


def test_yes_in_quotes_is_text(tmp_path: Path) -> None:
    head = 'parameters:\n  x: [{value: "yes", source: s}]'
    assert loaded(tmp_path, a=policy(head=head)).policies[0].parameters["x"].values == ("yes",)


def test_a_value_without_a_source_is_a_warning(tmp_path: Path) -> None:
    found = problems(tmp_path, a=policy(RULE, head="parameters:\n  x: [{value: 1}]"))
    assert [(p.code, p.severity, p.line) for p in found] == [("no-source", "warning", 4)]


def test_the_sample_of_a_list_is_one_with_elements() -> None:
    days = (date(2021, 1, 1), date(2022, 1, 1))
    assert sample_of(Parameter("x", days, ((), ("a",)))) == ("a",)
    assert sample_of(Parameter("x", days[:1], ((),))) == ()
