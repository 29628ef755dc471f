"""Worlds to try linking on: who returned, by which trick, and who only looks like it; all of it known.

Shares of tricks and sizes of crowds are assumptions of this project: nobody publishes how banned merchants return.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from merchant_compliance.merchant.synthetic.coats import World, chain, matrix, ring
from merchant_compliance.merchant.synthetic.crowds import (
    agency,
    agent_phone,
    family,
    office,
    reused_phone,
    small_agency,
    stranger,
)
from merchant_compliance.merchant.synthetic.making import AS_OF

PARTS: tuple[tuple[Callable[[World], None], float], ...] = (
    (ring, 1.0),
    (chain, 0.3),
    (matrix, 0.01),
    (family, 1.0),
    (agency, 0.001),
    (small_agency, 0.003),
    (office, 0.01),
    (agent_phone, 0.002),
    (reused_phone, 0.1),
    (stranger, 5.0),
)
"""What a world is made of, and how often for each ring, at least once. Families come after those they live with."""


def make_world(rings: int, seed: int = 1, as_of: date = AS_OF) -> World:
    """The same for the same arguments."""
    world = World(seed, as_of, Random(f"{seed}/world"))
    for part, share in PARTS:
        for _ in range(max(1, round(rings * share))):
            part(world)
    return world
