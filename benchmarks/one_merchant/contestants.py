"""Who takes part: each with how it wants a record, how it judges one, and how its answer is read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from one_merchant.by_hand import fired_by_hand
from one_merchant.by_hand_three_valued import verdicts_by_hand
from one_merchant.cel_engine import Cel
from one_merchant.durable_engine import NOT_EXPRESSIBLE, Durable
from one_merchant.ours import Ours
from one_merchant.records import AS_OF, Facts
from one_merchant.rules import FOLDER, conditions, write_subset
from one_merchant.zen_engine import ZenDecision, ZenLoaded

Answer = tuple[frozenset[str], frozenset[str] | None]
"""What fired, and what is undetermined; None from those who do not say."""

HAND_FIRED = "by hand, fired only"
HAND = "by hand, fired and undetermined"
VERDICTS = "ours, verdicts"
VERDICTS_35 = "ours, verdicts, 35 rules"
DECISION = "ours, full decision"
CEL = "cel-expr-python"
ZEN = "zen-engine, create_decision"
ZEN_LOADED = "zen-engine, static loader"
DURABLE = "durable_rules, 35 rules"


@dataclass(frozen=True)
class Contestant:
    """`prepare` and `read` stand outside the measured time, `judge` is what is measured."""

    name: str
    judge: Callable[[Any], Any]
    read: Callable[[Any], Answer]
    prepare: Callable[[Facts], Any] = lambda record: record
    left_out: Collection[str] = frozenset()


def contestants(gaps: bool, scratch: Path) -> list[Contestant]:
    """All of them, for complete records or such with gaps. `scratch` is an empty folder for a smaller rulebook."""
    ours, cel, durable = Ours(FOLDER), Cel(), Durable()
    fewer = Ours(write_subset(scratch, conditions().keys() - NOT_EXPRESSIBLE))
    zen, loaded = ZenDecision(gaps), ZenLoaded(gaps)
    return [
        Contestant(HAND_FIRED, lambda record: fired_by_hand(record, AS_OF), _fired),
        Contestant(HAND, lambda record: verdicts_by_hand(record, AS_OF), _verdicts),
        Contestant(VERDICTS, ours.verdicts, _verdicts),
        Contestant(DECISION, ours.decide, _of_decision),
        Contestant(CEL, cel.verdicts, _verdicts, cel.prepare),
        Contestant(ZEN, zen.fired, _fired, zen.prepare),
        Contestant(ZEN_LOADED, loaded.fired, _fired, loaded.prepare),
        Contestant(VERDICTS_35, fewer.verdicts, _verdicts, left_out=NOT_EXPRESSIBLE),
        Contestant(DURABLE, durable.fired, _fired, durable.prepare, left_out=NOT_EXPRESSIBLE),
    ]


def _fired(answer: Any) -> Answer:
    return frozenset(answer), None


def _verdicts(answer: Any) -> Answer:
    return frozenset(answer[0]), frozenset(answer[1])


def _of_decision(decision: Any) -> Answer:
    return frozenset(decision.rules("fired")), frozenset(decision.rules("undetermined"))
