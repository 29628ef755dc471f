"""Many processes give what one gives: the same answers, in the same order, with the same counts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cli_samples import MERCHANTS, write_lines

from merchant_compliance import Engine
from merchant_compliance.engine.rows.known import UNKNOWN
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.turns import Place, Turns
from merchant_compliance.engine.rows.working import Answer, Chunk, Task, answers, row_chunks
from merchant_compliance.merchant.files import Raw


@pytest.fixture
def task(book: Path) -> Task:
    return Task(Engine.load(book), date(2021, 12, 31), UNKNOWN, full=True)


def chunks(count: int) -> Iterator[Chunk]:
    for number in range(count):
        rows = [{**row, "merchant_id": f"{row['merchant_id']}-{number}"} for row in MERCHANTS]
        place = Place(0, number, number == count - 1)
        yield Chunk("file", [Raw(line, row) for line, row in enumerate(rows, 1)], number, place)


@dataclass(frozen=True)
class SlowOnTheFirst:
    """A task that answers the first chunk after all others."""

    task: Task

    def __call__(self, chunk: Chunk) -> Answer:
        time.sleep(0.5 if chunk.place.chunk == 0 else 0)
        return self.task(chunk)


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_two_processes_give_what_one_gives(task: Task, count: int) -> None:
    one, two = (list(answers(task, chunks(count), processes)) for processes in (1, 2))
    assert two == one
    assert [answer.done for answer in two] == list(range(count))


def test_in_any_order_none_waits_for_a_slower_one_and_the_summary_is_the_same(task: Task) -> None:
    wanted = list(answers(task, chunks(6), 1))
    found = list(answers(SlowOnTheFirst(task), chunks(6), 2, ordered=False))
    assert found[-1] == wanted[0]
    assert sorted(found, key=lambda answer: answer.place) == wanted
    total = [Turns(Summary()), Turns(Summary())]
    for turns, given in zip(total, (wanted, found), strict=True):
        for answer in given:
            turns.add(answer.place, answer.summary)
    assert json.dumps(total[0].total.as_json()) == json.dumps(total[1].total.as_json())
    assert total[0].total.rules["BAS-003"].examples == ["person-0", "person-1", "person-2"]


def test_every_file_has_a_last_chunk_be_it_an_empty_one(tmp_path: Path) -> None:
    header, row = "merchant_id\n", "m\n"
    files = {"a.csv": header, "b.csv": header + 4 * row, "c.csv": header + 5 * row}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = list(row_chunks([str(tmp_path / name) for name in files], False, 2))
    places = [(0, 0, True), (1, 0, False), (1, 1, True), (2, 0, False), (2, 1, False), (2, 2, True)]
    assert [(chunk.place, len(chunk.rows)) for chunk in found] == list(zip(places, (0, 2, 2, 2, 2, 1), strict=True))


def test_no_process_outlives_a_run_that_was_killed(tmp_path: Path, book: Path) -> None:
    source = write_lines(tmp_path / "many.jsonl", [{"merchant_id": f"m{number}"} for number in range(40_000)])
    command = [sys.executable, "-m", "merchant_compliance", "evaluate", str(source), "-o", "-", "--rules", str(book)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout
        assert process.stdout.readline()
        process.kill()
        process.communicate(timeout=20)  # raises where somebody still holds the pipe
        assert process.returncode == -signal.SIGKILL


def test_summaries_of_parts_add_up_to_the_summary_of_the_whole(task: Task) -> None:
    parts = Summary()
    for chunk in chunks(3):
        parts.merge(task(chunk).summary)
    rows = [row for chunk in chunks(3) for row in chunk.rows]
    assert parts == task(Chunk("file", rows, 0)).summary
    assert (parts.merchants, parts.rejected) == (9, 6)


def test_an_error_in_another_process_arrives_here(task: Task) -> None:
    broken = Chunk("file", [Raw(1, MERCHANTS[0])], 0)._replace(rows=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        list(answers(task, iter([*chunks(3), broken]), 2))


def test_reading_does_not_run_ahead_of_judging(task: Task) -> None:
    read = 0

    def counted() -> Iterator[Chunk]:
        nonlocal read
        for chunk in chunks(100):
            read += 1
            yield chunk

    found = answers(task, counted(), 2)
    next(found)
    assert read < 12
    found.close()  # type: ignore[attr-defined]
