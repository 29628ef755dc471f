"""What is judged in one query: the editions that merchants of a file may fall under, and the rules of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from merchant_compliance.language.exact import folded
from merchant_compliance.language.expression import Literal, Node, bind, known_as
from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook.calendar import Edition
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.rulebook.rulebook import Rulebook

Place = tuple[Stage, str | None]
"""What an edition hangs on besides the day: stage and region."""


@dataclass(frozen=True, eq=False)
class Variant:
    """A live rule with its parameters filled in, in the editions (by number) in which it is so."""

    rule: Rule
    violation: Node
    editions: frozenset[int]

    @property
    def span(self) -> tuple[str, str]:
        """The list that it runs over and its variable; empty for the merchant itself."""
        return (self.rule.for_each.path, self.rule.for_each.variable) if self.rule.for_each else ("", "")


@dataclass
class Editions:
    """Editions by number, in the order in which merchants came under them."""

    rulebook: Rulebook
    as_of: date
    found: list[tuple[Edition, Stage]] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    _places: dict[Place, int] = field(default_factory=dict)

    def number_of(self, stage: Stage, region: str | None) -> int:
        """INVARIANT: the rulebook gives one object for one edition, so that its identity is its key."""
        place = (stage, region)
        if place not in self._places:
            edition = self.rulebook.edition(self.as_of, stage, region)
            if id(edition) not in self._numbers:
                self._numbers[id(edition)] = len(self.found)
                self.found.append((edition, stage))
            self._places[place] = self._numbers[id(edition)]
        return self._places[place]

    def variants(self) -> tuple[Variant, ...]:
        """In the order of the rulebook. Rules in trial are measured elsewhere and are no part of batch rows."""
        editions: dict[tuple[int, Node], set[int]] = {}
        rules: dict[int, Rule] = {}
        for number, rule, violation in self._bound():
            rules[id(rule)] = rule
            editions.setdefault((id(rule), violation), set()).add(number)
        order = {id(rule): place for place, rule in enumerate(self.rulebook.rules)}
        found = [Variant(rules[key[0]], key[1], frozenset(numbers)) for key, numbers in editions.items()]
        return tuple(sorted(found, key=lambda variant: order[id(variant.rule)]))

    def _bound(self) -> Iterable[tuple[int, Rule, Node]]:
        for number, (edition, _) in enumerate(self.found):
            for rule in edition.rules:
                if rule.status == "live":
                    yield number, rule, self.settled(bind(rule.violation, edition.params.get(rule.policy, {})))

    def settled(self, node: Node) -> Node:
        """The condition on this day: what hangs on the date alone is computed once."""
        return folded(known_as(node, {"as_of": Literal("date", self.as_of)}))
