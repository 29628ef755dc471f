"""The index answers as the batch search does over the same data, whatever came and went before."""

from __future__ import annotations

import json
import random
import re
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import InputError
from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.linking.normalise import canonical
from merchant_compliance.linking.places import MANY, PLACES
from merchant_compliance.linking.quick import PLAIN, quickly
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.entry import Entry
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.lists.index import ListIndex

DAY = date(2021, 6, 1)
Facts = dict[str, Any]
VALUES = {
    "uid": [f"u{n}" for n in range(14)],
    "id_number": [f"E12345{n}" for n in range(670, 685)],
    "phone": [f"138123456{n}" for n in range(70, 85)],
    "device": [f"d-{n}" for n in range(14)],
}
PATHS = (
    LinkPath("bans", ("merchant", "creator"), ("uid", "id_number"), 1, 3),
    LinkPath("bans", ("merchant",), ("uid", "phone", "device"), 2, 3),
    LinkPath("blacklist", ("merchant",), ("id_number", "phone", "device"), 3, 4),
)
ANY = LinkPath("bans", ("merchant",), ("uid", "id_number", "phone", "device", "address"), 2, 3)


def merchant(name: str, role: str = "merchant", **identifiers: Any) -> Facts:
    facts: Facts = {"merchant_id": name, "role": role}
    for kind, value in identifiers.items():
        part, field = PLACES[kind]
        facts.setdefault(part, {})[field] = value
    return facts


def entry(name: str, kind: str, key: str, **more: Any) -> Entry:
    return Entry.model_validate({"list": name, "key_kind": kind, "key": key, **more})


class World:
    """Merchants and entries at random, in an index and in plain dictionaries from which the batch search starts."""

    def __init__(self, seed: int, hasher: Hasher | None = None) -> None:
        self.random = random.Random(seed)
        self.hasher = hasher
        self.index = LinkIndex(PATHS, DAY, hasher=hasher)
        self.merchants: dict[str, Facts] = {}
        self.entries: dict[int, Entry] = {}
        self.day, self.last = DAY, 0

    def some_merchant(self, name: str) -> Facts:
        own: dict[str, Any] = {}
        for kind, values in VALUES.items():
            chosen = self.random.sample(values, self.random.choice((0, 0, 1, 2)))
            if chosen:
                own[kind] = chosen if kind in MANY else chosen[0]
        return merchant(name, self.random.choice(("merchant", "merchant", "creator")), **own)

    def some_entry(self) -> Entry:
        name = self.random.choice(("bans", "blacklist", "blacklist", "shared-identifier-exemptions", "of no path"))
        kind = self.random.choice(("merchant", *VALUES))
        key = f"m{self.random.randrange(30)}" if kind == "merchant" else self.random.choice(VALUES[kind])
        ends = {
            end: self.day + timedelta(self.random.randint(-2, 4))
            for end in ("since", "until")
            if self.random.random() < 0.3
        }
        return entry(name, kind, key, **ends)

    def step(self) -> None:
        """One operation on both."""
        what = self.random.choices(("put", "remove", "add", "end", "move"), (10, 4, 2, 3, 1))[0]
        name = f"m{self.random.randrange(30)}"
        if what == "put":
            self.merchants[name] = self.some_merchant(name)
            self.index.put(self.merchants[name])
        elif what == "remove":
            assert self.index.remove(name) == (self.merchants.pop(name, None) is not None)
        elif what == "add" and len(self.entries) < 10:
            self.last += 1
            self.entries[self.last] = self.some_entry()
            assert self.index.add_entry(self.entries[self.last]) == self.last
        elif what == "end" and len(self.entries) > 4:
            number = self.random.choice(sorted(self.entries))
            del self.entries[number]
            assert self.index.remove_entry(number)
        elif what == "move":
            self.day += timedelta(self.random.choice((-1, 1, 1)))
            self.index.move_to(self.day)

    def searched(self, applicant: Facts | None = None) -> dict[str, list[dict[str, Any]]]:
        """Links by merchant id as the batch search finds them."""
        gone = entry("of no path", "merchant", "nobody")
        entries = [self.entries.get(number, gone) for number in range(1, self.last + 1)]
        found: dict[str, list[dict[str, Any]]] = {}
        with Finder(PATHS, ListIndex(entries), self.day, hasher=self.hasher) as finder:
            for facts in self.merchants.values():
                same = applicant is not None and facts["merchant_id"] == applicant["merchant_id"]
                finder.add({**facts, "role": applicant["role"]} if applicant and same else facts)
            if applicant:
                finder.add(applicant)
            for link in finder.links():
                found.setdefault(link.merchant_id, []).append(link.entry())
        return found

    def check_all(self, index: LinkIndex) -> int:
        """Every merchant's own links; how many there are."""
        found = {name: links for name, facts in self.merchants.items() if (links := index.lookup(facts))}
        assert found == self.searched()
        return sum(map(len, found.values()))

    def check_applicant(self, name: str = "applicant") -> bool:
        applicant = self.some_merchant(name)
        before = index_state(self.index)
        found = self.index.lookup(applicant)
        assert found == self.searched(applicant).get(name, [])
        assert index_state(self.index) == before
        return bool(found)


def index_state(index: LinkIndex) -> list[Any]:
    """All that was derived, to be compared with what is derived from scratch."""
    return [(dict(reached.labels), dict(reached.offers)) for reached in index._reached]


@pytest.mark.parametrize("seed", range(4))
def test_after_random_operations_the_index_is_what_a_fresh_one_would_be(seed: int) -> None:
    world, reached = World(seed), 0
    for number in range(1000):
        world.step()
        if number % 5 == 0:
            state = index_state(world.index)
            world.index.fill()
            assert state == index_state(world.index)
            reached += sum(label.level > 1 for labels, _ in state for label in labels.values())
    assert reached > 300


@pytest.mark.parametrize("seed", range(4))
def test_merchants_of_the_index_have_the_links_of_the_batch_search(seed: int) -> None:
    world, links = World(100 + seed), 0
    for number in range(250):
        world.step()
        if number % 25 == 24:
            links += world.check_all(world.index)
    assert links


@pytest.mark.parametrize("seed", range(4))
def test_applicants_have_the_links_they_would_have_in_a_batch(seed: int) -> None:
    world, linked = World(200 + seed), 0
    for number in range(150):
        world.step()
        if number % 15 == 14:
            linked += world.check_applicant()
            linked += world.check_applicant(f"m{number % 30}")
    assert linked


def test_a_hashed_index_has_the_same_links_and_no_identifier_in_its_file(tmp_path: Path) -> None:
    hasher = Hasher(b"secret")
    world = World(7, hasher)
    for _ in range(150):
        world.step()
    assert world.check_all(world.index)
    world.index.save(tmp_path / "index")
    text = (tmp_path / "index").read_text()
    assert "hmac:" in text
    assert not re.search("|".join(value for kind in ("id_number", "phone", "device") for value in VALUES[kind]), text)
    assert not re.search('E12345|D[0-9]"', text)
    assert world.check_all(LinkIndex.load(tmp_path / "index", PATHS, hasher))


def test_a_saved_index_comes_back_and_goes_on(tmp_path: Path) -> None:
    world = World(3)
    for _ in range(300):
        world.step()
    world.index.save(tmp_path / "index")
    state = index_state(world.index)
    world.index = LinkIndex.load(tmp_path / "index", PATHS)
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o600
    assert index_state(world.index) == state
    assert (len(world.index), world.index.as_of) == (len(world.merchants), world.day)
    for _ in range(100):
        world.step()
    assert world.check_all(world.index)


def saved(folder: Path, hasher: Hasher | None = None) -> Path:
    index = LinkIndex((ANY,), DAY, hasher=hasher)
    index.put(merchant("a", phone="13812345678"))
    index.save(folder / "index")
    return folder / "index"


DAMAGES = {
    "cut off": lambda text: text[: text.rindex("\n", 0, -1) + 1],
    "half a line": lambda text: text[:-9],
    "a merchant less": lambda text: "\n".join(line for line in text.split("\n") if '"a"' not in line),
    "empty": lambda _: "",
    "something else": lambda _: json.dumps({"merchant_id": "a"}),
    "not a table": lambda text: text.replace('["m"', '["m",1'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = saved(tmp_path)
    path.write_text(DAMAGES[damage](path.read_text()))
    with pytest.raises(InputError) as raised:
        LinkIndex.load(path, (ANY,))
    assert (raised.value.problems[0].code, raised.value.problems[0].file) == ("damaged-index", str(path))


@pytest.mark.parametrize(("kept", "asked"), [(None, b"a"), (b"a", None), (b"a", b"b")])
def test_an_index_of_another_key_is_refused(tmp_path: Path, kept: bytes | None, asked: bytes | None) -> None:
    path = saved(tmp_path, Hasher(kept) if kept else None)
    with pytest.raises(InputError, match="another hash key"):
        LinkIndex.load(path, (ANY,), Hasher(asked) if asked else None)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        LinkIndex.load(tmp_path / "nothing", (ANY,))


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
    new, both = merchant("new", device=["d1"]), ([], [("bad", 2, ["device", "phone"])])
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


@pytest.mark.parametrize("kind", PLAIN)
@given(data=st.data())
def test_what_looks_canonical_is(kind: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(PLAIN[kind], fullmatch=True))
    form = quickly(kind, text)
    assert canonical(kind, text) == form == (text[8:17] if kind == "uscc" else text)


@pytest.mark.parametrize(("kind", "text"), [("phone", "13800138000"), ("phone", "13888888888"), ("uid", "0")])
def test_placeholders_stay_placeholders(kind: str, text: str) -> None:
    assert quickly(kind, text) is None


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
