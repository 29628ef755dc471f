"""`evaluate`: every row is judged or set aside, the counts add up, and nothing half-done is left behind."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cli_samples import MERCHANTS, Invoke, read_lines, write_lines

from merchant_compliance import Engine

DAY = date(2021, 12, 31)


@pytest.fixture
def run(cli: Invoke, book: Path, merchants: Path) -> Invoke:
    """`evaluate` over the sample merchants under the sample rulebook at one date."""
    return lambda *more, **kwargs: cli("evaluate", merchants, "--rules", book, "--as-of", DAY, *more, **kwargs)


def expected(book: Path, lists: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    engine = Engine.load(book)
    return [engine.evaluate(row, DAY, lists=lists).batch_row() for row in MERCHANTS[:3]]


def test_the_summary_adds_up(run: Invoke) -> None:
    result = run("--json")
    summary = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (summary["read"], summary["merchants"], summary["rejected"]) == (5, 3, 2)
    assert summary["outcomes"] == {"approve": 2, "return": 1}
    assert summary["provinces"] == {"44": {"approve": 1}}


def test_json_lines_hold_what_the_engine_says_in_the_order_of_the_input(run: Invoke, book: Path) -> None:
    assert run("-o", "out.jsonl").exit_code == 0
    assert read_lines(Path("out.jsonl")) == expected(book)


def test_full_json_lines_hold_whole_decisions(run: Invoke, book: Path) -> None:
    run("-o", "out.jsonl", "--full")
    assert read_lines(Path("out.jsonl"))[1] == Engine.load(book).evaluate(MERCHANTS[1], DAY).model_dump(mode="json")


def test_parquet_holds_the_same_rows_and_its_origin(run: Invoke, book: Path) -> None:
    run("-o", "out.parquet")
    table = pq.read_table("out.parquet")
    rows = [{**row, "scores": dict(row["scores"])} for row in table.to_pylist()]
    assert rows == expected(book)
    assert table.schema.metadata[b"rulebook_sha256"].decode() == Engine.load(book).rulebook.sha256
    assert table.schema.metadata[b"as_of"] == b"2021-12-31"


def test_csv_holds_the_same_rows_with_lists_as_json_text(run: Invoke, book: Path) -> None:
    run("-o", "out.csv")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = ("merchant_id", "outcome")
    assert [{k: v if k in texts else json.loads(v) for k, v in row.items()} for row in rows] == expected(book)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_full_adds_a_column_with_the_whole_decision(run: Invoke, book: Path, ending: str) -> None:
    run("-o", f"out.{ending}", "--full")
    if ending == "parquet":
        rows = pq.read_table("out.parquet").to_pylist()
    else:
        with Path("out.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    wanted = Engine.load(book).evaluate(MERCHANTS[1], DAY).model_dump(mode="json")
    assert json.loads(rows[1]["decision"]) == wanted


def test_standard_output_holds_json_lines_and_nothing_else(run: Invoke, book: Path) -> None:
    result = run("-o", "-")
    assert [json.loads(line) for line in result.stdout.splitlines()] == expected(book)
    assert "3 merchants judged" in result.stderr


def test_a_pipe_is_read_as_json_lines(cli: Invoke, book: Path) -> None:
    text = '{"merchant_id": "a"}\n{"merchant_id": "b"}\n'
    result = cli("evaluate", "-", "-o", "-", "--rules", book, input=text)
    assert [json.loads(line)["merchant_id"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_rejected_rows_are_kept_aside_with_line_and_reason(run: Invoke) -> None:
    result = run("-o", "out.jsonl")
    rejected = read_lines(Path("out.rejected.jsonl"))
    assert result.exit_code == 0
    assert [row["line"] for row in rejected] == [4, 5]
    assert all(row["reason"] and row["reason_zh"] for row in rejected)
    assert [row["problems"][0]["nearest"] for row in rejected] == [None, "subject"]
    assert len(read_lines(Path("out.jsonl"))) + len(rejected) == len(MERCHANTS)


def test_without_a_file_to_keep_them_rejected_rows_are_told_with_line_and_reason(run: Invoke, here: Path) -> None:
    before = sorted(here.iterdir())
    result = run()
    assert "merchants.jsonl:4" in result.stderr
    assert "merchants.jsonl:5" in result.stderr
    assert sorted(here.iterdir()) == before


def test_a_clean_run_leaves_no_rejected_rows_of_an_earlier_one(run: Invoke, merchants: Path) -> None:
    run("-o", "out.jsonl")
    write_lines(merchants, MERCHANTS[:3])
    assert run("-o", "out.jsonl").exit_code == 0
    assert not Path("out.rejected.jsonl").exists()


def test_strict_exits_with_2_when_a_row_was_rejected_and_still_keeps_all_rows(run: Invoke, merchants: Path) -> None:
    assert run("-o", "out.jsonl", "--strict").exit_code == 2
    assert Path("out.rejected.jsonl").exists()
    write_lines(merchants, MERCHANTS[:3])
    assert run("--strict").exit_code == 0


def test_unknown_fields_can_be_ignored(run: Invoke) -> None:
    summary = json.loads(run("--json", "--allow-unknown").stdout)
    assert (summary["merchants"], summary["rejected"]) == (4, 1)


@pytest.mark.parametrize(
    ("outcome", "code"), [("notice", 1), ("return", 1), ("suspend", 0), ("intercept", 0), ("approve", 1)]
)
def test_fail_on_finds_this_outcome_or_a_more_severe_one(run: Invoke, outcome: str, code: int) -> None:
    assert run("--fail-on", outcome).exit_code == code


def test_lists_unknown_none_or_given_are_three_different_things(run: Invoke, here: Path) -> None:
    entry = {"list": "onboarding-blacklist", "key_kind": "merchant", "key": "good"}
    given = write_lines(here / "lists.jsonl", [entry])
    outcomes = {}
    for name, option in (("unknown", []), ("none", ["--lists", "none"]), ("given", ["--lists", given])):
        rows = [json.loads(line) for line in run("-o", "-", *option).stdout.splitlines()]
        outcomes[name] = [(row["outcome"], "lists" in row["pending"]) for row in rows[:2]]
    assert outcomes == {
        "unknown": [("approve", True), ("return", True)],
        "none": [("approve", False), ("return", False)],
        "given": [("intercept", False), ("return", False)],
    }


def test_several_inputs_are_one_run(cli: Invoke, book: Path, here: Path) -> None:
    first = write_lines(here / "a.jsonl", [{"merchant_id": "a"}])
    second = write_lines(here / "b.jsonl", [{"merchant_id": "b"}])
    result = cli("evaluate", first, second, "-o", "-", "--rules", book)
    assert [json.loads(line)["merchant_id"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_a_report_is_written(run: Invoke) -> None:
    assert run("--report", "report.html").exit_code == 0
    assert "Basics" in Path("report.html").read_text(encoding="utf-8")


WRONG_USAGE: list[tuple[list[str], str]] = [
    (["-o", "out.xlsx"], "output format"),
    (["-o", "missing/out.jsonl"], "no folder missing"),
    (["-o", "merchants.jsonl"], "overwrite the input"),
    (["-o", "out.jsonl", "--engine", "spark"], "Spark reads Parquet"),
    (["-o", "out.jsonl", "--engine", "pyhton"], "`python`"),
    (["-o", "out.jsonl", "--fail-on", "rejct"], "`reject`"),
    (["-o", "out.jsonl", "--as-of", "31.12.2021"], "31.12.2021"),
    (["-o", "out.jsonl", "--as-of", "2021-02-30"], "2021-02-30"),
    (["-o", "out.jsonl", "--lists", "absent.csv"], "absent.csv"),
    (["-o", "out.jsonl", "--rules", "absent"], "absent"),
    (["-o", "out.jsonl", "absent.jsonl"], "absent.jsonl"),
    (["-o", "out.jsonl", "--report", "missing/report.html"], "no folder missing"),
    (["-o", "out.jsonl", "--unheard-of"], "unheard-of"),
]


@pytest.mark.parametrize(("options", "said"), WRONG_USAGE)
def test_wrong_usage_exits_with_2_says_why_and_writes_nothing(
    run: Invoke, here: Path, options: list[str], said: str
) -> None:
    before = sorted(here.iterdir())
    result = run(*options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(here.iterdir()) == before


def test_after_a_failed_run_an_older_output_is_as_it_was(run: Invoke) -> None:
    out = Path("out.jsonl")
    out.write_text("older\n", encoding="utf-8")
    assert run("-o", out, "absent.jsonl").exit_code == 2
    assert out.read_text(encoding="utf-8") == "older\n"


def test_a_broken_rulebook_exits_with_2_and_names_file_and_line(run: Invoke, book: Path) -> None:
    (book / "broken.yaml").write_text("policy: broken\ntitel: {zh: 错, en: Wrong}\n", encoding="utf-8")
    result = run("-o", "out.jsonl")
    assert result.exit_code == 2
    assert "broken.yaml:2" in result.stderr
    assert not Path("out.jsonl").exists()


def test_rules_beside_the_user_are_found_without_asking(cli: Invoke, book: Path, merchants: Path) -> None:
    book.rename("rules")
    assert json.loads(cli("evaluate", merchants, "--json").stdout)["rulebook"]["name"] == "small"


def test_the_summary_speaks_chinese(run: Invoke) -> None:
    result = run("--lang", "zh")
    assert "判定结果" in result.stdout
    assert "驳回" in result.stdout


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (OSError(28, "No space left on device", "out.jsonl"), 2, "No space left on device"),
    ],
)
def test_a_run_cut_short_leaves_nothing_behind_and_shows_no_traceback(
    run: Invoke, here: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr("merchant_compliance.engine.rows.writing.judge", fail)
    before = sorted(here.iterdir())
    result = run("-o", "out.jsonl", "--report", "report.html")
    assert (result.exit_code, said in result.stderr) == (code, True)
    assert sorted(here.iterdir()) == before


def test_a_fault_of_ours_is_not_hidden(run: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("merchant_compliance.engine.rows.writing.judge", lambda *_arguments, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("-o", "out.jsonl")
