"""Identifiers: textbook numbers pass, every single slip in them is found, and no text breaks a check."""

from __future__ import annotations

import random
from typing import Any

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from merchant_compliance.merchant import check_digits as digits
from merchant_compliance.merchant.identifiers import check_identifiers

RESIDENT, PERMIT = "resident_id", "hk_macau_permit"


def check_id(number: str, kind: str | None = RESIDENT) -> tuple[str, bool, str]:
    subject = {"id_number": number} | ({"id_kind": kind} if kind else {})
    return only({"subject": subject})


def only(facts: dict[str, Any]) -> tuple[str, bool, str]:
    (found,) = check_identifiers(facts)
    return found["kind"], found["valid"], found["problem"]


RESIDENT_NUMBERS = [
    ("440524188001010014", True, ""),  # GB 11643; refused by tables of county codes with their years
    ("440524198001010013", True, ""),
    ("11010519491231002X", True, ""),  # the example of GB 11643-1999
    ("11010519491231002x", True, ""),
    ("１１０１０５１９４９１２３１００２Ｘ", True, ""),
    (" 110105 19491231 002X ", True, ""),
    ("110105491231002", True, ""),
    ("810000199408230021", True, ""),
    ("820000199408230021"[:17] + digits.resident_check("82000019940823002"), True, ""),
    ("83000019940823002" + digits.resident_check("83000019940823002"), True, ""),
    ("99010519491231002" + digits.resident_check("99010519491231002"), True, "area_code"),
    ("110105194912310021", False, "check_digit"),
    ("110105194902300029", False, "birth_date"),
    ("110105214902300029", False, "birth_date"),
    ("110105490231002", False, "birth_date"),
    ("11010519491231X02X", False, "format"),
    ("11010519491231002", False, "length"),
    ("٣٣٠١٠٥١٩٤٩١٢٣١٠٠٢٤", False, "format"),
    ("1" * 1_000_000, False, "length"),
]


@pytest.mark.parametrize(("number", "valid", "problem"), RESIDENT_NUMBERS)
def test_a_resident_number_is_judged_by_check_digit_and_birth_date(number: str, valid: bool, problem: str) -> None:
    assert check_id(number) == (RESIDENT, valid, problem)


DOCUMENTS = [
    ("H12345678", PERMIT, PERMIT, True, ""),
    ("M1234567800", PERMIT, PERMIT, True, ""),
    ("h12345678", PERMIT, PERMIT, True, ""),
    ("C12345678", PERMIT, PERMIT, False, "format"),
    ("H1234567", PERMIT, PERMIT, False, "format"),
    ("12345678", "taiwan_permit", "taiwan_permit", True, ""),
    ("1234567890(B)", "taiwan_permit", "taiwan_permit", True, ""),
    ("1234567", "taiwan_permit", "taiwan_permit", False, "format"),
    ("E12345678", "passport", "passport", True, ""),
    ("EA1234567", "passport", "passport", True, ""),
    ("PE1234567", "passport", "passport", True, ""),
    ("MA1234567", "passport", "passport", True, ""),
    ("AB1234567890", "passport", "passport", False, "format"),
    ("PASSPORT", "passport", "passport", False, "format"),
    ("11010519491231002X", None, RESIDENT, True, ""),
    ("110105194912310021", None, RESIDENT, False, "check_digit"),
    ("11010519491231002", None, RESIDENT, False, "length"),
    ("H12345678", None, "id_number", True, "kind"),
    ("?", None, "id_number", False, "format"),
    ("9" * 65, None, "id_number", False, "length"),
]


@pytest.mark.parametrize(("number", "kind", "found", "valid", "problem"), DOCUMENTS)
def test_other_documents_are_judged_by_their_format(
    number: str, kind: str | None, found: str, valid: bool, problem: str
) -> None:
    assert check_id(number, kind) == (found, valid, problem)


COMPANIES = [
    ("91110000600037341L", "uscc", True, ""),
    ("91110000600037341l", "uscc", True, ""),
    ("9111 0000 6000 3734 1L", "uscc", True, ""),
    ("91110000600037341M", "uscc", False, "check_digit"),
    ("91110000600037341I", "uscc", False, "format"),
    ("9111A000600037341L", "uscc", False, "format"),
    ("9111000060003734", "uscc", False, "length"),
    ("N2110105MF1234567" + digits.uscc_check("N2110105MF1234567"), "uscc", True, ""),
    ("440301103448669", "registration_number", True, ""),
    ("440301103097413", "registration_number", True, ""),
    ("330100400015575", "registration_number", True, ""),
    ("440301102900139", "registration_number", True, ""),
    ("440301103448668", "registration_number", False, "check_digit"),
    ("44030110344866X", "registration_number", False, "format"),
    ("9" * 10_000, "uscc", False, "length"),
]


@pytest.mark.parametrize(("number", "kind", "valid", "problem"), COMPANIES)
def test_a_company_is_known_by_either_of_its_numbers(number: str, kind: str, valid: bool, problem: str) -> None:
    assert only({"subject": {"uscc": number}}) == (kind, valid, problem)


CONTACTS = [
    ("phone", "13800138000", True, ""),
    ("phone", "+86 138-0013-8000", True, ""),
    ("phone", "１３８００１３８０００", True, ""),
    ("phone", "010-62782266", True, ""),
    ("phone", "（0755）2667 9999", True, ""),
    ("phone", "400-810-0080", True, ""),
    ("phone", "+852 2123 4567", True, ""),
    ("phone", "12800138000", False, "number"),
    ("phone", "1380013800", False, "number"),
    ("phone", "none", False, "number"),
    ("phone", "1" * 300, False, "length"),
    ("bank_account", "4111 1111 1111 1111", True, ""),
    ("bank_account", "4111111111111112", False, "check_digit"),
    ("bank_account", "79927398713", False, "length"),
    ("bank_account", "6222-0212-3456-7890", False, "format"),
    ("email", "li.lei@example.com.cn", True, ""),
    ("email", "li.lei@example", False, "format"),
    ("email", "li lei@example.com", False, "format"),
    ("email", "a@" + "b" * 300 + ".cn", False, "length"),
]


@pytest.mark.parametrize(("kind", "text", "valid", "problem"), CONTACTS)
def test_contacts_are_checked_by_number_plan_and_luhn(kind: str, text: str, valid: bool, problem: str) -> None:
    assert only({"contact": {kind: text}}) == (kind, valid, problem)


REGIONS = [
    ("110105", True, ""),
    ("710000", True, ""),
    ("990101", False, "area_code"),
    ("1101", False, "length"),
    ("北京市朝阳区", False, "format"),
]


@pytest.mark.parametrize(("text", "valid", "problem"), REGIONS)
def test_a_region_lies_in_a_province(text: str, valid: bool, problem: str) -> None:
    assert only({"shop": {"region": text}}) == ("region", valid, problem)


def test_a_company_account_has_no_luhn_digit() -> None:
    facts = {"subject": {"kind": "enterprise"}, "contact": {"bank_account": "4111111111111112"}}
    assert only(facts) == ("bank_account", True, "")


def test_absent_and_empty_identifiers_are_not_judged() -> None:
    assert check_identifiers({"merchant_id": "m1", "stage": "onboarding"}) == []
    assert check_identifiers({"subject": {"uscc": "", "id_number": ""}, "contact": {}}) == []


@pytest.mark.parametrize("number", ["11010519491231002X", "91110000600037341L", "440301103448669"])
def test_every_single_wrong_digit_is_found(number: str) -> None:
    part = "id_number" if number.endswith("X") else "uscc"
    for place in range(len(number)):
        for other in set("0123456789") - {number[place]}:
            slip = number[:place] + other + number[place + 1 :]
            facts = {"subject": {"id_kind": RESIDENT, part: slip}}
            assert not only(facts)[1], slip


def test_mobiles_are_judged_as_phonenumbers_judges_them() -> None:
    """The fast path asks about one number of each five-digit prefix; here each is asked about another."""
    rng = random.Random(7)
    for prefix in range(10_000, 20_000):
        number = f"{prefix}{rng.randrange(1_000_000):06d}"
        assert only({"contact": {"phone": number}})[1] == rings(number), number


def rings(number: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")))
    except phonenumbers.NumberParseException:
        return False


def test_credit_codes_and_resident_checks_agree_with_stdnum() -> None:
    rng = random.Random(11)
    for _ in range(2_000):
        area = f"{rng.randrange(1_000_000):06d}"
        first = "9" + rng.choice("123") + area + "".join(rng.choices(digits.USCC_ALPHABET, k=9))
        assert digits.uscc_check(first) == stdnum_uscc.calc_check_digit(first)
        code = first + rng.choice(digits.USCC_ALPHABET)
        assert only({"subject": {"uscc": code}})[1] == stdnum_uscc.is_valid(code)
        person = f"{rng.randrange(10**17):017d}"
        assert digits.resident_check(person) == ric.calc_check_digit(person + "0")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.sampled_from([None, RESIDENT, PERMIT, "taiwan_permit", "passport"]))
def test_no_text_breaks_a_check(text: str, kind: str | None) -> None:
    check_id(text + "1", kind)
    facts = {
        "subject": {"uscc": text},
        "contact": {"phone": text, "bank_account": text, "email": text},
        "shop": {"region": text},
    }
    assert len(check_identifiers(facts)) == (5 if text else 0)
