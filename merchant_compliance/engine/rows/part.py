"""A part: the decisions of one input, or of some of its rows, in a file of their own, with a record of how it was made.

Beside `NAME.parquet` stand `_NAME.rejected.jsonl`, if rows were rejected, and the hidden record. Readers of a folder of
Parquet files pass over names that start with `_` or `.`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from merchant_compliance.engine.rows.aside import Aside, sweep
from merchant_compliance.engine.rows.layout import Layout
from merchant_compliance.engine.rows.rejected import RejectedFile
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.summary_data import of_data, to_data
from merchant_compliance.engine.rows.terms import Terms, changed, content
from merchant_compliance.engine.rows.turns import Place, Turns
from merchant_compliance.engine.rows.working import Answer, put
from merchant_compliance.text import Text

ABSENT, DAMAGED, INPUT, UNTOLD = "absent", "damaged", "input", "untold"
REASONS = {
    ABSENT: Text("尚无完整的部分", "there was no whole part"),
    DAMAGED: Text("部分文件已被改动", "the part was changed or damaged"),
    INPUT: Text("输入已变", "the input changed"),
    UNTOLD: Text("标准输入和数据库的表无从确认未变", "nobody can tell whether a pipe or a table is the same"),
}


REJECTED = "_{}.rejected.jsonl"


class Share(NamedTuple):
    """What one part holds: an input, or a `chunk` of it. `of` is the input's fingerprint; None if it has none."""

    name: str
    file: str
    of: dict[str, Any] | None
    chunk: Any = None


class Record(BaseModel):
    """How a part was made, and what it comes to. JSON: nobody is made to run code by a file in a shared folder."""

    model_config = ConfigDict(extra="forbid")

    terms: dict[str, str]
    of: dict[str, Any] | None
    part: dict[str, Any]
    rejected: dict[str, Any] | None
    summary: dict[str, Any]


@dataclass(frozen=True)
class PartFolder:
    """Where parts are, how they are laid out, and on what they rest. Other processes and machines can be given it."""

    path: Path
    layout: Layout
    terms: Terms

    def part(self, share: Share) -> Path:
        return self.path / share.name

    def rejected(self, share: Share) -> Path:
        return self.path / REJECTED.format(Path(share.name).stem)

    def record(self, share: Share) -> Path:
        return self.path / f".{share.name}.json"

    def write(self, share: Share, answer: Answer) -> Answer:
        """The part of one answer. Written twice, as by a task that is run again, it is the same part under one name."""
        with Writing(self, share) as writing:
            writing.take(answer._replace(place=Place()))
        return Answer([], [], writing.summary, answer.done, place=answer.place)

    def kept(self, share: Share) -> Summary | str:
        """The summary of the whole part that is there, or, as a name of a reason, why it must be judged anew."""
        try:
            record = Record.model_validate_json(self.record(share).read_bytes())
            summary = of_data(record.summary)
        except FileNotFoundError:
            return ABSENT
        except (OSError, ValueError, ValidationError):
            return DAMAGED
        if name := changed(record.terms, self.terms):
            return name
        if share.of is None:
            return UNTOLD
        if record.of != share.of:
            return INPUT
        return summary if self._is_whole(share, record, summary) else DAMAGED

    def _is_whole(self, share: Share, record: Record, summary: Summary) -> bool:
        found = (_content(self.part(share)), _content(self.rejected(share)))
        return found == (record.part, record.rejected) and bool(summary.rejected) == bool(record.rejected)

    def sweep(self, shares: Sequence[Share]) -> None:
        """Removes what killed runs or tasks wrote aside for these parts."""
        files = (self.part, self.rejected, self.record)
        sweep(self.path, {file(share).name for share in shares for file in files})


class Writing:
    """A part that is being written; it appears, with its record last, when the context is left without an error."""

    def __init__(self, folder: PartFolder, share: Share) -> None:
        self._folder, self._share = folder, share
        self._turns, self._stack = Turns(Summary()), ExitStack()
        self.done = False

    @property
    def summary(self) -> Summary:
        return self._turns.total

    def __enter__(self) -> Writing:
        with ExitStack() as stack:
            aside = stack.enter_context(Aside())
            self._rejects = stack.enter_context(RejectedFile(self._folder.rejected(self._share), aside))
            self._sink = stack.enter_context(self._folder.layout.open(aside.open(self._folder.part(self._share))))
            self._stack = stack.pop_all()
        return self

    def take(self, answer: Answer) -> None:
        put(answer, self._sink, self._rejects)
        self._turns.add(answer.place._replace(file=0), answer.summary)
        self.done = self._turns.file > 0

    def __exit__(self, *error: Any) -> None:
        """INVARIANT: a record never stands beside a part that it does not describe."""
        if error[0] is None:
            self._folder.record(self._share).unlink(missing_ok=True)
        self._stack.__exit__(*error)
        if error[0] is None:
            self._write_record()

    def _write_record(self) -> None:
        part, rejected = self._folder.part(self._share), self._folder.rejected(self._share)
        record = Record(
            terms=self._folder.terms,
            of=self._share.of,
            part=content(part),
            rejected=_content(rejected),
            summary=to_data(self.summary),
        )
        write_json(self._folder.record(self._share), record.model_dump())


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """The file appears whole or not at all."""
    with Aside() as aside:
        aside.open(path).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _content(path: Path) -> dict[str, Any] | None:
    return content(path) if path.is_file() else None
