"""Identifiers in one spelling, so that the same number is the same text wherever it was typed."""

from __future__ import annotations

import re
from unicodedata import normalize

from merchant_compliance.merchant.check_digits import resident_check

MOBILE = re.compile(r"(?:\+|00)?86(1[0-9]{10})")
LANDLINE = re.compile(r"(?:\+|00)86(0?[1-9][0-9]{6,11})")
SEPARATORS = str.maketrans("", "", "-()./")


def squeezed(text: str) -> str:
    """Full-width characters become ASCII, all white space goes, letters are upper case."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(normalize("NFKC", text).split()).upper()


def bare_phone(text: str) -> str:
    """A mainland number without country code, spaces or separators; any other number only squeezed of them.

    A landline keeps its trunk 0: `+86 10 6278 2266` and `010-62782266` are both `01062782266`.
    """
    if len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit():
        return text
    number = squeezed(text).translate(SEPARATORS)
    if mobile := MOBILE.fullmatch(number):
        return mobile[1]
    if landline := LANDLINE.fullmatch(number):
        return "0" + landline[1].lstrip("0")
    return number


def bare_id_number(text: str) -> str:
    """An identity number in one spelling; a resident number of 15 digits becomes the 18 characters it has today.

    GB 11643-1999: the century 19 is put before the year, and a check digit stands at the end.
    """
    number = squeezed(text)
    if len(number) == 15 and number.isascii() and number.isdigit():
        first17 = f"{number[:6]}19{number[6:]}"
        return first17 + resident_check(first17)
    return number


def bare_account(text: str) -> str:
    return squeezed(text).translate(SEPARATORS)
