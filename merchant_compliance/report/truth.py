"""What was planted in made-up merchants against what the rules found, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from merchant_compliance.report.charts import Bar, Horizontal
from merchant_compliance.report.kinds import FAMILIES, KINDS
from merchant_compliance.report.parts import Section, Table, share
from merchant_compliance.text import Language, Text

CAUGHT, MISSED = "#4c8c6b", "#a2423f"


class Family(NamedTuple):
    """How many kinds and merchants of one family were planted, and how many of these merchants were caught."""

    title: Text
    kinds: int
    planted: int
    caught: int


@dataclass
class Truth:
    """Counts merchants: planted and caught a kind, and those on whom a rule fired that nothing planted explains.

    `known` are the ids of all rules of the rulebook in use.
    """

    known: Sequence[str]
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarms: int = 0
    unexplained: int = 0

    def __post_init__(self) -> None:
        known = frozenset(self.known)
        self._looking = {name: known.intersection(kind.rules) for name, kind in KINDS.items()}

    def add(self, planted: Iterable[str], fired: Sequence[str]) -> None:
        """Counts one merchant with what was planted in it and the ids of the rules that fired."""
        names = list(planted)
        if not names:
            self.clean += 1
            self.alarms += bool(fired)
        elif unexplained(names, fired):
            self.unexplained += 1
        for name in names:
            self.planted[name] += 1
            self.caught[name] += not self._looking.get(name, frozenset()).isdisjoint(fired)

    def rows(self) -> list[tuple[str, int, int | None]]:
        """Kind, merchants and how many were caught; None where no rule of the rulebook looks for it."""
        return [
            (name, self.planted[name], self.caught[name] if self._looking[name] else None)
            for name in KINDS
            if self.planted[name]
        ]

    def families(self) -> list[Family]:
        """What `rows` counts, by family of kinds; a family of which nothing was planted is left out."""
        found = [
            Family(
                title,
                sum(self.planted[name] > 0 for name in kinds),
                sum(self.planted[name] for name in kinds),
                sum(self.caught[name] for name in kinds),
            )
            for title, kinds in FAMILIES
        ]
        return [family for family in found if family.planted]

    def missed(self) -> list[tuple[Text, int, int]]:
        """Kinds of which some merchants were not caught: title, merchants, and how many were."""
        rows = [(KINDS[name].title, planted, caught or 0) for name, planted, caught in self.rows()]
        return [row for row in rows if row[2] < row[1]]

    def as_json(self) -> dict[str, Any]:
        kinds = [{"kind": name, "planted": planted, "caught": caught} for name, planted, caught in self.rows()]
        return {"kinds": kinds, "clean": self.clean, "false_alarms": self.alarms, "unexplained": self.unexplained}

    def section(self) -> Section:
        """The comparison as a part of the report."""
        rows = [
            (
                KINDS[name].title,
                f"{planted:,}",
                "–" if caught is None else f"{caught:,}",
                "–" if caught is None else share(caught, planted),
            )
            for name, planted, caught in self.rows()
        ]
        heads = (
            Text("植入的问题", "What was planted"),
            Text("商家", "Merchants"),
            Text("查出", "Caught"),
            Text("查出率", "Share"),
        )
        return Section("truth", TITLE, self.note(), Table(heads, rows, frozenset({1, 2, 3})), self.chart)

    def chart(self, language: Language) -> Horizontal:
        """By family of kinds; the table has them one by one."""
        caught, missed = Text("查出", "caught").say(language), Text("漏查", "missed").say(language)
        bars = [
            Bar(
                family.title.say(language),
                [(caught, family.caught, CAUGHT), (missed, family.planted - family.caught, MISSED)],
                f"{family.caught:,} / {family.planted:,} ({share(family.caught, family.planted)})",
            )
            for family in self.families()
        ]
        return Horizontal(bars, legend=True, order=[caught, missed])

    def note(self) -> Text:
        return Text(
            f"商家为虚构，其中一部分植入了已知问题；查出是指专查该问题的规则触发。未植入问题的 {self.clean:,} 家中，"
            f"有规则触发的 {self.alarms:,} 家；植入问题的商家中，触发了无关规则的 {self.unexplained:,} 家。"
            "正在退出的商家不再拦截。",
            "The merchants are made up, and something known is wrong with some of them; caught means that a rule which "
            f"looks for it fired. Of {self.clean:,} merchants with nothing planted, a rule fired on {self.alarms:,}; "
            f"on {self.unexplained:,} of the others a rule fired that has nothing to do with what was planted. "
            "Whoever is leaving is not intercepted.",
        )


def unexplained(planted: Iterable[str], fired: Iterable[str]) -> list[str]:
    """Ids that fired though nothing planted leads to them."""
    kinds = [KINDS[name] for name in planted if name in KINDS]
    patterns = [pattern for kind in kinds for pattern in (*kind.rules, *kind.also)]
    return [rule for rule in fired if not any(fnmatchcase(rule, pattern) for pattern in patterns)]


TITLE = Text("与真值比较", "Against the ground truth")
