"""What commands read before they start: the rulebook and the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import typer

from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.cli.speech import language
from merchant_compliance.engine.single import Engine
from merchant_compliance.lists.reading import near_misses, read_list_file
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.record import Merchant

Entries = list[dict[str, Any]]


class Known(NamedTuple):
    """Entries as conditions see them; None is unknown."""

    lists: Entries | None
    links: Entries | None


UNKNOWN = Known(None, None)
NONE = Known([], [])
Memberships = Callable[[Merchant, date], Known]


def load_engine(given: Path | None) -> Engine:
    """The engine under the rulebook that this run uses."""
    return Engine.load(rules_folder(given))


def memberships_in(lists: str | None) -> Memberships:
    """What `--lists` says of a merchant at a date.

    Without it both are unknown. `none`, or a file without entries, leaves nobody to be linked to: there are no
    links either. With a file, links are unknown: they take the identifiers of all merchants, not of one.
    """
    if lists is None:
        return lambda _merchant, _as_of: UNKNOWN
    index = read_list_file(lists)
    for warning in near_misses(index, lists):
        typer.echo(warning.say(language()), err=True)
    if not len(index):
        return lambda _merchant, _as_of: NONE
    return lambda merchant, as_of: Known(index.memberships(facts_of(merchant), as_of), None)
