"""`Rulebook`: all of it, loaded and checked, with a content hash as its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from merchant_compliance.errors import Problem
from merchant_compliance.linking.shape import LinkPath
from merchant_compliance.linking.soft.model import Model
from merchant_compliance.linking.soft.shape import SoftPath
from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook.build import Built
from merchant_compliance.rulebook.calendar import Calendar, Edition
from merchant_compliance.rulebook.header import OutcomeShape
from merchant_compliance.rulebook.lifecycle import Lifecycle
from merchant_compliance.rulebook.linking import Linking
from merchant_compliance.rulebook.overlay import Overlay
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.scorecards.shape import Scorecard


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Immutable. `outcomes` run from mild to severe; `rules` are all of them, drafts too, in the order of the files."""

    folder: Path
    name: str
    version: str
    sha256: str
    outcomes: tuple[OutcomeShape, ...]
    default: str
    lift: Mapping[str, str]
    policies: tuple[Built, ...]
    scorecards: tuple[Scorecard, ...]
    overlays: tuple[Overlay, ...]
    linking: tuple[Linking, ...]
    lifecycles: tuple[Lifecycle, ...] = ()
    warnings: tuple[Problem, ...] = ()
    look_alikes: Model | None = None
    calendar: Calendar = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parameters = {built.shape.policy: built.parameters for built in self.policies}
        calendar = Calendar.of(self.rules, parameters, self.scorecards, self.overlays)
        object.__setattr__(self, "calendar", calendar)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for built in self.policies for rule in built.rules)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def scorecard_names(self) -> list[str]:
        """Each once, whatever its versions."""
        return sorted({card.scorecard for card in self.scorecards})

    @property
    def lifts_categories(self) -> bool:
        """Whether a merchant all of whose categories are refused takes the mildest of these outcomes."""
        return "category" in self.lift

    def link_paths(self) -> tuple[LinkPath, ...]:
        """The paths that the linking files permit, as `LinkIndex` and `Finder` want them."""
        return tuple(
            LinkPath(path.list, path.roles, path.kinds, path.hops, path.max_holders)
            for linking in self.linking
            for path in linking.paths
        )

    def soft_paths(self) -> tuple[SoftPath, ...]:
        """Where look-alikes of listed merchants are looked for: as the linking files say, else wherever a path
        leads."""
        said = tuple(
            SoftPath(path.list, path.roles, path.least) for linking in self.linking for path in linking.look_alikes
        )
        return said or tuple(SoftPath(path.list, path.roles) for linking in self.linking for path in linking.paths)

    def edition(self, as_of: date, stage: Stage, region: str | None = None) -> Edition:
        """What holds on a day, in a stage, for a merchant of a region (None: unknown). The same object comes back."""
        return self.calendar.edition(as_of, stage, region)
