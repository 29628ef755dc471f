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


def _same(column: str, edges: tuple[int, ...]) -> Way:
    return Way("same", f"same_{column}_l", f"{column}_bits_l", edges)


COMPARED = (
    Compared(
        "name",
        "name_less_l IS NULL",
        (
            Way("same", "name_more_l >= 0.85", "name_bits_l", (21, 18, 15, 12, 9, 6, 3, 0)),
            Way("one in the other", "name_less_l >= 0.92", "name_bits_l", (18, 15, 12, 9, 6, 3, 0)),
            Way("alike", "whole_l >= 0.88", most=3),
            Way("part, in one house", "name_less_l >= 0.38 AND same_place_l", most=-4),
            Way("part", "name_less_l >= 0.38", "name_bits_l", (15, 12, 9, 6, 3, 0)),
        ),
    ),
    Compared(
        "phone",
        "same_phone_l IS NULL",
        (
            _same("phone", (18, 15, 12, 9, 6, 3, 0)),
            Way("end", "phone_end_l", most=6),
            Way("slip", "phone_slip_l", most=2),
        ),
    ),
    Compared(
        "address",
        "placeless_l",
        (
            Way("another room", "same_place_l AND other_room_l"),
            Way("same", "same_house_l AND place_less_l >= 0.75", "door_bits_l", (18, 15, 12, 9, 6, 3, 0)),
            Way("near", "same_place_l", "door_bits_l", (18, 15, 12, 9, 6, 3, 0)),
            Way("no number", "NOT both_houses_l AND place_less_l >= 0.75", "place_bits_l", (18, 15, 12, 9, 6, 3, 0)),
            Way("another number", "both_houses_l AND place_less_l >= 0.75"),
            Way("part", "place_less_l >= 0.35"),
        ),
    ),
    Compared("email", "same_email_l IS NULL", (_same("email", (15, 12, 9, 6, 3, 0)),)),
    Compared("representative", "same_representative_l IS NULL", (_same("representative", (15, 12, 9, 6, 3, 0)),)),
    Compared("account", "same_account_l IS NULL", (_same("account", (15, 12, 9, 6, 3, 0)),)),
    Compared("identity", "same_identity_l IS NULL", (Way("same", "same_identity_l", most=16),)),
)
"""Columns are those of `comparing`, with the ending that Splink gives to the left side."""
