"""`lists …`, `db upgrade` and `evaluate --lists db:` on both databases."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_samples import Invoke, read_lines, write_lines

PHONE = "13800138000"
ENTRIES: list[dict[str, Any]] = [
    {"list": "onboarding-blacklist", "key_kind": "phone", "key": PHONE, "since": "2021-01-01", "reason": "fraud"},
    {"list": "category-invitations", "key_kind": "merchant", "key": "m1", "category": "tea"},
    {"list": "onboarding-blackist", "key_kind": "fone", "key": PHONE},
]
MERCHANTS = [
    {"merchant_id": "m1", "subject": {"kind": "enterprise"}, "contact": {"phone": f"+86 {PHONE}"}, "categories": []},
    {"merchant_id": "m2", "subject": {"kind": "enterprise"}, "contact": {"phone": "13800138009"}, "categories": []},
]


@pytest.fixture
def keeper(cli: Invoke, here: Path, store_url: str) -> Invoke:
    """The command line over a store with tables, and a list file `lists.jsonl` in the current folder."""
    write_lines(here / "lists.jsonl", ENTRIES)
    environment = {"MERCHANT_COMPLIANCE_DATABASE_URL": store_url, "MERCHANT_COMPLIANCE_HASH_KEY": "k" * 32}

    def invoke(*arguments: object, **more: Any) -> Any:
        return cli(*arguments, **{**more, "env": {**environment, **more.pop("env", {})}})

    assert invoke("db", "upgrade").exit_code == 0
    return invoke


def data(result: Any) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_an_import_tells_what_became_of_each_row(keeper: Invoke) -> None:
    first = keeper("lists", "import", "lists.jsonl", "--json")
    assert {**data(first), "recording": 0} == {
        "file": "lists.jsonl", "recording": 0, "read": 3, "added": 2, "known": 0, "rejected": 1
    }  # fmt: skip
    assert "lists.jsonl:3: error: key_kind" in first.stderr
    assert PHONE not in first.stdout + first.stderr
    again = keeper("lists", "import", "lists.jsonl", "--lang", "zh")
    assert again.stdout == "读取 3 行：新增 0 条，已有 2 条，未通过校验 1 行\n"


def test_rejected_rows_go_to_a_file_with_line_reason_and_a_masked_key(keeper: Invoke, here: Path) -> None:
    assert keeper("lists", "import", "lists.jsonl", "--rejected", "wrong.jsonl").exit_code == 0
    (row,) = read_lines(here / "wrong.jsonl")
    assert (row["line"], row["problems"][0]["nearest"]) == (3, "phone")
    assert row["reason"]
    assert row["reason_zh"]
    assert PHONE not in json.dumps(row)


def test_strict_imports_nothing_and_exits_with_2(keeper: Invoke, here: Path) -> None:
    result = keeper("lists", "import", "lists.jsonl", "--strict", "--rejected", "wrong.jsonl")
    assert result.exit_code == 2
    assert not (here / "wrong.jsonl").exists()
    assert data(keeper("lists", "show", "--json")) == {"entries": [], "count": 0}


def test_an_entry_is_added_shown_ended_and_shown_as_ended(keeper: Invoke) -> None:
    added = data(keeper("lists", "add", "community-ban", "phone", "-", "--by", "li", "--json", input=f"{PHONE}\n"))
    assert data(keeper("lists", "add", "community-ban", "phone", PHONE, "--json")) == {**added, "known": True}
    shown = keeper("lists", "show", "--key", "-", input=f"{PHONE}\n")
    assert "138****8000" in shown.stdout
    assert PHONE not in shown.stdout
    assert keeper("lists", "end", added["id"], "--reason", "appeal upheld").exit_code == 0
    assert data(keeper("lists", "show", "--json"))["count"] == 0
    (entry,) = data(keeper("lists", "show", "--ended", "--json"))["entries"]
    assert (entry["recorded_by"], entry["ended_reason"], entry["ended_on"]) == (
        "li",
        "appeal upheld",
        str(date.today()),
    )
    assert data(keeper("lists", "show", "--ended", "--known-at", "2020-12-31", "--json"))["count"] == 0
    assert "appeal upheld" in keeper("lists", "end", added["id"], "--reason", "again").stderr


REFUSED: list[tuple[tuple[object, ...], str]] = [
    (("import", "none.jsonl"), "no such file"),
    (("import", "lists.txt"), "unknown file format"),
    (("add", "community-ban", "fone", "1"), "did you mean: `phone`"),
    (("add", "community-ban", "phone", " "), "holds nothing"),
    (("add", "community-ban", "phone", "1", "--since", "2021-02-30"), "calendar date"),
    (("end", 99, "--reason", "why"), "there is no entry 99"),
    (("end", 1, "--reason", " "), "no reason"),
    (("show", "--list", "onboarding-blacklst"), "did you mean: `onboarding-blacklist`"),
    (("show", "--kind", "fone"), "did you mean: `phone`"),
    (("show", "--known-at", "2021-12-31T18:00:00"), "neither a day nor a moment"),
    (("export", "-o", "x.txt"), "unknown file format"),
    (("export", "-o", "x.csv", "--list", "nope"), "knows no list nope"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_wrong_usage_is_explained_and_exits_with_2(
    keeper: Invoke, here: Path, arguments: tuple[object, ...], said: str
) -> None:
    keeper("lists", "import", "lists.jsonl")
    result = keeper("lists", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (here / "x.csv").exists()


def outcomes(keeper: Invoke, lists: str, *more: str) -> dict[str, str]:
    result = keeper("evaluate", "merchants.jsonl", "--rules", "book", "-o", "-", "--lists", lists, *more)
    assert result.exit_code == 0, result.stderr
    return {row["merchant_id"]: row["outcome"] for row in map(json.loads, result.stdout.splitlines())}


def test_evaluate_asks_the_store_as_it_is_or_was_known(keeper: Invoke, book: Path, here: Path) -> None:
    assert book.is_dir()
    write_lines(here / "merchants.jsonl", MERCHANTS)
    keeper("lists", "import", "lists.jsonl")
    listed = {"m1": "intercept", "m2": "approve"}
    nobody = {"m1": "approve", "m2": "approve"}
    assert outcomes(keeper, "db:") == listed
    assert outcomes(keeper, f"db:{date.today()}") == listed
    assert outcomes(keeper, "db:", "--as-of", "2020-12-31") == nobody  # not yet valid
    assert outcomes(keeper, "db:2020-12-31", "--as-of", "2021-12-31") == nobody  # valid, but not yet known
    assert (
        "knew of no entry"
        in keeper("evaluate", "merchants.jsonl", "--rules", "book", "--lists", "db:2020-12-31").stderr
    )
    assert keeper("evaluate", "merchants.jsonl", "--rules", "book", "--lists", "db:yesterday").exit_code == 2


def test_an_export_is_a_list_file_without_identifiers_that_is_read_back(keeper: Invoke, here: Path) -> None:
    keeper("lists", "import", "lists.jsonl")
    assert data(keeper("lists", "export", "-o", "out.csv", "--json"))["entries"] == 2
    text = (here / "out.csv").read_text(encoding="utf-8")
    assert PHONE not in text
    assert ",merchant,m1,tea," in text
    assert data(keeper("lists", "import", "out.csv", "--json"))["known"] == 2
    assert "lists import" in keeper("evaluate", "lists.jsonl", "--lists", "out.csv").stderr


def test_without_a_key_a_server_is_refused_and_a_file_gets_one_of_its_own(
    cli: Invoke, here: Path, store_url: str
) -> None:
    write_lines(here / "lists.jsonl", ENTRIES[:2])
    environment = {"MERCHANT_COMPLIANCE_DATABASE_URL": store_url}
    result = cli("lists", "import", "lists.jsonl", env=environment)
    if store_url.startswith("postgresql"):
        assert result.exit_code == 2
        assert "MERCHANT_COMPLIANCE_HASH_KEY" in result.stderr
        return
    key = Path(store_url.removeprefix("sqlite:///") + ".key")
    assert str(key) in result.stderr
    secret = key.read_text(encoding="utf-8").strip()
    assert secret not in result.stdout + result.stderr
    shutil.move(key, here / "elsewhere")
    lost = cli("lists", "import", "lists.jsonl", env=environment)
    assert (lost.exit_code, key.exists()) == (2, False)  # a new key would find none of the entries
    named = {**environment, "MERCHANT_COMPLIANCE_HASH_KEY_FILE": str(here / "elsewhere")}
    assert data(cli("lists", "import", "lists.jsonl", "--json", env=named))["known"] == 2


def test_a_store_that_is_not_there_is_said_to_be_missing(cli: Invoke, here: Path, store_url: str) -> None:
    environment = {"MERCHANT_COMPLIANCE_DATABASE_URL": store_url, "MERCHANT_COMPLIANCE_HASH_KEY": "k" * 32}
    write_lines(here / "merchants.jsonl", MERCHANTS)
    for words in (
        ("lists", "show"),
        ("lists", "export", "-o", "x.csv"),
        ("lists", "end", 1, "--reason", "why"),
        ("evaluate", "merchants.jsonl", "--lists", "db:"),
    ):
        result = cli(*words, env=environment)
        assert result.exit_code == 2, words
        assert "store" in result.stderr
    assert list(here.iterdir()) == [here / "merchants.jsonl"]


def test_upgrading_twice_says_that_nothing_was_to_do(keeper: Invoke) -> None:
    done = data(keeper("db", "upgrade", "--json"))
    assert done["before"] == done["after"]
    assert "up to date" in keeper("db", "upgrade").stdout
    assert "已是最新" in keeper("db", "upgrade", "--lang", "zh").stdout
