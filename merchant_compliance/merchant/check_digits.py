"""Check digits of Chinese identifiers: what the last character must be for those before it.

Every function wants exactly the leading characters and raises `ValueError` for anything else.
"""

from __future__ import annotations

from operator import mul

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
"""GB 11643-1999, by the weighted sum modulo 11."""

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""GB 32100-2015: 31 characters without I, O, S, V, Z; the weights are the powers of 3 modulo 31."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997, modulo 11; characters 9 to 17 of a USCC are an organisation code."""

_DIGITS = {str(digit): digit for digit in range(10)}
_USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}
_ALNUM_VALUES = {character: int(character, 36) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _sum(text: str, values: dict[str, int], weights: tuple[int, ...]) -> int:
    if len(text) != len(weights):
        raise ValueError(f"{len(weights)} characters are wanted, not {len(text)}")
    try:
        return sum(map(mul, map(values.__getitem__, text), weights))
    except KeyError as error:
        raise ValueError(f"{error} does not belong into this number") from None


def resident_check(first17: str) -> str:
    """The 18th character of a resident identity number."""
    return RESIDENT_CHECKS[_sum(first17, _DIGITS, RESIDENT_WEIGHTS) % 11]


def uscc_check(first17: str) -> str:
    """The 18th character of a unified social credit code."""
    return USCC_ALPHABET[-_sum(first17, _USCC_VALUES, USCC_WEIGHTS) % 31]


def organisation_check(first8: str) -> str:
    """The 9th character of an organisation code, `X` for 10."""
    remainder = -_sum(first8, _ALNUM_VALUES, ORGANISATION_WEIGHTS) % 11
    return "X" if remainder == 10 else str(remainder)


def registration_check(first14: str) -> str:
    """The 15th digit of a registration number of the register before 2015 (GS 15-2006, ISO 7064 MOD 11,10)."""
    _sum(first14, _DIGITS, (0,) * 14)
    return str(mod_11_10.calc_check_digit(first14))


def luhn_check(digits: str) -> str:
    """The last digit of a bank card number (ISO/IEC 7812-1)."""
    _sum(digits, _DIGITS, (0,) * len(digits))
    return str(luhn.calc_check_digit(digits))
