"""Sessions for the tests of the worker process: they count, crash, hang and raise as they are told."""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any


class Counting:
    """Adds what it is given; forgets all when it is started anew."""

    def __init__(self, _given: object) -> None:
        self.total = 0

    def __call__(self, number: int) -> int:
        self.total += number
        return self.total


class Faulty:
    """Does what a request says; what is `once` only until the file exists that it was given."""

    def __init__(self, marker: str) -> None:
        self.marker = Path(marker)

    def __call__(self, request: tuple[str, Any]) -> Any:
        kind, value = request
        if kind == "once":
            if self.marker.exists():
                return "survived"
            self.marker.touch()
            kind = value
        if kind == "crash":
            os.abort()
        if kind == "hang":
            time.sleep(60)
        if kind == "raise":
            raise ValueError(value)
        if kind == "print":
            print("noise on standard output", flush=True)
        return value


class Absent:
    """A session whose engine cannot be imported."""

    def __init__(self, _given: object) -> None:
        raise ImportError("undefined symbol: PyUnicode_GET_SIZE")


def FiveCourses(lifecycle: object) -> Any:  # noqa: N802 - sessions are named like classes
    """A worker that holds five courses. durable_rules is imported there and not here."""
    charting: Any = import_module("merchant_compliance.engine.durable.charting").Charting(lifecycle)
    charting.most = 5
    return charting
