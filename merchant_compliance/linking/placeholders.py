"""What people type when they have to fill a field and do not want to: such values name nobody."""

from __future__ import annotations

LONGEST_RUN = 20
"""Digits up to which a number in order is recognised; no identifier of a merchant is longer but accounts."""


def _in_a_row() -> str:
    """A pattern for whole numbers that only count up or down: 123456, 0123456789, 987654321, 1234567890123…"""
    starts = ("12345678901234567890", "01234567890123456789", "98765432109876543210")
    return "|".join(run[:length] for run in starts for length in range(LONGEST_RUN, 4, -1))


REPEATED = "^(?:" + "|".join(f"{character}+" for character in "0123456789X") + ")$"
IN_A_ROW = f"^(?:{_in_a_row()})X?$"
NOTHING_MEANT = "^(?:NULL|NONE|NAN|N/?A|NIL|UNKNOWN|UNDEFINED|TEST[0-9]*|X+|[-*.]+|无|沒有|没有|暂无|未知|测试)$"
