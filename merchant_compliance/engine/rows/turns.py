"""Which chunk of which file an answer is to, and what is added up in that order, whatever order answers come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, Self, TypeVar

from merchant_compliance.engine.rows.summary import Summary


class Place(NamedTuple):
    """The number of the file, the number of the chunk in it, and whether it is the last one; both count from 0.

    INVARIANT: every file has a last chunk, be it an empty one.
    """

    file: int = 0
    chunk: int = 0
    last: bool = True


class Placed(Protocol):
    """A named tuple with a place."""

    def _replace(self, *, place: Place) -> Self: ...


T = TypeVar("T", bound=Placed)


def placed(chunks: Iterable[T], file: int, empty: T) -> Iterator[T]:
    """The chunks of one file with their places, or `empty` for a file without any. Reads one chunk ahead."""
    before, number = None, 0
    for chunk in chunks:
        if before is not None:
            yield before._replace(place=Place(file, number, False))
            number += 1
        before = chunk
    yield (empty if before is None else before)._replace(place=Place(file, number, True))


class Turns:
    """Adds up the summaries of chunks in the order of the rows: examples and ties depend on it.

    Summaries that come early wait: there are few of them, and none holds rows.
    """

    def __init__(self, total: Summary) -> None:
        self.total = total
        self._next = (0, 0)
        self._waiting: dict[tuple[int, int], tuple[Summary, bool]] = {}

    @property
    def file(self) -> int:
        """The number of the file whose turn it is: all before it are added up."""
        return self._next[0]

    def add(self, place: Place, summary: Summary) -> None:
        self._waiting[place.file, place.chunk] = summary, place.last
        while (due := self._waiting.pop(self._next, None)) is not None:
            self.total.merge(due[0])
            file, chunk = self._next
            self._next = (file + 1, 0) if due[1] else (file, chunk + 1)
