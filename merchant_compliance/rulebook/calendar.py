"""Which rules, parameters, scorecards and reliefs hold on a day, in a stage, in a region: an `Edition`.

An edition changes only at boundary dates, where something starts or ends. Editions are therefore kept by the
interval between two boundaries: a hundred days cost no more than the boundaries among them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook.overlay import Overlay, adjusted
from merchant_compliance.rulebook.parameters import Parameter, values_at
from merchant_compliance.rulebook.policy import ParameterValue
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.scorecards.shape import Scorecard

Parameters = Mapping[str, Mapping[str, Parameter]]
"""By policy, then by name."""


@dataclass(frozen=True, eq=False)
class Edition:
    """What holds at one time: live and shadow rules, the values of parameters by policy, scorecards, waivers.

    INVARIANT: a calendar gives one object for one content and stage, so that what is compiled of it can be kept
    under its identity.
    """

    rules: tuple[Rule, ...]
    params: Mapping[str, Mapping[str, ParameterValue]]
    scorecards: tuple[Scorecard, ...]
    waived_indicators: frozenset[str]
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Calendar:
    """Everything dated in a rulebook. Immutable but for the editions that it remembers; safe between threads."""

    rules: Sequence[Rule]
    parameters: Parameters
    scorecards: Sequence[Scorecard]
    overlays: Sequence[Overlay]
    boundaries: tuple[date, ...]
    _editions: dict[tuple[int, str, tuple[str, ...]], Edition] = field(default_factory=dict, repr=False)
    _contents: dict[Hashable, Edition] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        rules: Sequence[Rule],
        parameters: Parameters,
        scorecards: Sequence[Scorecard],
        overlays: Sequence[Overlay],
    ) -> Calendar:
        ordered = sorted(overlays, key=lambda o: (o.interval.from_ or date.min, o.overlay))
        days = _boundaries(rules, parameters, scorecards, ordered)
        return cls(tuple(rules), parameters, tuple(scorecards), tuple(ordered), tuple(sorted(days)))

    def edition(self, as_of: date, stage: Stage, region: str | None = None) -> Edition:
        overlays = [o for o in self.overlays if o.interval.covers(as_of) and o.holds_in(region)]
        key = (bisect_right(self.boundaries, as_of), stage, tuple(o.overlay for o in overlays))
        known = self._editions.get(key)
        if known is None:
            made = self._made(as_of, stage, overlays)
            # setdefault is atomic: of two threads that made it at once, both get the one that was first.
            known = self._contents.setdefault(_content(made, stage), made)
            known = self._editions.setdefault(key, known)
        return known

    def _made(self, as_of: date, stage: Stage, overlays: Sequence[Overlay]) -> Edition:
        waived = {name for overlay in overlays for name in overlay.waives.rules}
        rules = tuple(
            rule
            for rule in self.rules
            if rule.status != "draft"
            and stage in rule.outcomes
            and rule.effective.covers(as_of)
            and not {rule.id, rule.document} & waived
        )
        cards = tuple(
            card
            for card in self.scorecards
            if card.effective.covers(as_of) and (card.stage is None or stage in card.stage)
        )
        return Edition(
            rules=rules,
            params=self._params(as_of, overlays),
            scorecards=cards,
            waived_indicators=frozenset(name for overlay in overlays for name in overlay.waives.indicators),
            overlays=tuple(overlay.overlay for overlay in overlays),
        )

    def _params(self, as_of: date, overlays: Sequence[Overlay]) -> Mapping[str, Mapping[str, ParameterValue]]:
        """Of two overlays that adjust one parameter, the one that began later counts."""
        values = {policy: values_at(parameters, as_of) for policy, parameters in self.parameters.items()}
        for overlay in overlays:
            for full_name, value in overlay.adjusts.items():
                policy, _, name = full_name.rpartition(".")
                values[policy][name] = adjusted(value, self.parameters[policy][name])
        return MappingProxyType({policy: MappingProxyType(inner) for policy, inner in values.items()})


def _content(edition: Edition, stage: str) -> Hashable:
    """What two editions must have in common to be the same."""
    params = tuple((policy, tuple(values.items())) for policy, values in edition.params.items())
    rules, cards = (tuple(map(id, items)) for items in (edition.rules, edition.scorecards))
    return (stage, rules, params, cards, edition.waived_indicators, edition.overlays)


def _boundaries(
    rules: Iterable[Rule], parameters: Parameters, scorecards: Iterable[Scorecard], overlays: Iterable[Overlay]
) -> set[date]:
    """The days on which something starts or is over."""
    days = {day for rule in rules for day in rule.effective.boundaries()}
    days |= {day for inner in parameters.values() for parameter in inner.values() for day in parameter.days}
    days |= {day for overlay in overlays for day in overlay.interval.boundaries()}
    ends = ((card.effective.from_, card.effective.until) for card in scorecards)
    return days | {day for pair in ends for day in pair if day is not None}
