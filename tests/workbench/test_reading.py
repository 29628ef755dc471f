"""Scenario folders: fixtures, bases, dates, and what is said of files that are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.workbench.scenarios import read_scenarios

FIXTURE = """
    merchant: {role: creator, followers: 7, shop: {type: mall, name: A}, categories: [fish, salt]}
    lists: []
    links: []
"""
ONE = """
    policy: fish
    base: {fixture: star, as_of: 2021-10-01}
    scenarios:
      - name: A sentence.
        given: {merchant: {shop: {type: personal}, categories: [salt], followers: null}}
        expect: {outcome: approve}
"""


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_scenarios(path)
    return list(caught.value.problems)


def test_a_scenario_is_laid_over_its_fixture(write) -> None:
    (scenario,) = read_scenarios(write(fixtures__star=FIXTURE, fish=ONE))
    assert scenario.record == {
        "merchant_id": "scenario",
        "role": "creator",
        "shop": {"type": "personal", "name": "A"},
        "categories": ["salt"],
    }
    assert (scenario.lists, scenario.links) == ((), ())
    assert scenario.as_of == date(2021, 10, 1)
    assert scenario.policy == "fish"


def test_what_no_layer_gives_is_unknown(write) -> None:
    text = "policy: fish\nscenarios: [{name: A, as_of: 2021-01-01, expect: {final: false}}]\n"
    (scenario,) = read_scenarios(write(fish=text))
    assert scenario.record == {"merchant_id": "scenario"}
    assert scenario.lists is None
    assert scenario.links is None


def test_null_makes_known_lists_unknown(write) -> None:
    text = ONE.replace("given: {merchant", "given: {lists: null, merchant")
    (scenario,) = read_scenarios(write(fixtures__star=FIXTURE, fish=text))
    assert scenario.lists is None
    assert scenario.links == ()


def test_the_base_of_a_scenario_replaces_the_base_of_the_file_but_not_its_date(write) -> None:
    text = ONE.replace("given:", "base: {fixture: other}\n        given:")
    other = "merchant: {merchant_id: m7, role: merchant}"
    (scenario,) = read_scenarios(write(fixtures__star=FIXTURE, fixtures__other=other, fish=text))
    assert scenario.record["merchant_id"] == "m7"
    assert scenario.record["role"] == "merchant"
    assert scenario.as_of == date(2021, 10, 1)


def test_base_given_lies_between_fixture_and_scenario(write) -> None:
    text = ONE.replace("as_of: 2021-10-01", "as_of: 2021-10-01, given: {merchant: {followers: 9, role: mcn}}")
    (scenario,) = read_scenarios(write(fixtures__star=FIXTURE, fish=text))
    assert scenario.record["role"] == "mcn"
    assert "followers" not in scenario.record


def test_the_date_of_a_scenario_wins(write) -> None:
    text = ONE.replace("- name: A sentence.", "- name: A sentence.\n        as_of: 2020-02-29")
    (scenario,) = read_scenarios(write(fixtures__star=FIXTURE, fish=text))
    assert scenario.as_of == date(2020, 2, 29)


def test_a_fixture_may_be_a_bare_record(write) -> None:
    bare = "{merchant_id: m3, role: mcn, followers: 1}"
    (scenario,) = read_scenarios(write(fixtures__star=bare, fish=ONE))
    assert (scenario.record["merchant_id"], scenario.record["role"]) == ("m3", "mcn")


def test_a_single_file_finds_the_fixtures_above_it(write) -> None:
    folder = write(fixtures__star=FIXTURE, deep__down__fish=ONE)
    (scenario,) = read_scenarios(folder / "deep" / "down" / "fish.yaml")
    assert scenario.record["role"] == "creator"


def test_fixtures_are_not_scenario_files(write) -> None:
    assert len(read_scenarios(write(fixtures__star=FIXTURE, fish=ONE))) == 1


WRONG: dict[str, tuple[str, str, int, str | None]] = {
    "unknown fixture": (ONE.replace("star,", "stra,"), "unknown-fixture", 3, "star"),
    "unknown key": (ONE.replace("expect:", "expects:"), "unknown-key", 7, "expect"),
    "nothing expected": (ONE.replace("{outcome: approve}", "{}"), "expects nothing|could never fail", 7, None),
    "no scenarios": ("policy: fish\nscenarios: []\n", "empty-list", 2, None),
    "unknown list field": (
        ONE.replace("given: {merchant", "given: {lists: [{list: x, catgory: y}], merchant"),
        "unknown-key",
        6,
        "category",
    ),
    "a date that is none": (ONE.replace("2021-10-01", "2021-02-30"), "no-such-day", 3, None),
    "a name twice": (
        ONE + "      - name: A sentence.\n        expect: {final: true}\n",
        "same-name",
        8,
        None,
    ),
}


@pytest.mark.parametrize(("text", "code", "line", "near"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_line(write, text: str, code: str, line: int, near: str | None) -> None:
    found = problems_of(write(fixtures__star=FIXTURE, fish=text))
    assert any(
        (p.code in code.split("|") or any(part in p.what.en + p.why.en for part in code.split("|")))
        and p.line == line
        and p.nearest == near
        and p.file.endswith("fish.yaml")
        for p in found
    ), [problem.say() for problem in found]
    for problem in found:
        assert problem.what.zh
        assert problem.what.en


def test_every_wrong_file_is_told_of_in_one_run(write) -> None:
    wrong = ONE.replace("expect:", "expects:")
    found = problems_of(write(fixtures__star=FIXTURE, a=wrong, b=wrong, c=ONE))
    assert {Path(problem.file).name for problem in found} == {"a.yaml", "b.yaml"}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere")
    assert problem.code == "no-scenarios"
    assert "nowhere" in problem.what.zh
