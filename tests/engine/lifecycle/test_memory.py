"""Counts: windows that end today, and periods of the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from merchant_compliance.engine.lifecycle.memory import Count, Memory, Remembered

MEMORY = Memory({"n": [Remembered(date(2020, 12, 31), 1, None), Remembered(date(2021, 1, 1), 2, "k"),
                       Remembered(date(2021, 1, 4), 4, None), Remembered(date(2021, 4, 1), 8, None)]})  # fmt: skip
CASES = [
    (Count("n", 1, "ever"), date(2021, 4, 1), 8),
    (Count("n", 1, "ever"), date(2021, 4, 2), 0),
    (Count("n", 90, "ever"), date(2021, 4, 1), 12),
    (Count("n", 91, "ever"), date(2021, 4, 1), 14),
    (Count("n", 92, "ever"), date(2021, 4, 1), 15),
    (Count("n", None, "ever"), date(2021, 4, 1), 15),
    (Count("n", None, "year"), date(2021, 4, 1), 14),
    (Count("n", None, "quarter"), date(2021, 4, 1), 8),
    (Count("n", None, "quarter_monday"), date(2021, 4, 4), 12),  # the first Monday of April 2021 is the fifth
    (Count("n", None, "quarter_monday"), date(2021, 4, 5), 0),
    (Count("other", None, "ever"), date(2021, 4, 1), 0),
]


@pytest.mark.parametrize(("count", "day", "expected"), CASES)
def test_what_counts_on_a_day(count: Count, day: date, expected: int) -> None:
    assert count.of(MEMORY, day) == expected


def test_what_was_taken_back_does_not_count() -> None:
    memory = MEMORY.copy()
    memory.taken_back["n"] = {"k"}
    assert Count("n", None, "ever").of(memory, date(2021, 4, 1)) == 13


def test_a_sum_of_fractions_is_a_fraction() -> None:
    memory = Memory({"n": [Remembered(date(2021, 1, 1), 0.5, None)]})
    assert Count("n", None, "ever").of(memory, date(2021, 1, 1)) == 0.5
