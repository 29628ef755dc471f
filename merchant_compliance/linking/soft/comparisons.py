"""What the model compares and in which levels, as a table. Training puts the probabilities in.

A level is one way in which two merchants agree or not. Where they agree, the bits of what they share say how much
that means (levels of three bits), since half a name shared by chance is one thing for `Smith` and another for
`Gebrüder Nothnagel`.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP = 3
"""Bits of one level."""


@dataclass(frozen=True)
class Way:
    """One way to agree: `when` it holds, divided into levels by `bits` above each of `edges`, descending.

    Without edges it is one level, which weighs no more than `most` bits: neighbours are like each other more often than
    random pairs are.
    """

    name: str
    when: str
    bits: str = ""
    edges: tuple[int, ...] = ()
    most: float = 0.0


@dataclass(frozen=True)
class Compared:
    """One comparison, tried in the order of its ways; `missing` is where it says nothing. The rest is `else`."""

    name: str
    missing: str
    ways: tuple[Way, ...]


NAME = "name_bits(words_l, words_r, names_l, names_r, words_total_l, words_total_r)"
NAME_BITS = f"least({NAME}, name_cap_l, name_cap_r)"
PLACE = "shared_bits(place_l, place_r)"
DOOR = f"least({PLACE} + least(house_bits_l, house_bits_r), door_cap_l, door_cap_r)"
OTHER_ROOM = "rooms_l IS NOT NULL AND rooms_r IS NOT NULL AND NOT list_has_any(rooms_l, rooms_r)"
SAME_HOUSE = "(list_contains(numbers_l, house_r) OR list_contains(numbers_r, house_l))"
HOUSES = "house_l IS NOT NULL AND house_r IS NOT NULL"
TYPED = "damerau_levenshtein(phone_l, phone_r) = 1 AND length(phone_l) >= 7"


def _more(share: str, total: str, least: float) -> str:
    return f"covers({share}, greatest({total}_l, {total}_r)) >= {least}"


def _less(share: str, total: str, least: float) -> str:
    return f"covers({share}, least({total}_l, {total}_r)) >= {least}"


def _same(column: str, edges: tuple[int, ...]) -> Way:
    return Way("same", f"{column}_l = {column}_r", f"{column}_bits_l", edges)


SAME_PLACE = f"{SAME_HOUSE} AND {_less(PLACE, 'place_total', 0.35)}"
ALSO = 4
"""Bits that a phone counts at least where the place is the same too: businesses of one house share both."""
PHONE_BITS = f"CASE WHEN {SAME_PLACE} THEN greatest(phone_bits_l - ({DOOR}), {ALSO}) ELSE phone_bits_l END"

COMPARED = (
    Compared(
        "name",
        "words_l IS NULL OR words_r IS NULL",
        (
            Way("same", _more(NAME, "words_total", 0.85), NAME_BITS, (21, 18, 15, 12, 9, 6, 3, 0)),
            Way("one in the other", _less(NAME, "words_total", 0.92), NAME_BITS, (18, 15, 12, 9, 6, 3, 0)),
            Way("alike", "whole_alike(names_l, names_r) >= 0.88", most=3),
            Way("part, in one house", f"{_less(NAME, 'words_total', 0.38)} AND {SAME_PLACE}", most=-4),
            Way("part", _less(NAME, "words_total", 0.38), NAME_BITS, (15, 12, 9, 6, 3, 0)),
        ),
    ),
    Compared(
        "phone",
        "phone_l IS NULL OR phone_r IS NULL",
        (
            Way("same", "phone_l = phone_r", PHONE_BITS, (18, 15, 12, 9, 6, 3, 0)),
            Way(
                "end",
                "right(phone_l, 7) = right(phone_r, 7) AND (length(phone_l) <= 8 OR length(phone_r) <= 8)",
                most=6,
            ),
            Way("slip", TYPED, most=2),
        ),
    ),
    Compared(
        "address",
        "(place_l IS NULL AND house_l IS NULL) OR (place_r IS NULL AND house_r IS NULL)",
        (
            Way("another room", f"{SAME_HOUSE} AND {OTHER_ROOM} AND {_less(PLACE, 'place_total', 0.35)}"),
            Way("same", f"{SAME_HOUSE} AND {_less(PLACE, 'place_total', 0.75)}", DOOR, (18, 15, 12, 9, 6, 3, 0)),
            Way("near", f"{SAME_HOUSE} AND {_less(PLACE, 'place_total', 0.35)}", DOOR, (18, 15, 12, 9, 6, 3, 0)),
            Way(
                "no number", f"NOT ({HOUSES}) AND {_less(PLACE, 'place_total', 0.75)}", PLACE, (18, 15, 12, 9, 6, 3, 0)
            ),
            Way("another number", f"{HOUSES} AND {_less(PLACE, 'place_total', 0.75)}"),
            Way("part", _less(PLACE, "place_total", 0.35)),
        ),
    ),
    Compared("email", "email_l IS NULL OR email_r IS NULL", (_same("email", (15, 12, 9, 6, 3, 0)),)),
    Compared(
        "representative",
        "representative_l IS NULL OR representative_r IS NULL",
        (_same("representative", (15, 12, 9, 6, 3, 0)),),
    ),
    Compared("account", "account_l IS NULL OR account_r IS NULL", (_same("account", (15, 12, 9, 6, 3, 0)),)),
    Compared(
        "identity",
        "identity_l IS NULL OR identity_r IS NULL",
        (Way("same", "list_has_any(identity_l, identity_r)", most=16),),
    ),
)
