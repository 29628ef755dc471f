"""A replay of a file comes to what the interpreter comes to, merchant by merchant, and no row is lost."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lifecycle_samples import TEA, rulebook_of

from merchant_compliance.engine.lifecycle import Event, in_order
from merchant_compliance.engine.lifecycle.delivery import Lifecycles
from merchant_compliance.engine.lifecycle.rows import replay_file
from merchant_compliance.engine.lifecycle.rows.states import COLUMNS, row_of
from merchant_compliance.errors import InputError
from merchant_compliance.rulebook.rulebook import Rulebook

START, AS_OF = date(2021, 1, 1), date(2021, 4, 30)
PER = """\
lifecycle: shelf
title: {zh: 货架, en: Shelf}
per: kind
initial: full
states: {full: {title: {zh: 满, en: Full}}, checked: {title: {zh: 查, en: Checked}, final: true}}
events:
  violation:
    title: {zh: 违规, en: Violation}
    fields: {violation_id: text, kind: text, points: {type: whole, optional: true}}
transitions:
  - {id: S-1, from: full, event: violation, to: checked}
"""


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return rulebook_of(tmp_path_factory.mktemp("rules"), tea=TEA, shelf=PER)


def made(chance: Random, count: int) -> list[dict[str, Any]]:
    """Events of a few merchants in no order: some of them twice, some under the id of another, some useless."""
    choices: list[tuple[str, dict[str, Any]]] = [
        ("decision_made", {"outcome": "approve"}),
        ("decision_made", {"outcome": "return"}),
        ("violation", {"violation_id": "v1", "kind": "fake", "points": 4}),
        ("violation", {"violation_id": "v2", "kind": "late"}),
        ("appeal", {"violation_id": "v1"}),
        ("left", {}),
        ("lost", {}),
        ("violation", {"violation_id": "v3", "kind": "fake", "points": "x"}),
    ]
    rows = []
    for number in range(count):
        name, data = chance.choices(choices, weights=(4, 1, 6, 3, 1, 1, 1, 1))[0]
        on = START + timedelta(days=chance.randrange(150))
        row = {"event_id": f"e{number}", "merchant_id": f"m{chance.randrange(40)}", "event": name}
        rows.append({**row, "occurred_on": on.isoformat(), "seq": chance.randrange(3), "data": data})
    doubled = [dict(row) for row in chance.sample(rows, count // 20)]
    changed = [{**row, "event": "left", "data": {}} for row in chance.sample(rows, count // 20)]
    rows += [*doubled, *changed]
    chance.shuffle(rows)
    return rows


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".csv":
        fields = sorted({f"data.{name}" for row in rows for name in row["data"]})
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*(name for name in rows[0] if name != "data"), *fields])
            writer.writeheader()
            for row in rows:
                cells = {f"data.{name}": value for name, value in row["data"].items()}
                writer.writerow({name: value for name, value in row.items() if name != "data"} | cells)
    else:
        day = {"occurred_on": pa.date32(), "seq": pa.int64()}
        typed = [
            {**r, "occurred_on": date.fromisoformat(r["occurred_on"]), "data": json.dumps(r["data"])} for r in rows
        ]
        schema = pa.schema([(name, day.get(name, pa.string())) for name in rows[0]])
        pq.write_table(pa.Table.from_pylist(typed, schema=schema), path, row_group_size=200)
    return path


def states(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in COLUMNS) for row in pq.read_table(path).to_pylist()]


def expected(rulebook: Rulebook, rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """By the interpreter that tells each step, one merchant after another."""
    lifecycles = Lifecycles(rulebook.lifecycles)
    by_merchant: dict[str, list[Event]] = {}
    for row in rows:
        event = lifecycles.intake.event(row)
        if isinstance(event, Event):
            by_merchant.setdefault(event.merchant_id, []).append(event)
    found = [
        row_of(merchant, which.lifecycle, which.key, course.standing, AS_OF)
        for merchant, events in by_merchant.items()
        for which, course in lifecycles.courses(in_order(events).events, AS_OF).items()
        if course.standing.since is not None
    ]
    return sorted(found, key=lambda row: row[:3])


@pytest.mark.parametrize("ending", [".parquet", ".jsonl", ".csv"])
@pytest.mark.parametrize("processes", [1, 2])
def test_states_are_those_of_the_interpreter_and_counts_add_up(
    rulebook: Rulebook, tmp_path: Path, ending: str, processes: int
) -> None:
    rows = made(Random(ending), 1500)
    source, out = write(tmp_path / f"events{ending}", rows), tmp_path / "states.parquet"
    totals = replay_file(rulebook, str(source), out, AS_OF, processes)
    assert states(out) == expected(rulebook, rows)
    assert totals.read == len(rows)
    assert totals.add_up
    assert totals.duplicates
    assert totals.later
    assert totals.timers
    rejected = [json.loads(line) for line in out.with_suffix(".rejected.jsonl").read_text().splitlines()]
    assert len(rejected) == totals.rejected
    for one in rejected:
        row = rows[one["line"] - (1 if ending != ".csv" else 2)]
        assert (one["record"]["event_id"], one["record"]["merchant_id"]) == (row["event_id"], row["merchant_id"])
    assert [one["line"] for one in rejected] == sorted(one["line"] for one in rejected)


def test_the_same_bytes_come_out_however_many_processes_and_whatever_the_order(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    rows = made(Random(3), 800)
    first = write(tmp_path / "a.jsonl", rows)
    second = write(tmp_path / "b.jsonl", sorted(rows, key=lambda row: (row["event"], row["event_id"])))
    for number, (source, processes) in enumerate([(first, 1), (first, 2), (second, 2)]):
        replay_file(rulebook, str(source), tmp_path / f"{number}.csv", AS_OF, processes)
    one, two, three = (Path(tmp_path, f"{number}.csv").read_bytes() for number in range(3))
    assert one == two == three


HEAD = '"event_id": "1", "merchant_id": "m", "occurred_on": "2021-01-01"'
BROKEN = [
    ("{", "JSON"),
    ("[1]", "not a JSON object"),
    ('{"event_id": "1"}', "merchant_id is missing"),
    (f'{{{HEAD}, "event": "lefd"}}', "no lifecycle declares the event lefd"),
    (f'{{{HEAD}, "event": "left"}}'.replace("01-01", "02-30"), "occurred_on should be a calendar date"),
    (f'{{{HEAD}, "event": "left", "phone": "13812345678"}}', "phone is no field of an event"),
    (f'{{{HEAD}, "event": "left", "data": {{"phone": "138123"}}}}', "data.phone is no field of the event left"),
    (f'{{{HEAD}, "event": "decision_made", "data": {{"outcome": "x"}}}}', "data.outcome is not one of"),
    (f'{{{HEAD}, "event": "left"}}'.replace('"1"', "1"), "event_id should be text"),
    (f'{{{HEAD}, "event": "left", "data": [1]}}', "data should be a JSON object"),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN)
def test_a_row_that_cannot_be_used_is_rejected_and_the_others_are_not(
    rulebook: Rulebook, tmp_path: Path, line: str, reason: str
) -> None:
    good = '{"event_id": "2", "merchant_id": "m", "event": "decision_made", "occurred_on": "2021-01-01", "data": {"outcome": "approve"}}'  # noqa: E501
    source, out = tmp_path / "events.jsonl", tmp_path / "states.jsonl"
    source.write_text(f"{line}\n{good}\n", encoding="utf-8")
    totals = replay_file(rulebook, str(source), out, AS_OF)
    assert (totals.read, totals.rejected, totals.moved) == (2, 1, 1)
    text = out.with_suffix(".rejected.jsonl").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["line"] == 1
    assert reason in told["reason"]
    assert "138123" not in text, "what may be a personal fact is masked"
    assert json.loads(out.read_text())["state"] == "operating"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.jsonl", None, "unreadable"),
        ("events.csv", "event_id,merchant_id,event\n1,m,left\n", "missing-column"),
        ("events.csv", "event_id,merchant_id,event,occurred_on,data.knd\n", "unknown-column"),
        ("events.parquet", "no Parquet", "unreadable"),
        ("events.txt", "x", "unknown-format"),
        ("events.jsonl", "", "empty-file"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    rulebook: Rulebook, tmp_path: Path, name: str, content: str | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    out = tmp_path / "out" / "states.parquet"
    out.parent.mkdir()
    with pytest.raises(InputError) as caught:
        replay_file(rulebook, str(tmp_path / name), out, AS_OF)
    assert caught.value.problems[0].code == code
    assert list(out.parent.iterdir()) == []


def test_a_file_without_events_gives_a_table_without_rows(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("event_id,merchant_id,event,occurred_on\n")
    out = tmp_path / "states.parquet"
    totals = replay_file(rulebook, str(tmp_path / "events.csv"), out, AS_OF)
    assert (totals.read, states(out)) == (0, [])
    assert not out.with_suffix(".rejected.jsonl").exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_read(rulebook: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        replay_file(rulebook, "none.jsonl", tmp_path / "none" / "states.parquet", AS_OF)
    assert caught.value.problems[0].code == "unwritable-output"


def test_nested_columns_of_parquet_are_fields_and_null_is_missing(rulebook: Rulebook, tmp_path: Path) -> None:
    data = pa.struct(
        [("violation_id", pa.string()), ("kind", pa.string()), ("points", pa.int64()), ("outcome", pa.string())]
    )
    schema = pa.schema([("merchant_id", pa.string()), ("event_id", pa.string()), ("event", pa.string()),
                        ("occurred_on", pa.string()), ("data", data)])  # fmt: skip
    none = {"violation_id": None, "kind": None, "points": None, "outcome": None}
    head = {"merchant_id": "m", "occurred_on": "2021-01-01"}
    rows = [
        {**head, "event_id": "1", "event": "decision_made", "data": {**none, "outcome": "approve"}},
        {
            **head,
            "event_id": "2",
            "event": "violation",
            "data": {**none, "violation_id": "v", "kind": "k", "points": 10},
        },
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "events.parquet")
    out = tmp_path / "states.parquet"
    totals = replay_file(rulebook, str(tmp_path / "events.parquet"), out, date(2021, 1, 2))
    assert totals.rejected == 0
    assert [row[:4] for row in states(out)] == [("m", "shelf", "k", "checked"), ("m", "tea", "", "suspended")]
    assert pq.read_metadata(out).metadata[b"as_of"] == b"2021-01-02"
