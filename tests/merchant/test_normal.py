"""The same number is the same text, however it was typed."""

from __future__ import annotations

import pytest

from merchant_compliance.merchant.normal import bare_account, bare_id_number, bare_phone, squeezed


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("91110000600037341l", "91110000600037341L"),
        (" 9111\u3000００００ ６０００37341Ｌ\n", "91110000600037341L"),
        ("北京 市", "北京市"),
        ("", ""),
    ],
)
def test_width_spaces_and_case_do_not_matter(typed: str, text: str) -> None:
    assert squeezed(typed) == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0086-138-0013-8000", "13800138000"),
        ("+86 10 6278 2266", "01062782266"),
        ("（010）6278-2266", "01062782266"),
        ("+852 2123 4567", "+85221234567"),
        ("86 27 8787 8787", "862787878787"),
    ],
)
def test_a_mainland_phone_loses_its_country_code(typed: str, number: str) -> None:
    assert bare_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("110105491231002", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("11010549123100Ａ", "11010549123100A"),
        (" h1234 5678", "H12345678"),
    ],
)
def test_an_old_resident_number_is_the_new_one(typed: str, number: str) -> None:
    assert bare_id_number(typed) == number


def test_an_account_loses_its_separators() -> None:
    assert bare_account("6222-0212 3456") == "622202123456"
