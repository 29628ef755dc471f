"""Are the identifiers of a merchant what their makers issue? Check digits, dates, formats; no register is asked.

A problem is one short word: `length`, `format`, `check_digit`, `birth_date`, `area_code`, `number`, `kind`.
Soft problems leave `valid` true: an area code that is not in the table (codes come and go with the counties),
and a document whose kind nobody stated. INVARIANT: no text raises an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from merchant_compliance.merchant.check_digits import resident_check, uscc_check
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.normal import bare_phone, squeezed

Finding = tuple[str, bool, str]
"""Kind, valid, problem."""

LONGEST = 64
"""No identifier but an e-mail address is longer; longer text is not looked at."""
LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3: a path of 256 octets with its brackets."""

PROVINCE_CODES = """
11 12 13 14 15  21 22 23  31 32 33 34 35 36 37  41 42 43 44 45 46  50 51 52 53 54  61 62 63 64 65  71  81 82
"""
PROVINCES = frozenset(PROVINCE_CODES.split())
"""GB/T 2260, first two digits."""
RESIDENT_PROVINCES = PROVINCES | {"83"}
"""GB 11643 with the residence permits of Hong Kong (81), Macau (82) and Taiwan (83)."""

RESIDENT_18 = re.compile(r"[0-9]{17}[0-9X]")
RESIDENT_15 = re.compile(r"[0-9]{15}")
RESIDENT_LIKE = re.compile(r"[0-9]{14,19}X?")
USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
PERMITS = {
    "hk_macau_permit": re.compile(r"[HM](?:[0-9]{8}|[0-9]{10}|[A-Z][0-9]{6,7})"),
    "taiwan_permit": re.compile(r"[0-9]{8}|[0-9A-Z]{10,12}"),
    "passport": re.compile(r"(?=[A-Z]*[0-9])[0-9A-Z]{5,9}"),
}
"""Mainland travel permits (8 digits, earlier ones longer); a passport number has up to 9 characters (ICAO 9303)."""
BRACKETS = str.maketrans("", "", "()")


def _real_date(text: str) -> bool:
    """`YYYYMMDD` is a day of the calendar, not before 1800."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= 1800
    except ValueError:
        return False


def _resident(number: str) -> Finding:
    size = len(number)
    if size not in (15, 18):
        return "resident_id", False, "length"
    if not (RESIDENT_18 if size == 18 else RESIDENT_15).fullmatch(number):
        return "resident_id", False, "format"
    if not _real_date(number[6:14] if size == 18 else "19" + number[6:12]):
        return "resident_id", False, "birth_date"
    if size == 18 and number[17] != resident_check(number[:17]):
        return "resident_id", False, "check_digit"
    return "resident_id", True, "" if number[:2] in RESIDENT_PROVINCES else "area_code"


def _permit(kind: str, number: str) -> Finding:
    valid = PERMITS[kind].fullmatch(number.translate(BRACKETS)) is not None
    return kind, valid, "" if valid else "format"


def _kind_unknown(number: str) -> Finding:
    """Without a stated kind: a number of digits is a resident one; else valid if any document may look so."""
    if RESIDENT_LIKE.fullmatch(number):
        return _resident(number)
    known = any(_permit(kind, number)[1] for kind in PERMITS)
    return "id_number", known, "kind" if known else "format"


def _id_number(text: str, subject: Facts) -> Finding:
    kind = subject.get("id_kind")
    if len(text) > LONGEST:
        return kind or "id_number", False, "length"
    number = squeezed(text)
    if kind == "resident_id":
        return _resident(number)
    return _permit(kind, number) if kind else _kind_unknown(number)


def _uscc(text: str, _subject: Facts) -> Finding:
    """18 characters of GB 32100, or the 15 digits of the register before 2015.

    Wider than python-stdnum: the registering authority may be a letter, as `N` for rural collectives.
    """
    number = squeezed(text) if len(text) <= LONGEST else ""
    if len(number) == 15:
        return _registration(number)
    if len(number) != 18:
        return "uscc", False, "length"
    if not USCC.fullmatch(number):
        return "uscc", False, "format"
    valid = number[17] == uscc_check(number[:17])
    return "uscc", valid, "" if valid else "check_digit"


def _registration(number: str) -> Finding:
    if not RESIDENT_15.fullmatch(number):
        return "registration_number", False, "format"
    valid = mod_11_10.is_valid(number)
    return "registration_number", valid, "" if valid else "check_digit"


@lru_cache(maxsize=16384)
def _phone_rings(number: str, region: str = "CN") -> bool:
    """Would the number ring, by the numbering plans in phonenumbers?"""
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, region)))
    except phonenumbers.NumberParseException:
        return False


def _phone(text: str, _subject: Facts) -> Finding:
    """The plan gives mainland mobiles out by their first five digits, so one answer serves for all of a prefix."""
    if len(text) > LONGEST:
        return "phone", False, "length"
    number = bare_phone(text)
    if len(number) == 11 and number[0] == "1" and number.isascii() and number.isdigit():
        number = number[:5] + "000000"
    valid = _phone_rings(number)
    return "phone", valid, "" if valid else "number"


def _bank_account(text: str, subject: Facts) -> Finding:
    """A card has 12 to 19 digits and a Luhn digit; a company's account has 8 to 32 digits and none."""
    number = squeezed(text) if len(text) <= LONGEST else ""
    company = subject.get("kind") == "enterprise"
    if not (8 <= len(number) <= 32 if company else 12 <= len(number) <= 19):
        return "bank_account", False, "length"
    if not (number.isascii() and number.isdigit()):
        return "bank_account", False, "format"
    valid = company or luhn.is_valid(number)
    return "bank_account", valid, "" if valid else "check_digit"


def _region(text: str, _subject: Facts) -> Finding:
    number = squeezed(text) if len(text) <= LONGEST else ""
    if len(number) != 6:
        return "region", False, "length"
    if not (number.isascii() and number.isdigit()):
        return "region", False, "format"
    valid = number[:2] in PROVINCES
    return "region", valid, "" if valid else "area_code"


def _email(text: str, _subject: Facts) -> Finding:
    address = text.strip()
    if len(address) > LONGEST_EMAIL:
        return "email", False, "length"
    valid = EMAIL.fullmatch(address) is not None
    return "email", valid, "" if valid else "format"


CHECKS: tuple[tuple[str, str, Callable[[str, Facts], Finding]], ...] = (
    ("subject", "id_number", _id_number),
    ("subject", "uscc", _uscc),
    ("contact", "phone", _phone),
    ("contact", "bank_account", _bank_account),
    ("contact", "email", _email),
    ("shop", "region", _region),
)


def check_identifiers(facts: Facts) -> list[dict[str, Any]]:
    """One `{kind, valid, problem}` an identifier of the record; empty text is none, an empty problem too."""
    nothing: Facts = {}
    subject = facts.get("subject", nothing)
    found = []
    for part, name, check in CHECKS:
        text = facts.get(part, nothing).get(name)
        if text:
            kind, valid, problem = check(text, subject)
            found.append({"kind": kind, "valid": valid, "problem": problem})
    return found
