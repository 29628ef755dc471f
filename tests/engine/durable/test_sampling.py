"""A sample of an event file: the replay of files comes to what durable_rules comes to, and a difference is found."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from histories import Histories

from merchant_compliance.engine.durable.lifecycles import DurableLifecycles
from merchant_compliance.engine.durable.sampling import check_file
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.intake import as_record
from merchant_compliance.rulebook.load import load, shipped_rules

pytestmark = pytest.mark.usefixtures("durable")

MERCHANTS, CHOSEN = 60, 40


@pytest.fixture(scope="module")
def lifecycles() -> Lifecycles:
    return Lifecycles(load(shipped_rules()).lifecycles)


@pytest.fixture(scope="module")
def events(lifecycles: Lifecycles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random histories of all lifecycles in one file, in no order, with a line that is no event."""
    random, machines = Random(5), list(lifecycles.machines.values())
    makers = [Histories(random, machine) for machine in machines]
    found = [event for n in range(MERCHANTS) for event in makers[n % len(makers)].history(f"m{n}", 15)]
    random.shuffle(found)
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    lines = [json.dumps(as_record(event), ensure_ascii=False) for event in found]
    path.write_text("\n".join([*lines, '{"merchant_id": "m1"}']), encoding="utf-8")
    return path


@pytest.mark.parametrize("years", [1, 3, 9])
def test_the_replay_of_files_comes_to_the_standings_of_durable_rules(
    lifecycles: Lifecycles, events: Path, years: int
) -> None:
    sample = check_file(lifecycles, str(events), date(2021, 3, 1) + timedelta(days=365 * years), CHOSEN)
    assert sample.differences == []
    assert sample.merchants == CHOSEN
    assert sample.courses >= CHOSEN / 2


def test_a_difference_is_found_and_says_merchant_and_lifecycle(
    lifecycles: Lifecycles, events: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DurableLifecycles, "courses", lambda _self, _merchants, _as_of: {})
    sample = check_file(lifecycles, str(events), date(2024, 1, 1), 5)
    assert sample.differences
    said = sample.differences[0].problem()
    assert f"merchant {sample.differences[0].merchant_id}:" in said.what.en
    assert said.what.en.endswith("by the replay, — by durable_rules")
