"""Links by example: reach, hops, kinds, caps, exemptions, dates, spellings, and merchants of the history."""

from __future__ import annotations

import pytest
from link_worlds import entry, find, merchant, told

from merchant_compliance.linking.path import path_shown
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.lists.hashing import Hasher

ANY = LinkPath(
    "bans", ("merchant",), ("uid", "id_number", "uscc", "phone", "bank_account", "device", "address"), hops=2
)

RING = [
    merchant("m1", phone="13812345678"),
    merchant("m7", phone="+86 138 1234 5678", id_number="11010519491231002X"),
    merchant("m9", id_number="110105491231002"),
]
BANNED = [entry("bans", "merchant", "m9")]


def test_a_path_tells_every_hop_with_masked_identifiers() -> None:
    link = find(RING, BANNED, [ANY])[0]
    assert path_shown(link).told() == "m1 —phone 138****5678→ m7 —id_number 110***********002X→ m9"
    assert link.entry() == {
        "list": "bans",
        "merchant_id": "m9",
        "hops": 2,
        "via": ["id_number", "phone"],
        "confidence": 1.0,
    }


def test_listed_merchants_are_not_linked_to_themselves_nor_to_each_other() -> None:
    twice = [*BANNED, entry("bans", "phone", "13812345678")]
    assert told(find(RING, twice, [ANY])) == []


@pytest.mark.parametrize(("hops", "reached"), [(1, ["m7"]), (2, ["m1", "m7"])])
def test_no_farther_than_the_path_permits(hops: int, reached: list[str]) -> None:
    path = LinkPath("bans", ("merchant",), ANY.kinds, hops=hops)
    assert [link.merchant_id for link in find(RING, BANNED, [path])] == reached


def test_only_merchants_of_the_roles_of_a_path_are_linked_but_others_pass_it_on() -> None:
    ring = [RING[0], {**RING[1], "role": "creator"}, RING[2]]
    assert [link.merchant_id for link in find(ring, BANNED, [ANY])] == ["m1"]
    nobody_says = [{key: value for key, value in facts.items() if key != "role"} for facts in RING]
    assert [link.merchant_id for link in find(nobody_says, BANNED, [ANY])] == ["m1", "m7"]


def test_all_kinds_that_two_merchants_share_are_named() -> None:
    pair = [merchant(name, phone="13812345678", uid=["5"], device=["d1"]) for name in ("a", "b")]
    assert told(find(pair, [entry("bans", "merchant", "b")], [ANY])) == [
        ("a", "bans", "b", 1, ("device", "phone", "uid"))
    ]


def test_a_path_by_phone_does_not_hide_one_by_id_number() -> None:
    merchants = [
        merchant("x", phone="13812345678", id_number="E12345678"),
        merchant("a", phone="13812345678"),
        merchant("b", id_number="e12345678"),
    ]
    entries = [entry("bans", "merchant", name) for name in ("a", "b")]
    assert told(find(merchants, entries, [ANY])) == [
        ("x", "bans", "a", 1, ("phone",)),
        ("x", "bans", "b", 1, ("id_number",)),
    ]


@pytest.mark.parametrize(("cap", "linked"), [(3, 2), (2, 0)])
def test_an_identifier_with_too_many_holders_links_nobody(cap: int, linked: int) -> None:
    office = [merchant(name, address="深圳市南山区科技园1号楼1201室") for name in ("a", "b", "c")]
    path = LinkPath("bans", ("merchant",), ("address",), 1, cap)
    assert len(find(office, [entry("bans", "merchant", "c")], [path])) == linked


def test_a_person_in_two_rows_holds_an_identifier_once() -> None:
    rows = [merchant("a", phone="13812345678"), merchant("a", phone="13812345678"), merchant("b", phone="13812345678")]
    path = LinkPath("bans", ("merchant",), ("phone",), 1, 2)
    assert told(find(rows, [entry("bans", "merchant", "b")], [path])) == [("a", "bans", "b", 1, ("phone",))]


DATES = [
    ({"since": "2021-06-01"}, True),
    ({"since": "2021-06-02"}, False),
    ({"until": "2021-06-01"}, False),
    ({"until": "2021-06-02"}, True),
]


@pytest.mark.parametrize(("ends", "valid"), DATES)
def test_entries_count_while_they_are_valid(ends: dict[str, str], valid: bool) -> None:
    assert bool(find(RING, [entry("bans", "merchant", "m9", **ends)], [ANY])) == valid
    exempted = [*BANNED, entry("shared-identifier-exemptions", "id_number", "110105491231002", **ends)]
    assert bool(find(RING, exempted, [ANY])) != valid


def test_an_excused_merchant_is_reached_by_identity_but_not_by_contacts() -> None:
    merchants = [
        merchant("agent", phone="13812345678", device=["d1"]),
        merchant("same", phone="13812345678", id_number="E12345678"),
        merchant("bad", phone="13812345678", id_number="E12345678", device=["d1"]),
    ]
    entries = [entry("bans", "merchant", "bad")]
    entries += [entry("shared-identifier-exemptions", "merchant", name) for name in ("agent", "same")]
    assert told(find(merchants, entries, [ANY])) == [("same", "bans", "bad", 1, ("id_number",))]


def test_an_entry_that_names_nobody_still_links_those_who_share_its_key_in_another_spelling() -> None:
    merchants = [
        merchant("a", address="深圳市南山区科技园一号楼1201室", phone="13812345678"),
        merchant("b", phone="13812345678"),
    ]
    entries = [entry("other", "merchant", "a"), entry("bans", "address", "广东省深圳市南山区科技园1栋1201")]
    assert told(find(merchants, entries, [ANY])) == [
        ("a", "bans", "list-entry:2", 1, ("address",)),
        ("b", "bans", "list-entry:2", 2, ("address", "phone")),
    ]


def test_merchants_of_the_history_take_part_without_rows_of_their_own() -> None:
    assert told(find(RING[:1], BANNED, [ANY], history=RING[1:])) == [("m1", "bans", "m9", 2, ("id_number", "phone"))]
    again = find(RING, BANNED, [ANY], history=RING)
    assert again == find(RING, BANNED, [ANY])


def test_placeholders_link_nobody() -> None:
    pair = [merchant(name, phone="13800138000", uid=["0"]) for name in ("a", "b")]
    assert find(pair, [entry("bans", "merchant", "b")], [ANY]) == []


def test_a_keyed_hash_meets_the_plain_identifier_it_was_made_of() -> None:
    from merchant_compliance.linking.intake import hashed_value

    hasher = Hasher(b"secret")
    pair = [merchant("a", phone="+86 138-1234-5678"), merchant("b", phone=hashed_value("phone", "13812345678", hasher))]
    entries = [entry("bans", "merchant", "b")]
    assert [link.merchant_id for link in find(pair, entries, [ANY], hasher=hasher)] == ["a"]
    assert find(pair, entries, [ANY], hasher=Hasher(b"another")) == []
    assert find(pair, entries, [ANY]) == []


def test_a_hashed_list_entry_meets_the_plain_identifier() -> None:
    hasher = Hasher(b"secret")
    hashed = hasher.exported(hasher.hashed("phone", "13812345678"))
    links = find(RING[:1], [entry("bans", "phone", hashed)], [ANY], hasher=hasher)
    assert told(links) == [("m1", "bans", "list-entry:1", 1, ("phone",))]


def test_phones_of_another_country_meet() -> None:
    pair = [merchant("a", phone="020 7946 0018"), merchant("b", phone="+44 20 7946 0018")]
    assert len(find(pair, [entry("bans", "merchant", "b")], [ANY], country="GB")) == 1
    assert find(pair, [entry("bans", "merchant", "b")], [ANY]) == []


def test_of_two_listed_merchants_as_near_the_smaller_id_is_named() -> None:
    merchants = [merchant("x", uid=["u1", "u2"]), merchant("b", uid=["u1"]), merchant("a", uid=["u2"])]
    entries = [entry("bans", "merchant", name) for name in ("a", "b")]
    assert told(find(merchants, entries, [ANY])) == [("x", "bans", "a", 1, ("uid",))]


def test_an_entry_that_acts_as_a_merchant_is_not_counted_as_a_holder() -> None:
    pair = [merchant(name, address="深圳市南山区科技园一号楼1201室") for name in ("a", "b")]
    path = LinkPath("bans", ("merchant",), ("address",), 1, 2)
    assert len(find(pair, [entry("bans", "address", "广东省深圳市南山区科技园1栋1201")], [path])) == 2


def test_the_role_that_counts_is_that_of_the_input() -> None:
    creators = LinkPath("bans", ("creator",), ("phone",), 1)
    now, once = (merchant("a", role, phone="13812345678") for role in ("merchant", "creator"))
    listed = merchant("b", phone="13812345678")
    assert find([now], BANNED_B, [creators], history=[once, listed]) == []
    assert len(find([once], BANNED_B, [creators], history=[now, listed])) == 1


BANNED_B = [entry("bans", "merchant", "b")]


def test_a_merchant_of_both_files_is_wanted_whichever_row_shares_an_identifier() -> None:
    applicant = merchant("a", uid=["lonely"])
    history = [merchant("a", phone="13812345671"), merchant("b", phone="13812345671")]
    links = find([applicant], [entry("bans", "merchant", "b")], [ANY], history)
    assert told(links) == [("a", "bans", "b", 1, ("phone",))]
