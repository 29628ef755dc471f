"""The faults of durable_rules that our refusals rest on are still there: a version that mends one should be noticed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import durable_repros
import pytest

TRIED = "2.0.28"
BY_CHANCE = "threads"
"""Depends on how threads are scheduled: `benchmarks/durable_repros.py` runs it, tests do not."""


def _version() -> str | None:
    try:
        return version("durable_rules")
    except PackageNotFoundError:
        return None


@pytest.mark.skipif(_version() != TRIED, reason=f"durable_rules {TRIED} is not installed")
@pytest.mark.parametrize(
    "fault", [f for f in durable_repros.FAULTS if f.run.__name__ != BY_CHANCE], ids=lambda fault: fault.run.__name__
)
def test_durable_rules_still_does_what_we_refuse_because_of(
    fault: durable_repros.Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_repros, "HUNG_AFTER", 2)
    assert fault.seen in durable_repros.outcome(fault)
