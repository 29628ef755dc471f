"""`lifecycle replay --check`: merchants compared before anything is written, or why they cannot be."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_samples import Invoke, write_lines
from lifecycle_samples import TEA

from merchant_compliance.engine.durable.availability import missing
from merchant_compliance.engine.durable.lifecycles import DurableLifecycles

needs_durable = pytest.mark.skipif(missing() is not None, reason="durable_rules is not installed")


@pytest.fixture
def replay(cli: Invoke, here: Path) -> Invoke:
    """`lifecycle replay` over a file of two merchants, one of whom approved itself into business."""
    (here / "rules").mkdir()
    (here / "rules" / "tea.yaml").write_text(TEA, encoding="utf-8")
    head = {"event_id": "1", "event": "decision_made", "occurred_on": "2021-03-01", "data": {"outcome": "approve"}}
    write_lines(here / "events.jsonl", [{**head, "merchant_id": name} for name in ("m1", "m2")])

    def invoke(*more: object, events: str = "events.jsonl", **kwargs: Any) -> Any:
        return cli("lifecycle", "replay", events, "-o", "states.jsonl", "--as-of", "2021-03-05", *more, **kwargs)

    return invoke


@needs_durable
def test_a_checked_replay_says_what_was_compared_and_writes_the_same_states(replay: Invoke) -> None:
    assert replay().exit_code == 0
    plain = Path("states.jsonl").read_bytes()
    said = replay("--check", 5)
    assert said.exit_code == 0, said.stderr
    assert "no difference on 2 merchants, 2 courses" in said.stdout
    assert Path("states.jsonl").read_bytes() == plain
    compared = json.loads(replay("--check", 1, "--json").stdout)["cross_check"]
    assert compared == {"engine": "durable_rules", "merchants": 1, "courses": 1}


@needs_durable
def test_a_difference_is_an_error_and_nothing_is_written(replay: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DurableLifecycles, "courses", lambda _self, _merchants, _as_of: {})
    said = replay("--check", 5)
    assert said.exit_code == 2
    assert "lifecycle tea of merchant m1: operating by the replay, — by durable_rules" in said.stderr
    assert not Path("states.jsonl").exists()


def test_a_pipe_cannot_be_checked_since_it_is_read_once(replay: Invoke) -> None:
    said = replay("--check", 5, events="-", input="")
    assert said.exit_code == 2
    assert "--check cannot be used with a pipe" in said.stderr


def test_without_durable_rules_a_check_says_so_and_a_replay_works(
    replay: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    said = replay("--check", 5)
    assert said.exit_code == 2
    assert "the plain interpreter of lifecycles work as ever" in said.stderr
    assert replay().exit_code == 0
