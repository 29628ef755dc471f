"""Identifiers judged by the column are judged as one by one: right ones, nearly right ones, and any text at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance.merchant import check_digits as digits
from merchant_compliance.merchant import identifier_columns
from merchant_compliance.merchant.identifier_columns import CHECKED, check_columns
from merchant_compliance.merchant.identifiers import PROVINCE_CODES, check_identifiers
from merchant_compliance.merchant.synthetic import make_merchants

Record = dict[tuple[str, str], str | None]
KINDS = (None, "", "resident_id", "hk_macau_permit", "taiwan_permit", "passport")
OWNERS = (None, "", "individual", "enterprise")
ODD = "0123456789XABIOSVZxablz @.-+()/\0\t\n\x1c\u00a0\u3000０５ＸＡａ٣²½ſıKßéǅ京市🙂"
"""Characters that turn into digits or letters, are white space, or only look like either."""


def by_column(records: list[Record], window: slice = slice(None)) -> list[list[tuple[str, bool, str]]]:
    columns = {path: pa.array([each.get(path) for each in records], pa.string())[window] for path in CHECKED}
    found = check_columns(columns)
    entries = iter(found.numbers)
    return [[found.findings[next(entries)] for _ in range(count)] for count in found.counts]


def one_by_one(records: list[Record]) -> list[list[tuple[str, bool, str]]]:
    found = []
    for record in records:
        facts: dict[str, Any] = {}
        for (part, name), text in record.items():
            if text is not None:
                facts.setdefault(part, {})[name] = text
        found.append([(each["kind"], each["valid"], each["problem"]) for each in check_identifiers(facts)])
    return found


def drawn(rng: random.Random, size: int, alphabet: str = "0123456789") -> str:
    return "".join(rng.choices(alphabet, k=size))


def resident(rng: random.Random) -> str:
    day = date(1790, 1, 1) + timedelta(rng.randrange(100_000))
    first = rng.choice((*PROVINCE_CODES.split(), "83", "99")) + drawn(rng, 4) + f"{day:%Y%m%d}" + drawn(rng, 3)
    return first + digits.resident_check(first)


def company(rng: random.Random) -> str:
    first = drawn(rng, 2, digits.USCC_ALPHABET) + drawn(rng, 6) + drawn(rng, 9, digits.USCC_ALPHABET)
    return first + digits.uscc_check(first)


def registered(rng: random.Random) -> str:
    first = drawn(rng, 14)
    return first + digits.registration_check(first)


def card(rng: random.Random) -> str:
    first = drawn(rng, rng.randrange(7, 33))
    return first + digits.luhn_check(first)


def email(rng: random.Random) -> str:
    letters = "abz059.-_+"
    name = drawn(rng, rng.choice((1, 8, 63, 64, 65)), letters)
    return name + "@" + ".".join(drawn(rng, rng.choice((1, 5, 63)), "abz059-") for _ in range(rng.randrange(1, 5)))


MAKERS: list[tuple[tuple[str, str], Callable[[random.Random], str]]] = [
    (("subject", "id_number"), resident),
    (("subject", "id_number"), lambda rng: rng.choice("HMEG") + drawn(rng, 8)),
    (("subject", "id_number"), lambda rng: drawn(rng, 15)),
    (("subject", "uscc"), company),
    (("subject", "uscc"), registered),
    (("contact", "phone"), lambda rng: "1" + drawn(rng, 10)),
    (("contact", "phone"), lambda rng: rng.choice(("010", "0755", "+86 1", "86", "400")) + drawn(rng, 8)),
    (("contact", "bank_account"), card),
    (("contact", "email"), email),
    (("shop", "region"), lambda rng: drawn(rng, 6)),
]


def slipped(text: str, rng: random.Random) -> str:
    """The text with one slip of whoever typed it, or with none."""
    place = rng.randrange(len(text))
    before, here, after = text[:place], text[place], text[place + 1 :]
    slips = (
        text,
        before + drawn(rng, 1) + after,
        before + rng.choice(ODD) + after,
        before + after[:1] + here + after[1:],
        before + after,
        before + here + rng.choice(ODD) + after,
        text.lower(),
        text + text,
        f" {text}\n",
    )
    return rng.choice(slips)


@pytest.mark.parametrize("number", range(len(MAKERS)))
def test_right_and_nearly_right_identifiers_are_judged_as_one_by_one(number: int) -> None:
    path, make = MAKERS[number]
    rng = random.Random(number)
    records: list[Record] = [
        {
            path: slipped(make(rng), rng) if rng.random() < 0.6 else make(rng),
            ("subject", "kind"): rng.choice(OWNERS),
            ("subject", "id_kind"): rng.choice(KINDS),
        }
        for _ in range(3_000)
    ]
    assert by_column(records) == one_by_one(records)


def test_every_day_of_the_calendar_and_every_other_is_judged_as_one_by_one() -> None:
    days = [f"{month:02}{day:02}" for month in (*range(14), 99) for day in (*range(34), 99)]
    numbers = [
        "110105" + year + day + "001" for year in ("0000", "1799", "1800", "1900", "2000", "2023") for day in days
    ]
    records: list[Record] = [{("subject", "id_number"): each + digits.resident_check(each)} for each in numbers]
    assert by_column(records) == one_by_one(records)


TEXTS = st.one_of(
    st.none(), st.text(max_size=40), st.text(ODD, max_size=20), st.sampled_from(["1" * 70, "a@b.cn" * 60])
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(CHECKED, TEXTS)
            | {("subject", "kind"): st.sampled_from(OWNERS), ("subject", "id_kind"): st.sampled_from(KINDS)}
        ),
        max_size=8,
    ),
    st.integers(0, 3),
)
def test_any_text_is_judged_as_one_by_one(records: list[Record], start: int) -> None:
    window = slice(start, None)
    assert by_column(records, window) == one_by_one(records[window])


def test_made_up_merchants_are_judged_without_asking_for_any(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their identifiers are of the ordinary shape, so that the quick way is the way they go."""
    records = [
        {(part, name): made.record.get(part, {}).get(name) for part, name in CHECKED} for made in make_merchants(500)
    ]
    wanted = one_by_one(records)
    monkeypatch.delattr(identifier_columns, "check_identifiers")
    assert by_column(records) == wanted


def test_what_looks_the_same_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def check(facts: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(facts)
        return check_identifiers(facts)

    monkeypatch.setattr(identifier_columns, "check_identifiers", check)
    records: list[Record] = [{("subject", "id_number"): "H12345678", ("subject", "id_kind"): "hk_macau_permit"}] * 50
    assert by_column(records) == [[("hk_macau_permit", True, "")]] * 50
    assert len(asked) == 1
