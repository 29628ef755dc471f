"""Which regular expressions mean the same on every engine: literals, explicit classes, groups, repeats, anchors.

Left out: lookaround and back references (no linear time), flags such as `(?i)` (engines fold case differently),
`\\pL` and named classes (engines know different characters), named groups. `\\d`, `\\w` and `\\s` are ASCII, as in RE2.
"""

from __future__ import annotations

import re

_ESCAPE = r"\\[dDwWsStnrfv]|\\[^0-9A-Za-z]"
_CLASS = rf"\[\^?\]?(?:{_ESCAPE}|[^\\\[\]]|\[(?!:))*\]"
_SAFE = re.compile(rf"(?:{_CLASS}|{_ESCAPE}|\\[AzbB]|\(\?:|\((?!\?)|[^\\\[(])*+")
SHOWN = 4


def unsafe_part(pattern: str) -> str | None:
    """The first part of a valid pattern that is not the same everywhere, or None."""
    match = _SAFE.match(pattern)
    end = match.end() if match else 0
    return pattern[end : end + SHOWN] if end < len(pattern) else None
