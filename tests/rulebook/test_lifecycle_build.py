"""A lifecycle is checked like a program: names, types of guards, states, timers, the order of transitions."""

from __future__ import annotations

from pathlib import Path

import pytest
from lifecycle_samples import TEA, tea
from rulebook_samples import loaded, problems, told

from merchant_compliance.language.expression import Call

FAULTS = [
    (("to: requested", "to: requestd"), "unknown-name", "requestd", "requested"),
    (("from: requested", "from: [requestde]"), "unknown-name", "requestde]", "requested"),
    (("initial: applied", "initial: aplied"), "unknown-name", "aplied", "applied"),
    (("event: supply", "event: suply"), "unknown-name", "suply", "supply"),
    (("start: supply,", "start: suply,"), "unknown-name", "suply", "supply"),
    (("days: supply_days", "days: suply_days"), "unknown-name", "suply_days", "supply_days"),
    (("measure: delist}", "measure: delst}"), "unknown-name", "delst", "delist"),
    (("sum: points", "sum: point"), "unknown-name", "point}", "points"),
    (("unless: {event: appeal", "unless: {event: apeal"), "unknown-name", "apeal", "appeal"),
    (('outcome == "approve"', 'outcom == "approve"'), "unknown-field", ".outcom ", "outcome"),
    (('outcome == "approve"', 'outcome == "aprove"'), "unknown-value", '== "aprove"', "approve"),
    (("history.fakes >= params.many", "history.fake >= params.many"), "unknown-field", ".fake ", "fakes"),
    (("history.fakes >= params.many", "history.fakes"), "not-a-condition", "history.fakes", None),
    (('event.kind == "fake"', "event.kind == 1"), "types", "== 1", None),
    (("history.fakes == 0", 'event.kind == "a"'), "unknown-field", ".kind", None),
    (("outcome: approve, notify", "outcome: aprove, notify"), "unknown-outcome", "aprove", "approve"),
    (("{as_of}", "{as_off}"), "unknown-placeholder", '"approved on', "as_of"),
    (("{event.violation_id}", "{event.violation}"), "unknown-placeholder", '"{history', "event.violation_id"),
    (("since: quarter", "since: quater"), "unknown-word", "quater", "quarter"),
    (("days: window_days", "days: window_days\n    since: year"), "two-windows", "year", None),
    (("sum: points", "sum: violation_id"), "not-a-number", "violation_id}", None),
    (("{type: whole, optional", "{type: whole, one_of: [a], optional"), "one-of-text", "[a]", None),
    (("freeze_days: [{value: 7", "freeze_days: [{value: 7.5"), "not-days", "[{value: 7.5", None),
    (("id: T-2", "id: T-1"), "id-twice", "T-1\n    from: applied\n    event: decision_made\n    to: requested", None),
    (("final: true", "final: false"), "dead-end", "exited: {title", None),
    (("operating: {title: {zh: 经营, en: Operating}", "operating: {title: {zh: 经营, en: Operating}, final: true"),
     "final-left", "id: T-4", None),
    (('when: event.outcome == "approve"\n    ', ""), "never-taken", "id: T-2", None),
    (("when: history.points > 9", "when: history.fakes >= params.many"), "never-taken", "id: T-5", None),
    (("    do: {release: true, cancel: cure}", "    doo: {release: true}"), "unknown-key", "doo", "do"),
    (("title: {zh: 茶商, en: Tea sellers}\n", ""), "missing-key", "lifecycle: tea", None),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "at", "near"), FAULTS)
def test_each_mistake_is_told_at_its_place_with_the_nearest_name(
    tmp_path: Path, change: tuple[str, str], code: str, at: str, near: str | None
) -> None:
    text = tea(change)
    (found,) = [p for p in problems(tmp_path, a=text) if p.severity == "error"]
    assert (found.code, found.nearest) == (code, near)
    assert "\n".join(text.split("\n")[found.line - 1 :])[found.column - 1 :].startswith(at)


def test_a_state_that_nothing_leads_to_is_told(tmp_path: Path) -> None:
    text = tea(("    from: suspended\n    event: cure\n    to: operating", "    from: suspended\n    event: cure"))
    lost = text.replace("states:\n", "states:\n  lost: {title: {zh: 迷失, en: Lost}}\n")
    assert [(p.code, p.line) for p in problems(tmp_path, a=lost) if p.severity == "error"] == [
        ("dead-end", 10),
        ("unreachable-state", 10),
    ]


def test_a_timer_that_nothing_starts_is_told_and_one_that_nothing_hears_is_warned_of(tmp_path: Path) -> None:
    unstarted = tea(('start: supply, notify: {zh: "请补", en: "by {timers.supply}"}', "notify: {zh: 补, en: b}"))
    assert told(problems(tmp_path, a=unstarted)) == [("timer-never-started", 25, 3, None)]
    unheard = tea(("event: supply", "event: left"))
    assert [p.code for p in loaded(tmp_path, a=unheard).warnings] == ["timer-never-heard"]


def test_what_is_not_used_or_not_said_is_warned_of(tmp_path: Path) -> None:
    text = tea(("      measures: [{measure: delist}]\n", ""))
    assert [(p.code, p.line) for p in loaded(tmp_path, a=text).warnings] == [("unused-name", 35)]
    text = tea(('en: "approved on {as_of}"', 'en: ""'))
    assert [(p.code, p.line) for p in loaded(tmp_path, a=text).warnings] == [("no-text", 42)]


def test_all_mistakes_are_told_in_one_run(tmp_path: Path) -> None:
    text = tea(
        ("to: requested", "to: requestd"),
        ('outcome == "approve"', 'outcom == "approve"'),
        ("start: cure}", "strt: cure}"),
        ("sum: points", "sum: point"),
    )
    found = [p.code for p in problems(tmp_path, a=text) if p.severity == "error"]
    assert found == ["unknown-name", "unknown-field", "unknown-name", "unknown-key"]


def test_an_event_of_two_lifecycles_has_the_same_fields_in_both(tmp_path: Path) -> None:
    other = tea(
        ("lifecycle: tea", "lifecycle: coffee"),
        ("kind: text", "kind: whole"),
        ('event.kind == "fake"', "event.kind == 1"),
    )
    found = told(problems(tmp_path, a=TEA, b=other.replace("id: T-", "id: C-")))
    assert found == [("events-differ", 21, 34, None)]


def test_names_of_lifecycles_and_transitions_are_unique_in_the_rulebook(tmp_path: Path) -> None:
    found = problems(tmp_path, a=TEA, b=TEA)
    assert [(p.code, p.line) for p in found][:2] == [("id-twice", 1), ("id-twice", 37)]
    assert len(found) == 9


def test_a_lifecycle_that_is_right_is_in_the_rulebook(tmp_path: Path) -> None:
    (lifecycle,) = loaded(tmp_path, a=TEA).lifecycles
    assert (lifecycle.name, lifecycle.initial, lifecycle.finals) == ("tea", "applied", {"exited"})
    assert [t.id for t in lifecycle.transitions] == [f"T-{n}" for n in range(1, 9)]
    assert isinstance(lifecycle.transitions[3].guard, Call)
    assert [c.name for c in lifecycle.counters] == ["fakes", "points"]
    assert lifecycle.parameters["supply_days"].values == (10, 20)
