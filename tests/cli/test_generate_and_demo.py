"""`generate` and `demo`: the same seed gives the same, files appear together, planted faults are found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_samples import Invoke, read_lines

from merchant_compliance.merchant.synthetic import PLANTED
from merchant_compliance.report.kinds import KINDS
from merchant_compliance.report.truth import Truth
from merchant_compliance.rulebook.load import load, shipped_rules


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_generated_merchants_are_valid_and_their_truth_stands_beside(cli: Invoke, book: Path, ending: str) -> None:
    made = cli("generate", "--count", 20, "--seed", 3, "-o", f"m.{ending}", "--json")
    files = json.loads(made.stdout)
    assert files["merchants"] == f"m.{ending}"
    assert len(read_lines(Path(files["truth"]))) == 20
    summary = json.loads(cli("evaluate", f"m.{ending}", "--rules", book, "--lists", files["lists"], "--json").stdout)
    assert (summary["merchants"], summary["rejected"]) == (20, 0)


@pytest.mark.usefixtures("here")
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(cli: Invoke) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        cli("generate", "--count", 5, "--seed", seed, "-o", f"{name}.jsonl")
    a, b, c = (Path(f"{name}.jsonl").read_bytes() for name in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--count", "0", "-o", "m.jsonl"], "--count"),
        (["--count", "5", "-o", "m.xlsx"], "format"),
        (["--count", "5", "-o", "missing/m.jsonl"], "no folder missing"),
        (["-o", "m.jsonl"], "--count"),
        (["--count", "5"], "--out"),
    ],
)
def test_wrong_usage_exits_with_2_and_writes_nothing(cli: Invoke, here: Path, options: list[str], said: str) -> None:
    result = cli("generate", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(here.iterdir()) == []


def test_the_demo_writes_report_and_decisions_and_compares_with_the_truth(cli: Invoke, here: Path) -> None:
    result = cli("demo", "--count", 300, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {file.name for file in here.iterdir()} == {
        "report.html",
        "decisions.jsonl",
        "demo-merchants.jsonl",
        "demo-merchants.truth.jsonl",
        "demo-merchants.lists.jsonl",
    }
    assert told["merchants"] == len(read_lines(here / "decisions.jsonl")) == 300
    assert sum(told["outcomes"].values()) == 300
    assert told["as_of"] == "2021-12-31"
    kinds = told["truth"]["kinds"]
    planted = [row["planted"] for row in read_lines(here / "demo-merchants.truth.jsonl")]
    assert sum(kind["planted"] for kind in kinds) == sum(len(names) for names in planted if names != ["banned"])
    assert [kind for kind in kinds if kind["caught"] != kind["planted"]] == []
    assert (told["truth"]["false_alarms"], told["truth"]["unexplained"]) == (0, 0)
    sections = re.findall(r'<section id="([^"]+)"', (here / "report.html").read_text(encoding="utf-8"))
    assert {"outcomes", "remedies", "pending", "regions", "linked", "truth"} <= set(sections)


def test_the_demo_tells_what_to_do_next_and_that_works(cli: Invoke, here: Path) -> None:
    story = cli("demo", "--count", 40, "--lang", "zh").stdout
    assert "与真值比较" in story
    assert "星级分布" in (here / "report.html").read_text(encoding="utf-8")
    command = story.split("merchant-compliance ")[-1].split()
    assert cli(*command).exit_code == 0


def test_every_kind_that_is_planted_has_rules_that_look_for_it() -> None:
    truth = Truth([rule.id for rule in load(shipped_rules()).rules])
    for name in (*(planted.name for planted in PLANTED), "returning"):
        truth.add([name], [])
    assert {name for name, _, caught in truth.rows() if caught is not None} == set(KINDS)


def test_without_a_rule_that_looks_for_it_nothing_is_said_to_be_caught() -> None:
    truth = Truth(["OWN-001"])
    truth.add(["low-capital"], ["OWN-001"])
    truth.add([], ["OWN-001"])
    truth.add([], [])
    assert truth.rows() == [("low-capital", 1, None)]
    assert (truth.clean, truth.alarms) == (2, 1)
