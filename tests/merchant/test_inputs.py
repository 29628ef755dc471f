"""Inputs as they are typed: patterns are expanded in natural order; one that matches nothing names what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchant_compliance.errors import InputError
from merchant_compliance.merchant.inputs import expanded

FILES = (
    "data/part-1.parquet",
    "data/part-10.parquet",
    "data/part-2.parquet",
    "data/.part-3.parquet.77.part",
    "data/2021/12/m.csv",
    "data/2021/9/m.csv",
    "a[1].csv",
    "a1.csv",
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ("data/*.parquet", ["data/part-1.parquet", "data/part-2.parquet", "data/part-10.parquet"]),
        ("data/part-[12].parquet", ["data/part-1.parquet", "data/part-2.parquet"]),
        ("data/part-?.parquet", ["data/part-1.parquet", "data/part-2.parquet"]),
        ("data/**/*.csv", ["data/2021/9/m.csv", "data/2021/12/m.csv"]),
        ("**/m.csv", ["data/2021/9/m.csv", "data/2021/12/m.csv"]),
        ("da*/2021/*/*", ["data/2021/9/m.csv", "data/2021/12/m.csv"]),
        ("a[1].csv", ["a[1].csv"]),
        ("a?.csv", ["a1.csv"]),
        ("-", ["-"]),
        ("absent.csv", ["absent.csv"]),
        ("sqlite:///a*.db?table=t", ["sqlite:///a*.db?table=t"]),
        ("postgresql://u:geheim@h/db", ["postgresql://u:***@h/db"]),
    ],
)
def test_patterns_are_expanded_and_all_else_stays(given: str, files: list[str]) -> None:
    assert [Path(name).as_posix() if "://" not in name else name for name in expanded([given])] == files


def test_inputs_keep_the_order_in_which_they_are_given() -> None:
    assert expanded(["a1.csv", "data/2021/*/m.csv", "-"])[0] == "a1.csv"
    assert expanded(["a1.csv", "data/2021/*/m.csv", "-"])[-1] == "-"


def test_a_whole_path_may_be_a_pattern(here: Path) -> None:
    assert expanded([f"{here}/data/*-1.parquet"]) == [str(here / "data/part-1.parquet")]


@pytest.mark.parametrize(
    ("given", "nearest", "why"),
    [
        (
            "data/*.parqet",
            "*.parquet",
            "in the folder data there are 2021, part-1.parquet, part-2.parquet, part-10.parquet",
        ),
        ("data/part-9*.parquet", "part-1.parquet", None),
        ("dta/*.parquet", "data", "there is no folder dta"),
        ("a[2].csv", "a[1].csv", None),
        ("data/2021/9/m*.jsonl", None, "in the folder data/2021/9 there are m.csv"),
    ],
)
def test_a_pattern_that_matches_nothing_names_what_is_there(given: str, nearest: str, why: str | None) -> None:
    with pytest.raises(InputError) as caught:
        expanded([given])
    (problem,) = caught.value.problems
    assert (problem.code, problem.nearest) == ("no-match", nearest)
    assert given in problem.what.zh
    assert given in problem.what.en
    assert why is None or problem.why.en == why


def test_folders_that_match_are_no_inputs() -> None:
    with pytest.raises(InputError):
        expanded(["dat*"])
