"""Names and addresses as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant_compliance.linking.soft.words import folded, name_words, person, place_of, squeezed_name

NAMES = [
    ("Arnie Morton's of Chicago", ("arnie", "mortons", "chicago")),
    ("apple pan  the", ("apple", "pan")),
    ("Müller & Söhne GmbH", ("muller", "sohne")),
    ("ＭÜＬＬＥＲ Söhne", ("muller", "sohne")),
    ("Natl. Assn. of Intl. Svcs, Inc.", ("national", "association", "international", "services")),
    ("株式会社山田", ("山田",)),
    ("深圳市星辰贸易有限公司", ("深圳", "圳星", "星辰", "辰贸", "贸易")),
    ("The Ltd", ("the", "ltd")),
]
ADDRESSES = [
    ("435 s. la cienega blv.", "435", ("s", "la", "cienega", "blvd"), ()),
    ("12224 Ventura Boulevard, Studio City 91604-1234", "12224", ("ventura", "blvd", "studio", "city", "91604"), ()),
    ("1 N. Ogden #200", "1", ("n", "ogden"), ("200",)),
    ("Flat 3, 12 High Street, London SW1A 1AA", "12", ("high", "st", "london", "sw1a", "1aa"), ("3",)),
    ("Hauptstraße 12, 12345 Berlin", "12", ("hauptstr", "12345", "berlin"), ()),
    ("Rua das Flores, 123, São Paulo, 01310-100", "123", ("r", "das", "flores", "sao", "paulo", "01310100"), ()),
    ("24 Fifth Ave.", "24", ("5th", "ave"), ()),
    ("60614", "", ("60614",), ()),
    ("广东省深圳市科技路十八号3栋1201室", "18", ("深圳", "圳科", "科技", "技路"), ("3", "1201")),
]
NOBODY = ["", "  ", "test", "N/A", "测试", "暂无", "xxx", "111", "-", "未知", "a"]


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_a_name_becomes_words_without_legal_forms_and_marks(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


@pytest.mark.parametrize("name", NOBODY)
def test_a_placeholder_has_no_words(name: str) -> None:
    assert name_words(name) == ()
    assert person(name) == ""


@pytest.mark.parametrize(("address", "house", "words", "rooms"), ADDRESSES)
def test_an_address_becomes_house_street_and_room(
    address: str, house: str, words: tuple[str, ...], rooms: tuple[str, ...]
) -> None:
    place = place_of(address)
    assert (place.house, place.words, place.rooms) == (house, words, rooms)


@pytest.mark.parametrize("address", ["", "测试地址1号", "unknown", "暂无", "同上"])
def test_a_placeholder_is_no_place(address: str) -> None:
    assert place_of(address) == ((), (), (), ()) or not any(place_of(address))


def test_a_name_is_the_same_in_whichever_order_it_is_written() -> None:
    assert person("Wang Xiaoming") == person("xiaoming, WANG")


def test_a_name_is_the_same_with_and_without_spaces() -> None:
    assert squeezed_name("Steak House") == squeezed_name("steakhouse Inc.")


@given(st.text(max_size=80))
def test_any_text_has_words_and_a_place(text: str) -> None:
    assert folded(folded(text)) == folded(text) or len(text) > 0
    for word in (*name_words(text), *place_of(text).words):
        assert word
        assert word == word.strip()
