"""The worker process: whatever happens in it, the caller has the answer to its request, or a clear error."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from merchant_compliance.engine.durable.process import Task, Worker
from merchant_compliance.errors import InputError

pytestmark = pytest.mark.usefixtures("durable")


def worker(name: str, given: object = None, patience: float = 20) -> Worker:
    return Worker(Task("sessions", name, given), patience=patience)


def test_a_session_remembers_between_requests_and_its_process_ends_with_it() -> None:
    with worker("Counting") as counting:
        assert [counting.ask(1), counting.ask(2)] == [1, 3]
        pid = counting.pid
        assert pid is not None
    assert counting.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("fault", ["crash", "hang", "raise"])
def test_a_request_that_fails_once_is_answered_by_the_next_process(fault: str, tmp_path: Path) -> None:
    with worker("Faulty", str(tmp_path / "marker"), patience=1.5) as faulty:
        assert faulty.ask(("once", fault)) == "survived"
        assert faulty.restarts == 1


FAULTS = [("crash", "exit status -6"), ("raise", "ValueError: unlucky"), ("hang", "no answer within 1 s")]


@pytest.mark.parametrize(("fault", "told"), FAULTS)
def test_a_request_that_always_fails_is_a_clear_error_and_the_next_one_is_answered(
    fault: str, told: str, tmp_path: Path
) -> None:
    with worker("Faulty", str(tmp_path / "marker"), patience=1 if fault == "hang" else 60) as faulty:
        with pytest.raises(InputError) as error:
            faulty.ask((fault, "unlucky"))
        (problem,) = error.value.problems
        assert problem.code == "durable-worker-lost"
        assert told in problem.what.en
        assert told in problem.what.zh
        assert faulty.ask(("say", "well")) == "well"


def test_what_a_session_prints_is_no_answer(tmp_path: Path) -> None:
    with worker("Faulty", str(tmp_path / "marker")) as faulty:
        assert faulty.ask(("print", 7)) == 7


def test_an_engine_that_cannot_be_imported_is_said_to_be_missing() -> None:
    with worker("Absent") as absent, pytest.raises(InputError, match="not installed") as error:
        absent.ask(1)
    assert "PyUnicode_GET_SIZE" in str(error.value)
    assert absent.restarts == 0, "what is not there is not looked for three times"


def test_processes_killed_at_random_moments_lose_no_answer() -> None:
    """Every request brings its own state, so that each answer can be told right from wrong."""
    random, stop = Random(7), threading.Event()
    task = Task("sessions", "Counting", None)
    history: list[int] = []
    counting = Worker(task, recall=lambda: list(history))

    def kill() -> None:
        while not stop.wait(random.uniform(0.2, 0.8)):
            if (pid := counting.pid) is not None:
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        while counting.restarts < 5:
            number = random.randrange(1000)
            with suppress(InputError):  # killed three times in a row while it started: the caller knows, and asks again
                answer = counting.ask(number)
                history.append(number)
                assert answer == sum(history)
    finally:
        stop.set()
        killer.join()
        counting.close()
    assert len(history) > 100
