"""List, show and search: what an author or a reviewer looks up in a rulebook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rulebook_samples import loaded, policy

from merchant_compliance.errors import InputError
from merchant_compliance.rulebook.catalogue import entries, search, show
from merchant_compliance.rulebook.rulebook import Rulebook

CATEGORY_RULE = """\
id: HRC-001
for_each: merchant.categories as category
when: category in ["pesticide"] && merchant.followers > params.x
outcome: {onboarding: reject}
effective: {from: 2021-01-01}
"""
FIRST = policy(
    CATEGORY_RULE,
    "id: HRC-002\nwhen: merchant.shop.cross_border\noutcome: notice\nstatus: draft",
    name="high-risk",
    head="parameters:\n  x: [{value: 1, source: s}, {from: 2021-01-01, value: 2, source: s}]",
)
SECOND = policy(
    name="devices", documents="id: MD3\nfor_category: medical-device\nkind: device_licence\noutcome: return"
).replace("{zh: 标题, en: Title}", "{zh: 医疗器械经营许可证, en: Device licence}")


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return loaded(tmp_path, a=FIRST, b=SECOND)


LISTS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["HRC-001", "HRC-002", "MD3-absent", "MD3-expired", "MD3-unverified"]),
    ({"policy": "high-risk"}, ["HRC-001", "HRC-002"]),
    ({"stage": "exit", "policy": "high-risk"}, ["HRC-002"]),
    ({"status": "draft"}, ["HRC-002"]),
    ({"outcome": "manual_review"}, ["MD3-unverified"]),
    ({"as_of": date(2020, 1, 1), "policy": "high-risk"}, ["HRC-002"]),
    ({"policy": "none"}, []),
]


@pytest.mark.parametrize(("words", "ids"), LISTS)
def test_a_list_is_narrowed_down(book: Rulebook, words: dict[str, Any], ids: list[str]) -> None:
    assert [entry.id for entry in entries(book, **words)] == ids


def test_an_entry_says_what_a_table_shows(book: Rulebook) -> None:
    entry = entries(book)[0]
    assert (entry.policy, entry.status, entry.target) == ("high-risk", "live", "category")
    assert (entry.outcomes, entry.starts, entry.ends) == ({"onboarding": "reject"}, date(2021, 1, 1), None)
    assert entry.place.line == 6


def test_a_card_says_all(book: Rulebook) -> None:
    (card,) = show(book, "HRC-001")
    assert card.conditions == {"when": 'category in ["pesticide"] && merchant.followers > params.x'}
    assert card.reads == ("merchant.categories", "merchant.followers", "params.x")
    assert card.parameters == {"x": ((None, 1), (date(2021, 1, 1), 2))}
    assert card.reason == ("原因", "Reason")


SHOWN = [("MD3", 3), ("MD3-absent", 1), ("high-risk", 2)]


@pytest.mark.parametrize(("name", "count"), SHOWN)
def test_a_document_or_policy_shows_all_its_rules(book: Rulebook, name: str, count: int) -> None:
    assert len(show(book, name)) == count


def test_an_unknown_id_names_the_nearest(book: Rulebook) -> None:
    with pytest.raises(InputError) as refused:
        show(book, "HRC-01")
    assert refused.value.problems[0].nearest == "HRC-001"


SEARCHES = [
    ("HRC-001", "HRC-001"),
    ("hrc-002", "HRC-002"),
    ("pesticide", "HRC-001"),
    ("pestcide", "HRC-001"),
    ("医疗器械 失效", "MD3-expired"),
    ("device_licence absent", "MD3-absent"),
    ("medical-device missing", "MD3-absent"),
]


@pytest.mark.parametrize(("words", "best"), SEARCHES)
def test_a_search_finds_ids_titles_texts_and_categories(book: Rulebook, words: str, best: str) -> None:
    assert search(book, words)[0].entry.id == best


@pytest.mark.parametrize("words", ["", "   ", "zebra", "pesticide zebra"])
def test_a_search_for_what_is_not_there_is_empty(book: Rulebook, words: str) -> None:
    assert search(book, words) == []


def test_a_search_gives_no_more_than_asked_and_the_best_first(book: Rulebook) -> None:
    found = search(book, "device", 2)
    assert len(found) == 2
    assert found[0].rank >= found[1].rank
