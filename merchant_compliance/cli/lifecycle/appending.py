"""`lifecycle append`: events into the log of the store, which only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lifecycle.common import File, load_lifecycles, read_events
from merchant_compliance.cli.lists.common import By, tell_made, who
from merchant_compliance.cli.options import Json, Lang, RejectedFile, Rules
from merchant_compliance.cli.speech import examples, help_text, speak, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from merchant_compliance.cli.rejects import Kept
    from merchant_compliance.engine.lifecycle.event import Event
    from merchant_compliance.engine.lifecycle.intake import Intake
    from merchant_compliance.engine.lifecycle.log import Appended
    from merchant_compliance.errors import Problem

Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=help_text("有行未通过校验时什么都不写入，退出码为 2。", "If a row is rejected, add nothing; exit with 2."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "append",
        help=help_text(
            "把事件写入事件库。库只增不改；已有的事件只计数。",
            "Add events to the log of the store. It only grows; events that it has are counted, not doubled.",
        ),
        epilog=examples(
            "lifecycle append events.jsonl",
            "lifecycle append events.csv --rejected wrong.jsonl --by governance",
            "lifecycle append - --strict --json < events.jsonl",
        ),
    )(append_events)


def append_events(
    events: File,
    rules: Rules = None,
    by: By = None,
    rejected: RejectedFile = None,
    strict: Strict = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.rejects import Kept
    from merchant_compliance.engine.lifecycle.log import append
    from merchant_compliance.engine.rows.aside import Aside
    from merchant_compliance.errors import InputError
    from merchant_compliance.lists.complaints import rows_rejected
    from merchant_compliance.lists.opening import to_write
    from merchant_compliance.text import Text

    speak(lang)
    _, lifecycles = load_lifecycles(rules)
    keep = Text("加 --rejected FILE 可保存它们", "--rejected FILE keeps them")
    with Aside() as aside, Kept(rejected, aside, keep) as rejects, to_write() as opened:
        tell_made(opened)
        reading = Reading(events, lifecycles.intake, rejects)
        done = append(opened.connection, reading.events(), who(by), events, reading.refuse)
        if strict and rejects.count:
            raise InputError(rows_rejected(rejects.count))
    _tell(done, reading.read, rejects.count, events, json)


class Reading:
    """The events of a file as they stream by; what cannot be used is kept with its line."""

    def __init__(self, file: str, intake: Intake, rejects: Kept) -> None:
        self._file, self._intake, self._rejects = file, intake, rejects
        self.read = 0

    def events(self) -> Iterator[Event]:
        from merchant_compliance.cli.screen import progress
        from merchant_compliance.merchant.readers import length_of

        rows = read_events(self._file, self._intake)
        for row in progress(rows, self._file, length_of(self._file), lambda row: row.position):
            self.read += 1
            if row.event is None:
                self._put(row.line, row.problems, row.raw)
            else:
                yield row.event

    def refuse(self, event: Event, problem: Problem) -> None:
        self._put(0, (problem,), event)

    def _put(self, line: int, problems: tuple[Problem, ...], raw: object) -> None:
        from merchant_compliance.engine.lifecycle.event import Event
        from merchant_compliance.engine.lifecycle.intake import as_record
        from merchant_compliance.engine.lifecycle.rows.rejected import masked
        from merchant_compliance.merchant.rejected import reasons

        record = as_record(raw) if isinstance(raw, Event) else raw
        placed = tuple(problem.at(self._file, line, problem.column) for problem in problems)
        self._rejects.put(placed, lambda: {"line": line, **reasons(placed), "record": masked(record)})


def _tell(done: Appended, read: int, rejected: int, file: str, json: bool) -> None:
    from merchant_compliance.cli.rules.common import print_json

    if json:
        print_json({"file": file, "read": read, "added": done.added, "known": done.known, "rejected": rejected})
        return
    typer.echo(
        tr(
            f"读取 {read:,} 行：新增 {done.added:,} 个事件，已有 {done.known:,} 个，未通过校验 {rejected:,} 行",
            f"{read:,} rows read: {done.added:,} events added, {done.known:,} known already, {rejected:,} rejected",
        )
    )
