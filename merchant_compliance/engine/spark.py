"""The batch engine on a cluster: the same queries, one DuckDB a task, scheduled by Spark.

The driver divides the files into row groups; a task reads its own, so that data go from the storage to the task that
judges them and never over the driver. Into a folder, a task also writes its part. Rules, lists and links are sent along
once. The package itself must be installed where tasks run.
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

from merchant_compliance.engine.batch.task import Batch, BatchTask, Groups
from merchant_compliance.engine.rows.known import Sources
from merchant_compliance.engine.rows.layout import PART, stems
from merchant_compliance.engine.rows.part import PartFolder, Share
from merchant_compliance.engine.rows.terms import fingerprint
from merchant_compliance.engine.rows.turns import Place
from merchant_compliance.engine.rows.working import Answer, Chunk
from merchant_compliance.engine.single import Engine
from merchant_compliance.linking.spark.session import session

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.broadcast import Broadcast
    from pyspark.sql import SparkSession


AT_ONCE = 32
"""Chunks whose rows the driver holds at once, about 12 MB each. With more cores than that, write to a folder."""


@dataclass(frozen=True)
class Sent:
    """What every task needs: the files of the rulebook by their path, and what is known beside the records."""

    sha256: str
    files: tuple[tuple[str, bytes], ...]
    as_of: date
    sources: Sources
    allow_unknown: bool
    folder: PartFolder | None
    """Where tasks write their parts; None: rows come back."""


@dataclass(frozen=True)
class SparkTask:
    """Judges Parquet files on the session that runs, that `spark-submit` configures, or on this machine."""

    engine: Engine
    as_of: date
    sources: Sources
    allow_unknown: bool = False

    def answers(self, files: Sequence[str], ordered: bool = True) -> Iterator[Answer]:  # noqa: ARG002
        """Answers come in the order of the rows, always. Raises InputError where Spark cannot be had.

        Some chunks are judged at a time, so that the driver holds few rows, and on all cores. (An iterator over the
        results of a query asks for one partition after the other: two tasks at most would be at work.)
        """
        chunks = list(self._local(files).chunks(_absolute(files)))
        spark = session()
        sent = spark.sparkContext.broadcast(pickle.dumps(self._sent(None)))
        at_once = min(2 * spark.sparkContext.defaultParallelism, AT_ONCE)
        for start in range(0, len(chunks), at_once):
            yield from _asked(spark, sent, chunks[start : start + at_once])

    def shares(self, files: Sequence[str]) -> list[Share]:
        """A part for each chunk; the names of an input's parts are in the order of its rows."""
        names, known = stems(files), [fingerprint(file) for file in files]
        found = []
        for chunk in self._local(files).chunks(_absolute(files)):
            assert isinstance(chunk, Groups), "Spark reads Parquet"
            number, of = chunk.place.file, known[chunk.place.file]
            rows = of and {**of, "groups": [chunk.first, *chunk.groups]}
            found.append(Share(f"{names[number]}-{chunk.place.chunk:05d}{PART}", files[number], rows, chunk))
        return found

    def written(self, folder: PartFolder, shares: Sequence[Share]) -> Iterator[Answer]:
        """All at once: what comes back are counts."""
        spark = session()
        sent = spark.sparkContext.broadcast(pickle.dumps(self._sent(folder)))
        for number, answer in enumerate(_asked(spark, sent, shares)):
            yield answer._replace(place=Place(number))

    def _local(self, files: Sequence[str]) -> BatchTask:
        """Refuses here what every task would refuse."""
        local = BatchTask(self.engine, self.as_of, self.sources, self.allow_unknown)
        local.prepare(files)
        return local

    def _sent(self, to: PartFolder | None) -> Sent:
        folder = self.engine.rulebook.folder
        files = (
            (str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()
        )
        return Sent(self.engine.rulebook.sha256, tuple(files), self.as_of, self.sources, self.allow_unknown, to)


def _absolute(files: Sequence[str]) -> list[str]:
    """Tasks run in folders of their own."""
    return [str(Path(file).resolve()) for file in files]


def _asked(
    spark: SparkSession, sent: Broadcast[bytes], chunks: Sequence[Chunk | Groups | Batch | Share]
) -> list[Answer]:
    """The answers, in the order of the chunks, each from a task of its own."""
    if not chunks:
        return []
    numbered = [(number, pickle.dumps(chunk)) for number, chunk in enumerate(chunks)]
    tasks = spark.sparkContext.parallelize(numbered, len(numbered))
    asked = spark.createDataFrame(tasks, "number long, chunk binary")
    answered = asked.mapInArrow(_task(sent), "number long, answer binary").collect()
    return [pickle.loads(bytes(row.answer)) for row in sorted(answered, key=lambda row: int(row.number))]


def _task(sent: Broadcast[bytes]) -> Any:
    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        task, folder = _judging(sent.value)
        for batch in batches:
            for number, chunk in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                answer = pickle.dumps(_answer(task, folder, pickle.loads(chunk)))
                yield pa.RecordBatch.from_pydict({"number": [number], "answer": [answer]})

    return judge


def _answer(task: BatchTask, folder: PartFolder | None, chunk: Chunk | Groups | Batch | Share) -> Answer:
    if isinstance(chunk, Share):
        assert folder is not None
        return folder.write(chunk, task(chunk.chunk))
    return task(chunk)


@lru_cache(maxsize=1)
def _judging(sent: bytes) -> tuple[BatchTask, PartFolder | None]:
    """Loaded once in each process that runs tasks. The rulebook there must be the driver's."""
    given: Sent = pickle.loads(sent)
    with TemporaryDirectory() as room:
        for name, content in given.files:
            path = Path(room) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        engine = Engine.load(room)
    assert engine.rulebook.sha256 == given.sha256, "the rulebook changed on its way"
    return BatchTask(engine, given.as_of, given.sources, given.allow_unknown), given.folder
