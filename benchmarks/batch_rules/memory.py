"""Resident memory of a command and its processes over time, as Linux tells it in /proc."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

EVERY = 0.2
"""Seconds between two samples."""
MB = 1024 * 1024
PAGE = 4096


@dataclass(frozen=True)
class Sample:
    """MB by process. Pages that processes share count in each `resident`, and once in all in `shared_out`."""

    second: float
    resident: dict[int, float]
    shared_out: float


@dataclass
class Watched:
    """What came of a command."""

    code: int = 0
    seconds: float = 0.0
    samples: list[Sample] = field(default_factory=list)

    def peak(self, first: float = 0.0, last: float = 1.0) -> float:
        """The largest sum over all processes, in a part of the run."""
        return max((sum(each.resident.values()) for each in self._between(first, last)), default=0.0)

    def peak_of_one(self) -> float:
        """The largest single process."""
        return max((max(each.resident.values()) for each in self.samples if each.resident), default=0.0)

    def peak_shared_out(self) -> float:
        return max((each.shared_out for each in self.samples), default=0.0)

    def _between(self, first: float, last: float) -> Iterator[Sample]:
        return (each for each in self.samples if first <= each.second / self.seconds <= last)


def watch(command: Sequence[str], environment: dict[str, str]) -> Watched:
    """Runs a command, sampling it until it ends; its output is thrown away but for errors."""
    watched, start = Watched(), monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        watched.samples.append(sample(process.pid, monotonic() - start))
        sleep(EVERY)
    watched.code, watched.seconds = process.returncode, monotonic() - start
    return watched


def sample(root: int, second: float) -> Sample:
    resident, shared_out = {}, 0.0
    for process in family(root):
        try:
            pages = Path(f"/proc/{process}/statm").read_text().split()[1]
            resident[process] = int(pages) * PAGE / MB
            shared_out += proportional(process)
        except (OSError, IndexError):  # it has just ended
            resident.pop(process, None)
    return Sample(second, resident, shared_out)


def family(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for process in found:
        for thread in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += map(int, thread.read_text().split())
            except OSError:  # it has just ended
                continue
    return found


def proportional(process: int) -> float:
    """MB of a process, a page that several have shared out among them."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
