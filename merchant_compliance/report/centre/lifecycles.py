"""The page of the lifecycles: each as a statechart, its transitions as a table, and its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from merchant_compliance.engine.lifecycle.wording import event_text, state_text
from merchant_compliance.errors import NOTHING
from merchant_compliance.report.centre import said
from merchant_compliance.report.names import Names
from merchant_compliance.report.parts import Cell, Code, Section, Table, joined
from merchant_compliance.report.statechart import STAYS, statechart_svg
from merchant_compliance.rulebook.lifecycle import Lifecycle, Transition
from merchant_compliance.rulebook.rulebook import Rulebook
from merchant_compliance.text import Language, Text

HEADS = (
    Text("转换", "Transition"),
    Text("从", "From"),
    Text("事件", "Event"),
    Text("条件", "When"),
    Text("到", "To"),
    Text("结果", "Outcome"),
    Text("通知", "Notice"),
    Text("出处", "Citations"),
)


@dataclass(frozen=True)
class Statechart:
    """The picture of a lifecycle; on a telephone it keeps its size and is moved to and fro."""

    lifecycle: Lifecycle
    language: Language

    def svg(self, narrow: bool = False) -> str:
        svg = statechart_svg(self.lifecycle, self.language)
        return svg.replace("<svg ", '<svg style="max-width:none" ', 1) if narrow else svg


def lifecycles(rulebook: Rulebook, names: Names) -> list[Section]:
    return [section for one in rulebook.lifecycles for section in _sections(one, names)]


def _sections(one: Lifecycle, names: Names) -> Iterator[Section]:
    def chart(language: Language) -> Statechart:
        return Statechart(one, language)

    title, sources = one.shape.title.text, said.sourced(one.shape.source)
    rows = [_row(transition, one, names) for transition in one.transitions]
    yield Section(one.name, title, sources[0] if sources else NOTHING, Table(HEADS, rows), chart)
    if one.shape.parameters:
        heading = Text(f"{title.zh}：参数", f"{title.en}: parameters")
        yield Section(f"{one.name}-parameters", heading, table=said.parameter_table(one.shape.parameters))


def _row(transition: Transition, one: Lifecycle, names: Names) -> Sequence[Cell]:
    to = STAYS if transition.target is None else state_text(one.shape, transition.target)
    citations = next(shape.citations for shape in one.shape.transitions if shape.id == transition.id)
    return (
        Code(transition.id),
        joined([state_text(one.shape, state) for state in transition.sources]),
        event_text(one.shape, transition.on),
        Code(transition.wording),
        to,
        names.outcome(transition.do.outcome) if transition.do.outcome else NOTHING,
        transition.do.notify.text if transition.do.notify else NOTHING,
        "; ".join(citations),
    )
