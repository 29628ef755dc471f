"""A run into parts: answers to the part that they belong to, whole parts of an earlier run kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

from merchant_compliance.engine.rows.manifest import withdraw
from merchant_compliance.engine.rows.part import PartFolder, Share, Writing
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.working import Answer


class Parts:
    """INVARIANT: after an error, or at any moment, what stands under the name of a part is whole.

    An error leaves whole parts for a later run with `resume`; where there are none, nothing is left.
    """

    def __init__(self, folder: PartFolder, shares: Sequence[Share], resume: bool = False) -> None:
        self._folder, self._shares = folder, shares
        self._open: dict[int, Writing] = {}
        self.summaries: dict[int, Summary] = {}
        self.anew: dict[str, list[str]] = defaultdict(list)
        """What is judged anew though a run is continued, by the reason."""
        for number, share in enumerate(shares) if resume else ():
            kept = folder.kept(share)
            if isinstance(kept, Summary):
                self.summaries[number] = kept
            else:
                self.anew[kept].append(share.file if share.chunk is None else share.name)
        self.todo = [number for number in range(len(shares)) if number not in self.summaries]

    def __enter__(self) -> Parts:
        self._made = not self._folder.path.exists()
        self._folder.path.mkdir(exist_ok=True)
        if self.todo:
            withdraw(self._folder.path)
        return self

    def take(self, number: int, answer: Answer, written: bool = False) -> None:
        """An answer to the part of this number, which appears with the last of them, if it is not `written` already."""
        if written:
            self.summaries[number] = answer.summary
            return
        if number not in self._open:
            self._open[number] = Writing(self._folder, self._shares[number]).__enter__()
        self._open[number].take(answer)
        if self._open[number].done:
            writing = self._open.pop(number)
            writing.__exit__(None, None, None)
            self.summaries[number] = writing.summary

    def there(self) -> int:
        """How many parts are whole, also of tasks that have not come to say so."""
        return sum(isinstance(self._folder.kept(share), Summary) for share in self._shares)

    def in_order(self) -> list[Summary]:
        return [self.summaries[number] for number in range(len(self._shares))]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writing in self._open.values():
            writing.__exit__(kind, error, trace)
        self._folder.sweep(self._shares)
        if kind is not None and self._made:
            with suppress(OSError):  # there are whole parts in it
                self._folder.path.rmdir()
