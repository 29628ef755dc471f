"""What makes a `Rule` of a checked shape; shared by plain rules, decision tables and documents.

Whatever is wrong is collected with its place; warnings are among it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from merchant_compliance.errors import Problem
from merchant_compliance.language.expression import Node, both, negation
from merchant_compliance.merchant.facts import FACTS
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.merchant.record import Stage
from merchant_compliance.rulebook import build_messages as say
from merchant_compliance.rulebook.conditions import Compiler, Path, written
from merchant_compliance.rulebook.message import listing
from merchant_compliance.rulebook.placeholders import placeholder_problems
from merchant_compliance.rulebook.policy import Bilingual, Common, Condition, PolicyShape, RowShape
from merchant_compliance.rulebook.rule import ALWAYS, ForEach, Interval, Rule
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.validate import STAND_IN
from merchant_compliance.text import Text

STAGES: tuple[Stage, ...] = ("onboarding", "operation", "exit")
FOR_EACH = re.compile(r"\s*([\w.-]+)\s+as\s+([A-Za-z_][A-Za-z0-9_]*)\s*")
TAKEN = frozenset(
    [
        "merchant",
        "as_of",
        "params",
        "lists",
        "links",
        "identifiers",
        "scores",
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ]
)
LISTS = tuple(
    path
    for path, fact in FACTS.items()
    if fact.many and not any(other.many and path.startswith(f"{other.path}.") for other in FACTS.values())
)
"""The lists that `for_each` can run over: those that do not stand inside another."""
EMPTY = Text("", "")


@dataclass(frozen=True)
class Judgement:
    """What makes a rule fire: `applies ∧ judged`, for the merchant or for each element."""

    for_each: ForEach | None
    applies: Node | None
    judged: Node
    wording: Mapping[str, str]


class Texts(NamedTuple):
    """What a rule says to people."""

    title: Text
    reason: Text
    remedy: Text


@dataclass
class Builder:
    """Makes the rules of one policy. `outcomes` is the scale, `cards` are the ids of all scorecards."""

    shape: PolicyShape
    source: Source
    outcomes: Collection[str]
    cards: Collection[str]
    compiler: Compiler
    problems: list[Problem] = field(default_factory=list)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.shape.stage or STAGES

    def rule(
        self,
        rule_id: str,
        common: Common,
        path: Path,
        judgement: Judgement,
        *,
        texts: Texts | None = None,
        outcome: str | None = None,
        document: str = "",
    ) -> Rule | None:
        """The rule, or None for what only stands in for a refused one."""
        outcomes = self.outcomes_of(common.outcome or "", path)
        if outcome:
            outcomes = dict.fromkeys(outcomes, outcome)
        said = texts or texts_of(common)
        if STAND_IN in rule_id:
            return None
        if not outcomes:
            self.problems.append(say.NEVER_JUDGED.at(self.source.place_of_key((*path, "outcome")), id=rule_id))
        return Rule(
            id=rule_id,
            policy=self.shape.policy,
            title=said.title,
            outcomes=outcomes,
            for_each=judgement.for_each,
            applies=judgement.applies,
            judged=judgement.judged,
            violation=both(judgement.applies, judgement.judged) if judgement.applies else judgement.judged,
            if_undetermined=common.if_undetermined or "pending",
            status=common.status or "live",
            effective=self.interval(common, path),
            published_on=common.published_on,
            rollout=common.rollout,
            reason=said.reason,
            remedy=said.remedy,
            citations=common.citations or (),
            place=self.source.place_of_key(path),
            document=document,
            wording=judgement.wording,
        )

    def outcomes_of(self, outcome: str | Mapping[Stage, str], path: Path) -> dict[Stage, str]:
        if isinstance(outcome, str):
            return dict.fromkeys(self.stages, outcome)
        for stage in outcome:
            if stage not in self.stages:
                place = self.source.place_of_key((*path, "outcome", stage))
                self.problems.append(say.OUTSIDE_STAGES.at(place, stage=stage))
        return {stage: outcome[stage] for stage in STAGES if stage in outcome and stage in self.stages}

    def interval(self, common: Common, path: Path) -> Interval:
        if common.effective is None:
            return ALWAYS
        interval = Interval(common.effective.from_, common.effective.until)
        if interval.from_ and interval.until and interval.from_ >= interval.until:
            place = self.source.place((*path, "effective"))
            self.problems.append(say.EMPTY_INTERVAL.at(place, from_=interval.from_, until=interval.until))
        return interval

    def for_each(self, text: str | None, path: Path) -> ForEach | None:
        """What it runs over. A mistyped list is reported and read as the nearest, so that conditions are checked."""
        if text is None:
            return None
        place = self.source.place((*path, "for_each"))
        found = FOR_EACH.fullmatch(text)
        if not found:
            self.problems.append(say.BAD_FOR_EACH.at(place, text=text))
            return None
        span, variable = found[1], found[2]
        if variable in TAKEN:
            suggestion = span.rpartition(".")[2].rstrip("s")
            self.problems.append(say.TAKEN_NAME.at(place, name=variable, suggestion=suggestion))
            return None
        if span not in LISTS:
            near = nearest(span, LISTS)
            self.problems.append(say.NOT_A_LIST.at(place, near, path=span, known=listing(LISTS)))
            return ForEach(variable, near) if near else None
        return ForEach(variable, span)

    def condition(self, shape: Condition | None, path: Path, for_each: ForEach | None) -> Node | None:
        return None if shape is None else self.compiler.condition(shape, path, for_each)

    def judged(self, row: RowShape, path: Path, for_each: ForEach | None) -> tuple[Node, dict[str, str]] | None:
        """The violation that `when` or `require` says, with its wording; None where there is not exactly one."""
        when = self.condition(row.when, (*path, "when"), for_each)
        require = self.condition(row.require, (*path, "require"), for_each)
        if when is not None and row.when is not None and require is None:
            return when, {"when": written(row.when)}
        if require is not None and row.require is not None and when is None:
            return negation(require), {"require": written(row.require)}
        return None

    def check_texts(self, common: Common, path: Path, for_each: ForEach | None) -> None:
        for key in ("reason", "remedy"):
            both_languages: Bilingual | None = getattr(common, key)
            for language, text in zip(("zh", "en"), _text(both_languages), strict=True):
                place = self.source.place((*path, key, language))
                self.problems += placeholder_problems(text, place, for_each, self.shape.parameters, self.cards)


def guard_wording(*guards: Condition | None) -> dict[str, str]:
    texts = [written(guard) for guard in guards if guard is not None]
    if not texts:
        return {}
    return {"applies": texts[0] if len(texts) == 1 else " && ".join(f"({text})" for text in texts)}


def texts_of(common: Common) -> Texts:
    return Texts(_text(common.title), _text(common.reason), _text(common.remedy))


def _text(both_languages: Bilingual | None) -> Text:
    return both_languages.text if both_languages else EMPTY
