"""The nearest known name: what someone who mistyped a field or a value may have meant."""

from __future__ import annotations

from collections.abc import Iterable

LIKENESS = 60.0
"""Least rapidfuzz ratio, 0 to 100; below it a suggestion would be a guess."""
LONGEST = 100
"""Longer words are no names: comparing them would only cost time."""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known name most like `word`, if any is like it at all."""
    from rapidfuzz import fuzz, process, utils

    if not isinstance(word, str) or len(word) > LONGEST:
        return None
    found = process.extractOne(
        word, list(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=LIKENESS
    )
    return str(found[0]) if found else None
