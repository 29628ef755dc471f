"""Links to merchants that are like a listed one."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from test_resolving import model, record

from merchant_compliance.linking.shape import Hop, Link, Shared
from merchant_compliance.linking.soft.finder import KINDS, SoftFinder
from merchant_compliance.linking.soft.shape import SoftPath
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.index import ListIndex

DAY = date(2021, 10, 1)
LIST = "onboarding-blacklist"
PATHS = (SoftPath(LIST, ("merchant",), 0.5),)
BAD = ("深圳市星辰海贸易有限公司", "浙江省杭州市余杭区文一西路969号", "13912345678")
BACK = ("星辰海贸易", "浙江余杭文一西路九百六十九号", "13712345679")
Record = dict[str, Any]


def entry(key: str, key_kind: str = "merchant", name: str = LIST) -> Entry:
    return Entry.model_validate({"list": name, "key_kind": key_kind, "key": key})


def found(
    records: list[Record],
    entries: list[Entry],
    exact: tuple[Link, ...] = (),
    history: int = 0,
    paths: tuple[SoftPath, ...] = PATHS,
) -> list[Link]:
    """The last `history` records are not wanted."""
    finder = SoftFinder(paths, ListIndex(entries), DAY, model())
    for at, one in enumerate(records):
        finder.add(one, at < len(records) - history)
    return finder.links(exact)


def test_who_comes_back_in_another_spelling_is_linked() -> None:
    (link,) = found([record("new", *BACK), record("bad", *BAD)], [entry("bad")])
    assert (link.merchant_id, link.list, link.listed, link.hops) == ("new", LIST, "bad", 1)
    assert 0.5 <= link.confidence < 1
    assert set(link.via) <= set(KINDS)
    assert {"name", "address"} <= set(link.via)


def test_nobody_is_linked_without_a_list_or_without_a_likeness() -> None:
    records = [record("new", *BACK), record("bad", *BAD)]
    assert found(records, []) == []
    assert (
        found([record("new", "鑫源食品有限公司", "北京市朝阳区建国路1号", "13700005678"), records[1]], [entry("bad")])
        == []
    )


def test_an_exact_link_leaves_no_soft_one_beside_it() -> None:
    exact = Link("new", LIST, (Hop((Shared("device", "d1"),), "bad"),))
    assert found([record("new", *BACK), record("bad", *BAD)], [entry("bad")], (exact,)) == []


def test_a_listed_merchant_is_not_linked_to_its_own_list() -> None:
    assert found([record("new", *BACK), record("bad", *BAD)], [entry("bad"), entry("new")]) == []


def test_a_merchant_of_the_history_gets_no_link_but_may_be_what_others_are_like() -> None:
    assert len(found([record("new", *BACK), record("bad", *BAD)], [entry("bad")], history=1)) == 1
    assert found([record("bad", *BAD), record("new", *BACK)], [entry("bad")], history=1) == []


def test_roles_that_no_path_names_are_left_alone() -> None:
    creator = record("new", *BACK) | {"role": "creator"}
    assert found([creator, record("bad", *BAD)], [entry("bad")]) == []


def test_an_excused_merchant_is_not_linked() -> None:
    records = [record("new", *BACK), record("bad", *BAD)]
    assert found(records, [entry("bad"), entry("new", name="shared-identifier-exemptions")]) == []


def test_an_exempt_phone_speaks_for_nobody() -> None:
    records = [record("new", BACK[0], phone=BAD[2]), record("bad", *BAD)]
    (link,) = found(records, [entry("bad")])
    assert "phone" in link.via
    exempt = entry(BAD[2], "phone", "shared-identifier-exemptions")
    assert all("phone" not in link.via for link in found(records, [entry("bad"), exempt]))


def test_identity_numbers_and_accounts_are_not_looked_at() -> None:
    same = {"uscc": "91440300MA5DA1234X", "id_number": "11010519491231002X"}
    records = [
        {"merchant_id": name, "subject": same, "contact": {"bank_account": "6222020200012345678"}} for name in "ab"
    ]
    assert found(records, [entry("b")]) == []


@pytest.mark.parametrize("seed", range(2))
def test_two_runs_and_any_order_agree_and_no_pair_is_linked_twice(seed: int) -> None:
    rng = random.Random(seed)
    records = []
    for number in range(40):
        name = "".join(rng.sample("星辰海鑫瑞华盛丰源达恒信", 3)) + "贸易有限公司"
        one = (name, f"广东省深圳市南山区科技路{rng.randint(1, 300)}号", f"139{rng.randint(10**7, 10**8 - 1)}")
        records.append(record(f"a{number}", *one))
        records.append(record(f"b{number}", name[:3] + "商贸", one[1].replace("省", ""), rng.choice((one[2], ""))))
    entries = [entry(f"a{number}") for number in range(20)] + [entry("b30"), entry("b30")]
    lenient = (SoftPath(LIST, ("merchant",), 0.05),)
    links = found(records, entries, paths=lenient)
    assert len(links) > 5
    assert len({(link.merchant_id, link.list, link.listed) for link in links}) == len(links)
    assert all(link.confidence < 1 for link in links)
    assert found(rng.sample(records, len(records)), entries, paths=lenient) == links
    exact = tuple(links[:3])
    assert found(records, entries, exact, paths=lenient) == links[3:]
