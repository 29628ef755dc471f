"""What a change does to links: caps, removal, ends of entries, roles, threads, and the engine that asks the index."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

from link_worlds import ANY, DAY, Facts, entry, merchant

from merchant_compliance.engine.single import Engine
from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.lists.entry import Entry


def office(*names: str) -> list[Facts]:
    return [merchant(name, phone="13812345678") for name in names]


def filled(*merchants: Facts, entries: tuple[Entry, ...] = (entry("bans", "merchant", "bad"),)) -> LinkIndex:
    index = LinkIndex((ANY,), DAY)
    index.fill(merchants, entries)
    return index


def linked(index: LinkIndex, facts: Facts) -> list[tuple[str, int, list[str]]]:
    return [(link["merchant_id"], link["hops"], link["via"]) for link in index.lookup(facts) or []]


NEW = merchant("new", phone="+86 138-1234-5678")


def test_whoever_is_one_holder_too_many_is_not_linked_and_nobody_else_is_changed() -> None:
    index = filled(*office("bad", "b"))
    assert linked(index, NEW) == [("bad", 1, ["phone"])]
    index.put(merchant("c", phone="13812345678"))
    assert linked(index, NEW) == []
    assert linked(index, merchant("c", phone="13812345678")) == [("bad", 1, ["phone"])]


def test_an_applicant_who_breaks_the_link_of_a_neighbour_does_not_inherit_it() -> None:
    """The phone has as many holders as it may: with the applicant it links nobody, and b no longer leads to bad."""
    index = filled(*office("bad", "c"), merchant("b", phone="13812345678", device=["d1"]))
    assert linked(index, merchant("new", device=["d1"])) == [("bad", 2, ["device", "phone"])]
    assert linked(index, merchant("new", phone="13812345678", device=["d1"])) == []


def test_who_leaves_an_office_makes_its_phone_a_link_again() -> None:
    index = filled(*office("bad", "b", "c", "d"))
    assert linked(index, office("b")[0]) == []
    assert index.remove("d")
    assert linked(index, office("b")[0]) == [("bad", 1, ["phone"])]
    assert not index.remove("d")


def test_who_goes_takes_the_links_along_that_led_over_it() -> None:
    index = filled(*office("bad"), merchant("b", phone="13812345678", device=["d1"]))
    new = merchant("new", device=["D1"])
    assert linked(index, new) == [("bad", 2, ["device", "phone"])]
    index.put(merchant("b", device=["d1"]))
    assert linked(index, new) == []
    index.put(merchant("b", phone="13812345678", device=["d1"]))
    assert linked(index, new)
    index.remove("bad")
    assert linked(index, new) == []


def test_a_list_entry_that_is_taken_back_links_nobody() -> None:
    """While it names a merchant in its own spelling it lists that one; when it names nobody it stands for itself."""
    index = filled(merchant("bad", address="深圳市南山区科技园一号楼1201室"), entries=())
    number = index.add_entry(entry("bans", "address", "深圳市南山区科技园一号楼1201室"))
    new = merchant("new", address="广东省深圳市南山区科技园1栋1201")
    assert linked(index, new) == [("bad", 1, ["address"])]
    assert linked(index, merchant("new", address="深圳市南山区科技园一号楼1201室")) == []
    index.remove("bad")
    assert linked(index, new) == [(f"list-entry:{number}", 1, ["address"])]
    assert index.remove_entry(number)
    assert linked(index, new) == []
    assert not index.remove_entry(number)


def test_an_entry_ends_when_its_day_comes_and_other_days_are_unknown_where_they_differ() -> None:
    index = filled(*office("bad"), entries=(entry("bans", "merchant", "bad", since="2021-05-01", until="2021-06-03"),))
    days = {date(2021, 4, 30): False, date(2021, 5, 1): True, date(2021, 6, 2): True, date(2021, 6, 3): False}
    assert {day: index.lookup(NEW, as_of=day) is not None for day in days} == days
    index.move_to(date(2021, 6, 2))
    assert linked(index, NEW)
    index.move_to(date(2021, 6, 3))
    assert index.lookup(NEW, as_of=date(2030, 1, 1)) == []


def test_the_role_decides_which_paths_count() -> None:
    index = filled(*office("bad"))
    assert index.lookup(NEW, "creator") == []
    assert index.lookup(NEW, "merchant") == index.lookup({**NEW, "role": "creator"}, "merchant") != []


def test_readers_see_either_all_of_a_change_or_nothing_of_it() -> None:
    index = filled(*office("bad"), merchant("b", phone="13812345678", device=["d1"]))
    new, both = merchant("new", device=["d1"]), (list[Any](), [("bad", 2, ["device", "phone"])])
    seen: list[Any] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(linked(index, new))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(300):
        index.remove("b")
        index.put(merchant("b", phone="13812345678", device=["d1"]))
    done.set()
    for reader in readers:
        reader.join()
    assert all(one in both for one in seen)
    assert seen


LINKED = """
policy: test
title: {zh: 测试, en: Test}
source: {document: test}
rules:
  - id: L
    title: {zh: 关联, en: Linked}
    when: links.exists(l, l.list == "bans" && l.hops == 1)
    outcome: reject
    reason: {zh: 关联, en: Linked}
    remedy: {zh: 申诉, en: Appeal}
"""


def test_an_engine_asks_its_index_unless_links_are_handed_in(tmp_path: Path) -> None:
    (tmp_path / "test.yaml").write_text(LINKED)
    index = filled(*office("bad"), entries=(entry("bans", "merchant", "bad", until="2022-01-01"),))
    engine = Engine.load(tmp_path, links=index)
    decision = engine.evaluate(NEW, as_of=DAY)
    assert (decision.outcome, decision.links[0]["merchant_id"]) == ("reject", "bad")
    assert engine.evaluate(NEW, as_of=DAY, links=[]).outcome == "approve"
    assert engine.evaluate(NEW, as_of=date(2022, 1, 1)).batch_row()["undetermined"] == ["L"]
    assert Engine.load(tmp_path).evaluate(NEW, as_of=DAY).batch_row()["undetermined"] == ["L"]
