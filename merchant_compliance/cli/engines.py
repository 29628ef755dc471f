"""Which engine judges a run: the one that was asked for, or the fastest that gives what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from merchant_compliance.cli import cross_check
from merchant_compliance.cli.linked import Links
from merchant_compliance.cli.loading import memberships_of
from merchant_compliance.engine.rows.working import Task, Work
from merchant_compliance.engine.single import Engine
from merchant_compliance.errors import NOT_IN_SQL, InputError, wrong
from merchant_compliance.merchant.files import format_of
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from merchant_compliance.cli.loading import Index
    from merchant_compliance.engine.batch.enriching import Sources

PYTHON, DUCKDB, SPARK = "python", "duckdb", "spark"
ENGINES = (DUCKDB, PYTHON, SPARK, cross_check.DURABLE)


@dataclass(frozen=True)
class Run:
    """What an engine is chosen for."""

    inputs: Sequence[str]
    engine: Engine
    as_of: date
    index: Index | None
    links: Links
    full: bool
    allow_unknown: bool


def check_engine(name: str | None, full: bool, inputs: Sequence[str]) -> None:
    """Raises InputError for a name that is none, and for what an engine cannot give."""
    if name is None:
        return
    if name not in ENGINES:
        raise wrong(
            "unknown-engine",
            Text(f"没有执行引擎 {name}", f"there is no engine {name}"),
            mend=Text(f"可用：{'、'.join(ENGINES)}", f"there are {', '.join(ENGINES)}"),
            nearest=nearest(name, ENGINES),
        )
    if full and name in (DUCKDB, SPARK):
        raise wrong(
            "no-whole-decisions",
            Text(f"执行引擎 {name} 不给出完整判定", f"the engine {name} does not make whole decisions"),
            mend=Text(
                "去掉 --full，或使用 --engine python；单个商家可用 explain 查看",
                "leave --full out or use --engine python; `explain` gives the whole decision of one merchant",
            ),
        )
    cross_check.require(name)
    if name == SPARK:
        _check_spark(inputs)


def work_of(name: str | None, run: Run, judging: Engine) -> Work:
    """What judges the run. `judging` is the engine for single rows. Without a name the fastest is taken."""
    if name == SPARK:
        return _on_spark(run)
    if name == DUCKDB:
        return _in_batches(run)
    if name is None and not run.full:
        from merchant_compliance.engine.batch.task import are_many

        if not are_many(run.inputs):
            return _one_by_one(run, judging)
        try:
            return _in_batches(run)
        except InputError as error:
            if error.problems[0].code != NOT_IN_SQL:
                raise
    return _one_by_one(run, judging)


def _one_by_one(run: Run, judging: Engine) -> Work:
    return Task(judging, run.as_of, memberships_of(run.index, run.links), run.full, run.allow_unknown)


def _in_batches(run: Run) -> Work:
    from merchant_compliance.engine.batch.task import BatchTask

    task = BatchTask(run.engine, run.as_of, _sources(run), run.allow_unknown)
    task.prepare(run.inputs)
    return task


def _on_spark(run: Run) -> Work:
    from merchant_compliance.engine.spark import SparkTask

    return SparkTask(run.engine, run.as_of, _sources(run), run.allow_unknown)


def _check_spark(inputs: Sequence[str]) -> None:
    from merchant_compliance.linking.spark.session import missing

    if other := next((file for file in inputs if format_of(file, None) != "parquet"), None):
        raise wrong(
            "not-parquet",
            Text(f"Spark 只读 Parquet，而 {other} 不是", f"Spark reads Parquet here, and {other} is none"),
            mend=Text("转换为 Parquet，或使用 --engine duckdb", "convert it to Parquet, or use --engine duckdb"),
        )
    if problem := missing():
        raise problem


def _sources(run: Run) -> Sources:
    """As `memberships_of` has it: without lists nothing is known, without entries nobody is listed or linked."""
    from merchant_compliance.engine.batch.enriching import Sources, of_nobody

    if run.index is None:
        return Sources(None, None)
    if not len(run.index):
        return Sources(of_nobody, of_nobody)
    return Sources(run.index.memberships, run.links)
