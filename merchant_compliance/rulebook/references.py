"""What files say of each other: ids that stand twice, and names in overlays that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.build import Built
from merchant_compliance.rulebook.lifecycle import LifecycleShape
from merchant_compliance.rulebook.lifecycle.together import events_differ
from merchant_compliance.rulebook.linking import Linking
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.overlay import Overlay, overlay_problems
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.validate import STAND_IN
from merchant_compliance.scorecards.shape import Scorecard
from merchant_compliance.text import Text

Read = tuple[BaseModel, Source]
TWICE = Message(
    "id-twice",
    Text("{zh} {id} 重复：{first} 已有一个。", "The {en} {id} stands in the rulebook twice: first at {first}."),
    Text(
        "名称是结果、场景和帮扶措施引用它的依据，必须唯一。",
        "Results, scenarios and overlays refer to it by this name.",
    ),
    Text("请改名。", "Rename one of them."),
)
POLICY = Text("制度", "policy")
RULE = Text("编号", "id")
OVERLAY = Text("帮扶措施", "overlay")
LINKING = Text("关联文件", "linking file")
LIFECYCLE = Text("生命周期", "lifecycle")


def duplicates(built: Sequence[Built], shapes: Iterable[Read]) -> Iterator[Problem]:
    read = list(shapes)
    overlays = ((shape.overlay, source.place(("overlay",))) for shape, source in read if isinstance(shape, Overlay))
    linking = ((shape.linking, source.place(("linking",))) for shape, source in read if isinstance(shape, Linking))
    cycles = [(shape, source) for shape, source in read if isinstance(shape, LifecycleShape)]
    policies = ((b.shape.policy, b.source.place(("policy",))) for b in built)
    yield from _twice(POLICY, policies)
    yield from _twice(RULE, (pair for b in built for pair in _ids(b)))
    yield from _twice(OVERLAY, overlays)
    yield from _twice(LINKING, linking)
    yield from _twice(LIFECYCLE, ((shape.lifecycle, source.place(("lifecycle",))) for shape, source in cycles))
    yield from _twice(RULE, (pair for shape, source in cycles for pair in _transition_ids(shape, source)))
    yield from events_differ(cycles)


def _twice(kind: Text, named: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for name, place in named:
        if name in seen and STAND_IN not in name:
            yield TWICE.at(place, id=name, zh=kind.zh, en=kind.en, first=seen[name])
        seen.setdefault(name, place)


def _ids(built: Built) -> Iterator[tuple[str, Place]]:
    """Ids of rules, tables and documents: they share one space of names, since overlays name any of them."""
    for section in ("rules", "decision_tables", "documents"):
        for index, shape in enumerate(getattr(built.shape, section)):
            yield shape.id, built.source.place((section, index, "id"))
    for rule in built.rules:
        if rule.document:
            yield rule.id, rule.place


def _transition_ids(shape: LifecycleShape, source: Source) -> Iterator[tuple[str, Place]]:
    """Of other lifecycles: what stands twice in one file is told there."""
    for name in dict.fromkeys(transition.id for transition in shape.transitions):
        index = next(i for i, transition in enumerate(shape.transitions) if transition.id == name)
        yield name, source.place(("transitions", index, "id"))


def overlay_names(built: Sequence[Built], shapes: Iterable[Read], unreadable: bool) -> Iterator[Problem]:
    """Where a file could not be read, names may stand in it, and none is called unknown."""
    read = list(shapes)
    cards = [shape for shape, _ in read if isinstance(shape, Scorecard)]
    rules = {name for b in built for name, _ in _ids(b)}
    indicators = {f"{card.scorecard}.{name}" for card in cards for name in card.indicator_names}
    parameters = {f"{b.shape.policy}.{name}": value for b in built for name, value in b.parameters.items()}
    for shape, source in read:
        if isinstance(shape, Overlay):
            found = overlay_problems(shape, source, rules, indicators, parameters)
            yield from (problem for problem in found if not (unreadable and problem.code == "unknown-name"))
