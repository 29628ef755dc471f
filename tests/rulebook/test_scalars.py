"""Plain scalars are read by the core schema of YAML 1.2, and what two readers would read differently is refused."""

from __future__ import annotations

import math
from datetime import date

import pytest

from merchant_compliance.rulebook.scalars import BadScalar, resolve

VALUES = [
    ("", None),
    ("~", None),
    ("null", None),
    ("true", True),
    ("FALSE", False),
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("0", 0),
    ("-12", -12),
    ("+7", 7),
    ("9223372036854775807", 2**63 - 1),
    ("-9223372036854775808", -(2**63)),
    ("0o17", 15),
    ("0xff", 255),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1.", 1.0),
    ("1e3", 1000.0),
    ("-1.5E-3", -0.0015),
    (".inf", math.inf),
    ("-.inf", -math.inf),
    ("2021-02-28", date(2021, 2, 28)),
    ("2024-02-29", date(2024, 2, 29)),
    ("2021-2-28", "2021-2-28"),
    ("2021-02-28T00:00:00", "2021-02-28T00:00:00"),
    ("12:30", "12:30"),
    ("1.0.0", "1.0.0"),
    ("-", "-"),
    ("+", "+"),
    ("高风险", "高风险"),
    ("١٢", "١٢"),
    ("trueish", "trueish"),
]
REFUSED = [
    ("0755", "leading-zero", '"0755"'),
    ("-01", "leading-zero", '"-01"'),
    ("5,000,000", "thousands-separator", "5000000"),
    ("5_000_000", "thousands-separator", "5000000"),
    ("1,000.5", "thousands-separator", "1000.5"),
    ("9223372036854775808", "number-too-large", ""),
    ("9" * 5000, "number-too-large", ""),
    ("0xffffffffffffffff", "number-too-large", ""),
    ("2021-02-30", "no-such-day", ""),
    ("2021-13-01", "no-such-day", ""),
    ("0000-01-01", "no-such-day", ""),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_plain_scalar_is_what_it_spells(text: str, value: object) -> None:
    found = resolve(text)
    assert (type(found), found) == (type(value), value)


def test_nan_is_a_number() -> None:
    found = resolve(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(("text", "code", "suggestion"), REFUSED)
def test_what_readers_disagree_on_is_refused(text: str, code: str, suggestion: str) -> None:
    with pytest.raises(BadScalar) as refused:
        resolve(text)
    assert (refused.value.code, refused.value.suggestion) == (code, suggestion)
