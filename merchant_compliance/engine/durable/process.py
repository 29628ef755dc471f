"""The parent's side of a worker process: ask, and be answered, or be told clearly why not.

durable_rules can crash its process, hang in it, or raise. None of that may reach a decision: a worker that is gone is
started anew with the same task, and asked again. INVARIANT: an answer is the answer to the request it is returned for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, NamedTuple

from merchant_compliance.engine.durable.availability import missing
from merchant_compliance.engine.durable.worker import ABSENT, DONE, receive, send
from merchant_compliance.errors import InputError, wrong
from merchant_compliance.text import Text

ATTEMPTS = 3
PATIENCE = 120.0
"""Seconds until a worker that says nothing is taken for hung."""
STARTING = 60.0
"""Seconds that a process may take until it is ready, at least: that says nothing of the request."""
LAST_WORDS = 600
"""Characters of what a crashed worker wrote last."""


class Task(NamedTuple):
    """What a worker does: the function that makes its session, and what it is given."""

    module: str
    name: str
    given: object


class Gone(Exception):
    """The worker process ended, or had to be ended."""


class Worker:
    """One worker process, started when first asked and again after every crash. Close it, or use `with`.

    `recall` gives the requests that bring a new process to where the old one was; a session without memory needs
    none. `restarts` counts the processes that were lost.
    """

    def __init__(self, task: Task, recall: Callable[[], list[Any]] = list, patience: float = PATIENCE) -> None:
        self.task, self.recall, self.patience = task, recall, patience
        self.restarts = 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process else None

    def ask(self, request: Any) -> Any:
        """The answer of the session. InputError where durable_rules is missing, or no worker survives the request."""
        with self._lock:
            words = ""
            for _ in range(ATTEMPTS):
                try:
                    return self._asked(request)
                except Gone as gone:
                    words = str(gone)
                    self._end()
                    self.restarts += 1
            raise lost(words)

    def close(self) -> None:
        with self._lock:
            self._end()

    def _asked(self, request: Any) -> Any:
        if self._process is None:
            self._start()
            for earlier in self.recall():
                self._exchange(earlier)
        return self._exchange(request)

    def _start(self) -> None:
        missing_reason = missing()
        if missing_reason:
            raise missing_reason
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _end
        self._process = subprocess.Popen(
            [sys.executable, "-m", "merchant_compliance.engine.durable.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._exchange(tuple(self.task), max(self.patience, STARTING))

    def _exchange(self, message: Any, patience: float | None = None) -> Any:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        patience = self.patience if patience is None else patience
        given_up = threading.Event()
        hung = threading.Timer(patience, _give_up, (process, given_up))
        hung.daemon = True
        hung.start()
        try:
            send(process.stdin, message)
            kind, answer = receive(process.stdout)
        except (EOFError, OSError) as error:
            silent = f"no answer within {patience:g} s, " if given_up.is_set() else ""
            raise Gone(silent + self._last_words()) from error
        finally:
            hung.cancel()
        if kind == DONE:
            return answer
        if kind == ABSENT:
            self._end()
            raise missing(str(answer)) or lost(str(answer))
        raise Gone(str(answer))

    def _last_words(self) -> str:
        process, errors = self._process, self._errors
        assert process is not None
        assert errors is not None
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip()[-LAST_WORDS:]
        return f"exit status {process.poll()}{f', {said}' if said else ''}"

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout, self._errors):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.wait()


def _give_up(process: subprocess.Popen[bytes], given_up: threading.Event) -> None:
    given_up.set()
    process.kill()


def lost(words: str) -> InputError:
    """What to say when a request ends every worker that is asked it."""
    return wrong(
        "durable-worker-lost",
        Text(
            f"durable_rules 的工作进程连续 {ATTEMPTS} 次中断：{words}",
            f"the worker process of durable_rules was lost {ATTEMPTS} times in a row: {words}",
        ),
        why=Text(
            "同一请求每次都使它崩溃、停止响应或报错，或者它被外部结束（例如内存不足）",
            "the same request crashed it, hung it or made it raise each time, or it was ended from outside, "
            "as for lack of memory",
        ),
        mend=Text("不用 durable_rules：--engine python", "do without durable_rules: --engine python"),
    )
