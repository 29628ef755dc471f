"""`rules`: check, list, show, search, schema, new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import Invoke

from merchant_compliance import Merchant


def test_check_of_a_sound_rulebook_exits_with_0(cli: Invoke, book: Path) -> None:
    result = cli("rules", "check", book)
    assert result.exit_code == 0
    assert "3 rules" in result.stdout


def test_check_lists_all_errors_at_once_and_exits_with_1(cli: Invoke, book: Path) -> None:
    (book / "one.yaml").write_text("policy: one\ntitel: {zh: 一, en: One}\n", encoding="utf-8")
    (book / "two.yaml").write_text("polcy: two\n", encoding="utf-8")
    result = cli("rules", "check", book)
    assert result.exit_code == 1
    assert "one.yaml:2" in result.stdout
    assert "two.yaml:1" in result.stdout
    assert "cannot be used" in result.stdout


def test_check_speaks_json_in_both_languages(cli: Invoke, book: Path) -> None:
    (book / "one.yaml").write_text("policy: one\ntitel: {zh: 一, en: One}\n", encoding="utf-8")
    result = cli("rules", "check", book, "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["sha256"]) == (1, None)
    first = next(problem for problem in data["problems"] if problem["line"] == 2)
    assert first["nearest"] == "title"
    assert first["what"]["zh"] != first["what"]["en"]


def test_check_warns_without_failing(cli: Invoke, book: Path) -> None:
    (book / "rulebook.yaml").unlink()
    result = cli("rules", "check", book)
    assert result.exit_code == 0
    assert "warning" in result.stdout


def test_check_of_no_folder_exits_with_2(cli: Invoke, here: Path) -> None:
    assert cli("rules", "check", here / "absent").exit_code == 2


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["BAS-001", "BAS-002", "BAS-003"]),
        (["--outcome", "reject"], ["BAS-003"]),
        (["--policy", "basics", "--stage", "exit", "--status", "live"], ["BAS-001", "BAS-002", "BAS-003"]),
        (["--status", "draft"], []),
        (["--as-of", "2021-12-31"], ["BAS-001", "BAS-002", "BAS-003"]),
    ],
)
def test_list_narrows_down(cli: Invoke, book: Path, options: list[str], ids: list[str]) -> None:
    rules = json.loads(cli("rules", "list", book, "--json", *options).stdout)
    assert [rule["id"] for rule in rules] == ids


@pytest.mark.parametrize(
    ("option", "word", "meant"),
    [
        ("--policy", "basic", "basics"),
        ("--stage", "operatin", "operation"),
        ("--status", "life", "live"),
        ("--outcome", "rejct", "reject"),
    ],
)
def test_list_refuses_a_mistyped_word_instead_of_listing_nothing(
    cli: Invoke, book: Path, option: str, word: str, meant: str
) -> None:
    result = cli("rules", "list", book, option, word)
    assert result.exit_code == 2
    assert f"`{meant}`" in result.stderr


def test_list_is_a_table_for_people(cli: Invoke, book: Path) -> None:
    result = cli("rules", "list", book, "--lang", "zh")
    assert "主体须为企业" in result.stdout
    assert "共 3 条" in result.stdout


def test_show_tells_conditions_texts_and_place(cli: Invoke, book: Path) -> None:
    shown = cli("rules", "show", "BAS-003", book).stdout
    assert 'category == "pesticide"' in shown
    assert "Category {category} takes enterprises only" in shown
    assert "basics.yaml:" in shown
    data = json.loads(cli("rules", "show", "basics", book, "--json").stdout)
    assert [card["id"] for card in data] == ["BAS-001", "BAS-002", "BAS-003"]
    assert data[0]["reads"] == ["merchant.subject.kind"]


def test_show_of_an_unknown_rule_names_the_nearest(cli: Invoke, book: Path) -> None:
    result = cli("rules", "show", "BSA-003", book)
    assert result.exit_code == 2
    assert "BAS-003" in result.stderr


def test_search_finds_by_words_of_either_language(cli: Invoke, book: Path) -> None:
    for words in (["农药"], ["pesticide", "enterprises"]):
        found = json.loads(cli("rules", "search", *words, "--rules", book, "--json").stdout)
        assert [rule["id"] for rule in found] == ["BAS-003"]
    assert "nothing found" in cli("rules", "search", "zebra", "--rules", book).stdout


def test_the_schema_of_the_record_says_who_provides_what(cli: Invoke) -> None:
    schema = json.loads(cli("rules", "schema").stdout)
    assert set(schema["properties"]) == set(Merchant.model_fields)
    capital = schema["$defs"]["Subject"]["properties"]["registered_capital"]
    assert {name: capital[name] for name in ("title_zh", "unit", "provided_by", "personal")} == {
        "title_zh": "注册资本",
        "unit": "CNY",
        "provided_by": "registry",
        "personal": False,
    }


def test_the_schema_of_lifecycles_has_their_keys(cli: Invoke) -> None:
    schema = json.loads(cli("rules", "schema", "--lifecycle").stdout)
    assert {"lifecycle", "states", "events", "timers", "history", "transitions"} <= set(schema["properties"])


def test_the_schema_of_policies_has_their_keys(cli: Invoke) -> None:
    schema = json.loads(cli("rules", "schema", "--policy").stdout)
    assert {"policy", "title", "rules", "decision_tables", "documents", "parameters"} <= set(schema["properties"])


def test_a_new_policy_and_its_scenarios_pass_as_they_are(cli: Invoke, here: Path) -> None:
    assert cli("rules", "new", "marketing/banned-words").exit_code == 0
    assert (here / "rules/marketing/banned-words.yaml").exists()
    assert cli("rules", "check").exit_code == 0
    assert cli("scenarios", "run").exit_code == 0


def test_nothing_is_overwritten_by_a_new_policy(cli: Invoke, here: Path) -> None:
    cli("rules", "new", "deposits")
    written = (here / "rules/deposits.yaml").read_bytes()
    assert cli("rules", "new", "deposits").exit_code == 2
    assert (here / "rules/deposits.yaml").read_bytes() == written


def test_docs_writes_the_rule_centre(cli: Invoke, book: Path, here: Path) -> None:
    result = cli("rules", "docs", book, "--lang", "zh")
    assert result.exit_code == 0
    assert "rule-centre/index.html" in result.stdout
    assert 'data-language="zh"' in (here / "rule-centre" / "index.html").read_text(encoding="utf-8")
    told = json.loads(cli("rules", "docs", book, "-o", "site", "--json").stdout)
    assert told[0] == "site/index.html"
    assert {Path(page) for page in told} == {Path("site") / page.name for page in (here / "site").iterdir()}


def test_docs_refuses_a_place_where_no_folder_can_be_and_a_broken_rulebook(cli: Invoke, book: Path, here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    result = cli("rules", "docs", book, "-o", "file")
    assert (result.exit_code, "cannot make file" in result.stderr) == (2, True)
    assert cli("rules", "docs", book, "-o", "missing/site").exit_code == 2
    (book / "one.yaml").write_text("policy: one\n", encoding="utf-8")
    assert cli("rules", "docs", book, "-o", "site").exit_code == 2
    assert not (here / "site").exists()
