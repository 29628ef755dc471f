"""Which engine judges a run: the one that was asked for, or the fastest that gives what is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from merchant_compliance.cli import cross_check
from merchant_compliance.engine.rows.working import Task, Work
from merchant_compliance.errors import wrong
from merchant_compliance.merchant.files import format_of
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

PYTHON, DUCKDB, SPARK = "python", "duckdb", "spark"
ENGINES = (DUCKDB, PYTHON, SPARK, cross_check.DURABLE)


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


def work_of(name: str | None, task: Task, files: Sequence[str]) -> Work:
    """What judges a run of `task`, which judges row by row. Without a name the fastest is taken."""
    return WORKS[name](task, files) if name in WORKS else task


def _fastest(task: Task, files: Sequence[str]) -> Work:
    from merchant_compliance.engine.batch.task import fastest

    return fastest(task, files)


def _in_batches(task: Task, files: Sequence[str]) -> Work:
    from merchant_compliance.engine.batch.task import in_batches

    return in_batches(task, files)


def _on_spark(task: Task, _files: Sequence[str]) -> Work:
    from merchant_compliance.engine.spark import SparkTask

    return SparkTask(task.engine, task.as_of, task.sources, task.allow_unknown)


WORKS = {None: _fastest, DUCKDB: _in_batches, SPARK: _on_spark}


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
