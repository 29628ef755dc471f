"""Tests of durable_rules are skipped, and say why, where it is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from merchant_compliance.engine.durable.availability import missing

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `rulebooks`, when only this folder is run


@pytest.fixture(scope="session")
def durable() -> None:
    if missing() is not None:
        pytest.skip("durable_rules is not installed")
