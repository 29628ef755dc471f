"""What commands read before they start: the rulebook and the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import typer

from merchant_compliance.cli.folders import rules_folder
from merchant_compliance.cli.speech import language
from merchant_compliance.engine.single import Engine
from merchant_compliance.lists.reading import near_misses, read_list_file
from merchant_compliance.merchant.facts import facts_of
from merchant_compliance.merchant.record import Merchant

Memberships = Callable[[Merchant, date], list[dict[str, Any]] | None]


def load_engine(given: Path | None) -> Engine:
    """The engine under the rulebook that this run uses."""
    return Engine.load(rules_folder(given))


def memberships_in(lists: str | None) -> Memberships:
    """What `--lists` says of a merchant at a date: unknown (None), nothing (`none`), or the entries of a file."""
    if lists is None:
        return lambda _merchant, _as_of: None
    index = read_list_file(lists)
    for warning in near_misses(index, lists):
        typer.echo(warning.say(language()), err=True)
    if not len(index):
        return lambda _merchant, _as_of: []
    return lambda merchant, as_of: index.memberships(facts_of(merchant), as_of)
