"""What the `rules` commands share: the folder they work on, and rules as rows and as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from merchant_compliance.cli.speech import help_text, language, tr

if TYPE_CHECKING:
    from merchant_compliance.rulebook.catalogue import Entry
    from merchant_compliance.rulebook.rulebook import Rulebook

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        show_default=False,
        help=help_text(
            "规则库文件夹；默认 ./rules，没有则用自带规则库。",
            "Folder of the rulebook; ./rules if there, else the shipped one.",
        ),
    ),
]
MERCHANT = "merchant"


def rulebook_in(folder: Path | None) -> Rulebook:
    """The rulebook of the folder that this command works on."""
    from merchant_compliance.cli.folders import rules_folder
    from merchant_compliance.rulebook.load import load

    return load(rules_folder(folder))


def entry_json(entry: Entry) -> dict[str, Any]:
    """One rule of a list as data."""
    return {
        "id": entry.id,
        "policy": entry.policy,
        "title": entry.title._asdict(),
        "status": entry.status,
        "target": entry.target,
        "outcomes": dict(entry.outcomes),
        "from": entry.starts and entry.starts.isoformat(),
        "until": entry.ends and entry.ends.isoformat(),
        "document": entry.document,
        "place": str(entry.place),
    }


def print_json(data: object) -> None:
    from json import dumps

    typer.echo(dumps(data, ensure_ascii=False, indent=2, default=str))


def outcome_words(rulebook: Rulebook, outcomes: Iterable[str]) -> str:
    """Outcomes by their titles, each once."""
    titles = {outcome.id: outcome.text.say(language()) for outcome in rulebook.outcomes}
    return ", ".join(dict.fromkeys(titles[name] for name in outcomes))


def print_entries(rulebook: Rulebook, entries: Sequence[Entry]) -> None:
    """A table of rules, one a row."""
    from merchant_compliance.cli.screen import console, grid

    rows = [
        (
            entry.id,
            entry.title.say(language()),
            outcome_words(rulebook, entry.outcomes.values()),
            "" if entry.target == MERCHANT else entry.target,
            "" if entry.status == "live" else entry.status,
            entry.policy,
        )
        for entry in entries
    ]
    heads = (
        tr("规则", "Rule"),
        tr("名称", "Title"),
        tr("结果", "Outcome"),
        tr("对象", "Each"),
        "",
        tr("制度", "Policy"),
    )
    console().print(grid(heads, rows))
