"""The worker process: reads a task and then requests from standard input, answers on what was standard output.

It judges one request at a time, in one thread. After an error it ends: what durable_rules holds may be spoilt by then.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

LENGTH = struct.Struct("<Q")
READY = "ready"
DONE, FAILED, ABSENT = "done", "failed", "absent"


def send(stream: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message. EOFError where the other side ended, also in the middle of one."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """`python -m merchant_compliance.engine.durable.worker`; only `process.Worker` starts it."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes where errors go, not between the answers
    requests = sys.stdin.buffer
    try:
        session = _session(*receive(requests))
        send(answers, (DONE, READY))
        while True:
            send(answers, (DONE, session(receive(requests))))
    except EOFError:
        return
    except ImportError as error:
        send(answers, (ABSENT, str(error)))
    except Exception as error:
        send(answers, (FAILED, f"{type(error).__name__}: {error}"))


def _session(module: str, name: str, task: object) -> Callable[[Any], Any]:
    session: Callable[[Any], Any] = getattr(import_module(module), name)(task)
    return session


if __name__ == "__main__":
    main()
