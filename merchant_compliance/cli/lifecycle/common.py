"""What the `lifecycle` commands share: their rulebook, and the events of a file or of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from merchant_compliance.cli.speech import help_text

if TYPE_CHECKING:
    from merchant_compliance.engine.lifecycle.delivery import Lifecycles
    from merchant_compliance.engine.lifecycle.event import Event
    from merchant_compliance.engine.lifecycle.intake import Checked, Intake
    from merchant_compliance.errors import Problem
    from merchant_compliance.rulebook.lifecycle import Lifecycle
    from merchant_compliance.rulebook.rulebook import Rulebook

Only = Annotated[
    str | None,
    typer.Option("--lifecycle", metavar="NAME", help=help_text("只取此流程。", "Only this lifecycle.")),
]
File = Annotated[
    str,
    typer.Argument(
        metavar="EVENTS",
        help=help_text(
            "事件文件：.csv、.jsonl、.parquet；- 表示从管道读取 JSON 行。",
            "The event file: .csv, .jsonl or .parquet; - reads JSON lines from a pipe.",
        ),
    ),
]


class Read(NamedTuple):
    """A row of an event file: the event, or what is wrong with it."""

    line: int
    raw: Any
    event: Event | None
    problems: tuple[Problem, ...]
    position: int


def load_lifecycles(rules: Path | None) -> tuple[Rulebook, Lifecycles]:
    """The rulebook with its lifecycles. Raises `InputError` where it has none."""
    from merchant_compliance.cli.rules.common import rulebook_in
    from merchant_compliance.engine.lifecycle.delivery import Lifecycles
    from merchant_compliance.errors import wrong
    from merchant_compliance.text import Text

    rulebook = rulebook_in(rules)
    if not rulebook.lifecycles:
        raise wrong(
            "no-lifecycles",
            Text(f"规则库 {rulebook.folder} 没有生命周期文件", f"the rulebook {rulebook.folder} has no lifecycles"),
            mend=Text("用 --rules 指定有 lifecycle: 文件的规则库", "name a rulebook with lifecycle: files by --rules"),
        )
    return rulebook, Lifecycles(rulebook.lifecycles)


def chosen(lifecycles: Lifecycles, only: str | None) -> list[Lifecycle]:
    """All lifecycles, or the one that was asked for."""
    from merchant_compliance.errors import wrong
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    machines = lifecycles.machines
    if only is None:
        return [machine.lifecycle for machine in machines.values()]
    if only not in machines:
        known = ", ".join(machines)
        raise wrong(
            "unknown-lifecycle",
            Text(f"没有流程 {only}", f"there is no lifecycle {only}"),
            mend=Text(f"可用：{known}", f"known: {known}"),
            nearest=nearest(only, machines),
        )
    return [machines[only].lifecycle]


def read_events(
    file: str, intake: Intake, wanted: Callable[[dict[str, Any]], bool] = lambda _record: True
) -> Iterator[Read]:
    """The rows of an event file. `wanted` says which records matter; what is no record always does."""
    from merchant_compliance.engine.lifecycle.complaints import NOT_AN_OBJECT
    from merchant_compliance.merchant.readers import raw_rows

    for row in raw_rows(file, intake.layout):
        if row.problems or not isinstance(row.value, dict):
            yield Read(row.line, None, None, row.problems or (NOT_AN_OBJECT,), row.position)
        elif wanted(row.value):
            yield _read(row.line, _parsed(row.value), intake, row.position)


def _parsed(record: dict[str, Any]) -> dict[str, Any]:
    """In Parquet `data` may be JSON text."""
    from json import loads

    data = record.get("data")
    if not isinstance(data, str):
        return record
    try:
        return {**record, "data": loads(data)}
    except ValueError:
        return record


def _read(line: int, record: dict[str, Any], intake: Intake, position: int) -> Read:
    from merchant_compliance.engine.lifecycle.event import Event

    found: Checked = intake.event(record)
    if isinstance(found, Event):
        return Read(line, record, found, (), position)
    return Read(line, record, None, tuple(found), position)
