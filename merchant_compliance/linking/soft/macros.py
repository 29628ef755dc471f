"""How two texts are compared inside DuckDB; the conditions of the model call these by name.

`shared_bits` adds up what the words count that two lists of words share: a word in full where it is the same, less
where one is a slip of the other or its beginning. A number is the same or another one.
"""

from __future__ import annotations

SLIP, SLIP_COUNTS = 0.92, 0.8
"""Jaro-Winkler similarity from which on a word is taken for a slip of another, as it is where one letter was left out,
put in, changed or swapped with the next; and how much it then counts."""
START_COUNTS = 0.7
"""How much counts a word that is the beginning of the other: deli, delicatessen."""
SHORTEST, SHORTEST_START = 4, 3
WHOLE_ALIKE = 0.95
"""Similarity of whole names without spaces, by Jaro-Winkler or by letters that differ: steak house, steakhouse."""
WHOLE_FAR = 0.75
"""Names less similar than this are not compared letter by letter, which is slow."""
WHOLE_COUNTS = 0.8

MACROS = f"""
CREATE OR REPLACE MACRO word_alike(s, t) AS CASE
    WHEN s = t THEN 1.0
    WHEN s[1] <> t[1] OR regexp_matches(s, '^[0-9]') OR least(length(s), length(t)) < {SHORTEST_START} THEN 0.0
    WHEN starts_with(s, t) OR starts_with(t, s) THEN {START_COUNTS}
    WHEN least(length(s), length(t)) >= {SHORTEST} AND (jaro_winkler_similarity(s, t) >= {SLIP}
        OR abs(length(s) - length(t)) <= 1 AND damerau_levenshtein(s, t) <= 1) THEN {SLIP_COUNTS}
    ELSE 0.0 END;
CREATE OR REPLACE MACRO shared_bits(a, b) AS coalesce(list_sum(list_transform(a, lambda s: list_max(
    list_transform(b, lambda t: word_alike(s.w, t.w) * least(s.b, t.b))))), 0.0);
CREATE OR REPLACE MACRO whole_alike(a, b) AS coalesce(list_max(list_transform(a, lambda s: list_max(
    list_transform(b, lambda t: CASE WHEN s = t THEN 1.0 WHEN jaro_winkler_similarity(s, t) < {WHOLE_FAR} THEN 0.0
        ELSE greatest(jaro_winkler_similarity(s, t),
            1 - damerau_levenshtein(s, t) / greatest(length(s), length(t), 1)) END)))), 0.0);
CREATE OR REPLACE MACRO covers(bits, total) AS bits / greatest(total, 1.0);
"""
