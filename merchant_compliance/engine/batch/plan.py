"""The plan of a batch: one circuit of all rules, and the queries for those of its leaves that need any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from merchant_compliance.engine.batch.circuit import Circuit
from merchant_compliance.engine.batch.editions import Editions, Variant
from merchant_compliance.engine.batch.flat_sql import FlatWriter
from merchant_compliance.engine.batch.gates import Ref
from merchant_compliance.engine.batch.queries import Place, Query, queries_of, query_over
from merchant_compliance.engine.batch.scores import EDITION, Scores
from merchant_compliance.engine.batch.session import SOURCE
from merchant_compliance.engine.batch.tables import Table, Tables
from merchant_compliance.errors import NOT_IN_SQL, InputError, wrong
from merchant_compliance.language.expression import renamed
from merchant_compliance.language.refusals import Refused
from merchant_compliance.text import Text


@dataclass(frozen=True)
class Plan:
    """`rules` are the variants by index, each with its table and its gate; `spans` the tables that rules run over."""

    variants: tuple[Variant, ...]
    rules: tuple[tuple[Table, Ref], ...]
    circuit: Circuit
    queries: Mapping[Place, Query]
    scores: Scores
    scoring: Query | None
    spans: Mapping[str, tuple[Table, tuple[int, ...]]]

    @property
    def tables(self) -> Tables:
        return self.circuit.tables


def plan_of(editions: Editions) -> Plan:
    """Compiles all editions found so far. Raises InputError for rules that SQL cannot say exactly."""
    circuit, variants = Circuit(Tables()), editions.variants()
    rules = _gates(variants, circuit)
    writer = FlatWriter(circuit, circuit.tables.root)
    scores = Scores.of(editions, writer)
    spans: dict[str, tuple[Table, tuple[int, ...]]] = {}
    for index, (table, _) in enumerate(rules):
        if table.parent is not None:
            spans[table.path] = table, (*spans.get(table.path, (table, ()))[1], index)
    return Plan(variants, rules, circuit, queries_of(circuit.gates), scores, _scoring(scores, writer), spans)


def _gates(variants: tuple[Variant, ...], circuit: Circuit) -> tuple[tuple[Table, Ref], ...]:
    found: list[tuple[Table, Ref]] = []
    refused: dict[str, Refused] = {}
    for variant in variants:
        table, node = circuit.tables.root, variant.violation
        path, variable = variant.span
        if path:
            table = circuit.tables.of_list(path)
            node = renamed(node, variable, table.variable)
        try:
            found.append((table, circuit.truth(node, table)))
        except Refused as problem:
            refused[variant.rule.id] = problem
    if refused:
        raise not_in_sql(refused)
    return tuple(found)


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


def _scoring(scores: Scores, writer: FlatWriter) -> Query | None:
    if not scores.versions:
        return None
    *layers, last = scores.layers
    columns = {**writer.columns, EDITION: (writer.table, EDITION)}
    return Query(query_over(SOURCE, layers, last), writer.table, columns)
