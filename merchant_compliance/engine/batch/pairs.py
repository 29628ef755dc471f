"""Pairs of merchants and rules: each once, in the order of the rules or of the merchants."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from merchant_compliance.engine.batch.bits import Index

DIGITS = 1 << 16
"""Numbers below are sorted by their digits, in a time that grows with their count alone."""


class Pairs(NamedTuple):
    """One pair a place."""

    merchant: Index
    rule: Index

    def at(self, order: Index) -> Pairs:
        return Pairs(self.merchant[order], self.rule[order])

    def by_merchant(self) -> Pairs:
        """Pairs in the order of the rules, sorted by merchant; the rules of each merchant stay in order."""
        return self.at(ordered(self.merchant))


def pairs_of(merchant: Index, rule: Index) -> Pairs:
    """The pairs of findings, each once, in the order of the rules and of the merchants of each."""
    pairs = Pairs(merchant, rule).by_merchant()
    pairs = pairs.at(ordered(pairs.rule))
    new = np.ones(len(pairs.rule), np.bool_)
    new[1:] = (pairs.merchant[1:] != pairs.merchant[:-1]) | (pairs.rule[1:] != pairs.rule[:-1])
    return pairs.at(np.flatnonzero(new))


def ordered(keys: Index) -> Index:
    """The order of some keys; equal ones stay as they are."""
    small = len(keys) and int(keys.max()) < DIGITS
    order: Index = np.argsort(keys.astype(np.uint16) if small else keys, kind="stable")
    return order
