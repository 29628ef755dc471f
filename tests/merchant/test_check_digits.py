"""Check digits are computed as the standards' own examples have them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from merchant_compliance.merchant import check_digits as digits

EXAMPLES: list[tuple[Callable[[str], str], str]] = [
    (digits.resident_check, "11010519491231002X"),
    (digits.resident_check, "440524188001010014"),
    (digits.uscc_check, "91110000600037341L"),
    (digits.organisation_check, "600037341"),
    (digits.organisation_check, "D2143569X"),  # the example of GB 11714-1997
    (digits.registration_check, "440301103448669"),
    (digits.luhn_check, "79927398713"),
]


@pytest.mark.parametrize(("compute", "number"), EXAMPLES)
def test_the_last_character_follows_from_the_others(compute: Callable[[str], str], number: str) -> None:
    assert compute(number[:-1]) == number[-1]


@pytest.mark.parametrize(
    ("compute", "text"),
    [
        (digits.resident_check, "1101051949123100"),
        (digits.resident_check, "1101051949123100X"),
        (digits.uscc_check, "9111000060003734I"),
        (digits.organisation_check, "60003734-"),
        (digits.registration_check, "4403011034486x"),
        (digits.luhn_check, "12 4"),
    ],
)
def test_wrong_characters_are_refused(compute: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match=r"wanted|belong"):
        compute(text)
