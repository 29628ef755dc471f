"""The plan of a batch: which queries answer which questions, in which order, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from merchant_compliance.engine.batch.editions import Editions, Variant
from merchant_compliance.engine.batch.flat_sql import SCORES, Column, FlatWriter
from merchant_compliance.engine.batch.scores import EDITION, Scores
from merchant_compliance.engine.batch.session import SOURCE
from merchant_compliance.engine.batch.tables import Question, Table, Tables, levels
from merchant_compliance.engine.batch.verdicts import Groups, Verdicts, VerdictWriter, query_over
from merchant_compliance.errors import NOT_IN_SQL, InputError, wrong
from merchant_compliance.language.dispatch import Condition
from merchant_compliance.language.expression import Node, Variable, renamed, walk
from merchant_compliance.language.refusals import Refused
from merchant_compliance.language.sql_missing import missable
from merchant_compliance.text import Text


@dataclass(frozen=True)
class Unit:
    """One query over one table. `questions` are its conditions by index, or the indexes are those of rules."""

    table: Table
    text: str
    columns: Mapping[str, Column]
    verdicts: Verdicts
    questions: Mapping[int, Question] | None
    packed: Mapping[str, tuple[Question, ...]]
    is_scoring: bool = False


@dataclass(frozen=True)
class Plan:
    """Questions first, those of scores before those that read scores, then rules; `variants` are the rules by index."""

    variants: tuple[Variant, ...]
    tables: Tables
    scores: Scores
    units: tuple[Unit, ...]
    spans: Mapping[str, tuple[Table, tuple[int, ...]]]

    def columns_of(self, rule: int) -> frozenset[str]:
        """The top columns of records that a rule reads."""
        read = missable(self.variants[rule].violation)
        return frozenset(path.removeprefix("merchant.").split(".")[0] for path in read)


def plan_of(editions: Editions) -> Plan:
    """Compiles all editions found so far. Raises Refused for a condition that SQL cannot say exactly."""
    tables, variants = Tables(), editions.variants()
    scoring = FlatWriter(tables, tables.root)
    scores = Scores.of(editions, scoring)
    by_table = _asked(variants, tables)
    groups = {table: Groups.of(conditions) for table, conditions in by_table.items()}
    for table, grouped in groups.items():
        for guard in grouped.guarded:
            tables.ask(guard, tables.scope(table))
    questions = list(tables.questions.values())
    early = [_questions(found, tables) for found in levels(q for q in questions if not _reads_scores(q))]
    late = [_questions(found, tables) for found in levels(q for q in questions if _reads_scores(q))]
    rules = [_unit(table, grouped, tables) for table, grouped in groups.items()]
    return Plan(
        variants=variants,
        tables=tables,
        scores=scores,
        units=(*early, *_scoring(scores, scoring, tables), *late, *rules),
        spans={t.path: (t, tuple(c.index for c in cs)) for t, cs in by_table.items() if t.parent is not None},
    )


def _asked(variants: Sequence[Variant], tables: Tables) -> dict[Table, list[Condition]]:
    """Conditions by table, once all of them can be said in SQL: each is written here to find out, and what it asks."""
    by_table: dict[Table, list[Condition]] = {}
    refused: dict[str, Refused] = {}
    for index, variant in enumerate(variants):
        table, condition = _condition(index, variant, tables)
        if problem := tables.refusal(partial(_write, condition.node, table, tables)):
            refused[variant.rule.id] = problem
        else:
            by_table.setdefault(table, []).append(condition)
    if refused:
        raise not_in_sql(refused)
    return by_table


def _write(node: Node, table: Table, tables: Tables) -> None:
    """Raises Refused where the condition, or what it asks of lists, cannot be said."""
    known = set(tables.questions)
    tables.ask(node, tables.scope(table))
    FlatWriter(tables, table).write(node)
    for key in tables.questions.keys() - known:
        question = tables.questions[key]
        FlatWriter(tables, question.table).write(question.condition)


def not_in_sql(refused: Mapping[str, Refused]) -> InputError:
    """Names the rules that SQL cannot say exactly, and why the first of them cannot be."""
    ids = ", ".join(refused)
    why = next(iter(refused.values())).problem.what
    return wrong(
        NOT_IN_SQL,
        Text(f"这些规则无法精确写成 SQL：{ids}", f"these rules cannot be said exactly in SQL: {ids}"),
        why=why,
        mend=Text("使用 --engine python，答案相同", "use --engine python: the answers are the same"),
    )


def _condition(index: int, variant: Variant, tables: Tables) -> tuple[Table, Condition]:
    path, variable = variant.span
    if not path:
        return tables.root, Condition(index, variant.violation)
    table = tables.of_list(path)
    return table, Condition(index, renamed(variant.violation, variable, table.variable), table.variable, path)


def _questions(questions: Sequence[Question], tables: Tables) -> Unit:
    table = questions[0].table
    conditions = [Condition(q.number, q.condition, table.variable, table.path) for q in questions]
    unit = _unit(table, Groups.of(conditions, asking=False), tables)
    return replace(unit, questions={q.number: q for q in questions})


def _unit(table: Table, groups: Groups, tables: Tables) -> Unit:
    writer = FlatWriter(tables, table)
    verdicts = VerdictWriter(writer).write(groups)
    return Unit(table, verdicts.query(SOURCE), writer.columns, verdicts, None, writer.packed)


def _reads_scores(question: Question) -> bool:
    return any(isinstance(part, Variable) and part.name == SCORES for part in walk(question.condition))


def _scoring(scores: Scores, writer: FlatWriter, tables: Tables) -> list[Unit]:
    if not scores.versions:
        return []
    *layers, last = scores.layers
    columns = {**writer.columns, EDITION: (tables.root, EDITION)}
    return [Unit(tables.root, query_over(SOURCE, layers, last), columns, Verdicts(), None, writer.packed, True)]
