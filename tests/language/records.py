"""Random scopes: a record with missing fields at every level, and what a condition sees beside it.

A field may be absent, null or NaN: all three mean missing. Lists may be missing, empty or full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from pools import DAYS, INFINITE, Palette
from shapes import ENTRIES, element_of

from merchant_compliance.merchant.facts import FACTS, Fact, facts_of
from merchant_compliance.merchant.record import Merchant

SHARES_OF_MISSING = (0.0, 0.05, 0.2, 0.5)
LONGEST_LIST = 3
TYPES = {"text": "string", "whole": "int", "real": "double", "flag": "bool", "day": "date"}
ABSENT = object()


@dataclass(frozen=True)
class Scope:
    """What a condition is evaluated in. `raw` still holds nulls and NaN, which `facts` does not."""

    raw: Mapping[str, Any]
    facts: Mapping[str, Any]

    @staticmethod
    def of(raw: Mapping[str, Any]) -> Scope:
        return Scope(raw, facts_of(Merchant.model_validate(raw["merchant"])))

    @property
    def known(self) -> dict[str, Any]:
        """The scope that the language is given."""
        return {**self.raw, "merchant": self.facts}

    def elements(self, path: str) -> Sequence[tuple[Any, Any]]:
        """The elements of a list of the merchant: as the language and as the oracle is given them."""
        name = path.removeprefix("merchant.")
        return list(zip(self.facts.get(name, ()), self.raw["merchant"].get(name) or (), strict=True))


@cache
def children(path: str) -> tuple[tuple[str, Fact], ...]:
    """The fields directly inside a part."""
    found = ((fact_path.rpartition("."), fact) for fact_path, fact in FACTS.items())
    return tuple((name, fact) for (parent, _, name), fact in found if parent == path)


class Records:
    """Makes scopes from one source of chance, all under the same parameters."""

    def __init__(self, random: Random, colours: Palette, params: Mapping[str, Any]) -> None:
        self.random = random
        self.palette = {**colours, "double": (*colours["double"], random.choice(INFINITE))}
        self.params = params
        self.missing = 0.0

    def scope(self) -> Scope:
        self.missing = self.random.choice(SHARES_OF_MISSING)
        raw = self._part("merchant")
        raw["merchant_id"] = self.random.choice([text for text in self.palette["string"] if text])
        raw["stage"] = self.random.choice(FACTS["merchant.stage"].values)
        beside = {name: value for name, value in self._beside().items() if value is not ABSENT}
        return Scope.of(beside | {"merchant": raw})

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _maybe(self, value: Any) -> Any:
        return ABSENT if self._chance(self.missing) else value

    def _part(self, path: str) -> dict[str, Any]:
        """A part of the raw record: a missing field is absent, null or, where it is a double, NaN."""
        made: dict[str, Any] = {}
        for name, fact in children(path):
            if not self._chance(self.missing):
                made[name] = self._value(fact)
            elif self._chance(0.2):
                made[name] = float("nan") if fact.type == "real" else None
        return made

    def _value(self, fact: Fact) -> Any:
        if fact.many:
            return [self._single(fact) for _ in range(self.random.randint(0, LONGEST_LIST))]
        return self._single(fact)

    def _single(self, fact: Fact) -> Any:
        if fact.type == "part":
            return self._part(fact.path)
        return self.random.choice(fact.values or self.palette[TYPES[fact.type]])

    def _beside(self) -> dict[str, Any]:
        entries = {name: self._maybe(self._entries(name)) for name in ("lists", "links", "identifiers")}
        scores = {name: self._score() for name in ("experience-stars", "other") if not self._chance(self.missing)}
        return {
            **entries,
            "params": self.params,
            "scores": self._maybe(scores),
            "as_of": self.random.choice(DAYS[:3]),
        }

    def _entries(self, name: str) -> list[dict[str, Any]]:
        return [self._fields(name) for _ in range(self.random.randint(0, LONGEST_LIST))]

    def _score(self) -> dict[str, Any]:
        return self._fields("score") | {"dimensions": self._fields("dimensions")}

    def _fields(self, name: str) -> dict[str, Any]:
        return {f.name: self._of(f.type) for f in ENTRIES[name] if not self._chance(self.missing)}

    def _of(self, kind: str) -> Any:
        if kind.startswith("list<"):
            return [self._of(element_of(kind)) for _ in range(self.random.randint(0, LONGEST_LIST))]
        return self.random.choice(("uscc", "phone") if kind == "enum" else self.palette[kind])
