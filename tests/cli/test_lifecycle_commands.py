"""`lifecycle …`: list, show, replay, append and draw, over files and over the store on both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cli_samples import Invoke, read_lines, write_lines
from lifecycle_samples import TEA

FAKE = {"kind": "fake"}
HEAD = {"merchant_id": "m1", "seq": 0}
EVENTS: list[dict[str, Any]] = [
    {**HEAD, "event_id": "2", "event": "violation", "occurred_on": "2021-03-02", "data": {**FAKE, "violation_id": "a"}},
    {**HEAD, "event_id": "1", "event": "decision_made", "occurred_on": "2021-03-01", "data": {"outcome": "approve"}},
    {**HEAD, "event_id": "3", "event": "violation", "occurred_on": "2021-03-03", "data": {**FAKE, "violation_id": "b"}},
    {**HEAD, "event_id": "4", "event": "violaton", "occurred_on": "2021-03-03"},
    {**HEAD, "event_id": "5", "merchant_id": "m2", "event": "left", "occurred_on": "2021-03-03"},
]  # fmt: skip
DAY = ("--as-of", "2021-03-05")


@pytest.fixture
def tea(cli: Invoke, here: Path) -> Invoke:
    """The command line in a folder with a rulebook of one lifecycle and an event file."""
    (here / "rules").mkdir()
    (here / "rules" / "tea.yaml").write_text(TEA, encoding="utf-8")
    write_lines(here / "events.jsonl", EVENTS)
    return cli


@pytest.fixture
def keeper(tea: Invoke, store_url: str) -> Invoke:
    """The same over a store with tables."""
    environment = {"MERCHANT_COMPLIANCE_DATABASE_URL": store_url, "MERCHANT_COMPLIANCE_HASH_KEY": "k" * 32}

    def invoke(*arguments: object, **more: Any) -> Any:
        return tea(*arguments, **{**more, "env": {**environment, **more.pop("env", {})}})

    assert invoke("db", "upgrade").exit_code == 0
    return invoke


def data(result: Any) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_timeline_tells_each_step_in_the_language_that_is_asked_for(tea: Invoke) -> None:
    english = tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY)
    assert english.exit_code == 0
    for said in ("Suspended (since 2021-03-03)", "→ Suspended", "T-4", "notice: 2 fakes, last b", "until 2021-03-10"):
        assert said in english.stdout
    assert "events.jsonl:4: error: no lifecycle declares the event violaton" in english.stderr
    chinese = tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY, "--lang", "zh").stdout
    for said in ("停业（自 2021-03-03）", "→ 停业", "通知：2 次", "至 2021-03-10 止"):
        assert said in chinese


def test_a_timeline_as_data_has_states_and_actions(tea: Invoke) -> None:
    (course,) = data(tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY, "--json"))["courses"]
    assert (course["state"], course["timers"]) == ("suspended", {"cure": "2021-03-10"})
    assert [step["transition"] for step in course["steps"]] == ["T-1", "", "T-4"]


def test_durable_rules_comes_to_the_same_course(tea: Invoke) -> None:
    pytest.importorskip("durable")
    result = tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY, "--engine", "durable")
    assert result.exit_code == 0
    assert "durable_rules came to the same course." in result.stderr


def test_without_durable_rules_that_engine_says_what_is_missing_and_the_others_work(
    tea: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("merchant_compliance.engine.durable.availability.find_spec", lambda _name: None)
    result = tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY, "--engine", "durable")
    assert result.exit_code == 2
    assert "durable_rules is not installed" in result.stderr
    assert tea("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY).exit_code == 0


WRONG = [
    (("show", "m9", "--events", "events.jsonl"), "there are no events of the merchant m9 in events.jsonl"),
    (("show", "m1", "--events", "events.jsonl", "--lifecycle", "te"), "did you mean: `tea`"),
    (("show", "m1", "--events", "events.jsonl", "--engine", "durabel"), "did you mean: `durable`"),
    (("show", "m1", "--events", "event.jsonl"), "did you mean: `events.jsonl`"),
    (("replay", "events.jsonl", "-o", "events.jsonl"), "would overwrite the input"),
    (("replay", "events.jsonl", "-o", "states.xlsx"), "unknown output format"),
    (("draw", "--lifecycle", "tea", "-o", "tea.png"), "end the name in one of .svg, .mmd"),
    (("list", "--rules", "none"), "There is no rulebook folder none"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_told_with_a_way_out(tea: Invoke, arguments: tuple[str, ...], said: str) -> None:
    result = tea("lifecycle", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_replay_writes_states_and_rejected_rows_and_its_counts_add_up(tea: Invoke, here: Path) -> None:
    result = tea("lifecycle", "replay", "events.jsonl", "-o", "states.jsonl", *DAY, "--json")
    totals = data(result)
    assert totals["read"] == sum(totals[name] for name in ("rejected", "duplicates", "later", "moved", "unmoved"))
    assert totals["states"] == {"tea": {"suspended": 1}}
    assert "1 rows rejected; written to states.rejected.jsonl" in result.stderr
    (state,) = read_lines(here / "states.jsonl")
    assert (state["merchant_id"], state["timers"]) == ("m1", {"cure": "2021-03-10"})
    assert read_lines(here / "states.rejected.jsonl")[0]["line"] == 4
    assert tea("lifecycle", "replay", "events.jsonl", *DAY, "--strict").exit_code == 2
    assert "2 merchants, 5 events" in tea("lifecycle", "replay", "events.jsonl", *DAY).stdout


def test_events_come_through_a_pipe(tea: Invoke, here: Path) -> None:
    lines = (here / "events.jsonl").read_text(encoding="utf-8")
    totals = data(tea("lifecycle", "replay", "-", *DAY, "--json", input=lines))
    assert (totals["read"], totals["states"]) == (5, {"tea": {"suspended": 1}})


def test_events_are_appended_once_and_give_back_the_timeline(keeper: Invoke, here: Path) -> None:
    first = keeper("lifecycle", "append", "events.jsonl", "--rejected", "wrong.jsonl", "--json")
    assert data(first) == {"file": "events.jsonl", "read": 5, "added": 4, "known": 0, "rejected": 1}
    assert read_lines(here / "wrong.jsonl")[0]["line"] == 4
    again = keeper("lifecycle", "append", "events.jsonl", "--lang", "zh")
    assert again.stdout == "读取 5 行：新增 0 个事件，已有 4 个，未通过校验 1 行\n"
    shown = keeper("lifecycle", "show", "m1", *DAY, "--json")
    assert data(shown) == data(keeper("lifecycle", "show", "m1", "--events", "events.jsonl", *DAY, "--json"))
    assert data(keeper("lifecycle", "replay", "db:", *DAY, "--json"))["states"] == {"tea": {"suspended": 1}}


def test_strict_adds_nothing_where_a_row_is_rejected(keeper: Invoke) -> None:
    assert keeper("lifecycle", "append", "events.jsonl", "--strict").exit_code == 2
    assert keeper("lifecycle", "show", "m1").exit_code == 2


def test_lifecycles_are_listed_and_drawn(tea: Invoke, here: Path) -> None:
    assert "Tea sellers" in tea("lifecycle", "list").stdout
    assert "history.fakes >= params.many" in tea("lifecycle", "list", "--lifecycle", "tea").stdout
    assert data(tea("lifecycle", "list", "--json"))[0]["states"]["exited"]["final"]
    assert "operating --> suspended : 违规 (T-4)" in tea("lifecycle", "draw", "--lang", "zh").stdout
    assert tea("lifecycle", "draw", "-o", "charts").exit_code == 0
    assert sorted(path.name for path in Path(here, "charts").iterdir()) == ["tea.mmd", "tea.svg"]
    ElementTree.parse(here / "charts" / "tea.svg")
