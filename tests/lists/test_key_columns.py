"""Keys of a column are spelled as one by one, and whoever has a listed key is among the rows that are looked at."""

from __future__ import annotations

import random
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merchant_compliance.lists import key_columns
from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.lists.key_columns import rows_listed, spelled
from merchant_compliance.lists.keys import KEYS, SPELLINGS, keys_of
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.synthetic import make_merchants

ODD = "0123456789XxABab -()./+#_\0\t\n\x1c\x85\u00a0\u3000\u200b０５Ｘａ（）٣²ſıßéǅ京市\uf900豈㈱🙂e\u0301"
"""Letters of both cases, white space, separators, and characters that NFKC changes or joins."""
KINDS = sorted(SPELLINGS)


def assert_alike(kind: KeyKind, texts: list[str]) -> None:
    assert spelled(kind, pa.array(texts, pa.string())) == [SPELLINGS[kind](text) for text in texts]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.one_of(st.text(max_size=30), st.text(ODD, max_size=19)), max_size=8))
def test_any_text_is_spelled_as_one_by_one(kind: KeyKind, texts: list[str]) -> None:
    assert_alike(kind, texts)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_as_people_type_them_are_spelled_as_one_by_one(kind: KeyKind) -> None:
    rng = random.Random(kind)
    weights = (9,) * 10 + (1, 1)
    digits = ["".join(rng.choices("0123456789xX", weights, k=rng.choice((8, 11, 15, 18)))) for _ in range(900)]
    typed = [start + text[:11] for text in digits for start in ("", "1", "86", "+86 ", " ")]
    assert_alike(kind, digits + typed + [text[:4] + rng.choice(ODD) + text[4:] for text in typed])


def test_every_character_is_spelled_as_one_by_one() -> None:
    characters = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]
    for kind in ("address", "uid"):
        assert_alike(kind, characters)


def test_every_ideograph_with_the_next_one_is_spelled_as_one_by_one() -> None:
    """NFKC joins characters: those that are taken as they stand join with none beside them."""
    ideographs = [chr(code) for code in range(0x4E00, 0xA000)]
    assert_alike("address", [first + second for first, second in pairwise(ideographs)])


def test_made_up_merchants_are_spelled_by_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [key for made in make_merchants(300) for key in keys_of(made.record)]
    monkeypatch.setattr(key_columns, "SPELLINGS", {})
    assert {kind for kind, _ in keys} == set(KINDS)
    for kind in KINDS:
        texts = [text for of, text in keys if of == kind]
        assert spelled(kind, pa.array(texts)) == texts


TEXT = st.one_of(st.none(), st.sampled_from(["a", "A ", "13800138000", "138-0013-8000", "", "京"]))
MANY = st.one_of(st.none(), st.lists(TEXT, max_size=3))
PATHS = {key.kind: key.path for key in KEYS}
LISTS = ("uid", "device", "trademark")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.fixed_dictionaries({kind: MANY if kind in LISTS else TEXT for kind in KINDS}), max_size=6),
    st.sets(st.tuples(st.sampled_from(KINDS), st.sampled_from(["A", "a", "13800138000", "京"]))),
    st.integers(0, 2),
)
def test_rows_are_those_with_a_listed_key_or_a_missing_text_in_a_list(
    rows: list[Facts], keys: set[tuple[KeyKind, str]], first: int
) -> None:
    columns = {
        PATHS[kind]: pa.array([row[kind] for row in rows], pa.list_(pa.string()) if kind in LISTS else pa.string())
        for kind in KINDS
    }
    listed = {kind: {key for of, key in keys if of == kind}.__contains__ for kind, _ in keys}
    wanted = [
        number
        for number, row in enumerate(rows[first:])
        if any(None in (row[kind] or ()) for kind in LISTS if kind in listed)
        or any(
            (kind, SPELLINGS[kind](text)) in keys
            for kind in KINDS
            for text in ((row[kind] or ()) if kind in LISTS else (row[kind],))
            if text is not None
        )
    ]
    assert rows_listed(lambda path: columns[path][first:], listed).tolist() == wanted
