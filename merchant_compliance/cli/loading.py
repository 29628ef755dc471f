"""What commands read before they start: the rulebook and the lists."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.single import Engine
from merchant_compliance.lists.reading import near_misses, read_list_file

if TYPE_CHECKING:
    from merchant_compliance.lists.index import ListIndex
    from merchant_compliance.lists.stored import StoredIndex

    Index = ListIndex | StoredIndex
STORE = "db:"


def load_engine(given: Path | None) -> Engine:
    """The engine under the rulebook that this run uses.

    The rulebook lives as long as the process, so that the garbage collector need not walk it again and again.
    """
    engine = Engine.load(rules_folder(given))
    gc.collect()
    gc.freeze()
    return engine


def index_in(lists: str | None) -> Index | None:
    """The lists that `--lists` names; None, unknown, without it.

    `none` is an index without entries. `db:` asks the store as it is known now, `db:2021-12-31` as it was known at
    the end of that day.
    """
    if lists is None:
        return None
    return _stored(lists.removeprefix(STORE)) if lists.startswith(STORE) else _in_file(lists)


def _in_file(path: str) -> ListIndex:
    index = read_list_file(path)
    for warning in near_misses(index, path):
        typer.echo(warning.say(language()), err=True)
    return index


def _stored(known_at: str) -> StoredIndex:
    """The entries of the store. That there are none may be a slip in the date, and is told."""
    from merchant_compliance.lists.keeping import now
    from merchant_compliance.lists.known import moment_of
    from merchant_compliance.lists.opening import to_read
    from merchant_compliance.lists.stored import index_as_known

    at = moment_of(known_at) if known_at else now()
    with to_read() as opened:
        index = index_as_known(opened.connection, opened.hasher, at)
    if not len(index):
        when = f"{at:%Y-%m-%d %H:%M %Z}"
        typer.echo(
            tr(f"名单库截至 {when} 没有任何条目", f"the store knew of no entry at {when}: nobody counts as listed"),
            err=True,
        )
    return index
