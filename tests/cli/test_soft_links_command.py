"""`links resolve` and `--soft` at a shell."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from merchant_compliance.cli.cluster_rows import read_clusters
from merchant_compliance.cli.main import app

RESTAURANTS = """merchant_id,shop.name,contact.address,contact.phone
r1,Arnie Morton's of Chicago,"435 S. La Cienega Blvd., Los Angeles",310/246-1501
r2,Hotel Bel-Air,"701 Stone Canyon Rd., Bel Air",310/472-1211
r3,"arnie morton's of chicago, the","435 s. la cienega blv., los angeles",310-246-1501
r4,Zanzibar Trattoria,,
"""
MERCHANTS = (
    ("bad", "深圳市星辰海贸易有限公司", "浙江省杭州市余杭区文一西路969号", "13912345678"),
    ("new", "星辰海贸易", "浙江余杭文一西路九百六十九号", "13712345679"),
    ("old", "鑫源食品有限公司", "北京市朝阳区建国路1号", "13700005678"),
)
FOUND = {"r1": "r1", "r2": "r2", "r3": "r1", "r4": "r4"}


def run(*arguments: object, input: str | None = None) -> Any:
    return CliRunner().invoke(
        app, [str(each) for each in arguments], input=input, env={"MERCHANT_COMPLIANCE_LANG": "en"}
    )


@pytest.fixture
def restaurants(tmp_path: Path) -> Path:
    file = tmp_path / "restaurants.csv"
    file.write_text(RESTAURANTS, encoding="utf-8")
    return file


@pytest.fixture
def merchants(tmp_path: Path) -> tuple[Path, Path]:
    file, lists = tmp_path / "merchants.jsonl", tmp_path / "lists.csv"
    rows = [
        {
            "merchant_id": m,
            "role": "merchant",
            "subject": {"name": name},
            "contact": {"address": address, "phone": phone},
        }
        for m, name, address, phone in MERCHANTS
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lists.write_text("list,key_kind,key\nonboarding-blacklist,merchant,bad\n", encoding="utf-8")
    return file, lists


def test_each_merchant_gets_the_cluster_of_its_entity_in_every_format(restaurants: Path, tmp_path: Path) -> None:
    result = run("links", "resolve", restaurants, "--country", "US", "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == "merchant_id,cluster_id"
    assert "4 merchants are 3 entities" in result.output
    assert read_clusters(tmp_path / "out.csv") == FOUND
    more = [tmp_path / "out.parquet", tmp_path / "out.jsonl"]
    for file in more:
        previous = ("--previous", tmp_path / "out.csv")
        assert run("links", "resolve", restaurants, "--country", "US", "-o", file, *previous).exit_code == 0
        assert read_clusters(file) == FOUND
    assert pq.read_schema(more[0]).names == ["merchant_id", "cluster_id"]


def test_a_bad_row_is_kept_and_the_others_are_resolved(restaurants: Path, tmp_path: Path) -> None:
    restaurants.write_text(RESTAURANTS + ',Nobody,"1 Oak Street",\n', encoding="utf-8")
    assert run("links", "resolve", restaurants, "--country", "US", "-o", tmp_path / "out.csv").exit_code == 0
    assert read_clusters(tmp_path / "out.csv") == FOUND
    assert "merchant_id" in (tmp_path / "out.rejected.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content"), [("old.csv", "a,b\n1,2\n"), ("old.jsonl", "[]\n"), ("old.txt", ""), ("old.parquet", "no")]
)
def test_a_previous_result_that_is_none_is_refused(restaurants: Path, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    result = run("links", "resolve", restaurants, "-o", tmp_path / "out.csv", "--previous", tmp_path / name)
    assert result.exit_code == 2
    assert not (tmp_path / "out.csv").exists()


def test_without_splink_the_extra_is_named(restaurants: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_splink(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "splink":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_splink)
    result = run("links", "resolve", restaurants, "-o", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert "merchant-compliance[soft-links]" in result.output


def test_soft_links_come_only_when_asked_for(merchants: tuple[Path, Path], tmp_path: Path) -> None:
    file, lists = merchants
    command = ("links", "find", file, "--lists", lists, "-o", tmp_path / "links.jsonl")
    assert run(*command).exit_code == 0
    assert (tmp_path / "links.jsonl").read_text() == ""
    assert run(*command, "--soft").exit_code == 0
    first = (tmp_path / "links.jsonl").read_text(encoding="utf-8")
    (row,) = map(json.loads, first.splitlines())
    assert (row["merchant_id"], row["list"], row["listed_merchant_id"], row["hops"]) == (
        "new",
        "onboarding-blacklist",
        "bad",
        1,
    )
    assert row["via"] == ["address", "name"]
    assert 0.8 <= row["confidence"] < 1
    assert row["path"] == "new —name ≈, address ≈→ bad"
    assert run(*command, "--soft").exit_code == 0
    assert (tmp_path / "links.jsonl").read_text(encoding="utf-8") == first


def test_a_soft_link_is_judged_as_a_matter_for_review(merchants: tuple[Path, Path], tmp_path: Path) -> None:
    file, lists = merchants
    out = tmp_path / "decisions.jsonl"
    for soft, fired in (((), False), (("--soft",), True)):
        result = run("evaluate", file, "--lists", lists, "-o", out, "--as-of", "2021-12-31", *soft)
        assert result.exit_code == 0, result.output
        rows = {row["merchant_id"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
        assert ("ITS-001" in rows["new"]["fired"]) is fired
        assert rows["new"]["outcome"] != "intercept"


def test_a_pipe_cannot_be_read_twice(merchants: tuple[Path, Path]) -> None:
    result = run("links", "find", "-", "--lists", merchants[1], "-o", "-", "--soft", input="")
    assert result.exit_code == 2
    assert "pipe" in result.output
