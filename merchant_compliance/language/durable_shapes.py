"""Conditions as durable_rules is asked them: facts, tests of a fact, alternatives, and the rows they run over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from merchant_compliance.language.durable_values import OTHER, Plain

BEYOND: dict[str, int] = {"==": 0, "<": -1, "<=": 0, ">": 1, ">=": 0}
"""How far from its constant a number fulfils a test."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is tested. `value` and `present` follow `steps` from a variable; `length` counts the list found there;
    `any` and `count` say of the elements that match `pattern` whether there are any, or how many. `always` is true;
    a `flag` was computed beforehand, for the condition numbered `pattern`."""

    source: OneOf["value", "present", "length", "any", "count", "always", "flag"]
    type: str
    steps: tuple[str, ...] = ()
    pattern: int = -1


@dataclass(frozen=True, slots=True)
class Test:
    """A fact beside constants: `==` one, `!=` all of them, or in the order of numbers."""

    fact: Fact
    operator: str
    constants: tuple[Plain, ...]

    @property
    def witness(self) -> Plain:
        """A value that fulfils the test."""
        first = self.constants[0]
        if self.operator != "!=":
            return first if isinstance(first, (str, bool)) else first + BEYOND[self.operator]
        if isinstance(first, bool):
            return not first
        return OTHER if isinstance(first, str) else max(c for c in self.constants if isinstance(c, int)) + 1


Branch = tuple[Test, ...]
Branches = tuple[Branch, ...]
Span = tuple[str, ...]
"""A variable and the fields from it to a list; empty for the merchant itself."""
ALWAYS = (Test(Fact("always", "bool"), "==", (True,)),)


@dataclass(frozen=True, slots=True)
class Table:
    """Over what patterns run: a list and the variable of its element, or the merchant itself.

    `outer` are the variables of other elements that are read: without any, one run a merchant suffices.
    INVARIANT: what patterns of one `height` ask of other elements is asked of tables of less height.
    """

    span: Span
    variable: str
    height: int = 0
    outer: frozenset[str] = frozenset()
