"""The SQL target against the exact evaluator, on the random conditions and records of the oracle's tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from conditions import PARAMS, Generator
from conformance import same
from court import Case, Court, Point, Span, court_of, plain
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pools import palette
from productions import PRODUCTIONS
from records import Records
from sqlglot import exp

from merchant_compliance.errors import ExpressionError
from merchant_compliance.language.exact import exact
from merchant_compliance.language.expression import Node, bind
from merchant_compliance.language.refusals import Refused
from merchant_compliance.language.schema import ENTRIES, Slot
from merchant_compliance.language.sql import SqlWriter
from merchant_compliance.language.sql_missing import MissingWriter, missable
from merchant_compliance.language.sql_run import as_python, prepare
from merchant_compliance.language.truth import Unknown
from merchant_compliance.merchant.arrow import arrow_type, record_type

CONDITIONS = 2_000
BATCHES = CONDITIONS // len(PRODUCTIONS) + 1
SCOPES = 6
SPANS: tuple[Span | None, ...] = (
    None,
    ("category", "merchant.categories"),
    ("product", "merchant.products"),
    ("brand", "merchant.brands"),
)
DIMENSIONS = pa.struct([(name, pa.float64()) for name in ("product", "logistics", "service")])


def _slot(slot: Slot) -> pa.DataType:
    return DIMENSIONS if slot.type == "part" else arrow_type(slot.type, slot.many)


def _entry(name: str) -> pa.DataType:
    return pa.struct([(field, _slot(slot)) for field, slot in ENTRIES[name].items()])


SCORE = _entry("Score")
COLUMNS: dict[str, pa.DataType] = {
    "merchant": record_type(),
    "as_of": pa.date32(),
    "lists": pa.list_(_entry("ListEntry")),
    "links": pa.list_(_entry("Link")),
    "identifiers": pa.list_(_entry("Identifier")),
    "scores": pa.struct([("experience-stars", SCORE), ("other", SCORE)]),
}


def _column_type(name: str, span: Span | None) -> pa.DataType:
    if span is None or name != span[0]:
        return COLUMNS[name]
    return record_type().field(span[1].partition(".")[2]).type.value_type


def _table(points: Sequence[Point], span: Span | None) -> pa.Table:
    names = [*COLUMNS, *((span[0],) if span else ())]
    columns = {name: [point.known.get(name) for point in points] for name in names}
    return pa.table({name: pa.array(values, type=_column_type(name, span)) for name, values in columns.items()})


def _written(node: Node, names: Sequence[str]) -> tuple[exp.Expression, exp.Expression] | None:
    """The value of a node, and its missing paths as bits."""
    writer = SqlWriter({name: exp.column(name, table="t") for name in names})
    bits = {path: bit for bit, path in enumerate(sorted(missable(node)))}
    try:
        return writer.write(node), MissingWriter(writer, bits).write(node) or exp.Literal.number(0)
    except Refused:
        return None


def _cases(random: Random, court: Court, colours: Any) -> list[Case]:
    found = []
    for production in PRODUCTIONS:
        try:
            found.append(
                court.case(Generator(random, colours, court.span).root(production, random.choice((1, 1, 2, 3))))
            )
        except ExpressionError:
            continue
    return found


def _answers(
    session: duckdb.DuckDBPyConnection, table: pa.Table, written: Sequence[tuple[exp.Expression, exp.Expression]]
) -> list[Any]:
    """The values of a row, each followed by its missing paths."""
    session.register("t", table)
    columns = [exp.alias_(tree, f"c{number}") for number, tree in enumerate(chain.from_iterable(written))]
    return session.execute(exp.select(*columns).from_("t").sql(dialect="duckdb")).fetchall()


def test_sql_gives_the_answer_and_the_missing_paths_of_the_exact_evaluator() -> None:
    session = duckdb.connect()
    prepare(session)
    tally: Counter[str] = Counter()

    @settings(
        max_examples=BATCHES,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(min_value=0, max_value=2**64 - 1))
    def batch(seed: int) -> None:
        random = Random(seed)
        court, colours = court_of(random.choice(SPANS)), palette(random)
        records = Records(random, colours, PARAMS)
        points = [point for _ in range(SCOPES) for point in court.points(records.scope())]
        if points:
            _compare(session, court, _cases(random, court, colours), points, tally)

    batch()
    print(dict(tally))
    assert tally["said"] > 0.7 * (tally["said"] + tally["refused"])
    assert min(tally[answer] for answer in ("True", "False", "unknown", "value")) > 500, tally


def _without_gaps(value: Any) -> Any:
    """A part as facts hold it: without a key for what is missing."""
    if isinstance(value, dict):
        return {name: _without_gaps(held) for name, held in value.items() if held is not None}
    return [_without_gaps(item) for item in value] if isinstance(value, list) else value


def _compare(
    session: duckdb.DuckDBPyConnection, court: Court, cases: list[Case], points: list[Point], tally: Counter[str]
) -> None:
    table = _table(points, court.span)
    nodes = [bind(case.node, PARAMS) for case in cases]
    said = [
        (case, node, tree)
        for case, node in zip(cases, nodes, strict=True)
        if (tree := _written(node, table.column_names))
    ]
    tally["said"] += len(said)
    tally["refused"] += len(cases) - len(said)
    rows = _answers(session, table, [trees for _, _, trees in said])
    for number, (case, node, (tree, missing)) in enumerate(said):
        evaluate = exact(node)
        paths = sorted(missable(node))
        for row, point in zip(rows, points, strict=True):
            want = evaluate(dict(point.known))
            value, bits = row[2 * number : 2 * number + 2]
            got = None if value is None else _without_gaps(as_python(value, node.type))
            agreed = got is None if isinstance(want, Unknown) else got is not None and same(plain(got), plain(want))
            if not agreed:
                pytest.fail(
                    f"{case.made.text}\nexact: {want!r}\nsql: {got!r}\n{tree.sql(dialect='duckdb')}\n{point.known}"
                )
            named = {path for bit, path in enumerate(paths) if bits >> bit & 1}
            wanted = want.paths if isinstance(want, Unknown) else frozenset()
            if named != wanted:
                pytest.fail(
                    f"{case.made.text}\nexact: {want!r}\nsql: {named}\n{missing.sql(dialect='duckdb')}\n{point.known}"
                )
            tally["unknown" if want.__class__ is Unknown else str(want) if isinstance(want, bool) else "value"] += 1
