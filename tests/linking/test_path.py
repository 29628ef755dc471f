"""Paths as people see them: masked, with counts of holders, and back from the data of a decision."""

from __future__ import annotations

from datetime import date

import pytest
from link_worlds import entry, find, merchant

from merchant_compliance.linking.path import entry_with_path, path_of, path_shown
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.names import NAMES, list_name
from merchant_compliance.text import Language

ADDRESS = "北京市朝阳区建国路88号3号楼1201室"
PATH = LinkPath("onboarding-blacklist", ("merchant",), ("phone", "address"), 2)
RING = [
    merchant("m1", phone="13812345678"),
    merchant("m7", phone="13812345678", address=ADDRESS),
    merchant("m9", address=ADDRESS),
    *(merchant(f"t{n}", address=ADDRESS) for n in range(12)),
]
BANNED = [entry("onboarding-blacklist", "merchant", "m9", since="2021-03-01")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            "m1 —电话 138****5678→ m7 —地址 北京朝阳建国***（14 家共用，可能是代办注册地址、园区或写字楼）→ m9，"
            "自 2021-03-01 起在入驻黑名单上",
        ),
        (
            "en",
            "m1 —phone 138****5678→ m7 —address 北京朝阳建国*** (shared by 14 merchants, perhaps a registered agent's "
            "or an office building's)→ m9, on the onboarding blacklist since 2021-03-01",
        ),
    ],
)
def test_a_path_is_told_in_words_with_the_crowd_that_speaks_for_the_merchant(language: Language, said: str) -> None:
    assert path_shown(find(RING, BANNED, [PATH])[0]).said(language) == said


def test_a_path_comes_back_from_the_data_of_a_link() -> None:
    link = find(RING, BANNED, [PATH])[0]
    path = path_of(entry_with_path(link))
    assert path == path_shown(link)
    assert path is not None
    assert path.since == date(2021, 3, 1)
    assert [step.merchant_id for step in path.steps] == ["m1", "m7"]


def test_a_link_that_was_handed_in_without_its_path_has_none() -> None:
    assert path_of(find(RING, BANNED, [PATH])[0].entry()) is None


def test_several_entries_list_a_merchant_since_the_first_and_one_without_a_day_since_ever() -> None:
    later = entry("onboarding-blacklist", "address", ADDRESS, since="2021-05-01")
    ever = entry("onboarding-blacklist", "merchant", "m9")
    pair = [merchant("m1", phone="13812345678"), merchant("m9", phone="13812345678", address=ADDRESS)]
    assert find(pair, [later, *BANNED], [PATH])[0].since == date(2021, 3, 1)
    assert find(pair, [later, ever], [PATH])[0].since is None


def test_hashed_identifiers_are_cut_short() -> None:
    hasher = Hasher(b"secret")
    hashed = hasher.exported(hasher.hashed("phone", "13812345678"))
    pair = [merchant("m1", phone=hashed), merchant("m9", phone=hashed)]
    told = path_shown(find(pair, BANNED, [PATH])[0]).told()
    assert told == f"m1 —phone hmac:{hashed.rpartition(':')[2][:8]}…→ m9"


def test_every_list_of_the_shipped_rules_has_a_name() -> None:
    assert {name: list_name(name) for name in NAMES} == NAMES
    assert list_name("ours").en == "ours"
