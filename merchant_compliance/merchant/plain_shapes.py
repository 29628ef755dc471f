"""Identifiers of the ordinary shape, all of a column judged at once: what the checks of `identifiers` say of each.

A shape is plain where the checks look at the text as it stands: ASCII without spaces, of the usual length. Rows of
any other shape are not named here. INVARIANT: what is named is the finding of `check_identifiers` for this text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merchant_compliance.merchant.check_digits import RESIDENT_CHECKS, RESIDENT_WEIGHTS, USCC_ALPHABET, USCC_WEIGHTS
from merchant_compliance.merchant.identifiers import (
    LONGEST_EMAIL,
    PROVINCES,
    RESIDENT_PROVINCES,
    Finding,
    check_identifiers,
)
from merchant_compliance.merchant.text_columns import Bytes, Flags, Rows, Texts, flags

Path = tuple[str, str]
Columns = Mapping[Path, pa.Array]
Numbers = NDArray[np.int32]
Judged = Iterator[tuple[Rows, Numbers]]
"""Rows and the numbers of their findings in `PLAIN`."""

PLAIN: tuple[Finding, ...] = (
    ("resident_id", True, ""),
    ("resident_id", True, "area_code"),
    ("resident_id", False, "check_digit"),
    ("resident_id", False, "birth_date"),
    ("uscc", True, ""),
    ("uscc", False, "check_digit"),
    ("registration_number", True, ""),
    ("registration_number", False, "check_digit"),
    ("phone", True, ""),
    ("phone", False, "number"),
    ("bank_account", True, ""),
    ("bank_account", False, "check_digit"),
    ("bank_account", False, "length"),
    ("email", True, ""),
    ("region", True, ""),
    ("region", False, "area_code"),
)
NUMBERS = {finding: np.int32(number) for number, finding in enumerate(PLAIN)}


def _values(alphabet: str) -> Bytes:
    """The value of every byte by its place in the alphabet, letters in either case; 255 outside it."""
    table = np.full(256, 255, np.uint8)
    for value, character in enumerate(alphabet):
        table[[ord(character), ord(character.lower())]] = value
    return table


DIGITS, RESIDENT, USCC = _values("0123456789"), _values("0123456789X"), _values(USCC_ALPHABET)
RESIDENT_ENDS = RESIDENT[np.frombuffer(RESIDENT_CHECKS.encode(), np.uint8)]
RESIDENT_KINDS = pa.array(["resident_id", "", None], pa.string())
"""A number of 18 digits is a resident one also where nobody stated a kind."""
MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.int32)
"""The days of month 00 to 99."""
EMAIL = r"\A[!-?A-~]{1,64}@[!-\-/-?A-~]+(?:\.[!-\-/-?A-~]+)+\z"
"""`identifiers.EMAIL` for printable ASCII without spaces."""


def _by_prefix(codes: frozenset[str]) -> Flags:
    return np.array([f"{number:02}" in codes for number in range(100)])


IN_PROVINCE, RESIDENT_PROVINCE = _by_prefix(PROVINCES), _by_prefix(RESIDENT_PROVINCES)


def _found(kind: str, valid: Flags, problem: str) -> Numbers:
    """Right, or this problem."""
    return np.where(valid, NUMBERS[kind, True, ""], NUMBERS[kind, False, problem])


def _number(digits: Bytes) -> Numbers:
    """The number that the digits are."""
    value = np.zeros(digits.shape[1], np.int32)
    for place in digits:
        value = value * 10 + place
    return value


def _weighted(values: Bytes, weights: tuple[int, ...]) -> Numbers:
    total = np.zeros(values.shape[1], np.int32)
    for place, weight in zip(values, weights, strict=False):
        total += np.multiply(place, weight, dtype=np.int32)
    return total


def _real_dates(digits: Bytes) -> Flags:
    """`YYYYMMDD` as `identifiers` takes it: a day of the calendar, not before 1800."""
    year, month, day = _number(digits[:4]), _number(digits[4:6]), _number(digits[6:])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days: Flags = day <= MONTHS[month] + (leap & (month == 2))
    return (year >= 1800) & (day >= 1) & days


def resident_numbers(texts: Texts, columns: Columns) -> Judged:
    """18 characters of GB 11643."""
    rows = texts.rows_of(18, flags(pc.is_in(columns["subject", "id_kind"], value_set=RESIDENT_KINDS)))
    values = RESIDENT[texts.bytes_of(rows, 18)]
    rows, values = _only((values[:17].max(axis=0) <= 9) & (values[17] <= 10), rows, values)
    dates, area = _real_dates(values[6:14]), RESIDENT_PROVINCE[_number(values[:2])]
    right = RESIDENT_ENDS[_weighted(values, RESIDENT_WEIGHTS) % 11] == values[17]
    found = np.where(area, NUMBERS["resident_id", True, ""], NUMBERS["resident_id", True, "area_code"])
    found = np.where(right, found, NUMBERS["resident_id", False, "check_digit"])
    yield rows, np.where(dates, found, NUMBERS["resident_id", False, "birth_date"])


def _only(wanted: Flags, rows: Rows, values: Bytes) -> tuple[Rows, Bytes]:
    return (rows, values) if wanted.all() else (rows[wanted], values[:, wanted])


def company_numbers(texts: Texts, _columns: Columns) -> Judged:
    """18 characters of GB 32100, or 15 digits of ISO 7064 MOD 11,10."""
    rows = texts.rows_of(18)
    values = USCC[texts.bytes_of(rows, 18)]
    rows, values = _only((values.max(axis=0) <= 30) & (values[2:8].max(axis=0) <= 9), rows, values)
    yield rows, _found("uscc", -_weighted(values, USCC_WEIGHTS) % 31 == values[17], "check_digit")
    rows = texts.rows_of(15)
    values = DIGITS[texts.bytes_of(rows, 15)]
    rows, values = _only(values.max(axis=0) <= 9, rows, values)
    rest = np.full(len(rows), 5, np.int32)
    for place in values:
        rest = (np.where(rest == 0, 10, rest) * 2 % 11 + place) % 10
    yield rows, _found("registration_number", rest == 1, "check_digit")


RINGS = np.full(10_000, -1, np.int32)
"""By the four digits after the 1 of a mobile number what its check found; -1 where none was asked for yet."""


def mobile_numbers(texts: Texts, _columns: Columns) -> Judged:
    """11 digits from 1: the check looks at the first five and asks phonenumbers; here it is asked once for each."""
    rows = texts.rows_of(11, texts.are_decimal())
    values = DIGITS[texts.bytes_of(rows, 11)]
    rows, values = _only(values[0] == 1, rows, values)
    prefixes = _number(values[1:5])
    for new in np.flatnonzero(np.bincount(prefixes, minlength=len(RINGS)).astype(bool) & (RINGS < 0)):
        (found,) = check_identifiers({"contact": {"phone": f"1{new:04}000000"}})
        RINGS[new] = NUMBERS[found["kind"], found["valid"], found["problem"]]
    yield rows, RINGS[prefixes]


def bank_accounts(texts: Texts, columns: Columns) -> Judged:
    """Digits: a company's account has 8 to 32, a card 12 to 19 of which the last is Luhn's."""
    decimal, sizes = texts.are_decimal(), texts.sizes
    company = flags(pc.equal(columns["subject", "kind"], "enterprise"))
    inside = np.where(company, (sizes >= 8) & (sizes <= 32), (sizes >= 12) & (sizes <= 19))
    rows = np.flatnonzero(decimal & (company | ~inside))
    yield rows, _found("bank_account", inside[rows], "length")
    cards = decimal & inside & ~company
    for size in range(12, 20):
        rows = texts.rows_of(size, cards)
        yield rows, _found("bank_account", _luhn(DIGITS[texts.bytes_of(rows, size)]), "check_digit")


def _luhn(digits: Bytes) -> Flags:
    """ISO/IEC 7812-1: from the right every second digit is doubled, and its digits are summed."""
    doubled = digits[-2::-2] * 2
    total = digits[-1::-2].sum(axis=0, dtype=np.int32) + (doubled - 9 * (doubled > 9)).sum(axis=0, dtype=np.int32)
    return np.asarray(total % 10 == 0)


def email_addresses(texts: Texts, _columns: Columns) -> Judged:
    rows = np.flatnonzero(texts.match(EMAIL) & (texts.sizes <= LONGEST_EMAIL))
    yield rows, np.full(len(rows), NUMBERS["email", True, ""])


def regions(texts: Texts, _columns: Columns) -> Judged:
    """6 digits of GB/T 2260."""
    rows = texts.rows_of(6, texts.are_decimal())
    yield rows, _found("region", IN_PROVINCE[_number(DIGITS[texts.bytes_of(rows, 6)][:2])], "area_code")


SHAPES: dict[Path, Callable[[Texts, Columns], Judged]] = {
    ("subject", "id_number"): resident_numbers,
    ("subject", "uscc"): company_numbers,
    ("contact", "phone"): mobile_numbers,
    ("contact", "bank_account"): bank_accounts,
    ("contact", "email"): email_addresses,
    ("shop", "region"): regions,
}
"""By the field that is checked."""
