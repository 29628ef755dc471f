"""How the rule centre words what a rulebook holds: outcomes by stage, dates, sources, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from merchant_compliance.engine.texts import spoken
from merchant_compliance.errors import NOTHING
from merchant_compliance.report.names import STAGES, Names
from merchant_compliance.report.parts import Code, Table, joined, same
from merchant_compliance.rulebook.policy import DatedValue, Outcome, Provenance
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.text import Text

STATUSES = {
    "live": Text("生效", "live"),
    "shadow": Text("影子运行", "shadow"),
    "draft": Text("草稿", "draft"),
}
UNDETERMINED = {
    "pending": Text("补充信息后再定", "wait for the missing fact"),
    "ignore": Text("不处理", "ignored"),
}

PARAMETER_HEADS = (Text("参数", "Parameter"), Text("值", "Value"), Text("生效日", "From"), Text("出处", "Source"))


def outcome_by_stage(outcomes: Mapping[str, str], names: Names) -> Text:
    """`Reject`, or where stages differ `Onboarding: Reject, Operation: Clear out`."""
    if len(set(outcomes.values())) == 1:
        return names.outcome(next(iter(outcomes.values())))
    parts = []
    for stage, outcome in outcomes.items():
        title, said = STAGES.get(stage, same(stage)), names.outcome(outcome)
        parts.append(Text(f"{title.zh}：{said.zh}", f"{title.en}: {said.en}"))
    return joined(parts)


def worst(outcomes: Mapping[str, str], names: Names) -> str:
    return max(outcomes.values(), key=names.rank, default="")


def by_stage(outcome: Outcome) -> dict[str, str]:
    """An outcome as it is written, stage by stage; one word counts for all."""
    return {"": outcome} if isinstance(outcome, str) else {str(stage): word for stage, word in outcome.items()}


def of_rule(rule: Rule) -> dict[str, str]:
    """What a rule means, stage by stage."""
    return {str(stage): word for stage, word in rule.outcomes.items()}


def stages(names: Sequence[str] | None) -> Text:
    if not names:
        return Text("所有阶段", "all stages")
    return joined([STAGES.get(name, same(name)) for name in names])


def span(start: date | None, end: date | None) -> Text:
    """Days in force; the end is the first day on which it no longer holds."""
    if start is None and end is None:
        return NOTHING
    if end is None:
        return Text(f"自 {start} 起", f"from {start}")
    return Text(f"{start or '…'} 至 {end} 前", f"{start or '…'} until before {end}")


def sourced(source: Provenance | None) -> list[Text]:
    """The document that a file restates, part by part."""
    if source is None:
        return []
    parts = (source.document, source.section, str(source.page or ""), str(source.date or ""), source.url, source.note)
    return [same(" · ".join(part for part in parts if part))]


def value(given: object) -> Text:
    """A parameter's value as a reader writes it."""
    return Text(spoken(given, "zh"), spoken(given, "en"))


def parameter_table(parameters: Mapping[str, Sequence[DatedValue]]) -> Table:
    """Every value of every parameter with its day and its source."""
    rows = [
        (Code(name), value(dated.value), str(dated.from_ or "—"), dated.source)
        for name, values in parameters.items()
        for dated in values
    ]
    return Table(PARAMETER_HEADS, rows, frozenset({2}))
