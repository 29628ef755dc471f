"""The page of one policy: where it comes from, its parameters, rules, decision tables and documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from merchant_compliance.language.expression import paths_of
from merchant_compliance.report.centre import said
from merchant_compliance.report.names import Names, path_title, target_kind
from merchant_compliance.report.parts import Card, Code, Section, same
from merchant_compliance.rulebook.build import Built
from merchant_compliance.rulebook.conditions import written
from merchant_compliance.rulebook.documents import HOLDERS
from merchant_compliance.rulebook.policy import DocumentShape
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.text import Text

Lines = Sequence[tuple[Text, Sequence[Text | Code]]]
CONDITIONS = {
    "applies": Text("适用条件", "applies when"),
    "when": Text("触发条件", "fires when"),
    "require": Text("要求", "requires"),
}
EXPIRY = {
    "required": Text("须有有效期，且未过期", "has an end date, not yet over"),
    "perpetual_allowed": Text("可为长期，否则未过期", "may be perpetual, else not yet over"),
    "never": Text("不设有效期", "has no end date"),
}
OUTCOME, CITATIONS = Text("结果", "outcome"), Text("出处", "citations")


def policy_sections(built: Built, names: Names) -> list[Section]:
    shape = built.shape
    tables = {table.id: table.title.text if table.title else same(table.id) for table in shape.decision_tables}
    plain = [rule for rule in built.rules if not rule.document]
    made = [
        Section("parameters", Text("参数", "Parameters"), table=said.parameter_table(shape.parameters)),
        Section("rules", Text("规则", "Rules"), cards=[rule_card(rule, names) for rule in plain]),
        *(
            Section(
                f"table-{table}",
                Text(f"决策表 {table}：{title.zh}", f"Decision table {table}: {title.en}"),
                cards=[rule_card(rule, names) for rule in built.rules if rule.document == table],
            )
            for table, title in tables.items()
        ),
        Section(
            "documents",
            Text("所需资质", "Required documents"),
            cards=[document_card(document, built.rules, names) for document in shape.documents],
        ),
    ]
    return [section for section in made if section.filled]


def rule_card(rule: Rule, names: Names) -> Card:
    outcomes = said.of_rule(rule)
    colour, tag = names.colour(said.worst(outcomes, names)), said.outcome_by_stage(outcomes, names)
    return Card(rule.id, rule.title, tag, colour, _filled(_rule(rule, names)), [rule.id])


def _rule(rule: Rule, names: Names) -> Iterator[tuple[Text, Sequence[Text | Code]]]:
    target: list[Text | Code] = []
    if rule.for_each:
        target = [target_kind(rule.for_each.variable), Code(rule.for_each.path)]
    unsure = said.UNDETERMINED.get(rule.if_undetermined) or names.outcome(rule.if_undetermined)
    yield Text("状态", "status"), [] if rule.status == "live" else [said.STATUSES[rule.status]]
    yield Text("对象", "for each"), target
    for keyword, source in (rule.wording or {}).items():
        yield CONDITIONS[keyword], [Code(source.strip())]
    yield Text("原因", "reason"), [rule.reason]
    yield Text("怎么办", "remedy"), [rule.remedy]
    yield Text("无法判定时", "undetermined"), [] if rule.if_undetermined == "pending" else [unsure]
    yield Text("有效期", "in force"), [said.span(*rule.effective)]
    yield Text("公示日", "published"), [same(str(rule.published_on or ""))]
    yield Text("放量", "rollout"), [] if rule.rollout is None else [same(f"{rule.rollout} %")]
    yield Text("读取", "reads"), [_reads(rule)]
    yield CITATIONS, [same(citation) for citation in rule.citations]


def _reads(rule: Rule) -> Text:
    """The facts of the record, by name."""
    paths = sorted(path for path in paths_of(rule.violation) if not path.startswith("params."))
    titles = dict.fromkeys(map(path_title, paths))
    return Text("、".join(title.zh for title in titles), "; ".join(title.en for title in titles))


def document_card(document: DocumentShape, rules: Sequence[Rule], names: Names) -> Card:
    """A document is one thing to read, though it becomes up to five rules."""
    made = [rule for rule in rules if rule.document == document.id]
    outcomes = said.by_stage(document.outcome)
    title, tag = document.title.text, said.outcome_by_stage(outcomes, names)
    colour = names.colour(said.worst(outcomes, names))
    return Card(
        document.id, title, tag, colour, _filled(_document(document, made)), [document.id, *(r.id for r in made)]
    )


def _document(document: DocumentShape, made: Sequence[Rule]) -> Iterator[tuple[Text, Sequence[Text | Code]]]:
    days = document.remaining_days
    yield Text("资质类型", "kind"), [Code(" / ".join(document.kind))]
    yield Text("类目", "categories"), [Code(", ".join(document.for_category))] if document.for_category else []
    yield CONDITIONS["applies"], [Code(written(document.applies))] if document.applies else []
    yield Text("持有人", "holder"), [HOLDERS[document.holder]] if document.holder else []
    yield Text("有效期", "validity"), [EXPIRY[document.expires]]
    yield Text("提前提醒", "reminder"), [Text(f"到期前 {days} 天", f"{days} days before the end")] if days else []
    yield Text("规则", "rules"), [same(", ".join(rule.id for rule in made))]
    yield CITATIONS, [same(citation) for citation in document.citations or ()]


def _filled(lines: Iterator[tuple[Text, Sequence[Text | Code]]]) -> Lines:
    """Lines with something in them."""
    return [(label, texts) for label, texts in lines if any(any(text) for text in texts)]
