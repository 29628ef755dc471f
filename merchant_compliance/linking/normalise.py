"""Every kind of identifier in one canonical form, so that two spellings of one thing are one text.

`canonical` is the specification; `canonical_query` does the same to a column inside DuckDB, by the same recipes.
None stands for what names nobody: wrong shapes and placeholders. They never link.

Check digits are not asked for: two merchants who state the same mistyped number still state the same number, and
`identifiers` says that it is wrong. A value that begins with `hmac:` is a keyed hash already and stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from merchant_compliance.linking.address import ADDRESS
from merchant_compliance.linking.letters import FOLDED, NUMBERS
from merchant_compliance.linking.placeholders import IN_A_ROW, NOTHING_MEANT, REPEATED
from merchant_compliance.linking.steps import Ban, Need, Own, Recipe, Sub, cooked, query, quoted
from merchant_compliance.lists.entry import HASHED
from merchant_compliance.merchant.check_digits import RESIDENT_CHECKS, RESIDENT_WEIGHTS, resident_check

HASHED_FORM = f"{HASHED}[0-9a-f]{{8}}:[0-9a-f]{{32}}"
"""The canonical form under a secret, as `Hasher.exported` writes it; by its beginning a value is known to be hashed."""
MAINLAND = "CN"

SEPARATORS = Sub(r"[-()./_—–－‐‑−（）·]+")
DIGITS = (*FOLDED, SEPARATORS, NUMBERS)
BIRTH = "(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
RESIDENT = f"[1-9][0-9]{{5}}{BIRTH}[0-9]{{3}}[0-9X]"


def _check_sql(first17: str) -> str:
    """GB 11643 as a DuckDB expression."""
    terms = (f"{weight} * CAST(substr({first17}, {at}, 1) AS INTEGER)" for at, weight in enumerate(RESIDENT_WEIGHTS, 1))
    return f"substr({quoted(RESIDENT_CHECKS)}, ({' + '.join(terms)}) % 11 + 1, 1)"


def _eighteen(number: str) -> str:
    if not DIGITS_15.fullmatch(number):
        return number
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + resident_check(first17)


DIGITS_15 = re.compile("[0-9]{15}")
_FIRST17 = "(substr({x}, 1, 6) || '19' || substr({x}, 7))"
EIGHTEEN = Own(
    _eighteen,
    f"CASE WHEN regexp_full_match({{x}}, '[0-9]{{15}}') THEN {_FIRST17} || {_check_sql(_FIRST17)} ELSE {{x}} END",
)
"""The 15 digits of before 1999 become the 18 characters that the same person has today."""

UID: Recipe = (*FOLDED, Ban(NOTHING_MEANT), Ban("^0+$"))
"""Given out by the platform, nobody types it: no more than the empty ones are refused."""
DEVICE: Recipe = (
    *FOLDED,
    Sub("[-:._]+"),
    Ban(NOTHING_MEANT),
    Ban("^(?:0+|F+|020{10}|9774D56D682E549C|0?12345678(?:9[0-9]*)?|0*4999010640000)$"),
)
"""Refused: empty ones, the MAC address that Android tells every app, and the ids of emulators."""
ID_NUMBER: Recipe = (
    *DIGITS,
    EIGHTEEN,
    Sub("^([HM][0-9]{8})[0-9]{2}$", r"\1"),
    Ban(REPEATED),
    Ban(IN_A_ROW),
    Need(f"{RESIDENT}|[0-9A-Z]{{5,14}}"),
    Need(".*[0-9].*"),
)
"""A permit for Hong Kong and Macau ends in two digits that count its renewals; the person is in those before."""
USCC: Recipe = (
    *FOLDED,
    SEPARATORS,
    Sub("^([0-9A-Z]{8})([0-9A-Z]{9})([0-9A-Z])$", r"\2"),
    Ban(REPEATED),
    Ban(IN_A_ROW),
    Need("[0-9A-Z]{8}[0-9X]|[0-9]{15}"),
)
"""The organisation code (GB 11714): characters 9 to 17 of a USCC, 9 characters where it stands alone.

INVARIANT: a registration number of 15 digits stays what it is. It is not contained in a USCC and cannot be derived
from one: only a register knows which belongs to which.
"""
PHONE: Recipe = (
    *DIGITS,
    Sub(r"^(?:\+|00)86(1[3-9][0-9]{9})$", r"\1"),
    Sub("^86(1[3-9][0-9]{9})$", r"\1"),
    Sub(r"^(?:\+|00)860?([1-9][0-9]{8,10})$", r"0\1"),
    Sub(r"^00([1-9])", r"+\1"),
    Ban(f"^13800138000$|(?:{'|'.join(f'{d}{{8}}' for d in '0123456789')})$"),
    Ban(IN_A_ROW),
    Need(r"1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|[48]00[0-9]{7}|\+[1-9][0-9]{6,14}"),
)
"""13800138000 is a number of China Mobile itself and the best known placeholder."""
MEANT: Recipe = (Ban(REPEATED), Ban(IN_A_ROW))
"""Digits that somebody meant."""
BANK_ACCOUNT: Recipe = (*DIGITS, *MEANT, Need("[0-9]{8,32}"))
EMAIL: Recipe = (
    *FOLDED,
    Sub("@GOOGLEMAIL[.]COM$", "@GMAIL.COM"),
    Sub(r"^([^@+]+)[+][^@]*@", r"\1@"),
    *(Sub(r"^([^@.]+)[.]+([^@]*@GMAIL[.]COM)$", r"\1\2") for _ in range(8)),
    Ban("^(?:TEST|ADMIN|INFO|NONE|NULL|NOREPLY|NO-REPLY|ABC|AAA|XXX|123)[0-9]*@|@(?:TEST|EXAMPLE)[.][A-Z]+$"),
    Need(r"[^@]{1,64}@[^@.]+(?:[.][^@.]+)+"),
)
"""What follows a plus is a label that the owner chooses. Dots mean nothing at Gmail; elsewhere they may."""

RECIPES: dict[str, Recipe] = {
    "uid": UID,
    "id_number": ID_NUMBER,
    "uscc": USCC,
    "phone": PHONE,
    "bank_account": BANK_ACCOUNT,
    "device": DEVICE,
    "address": ADDRESS,
    "email": EMAIL,
}
SOFT: dict[str, Recipe] = {
    kind: (*folded, Ban(NOTHING_MEANT), *MEANT)
    for folded, kinds in ((DIGITS, ("id_number", "phone", "bank_account")), ((*FOLDED, SEPARATORS), ("uscc", "device")))
    for kind in kinds
}
LONGEST = 500
"""Characters; longer text is no identifier."""
PLAIN: dict[str, str] = {
    "phone": "strlen({x}) = 11 AND TRY_CAST({x} AS UBIGINT) BETWEEN 13000000000 AND 19999999999 "
    "AND CAST(TRY_CAST({x} AS UBIGINT) AS VARCHAR) = {x} AND {x} <> '13800138000' "
    "AND TRY_CAST({x} AS UBIGINT) % 100000000 % 11111111 <> 0",
    "id_number": f"regexp_full_match({{x}}, '{RESIDENT}')",
    "bank_account": "regexp_full_match({x}, '6[0-57-9][0-9]{6,30}')",
    "uid": "{x}[1] <> '0' AND CAST(TRY_CAST({x} AS UBIGINT) AS VARCHAR) = {x}",
}
"""Cheap tests for spellings that are canonical already, and no placeholders; they spare most rows the recipe."""


def canonical(kind: str, text: str, country: str = MAINLAND) -> str | None:
    """The canonical form, or None where the text names nobody.

    `country` (ISO 3166) is where a phone number without country code rings.
    """
    if text.startswith(HASHED):
        return cooked((Need(HASHED_FORM),), text)
    if len(text) > LONGEST:
        return None
    if kind == "phone" and country != MAINLAND:
        return _phone_abroad(text, country)
    return cooked(RECIPES[kind], text)


def evidence(kind: str, text: str, country: str = MAINLAND) -> str | None:
    """What a value that names nobody may still hint at: its canonical form, else the text without separators.

    A phone without area code or an ID number with a digit too few is no link, but two who state the same have
    something in common. None for placeholders, and for kinds that are all or nothing. INVARIANT: only for soft links.
    """
    form = canonical(kind, text, country)
    if form or kind not in SOFT or len(text) > LONGEST or text.startswith(HASHED):
        return form
    return cooked(SOFT[kind], text)


def canonical_query(kind: str, inner: str, column: str = "value") -> str:
    """A query with the rows of `inner` in which `column` holds canonical forms (mainland), null where there is none."""
    plain = PLAIN.get(kind, "FALSE").replace("{x}", column)
    whole = f"CASE WHEN regexp_full_match({column}, {quoted(HASHED_FORM)}) THEN {column} END"
    kept = f"CASE WHEN {plain} THEN {column} WHEN starts_with({column}, {quoted(HASHED)}) THEN {whole} END"
    done = f"{plain} OR starts_with({column}, {quoted(HASHED)}) OR length({column}) > {LONGEST}"
    rest = f"CASE WHEN {done} THEN NULL ELSE {column} END"
    marked = f"SELECT * REPLACE ({rest} AS {column}), {kept} AS kept FROM ({inner})"
    cooked_rows = query(RECIPES[kind], marked, column)
    return f"SELECT * EXCLUDE (kept) REPLACE (coalesce(kept, {column}) AS {column}) FROM ({cooked_rows})"


@lru_cache(maxsize=65_536)
def _phone_abroad(text: str, country: str) -> str | None:
    """By the numbering plans of phonenumbers, which knows what a trunk prefix is where; mainland numbers as at home."""
    import phonenumbers

    number = cooked(DIGITS, text)
    try:
        parsed = phonenumbers.parse(number or "", country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or not cooked(MEANT, str(parsed.national_number)):
        return None
    return cooked(PHONE, str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)))
