"""The words of look-alikes: where they are looked for, and a link that rests on likeness."""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 0.7
"""Confidence from which on a look-alike is worth somebody's time, unless a linking file says otherwise."""


@dataclass(frozen=True)
class SoftPath:
    """From a list to merchants of these roles that are like a listed one, with at least this confidence."""

    list: str
    roles: tuple[str, ...]
    least: float = LEAST
