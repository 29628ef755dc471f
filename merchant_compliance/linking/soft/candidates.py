"""Which pairs are worth comparing: those that share a key, of keys that not too many hold.

A phone, an e-mail address, an identity number; a rare word of the name; two common words of it; house number and a
word of the street; the beginning of the name and a post code or a word of the place. INVARIANT: a key that more hold
than its kind allows offers no pairs, so that their number grows as the file does.
"""

from __future__ import annotations

import duckdb

RARE = 20
"""Holders up to which one word of a name is a key."""
SOME = 40
"""Holders up to which two things together are a key."""
MOST = 100
"""Holders up to which a phone, an address, a whole name and the like are keys."""
RAREST = 4
"""Words of a name or a place, the rarest first, that keys are made of."""
STEM = 5
"""Characters of the beginning of a name."""
LAST = 7
"""Digits at the end of a phone number, which stay where the area code goes."""

_FEW = "list_transform(list_reverse_sort(list_transform({}, lambda x: {{'b': x.b, 'w': x.w}}))[:{}], lambda x: x.w)"
KEYS = f"""
CREATE OR REPLACE TEMP TABLE rarest AS
    SELECT unique_id, numbers, names, representative, phone, email, identity, account,
        {_FEW.format("words", RAREST)} AS few, {_FEW.format("place", RAREST)} AS near
    FROM looks;
CREATE OR REPLACE TEMP TABLE two AS
    SELECT unique_id, a, unnest(few) AS b FROM (SELECT unique_id, few, unnest(few) AS a FROM rarest);
CREATE OR REPLACE TEMP TABLE keys AS
    SELECT DISTINCT unique_id, hash(key) AS key, most FROM (
        SELECT unique_id, 'phone ' || right(phone, {LAST}) AS key, {MOST} AS most FROM rarest WHERE phone IS NOT NULL
        UNION ALL SELECT unique_id, 'email ' || email, {MOST} FROM rarest WHERE email IS NOT NULL
        UNION ALL SELECT unique_id, 'account ' || account, {MOST} FROM rarest WHERE account IS NOT NULL
        UNION ALL SELECT unique_id, 'identity ' || unnest(identity), {MOST} FROM rarest
        UNION ALL SELECT unique_id, 'whole ' || unnest(names), {MOST} FROM rarest
        UNION ALL SELECT unique_id, 'word ' || unnest(few), {RARE} FROM rarest
        UNION ALL SELECT unique_id, 'words ' || least(a, b) || ' ' || greatest(a, b), {SOME}
            FROM two WHERE a < b
        UNION ALL SELECT unique_id, 'door ' || number || ' ' || unnest(near), {SOME}
            FROM (SELECT unique_id, near, unnest(numbers) AS number FROM rarest)
        UNION ALL SELECT unique_id, 'start ' || start || ' ' || unnest(near), {SOME}
            FROM (SELECT unique_id, near, left(unnest(names), {STEM}) AS start FROM rarest)
        UNION ALL SELECT unique_id, 'known ' || word || ' ' || unnest(near), {SOME}
            FROM (SELECT unique_id, near, unnest(few) AS word FROM rarest)
        UNION ALL SELECT unique_id, 'person ' || representative || ' ' || unnest(list_concat(few, near)), {SOME}
            FROM rarest WHERE representative IS NOT NULL);
"""
PAIRS = """
CREATE OR REPLACE TABLE pairs AS
    WITH used AS (SELECT key FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND min(most)),
        held AS (SELECT unique_id, key FROM keys SEMI JOIN used USING (key))
    SELECT DISTINCT l.unique_id AS join_key_l, r.unique_id AS join_key_r, '0' AS match_key
    FROM held AS l JOIN held AS r ON l.key = r.key AND l.unique_id < r.unique_id;
"""
BETWEEN = """
CREATE OR REPLACE TABLE pairs AS
    SELECT pairs.* FROM pairs JOIN sides AS l ON l.unique_id = join_key_l JOIN sides AS r ON r.unique_id = join_key_r
    WHERE l.listed AND r.wanted OR r.listed AND l.wanted;
"""


def make_pairs(connection: duckdb.DuckDBPyConnection, between: bool = False) -> int:
    """Fills the table `pairs`, the smaller number on the left. How many there are.

    `between` keeps those of which one is listed and the other wanted, as the table `sides` says.
    """
    connection.execute(KEYS)
    connection.execute(PAIRS)
    if between:
        connection.execute(BETWEEN)
    return int(connection.execute("SELECT count(*) FROM pairs").fetchall()[0][0])
