"""Which conditions need not be looked at for a merchant or an element: most rules are about somebody else.

A conjunct that is false makes its condition false, known or not what else it says. So conditions that demand a text
of an element (`category == "tea"`, `product.category in [...]`) are found by that text, and conditions that share a
conjunct (`merchant.role == "supplier"`) are only tried where it is possibly true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from merchant_compliance.language.expression import And, Call, Literal, Macro, Node, Select, Variable, both, walk

SHARED = 3
"""So many conditions with one conjunct are worth a function of their own."""


@dataclass(frozen=True)
class Condition:
    """A condition that fires where it is true, on the merchant or on each element of a list."""

    index: int
    node: Node
    variable: str = ""
    path: str = ""

    @property
    def span(self) -> tuple[str, str]:
        return self.path, self.variable

    @property
    def conjuncts(self) -> tuple[Node, ...]:
        return self.node.items if isinstance(self.node, And) else (self.node,)


class Demand(NamedTuple):
    """The texts one of which an element, or the `field` of it, must be; and what else the condition says."""

    field: str
    texts: tuple[str, ...]
    rest: Node


def demand_of(condition: Condition) -> Demand | None:
    """The first conjunct that demands a text."""
    items = condition.conjuncts
    for number, item in enumerate(items):
        found = _demanded(item, condition.variable)
        if found:
            return Demand(*found, both(*items[:number], *items[number + 1 :]))
    return None


def _demanded(item: Node, variable: str) -> tuple[str, tuple[str, ...]] | None:
    if not isinstance(item, Call) or item.function not in ("_==_", "@in"):
        return None
    subject, texts = item.arguments
    if isinstance(subject, Literal) and item.function == "_==_":
        subject, texts = texts, subject
    field = _field(subject, variable) if subject.type == "string" else None
    if field is None or not isinstance(texts, Literal):
        return None
    values = texts.value if isinstance(texts.value, tuple) else (texts.value,)
    known = tuple(value for value in values if isinstance(value, str))
    return (field, known) if len(known) == len(values) else None


def _field(subject: Node, variable: str) -> str | None:
    """Empty for the element itself, the name of one of its fields, or None for anything else."""
    if isinstance(subject, Variable) and subject.name == variable:
        return ""
    if isinstance(subject, Select) and isinstance(subject.operand, Variable) and subject.operand.name == variable:
        return subject.field
    return None


Table = dict[str | None, list[Condition]]
"""Conditions by the text they demand; under None all of them, whole, for an element whose text is missing."""


def tables(conditions: Sequence[Condition]) -> tuple[dict[str, Table], list[Condition]]:
    """A table for every field on which texts are demanded, and the conditions that demand none."""
    found: dict[str, Table] = {}
    others: list[Condition] = []
    for condition in conditions:
        demand = demand_of(condition)
        if demand is None:
            others.append(condition)
            continue
        table = found.setdefault(demand.field, {})
        for text in demand.texts:
            table.setdefault(text, []).append(replace(condition, node=demand.rest))
        if demand.field:
            table.setdefault(None, []).append(condition)
    return found, others


def by_guard(conditions: Sequence[Condition]) -> tuple[dict[Node, list[Condition]], list[Condition]]:
    """Conditions by the conjunct that they share with most others, and those that share none.

    Only a comparison with constants is shared so: it is false of many, where `has(...)` is true of nearly all.
    """
    plain = {c.index: [item for item in c.conjuncts if _is_guard(item)] for c in conditions if isinstance(c.node, And)}
    common = Counter(item for items in plain.values() for item in items)
    groups: dict[Node, list[Condition]] = {}
    others: list[Condition] = []
    for condition in conditions:
        guard = max(plain.get(condition.index, ()), key=common.__getitem__, default=None)
        if guard is None or common[guard] < SHARED:
            others.append(condition)
        else:
            groups.setdefault(guard, []).append(condition)
    return groups, others


def _is_guard(item: Node) -> bool:
    if not isinstance(item, Call) or item.function not in ("_==_", "@in"):
        return False
    return any(isinstance(side, Literal) for side in item.arguments) and not any(
        isinstance(part, Macro) for part in walk(item)
    )
