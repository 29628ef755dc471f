"""Scores as part of the scope: the scorecards of an edition, compiled, and what kept a score from being known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.exact import Evaluator, Scope, chain_of, exact
from merchant_compliance.rulebook.calendar import Edition
from merchant_compliance.scorecards.scoring import CompiledScorecard, Score, compile_scorecard

PREFIX = "scores."
DIMENSIONS = "dimensions."


def _value(source: str) -> Evaluator:
    """Most indicators are one fact of a window, which is mostly there: it is read without a loop over its path."""
    node = check(source, Environment.of(), result=None)
    evaluate, chain = exact(node), chain_of(node)
    if chain is None or chain[0].name != "merchant" or len(chain[1]) != 3:
        return evaluate
    part, window, name = chain[1]

    def read(scope: Scope) -> Any:
        try:
            return scope["merchant"][part][window][name]
        except KeyError:
            return evaluate(scope)

    return read


@dataclass(frozen=True, eq=False)
class Scoring:
    """The scorecards in force, by id, and the indicators that overlays waive."""

    cards: dict[str, CompiledScorecard]
    waived: dict[str, frozenset[str]]

    @staticmethod
    def of(edition: Edition) -> Scoring:
        cards = {card.scorecard: compile_scorecard(card, _value) for card in edition.scorecards}
        waived = {
            name: frozenset(
                indicator.removeprefix(f"{name}.")
                for indicator in edition.waived_indicators
                if indicator.startswith(f"{name}.")
            )
            for name in cards
        }
        return Scoring(cards, waived)

    def __call__(self, scope: Scope) -> dict[str, Score]:
        return {name: card(scope, self.waived[name]) for name, card in self.cards.items()}

    def expand(self, path: str, scope: Scope) -> Iterable[str]:
        """A missing score as the missing facts that it hangs on; any other path as it is."""
        if not path.startswith(PREFIX):
            return (path,)
        name, _, rest = path.removeprefix(PREFIX).partition(".")
        card, dimension = self.cards.get(name), rest.removeprefix(DIMENSIONS) if rest.startswith(DIMENSIONS) else None
        return (card.missing(scope, self.waived[name], dimension) if card else ()) or (path,)
