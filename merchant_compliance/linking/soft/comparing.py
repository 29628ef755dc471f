"""What two merchants have in common, computed once a pair: the columns that the levels of the model are about.

Splink is handed pairs as its records, each compared with itself: a level then asks for a column instead of computing
the same likeness again, which took nearly all of the time.
"""

from __future__ import annotations

import duckdb

from merchant_compliance.linking.soft.macros import WHOLE_ALIKE, WHOLE_COUNTS

PART_OF_PLACE = 0.35
"""Share of the words of the shorter address from which on, with the same house number, the place is the same."""
ALSO = 4
"""Bits that a phone counts at least where the place is the same too: businesses of one house share both."""
SINGLE = ("email", "representative", "account")
_ONES = ", ".join(f"l.{name} = r.{name} AS same_{name}, l.{name}_bits AS {name}_bits" for name in SINGLE)
COMPARED_PAIRS = f"""
CREATE OR REPLACE TABLE compared AS
WITH raw_pairs AS (
    SELECT row_number() OVER () AS unique_id, l.unique_id AS one, r.unique_id AS other,
        CASE WHEN l.words IS NOT NULL AND r.words IS NOT NULL THEN shared_bits(l.words, r.words) END AS shared,
        whole_alike(l.names, r.names) AS whole,
        least(l.words_total, r.words_total) AS name_short, greatest(l.words_total, r.words_total) AS name_long,
        least(l.name_cap, r.name_cap) AS name_cap,
        (l.place IS NULL AND l.house IS NULL) OR (r.place IS NULL AND r.house IS NULL) AS placeless,
        shared_bits(l.place, r.place) AS place_bits, least(l.place_total, r.place_total) AS place_short,
        coalesce(list_contains(l.numbers, r.house), FALSE) OR coalesce(list_contains(r.numbers, l.house), FALSE)
            AS same_house,
        l.house IS NOT NULL AND r.house IS NOT NULL AS both_houses,
        least(l.house_bits, r.house_bits) AS house_bits, least(l.door_cap, r.door_cap) AS door_cap,
        coalesce(NOT list_has_any(l.rooms, r.rooms), FALSE) AS other_room,
        l.phone = r.phone AS same_phone, l.phone_bits AS own_phone_bits,
        right(l.phone, 7) = right(r.phone, 7) AND (length(l.phone) <= 8 OR length(r.phone) <= 8) AS phone_end,
        abs(length(l.phone) - length(r.phone)) <= 1 AND length(l.phone) >= 7
            AND damerau_levenshtein(l.phone, r.phone) = 1 AS phone_slip,
        list_has_any(l.identity, r.identity) AS same_identity, {_ONES}
    FROM pairs JOIN looks AS l ON l.unique_id = join_key_l JOIN looks AS r ON r.unique_id = join_key_r),
covered AS (
    SELECT *,
        greatest(shared, CASE WHEN whole >= {WHOLE_ALIKE} THEN {WHOLE_COUNTS} * name_short ELSE 0 END) AS name_raw,
        covers(place_bits, place_short) AS place_less, least(place_bits + house_bits, door_cap) AS door_bits
    FROM raw_pairs)
SELECT unique_id, one, other, whole, least(name_raw, name_cap) AS name_bits,
    CASE WHEN shared IS NOT NULL THEN covers(name_raw, name_long) END AS name_more,
    CASE WHEN shared IS NOT NULL THEN covers(name_raw, name_short) END AS name_less,
    placeless, place_bits, place_less, door_bits, same_house, both_houses, other_room,
    same_house AND place_less >= {PART_OF_PLACE} AS same_place,
    same_phone, phone_end, phone_slip, CASE WHEN same_house AND place_less >= {PART_OF_PLACE}
        THEN greatest(own_phone_bits - door_bits, {ALSO}) ELSE own_phone_bits END AS phone_bits,
    same_identity, {", ".join(f"same_{name}, {name}_bits" for name in SINGLE)}
FROM covered;
CREATE OR REPLACE TABLE themselves AS
    SELECT unique_id AS join_key_l, unique_id AS join_key_r, '0' AS match_key FROM compared;
"""


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills the table `compared`, a row a pair of the table `pairs`: `one` and `other` are its numbers."""
    connection.execute(COMPARED_PAIRS)
