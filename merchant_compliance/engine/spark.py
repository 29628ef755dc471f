"""The batch engine on a cluster: the same queries, one DuckDB a task, scheduled by Spark.

The driver divides the files into row groups; a task reads its own, so that data go from the storage to the task that
judges them and never over the driver. Rules, lists and links are sent along once. The package itself must be
installed where tasks run.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from merchant_compliance.engine.batch.task import BatchTask
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.working import Answer
from merchant_compliance.engine.single import Engine
from merchant_compliance.linking.spark.session import session

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.broadcast import Broadcast


@dataclass(frozen=True)
class Sent:
    """What every task needs: the files of the rulebook by their path, and what is known beside the records."""

    sha256: str
    files: tuple[tuple[str, bytes], ...]
    as_of: date
    sources: Sources
    allow_unknown: bool


@dataclass(frozen=True)
class SparkTask:
    """Judges Parquet files on the session that runs, that `spark-submit` configures, or on this machine."""

    engine: Engine
    as_of: date
    sources: Sources
    allow_unknown: bool = False

    def answers(self, files: Sequence[str], ordered: bool = True) -> Iterator[Answer]:  # noqa: ARG002
        """Answers come in the order of the rows, always. Raises InputError where Spark cannot be had."""
        local = BatchTask(self.engine, self.as_of, self.sources, self.allow_unknown)
        local.prepare(files)  # refuses here what every task would refuse
        chunks = [(number, pickle.dumps(chunk)) for number, chunk in enumerate(local.chunks(_absolute(files)))]
        if not chunks:
            return
        spark = session()
        sent = spark.sparkContext.broadcast(pickle.dumps(self._sent()))
        asked = spark.createDataFrame(chunks, "number long, chunk binary").repartitionByRange(len(chunks), "number")
        answered = asked.mapInArrow(_task(sent), "number long, answer binary")
        for row in answered.toLocalIterator(prefetchPartitions=True):
            answer: Answer = pickle.loads(bytes(row.answer))
            yield answer

    def _sent(self) -> Sent:
        folder = self.engine.rulebook.folder
        files = (
            (str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()
        )
        return Sent(self.engine.rulebook.sha256, tuple(files), self.as_of, self.sources, self.allow_unknown)


def _absolute(files: Sequence[str]) -> list[str]:
    """Tasks run in folders of their own."""
    return [str(Path(file).resolve()) for file in files]


def _task(sent: Broadcast[bytes]) -> Any:
    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        task = _judging(sent.value)
        for batch in batches:
            for number, chunk in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                answer = pickle.dumps(task(pickle.loads(chunk)))
                yield pa.RecordBatch.from_pydict({"number": [number], "answer": [answer]})

    return judge


@lru_cache(maxsize=1)
def _judging(sent: bytes) -> BatchTask:
    """Loaded once in each process that runs tasks. The rulebook there must be the driver's."""
    given: Sent = pickle.loads(sent)
    with TemporaryDirectory() as room:
        for name, content in given.files:
            path = Path(room) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        engine = Engine.load(room)
    assert engine.rulebook.sha256 == given.sha256, "the rulebook changed on its way"
    return BatchTask(engine, given.as_of, given.sources, given.allow_unknown)
