"""Many processes give what one gives: the same answers, in the same order, with the same counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cli_samples import MERCHANTS

from merchant_compliance import Engine
from merchant_compliance.engine.rows.known import UNKNOWN
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import Chunk, Task, answers
from merchant_compliance.merchant.files import Raw


@pytest.fixture
def task(book: Path) -> Task:
    return Task(Engine.load(book), date(2021, 12, 31), UNKNOWN, full=True)


def chunks(count: int) -> Iterator[Chunk]:
    for number in range(count):
        rows = [{**row, "merchant_id": f"{row['merchant_id']}-{number}"} for row in MERCHANTS]
        yield Chunk("file", [Raw(line, row) for line, row in enumerate(rows, 1)], number)


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_two_processes_give_what_one_gives(task: Task, count: int) -> None:
    one, two = (list(answers(task, chunks(count), processes)) for processes in (1, 2))
    assert two == one
    assert [answer.done for answer in two] == list(range(count))


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
