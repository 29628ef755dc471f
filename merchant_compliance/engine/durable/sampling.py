"""A sample of an event file: the merchants' standings by the replay of files, and by durable_rules.

The replay of files is written for speed. Here the very same code replays some merchants, and durable_rules computes
them anew from their events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from merchant_compliance.engine.durable.lifecycles import DurableLifecycles
from merchant_compliance.engine.lifecycle.delivery import Lifecycles, Which
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.engine.lifecycle.rows.rejected import Refused
from merchant_compliance.engine.lifecycle.rows.share import Player, Row, record_of
from merchant_compliance.engine.lifecycle.rows.stage import stage
from merchant_compliance.engine.lifecycle.rows.totals import Totals
from merchant_compliance.engine.lifecycle.standing import Standing
from merchant_compliance.errors import Problem
from merchant_compliance.text import Text

BATCH = 100
Standings = dict[tuple[str, Which], Standing]


class Deviation(NamedTuple):
    """A course that ends differently; None where one of them has none."""

    merchant_id: str
    which: Which
    replayed: Standing | None
    durable: Standing | None

    def problem(self) -> Problem:
        states = [standing.state if standing else "—" for standing in (self.replayed, self.durable)]
        name = " ".join(filter(None, self.which))
        return Problem(
            "engines-differ",
            Text(
                f"商家 {self.merchant_id} 的流程 {name}：重放得 {states[0]}，durable_rules 得 {states[1]}",
                f"lifecycle {name} of merchant {self.merchant_id}: {states[0]} by the replay, "
                f"{states[1]} by durable_rules",
            ),
            why=Text("两个引擎对相同事件必须得出相同结果", "both engines must come to the same of the same events"),
            mend=Text("请连同这个商家的事件报告", "report it with the events of the merchant"),
        )


@dataclass
class Sample:
    """What was compared, and what differs: in state, outcome, timers, measures, lists or counts."""

    merchants: int = 0
    courses: int = 0
    differences: list[Deviation] = field(default_factory=list)


@dataclass
class Kept:
    """In place of the files that a replay writes: the standings themselves."""

    standings: Standings = field(default_factory=dict)

    def add(self, merchant: str, lifecycle: str, key: str, standing: Standing, as_of: date) -> None:  # noqa: ARG002
        self.standings[merchant, Which(lifecycle, key)] = standing


class Dropped:
    """In place of the file of rejected rows: the replay itself writes it."""

    def add(self, refused: Refused) -> None:
        """Nothing is kept of it."""


def check_file(lifecycles: Lifecycles, source: str, as_of: date, merchants: int) -> Sample:
    """Compares so many merchants of an event file, chosen by a hash. Raises InputError without durable_rules."""
    sample = Sample()
    with TemporaryDirectory(prefix=".lifecycle-") as name, DurableLifecycles(lifecycles) as durable:
        for batch in _batches(lifecycles, source, Path(name), merchants):
            _compare(lifecycles, durable, batch, as_of, sample)
    return sample


def _batches(lifecycles: Lifecycles, source: str, folder: Path, merchants: int) -> Iterator[list[list[Row]]]:
    """The rows of each chosen merchant, some merchants at a time."""
    import duckdb

    staged = stage(source, lifecycles.intake.layout, folder)
    chosen = f"SELECT DISTINCT merchant_id FROM ({staged.query}) ORDER BY hash(merchant_id) LIMIT $merchants"
    query = f"SELECT * FROM ({staged.query}) WHERE merchant_id IN ({chosen}) ORDER BY merchant_id, line"
    connection: Any
    with duckdb.connect() as connection:
        rows = connection.execute(query, {"path": str(staged.path), "merchants": merchants}).fetchall()
    grouped = [list(found) for _, found in groupby(rows, itemgetter(1))]
    yield from (grouped[start : start + BATCH] for start in range(0, len(grouped), BATCH))


def _compare(
    lifecycles: Lifecycles, durable: DurableLifecycles, batch: list[list[Row]], as_of: date, sample: Sample
) -> None:
    kept, dropped = Kept(), Dropped()
    player = Player(lifecycles, as_of, Totals(), kept, dropped)
    events: dict[str, list[Event]] = {}
    for rows in batch:
        merchant_id = rows[0][1] or ""
        player.play(merchant_id, iter(rows))
        checked = [lifecycles.intake.event(record_of(row)) for row in rows]
        events[merchant_id] = [event for event in checked if isinstance(event, Event)]
    courses = durable.courses(events, as_of)
    theirs = {key: course.standing for key, course in courses.items() if course.standing.since is not None}
    sample.merchants += len(batch)
    sample.courses += len(theirs)
    sample.differences += [
        Deviation(*key, kept.standings.get(key), theirs.get(key))
        for key in kept.standings | theirs
        if kept.standings.get(key) != theirs.get(key)
    ]
