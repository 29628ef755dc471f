"""Links for a whole run: the merchants of its files are read once for their identifiers, then searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import typer

from merchant_compliance.cli.hash_key import hasher_of
from merchant_compliance.cli.screen import progress
from merchant_compliance.cli.soft_linking import soft_links
from merchant_compliance.cli.speech import tr
from merchant_compliance.engine.rows.known import Entries, Links
from merchant_compliance.engine.rows.terms import digest
from merchant_compliance.linking.finder import Finder
from merchant_compliance.linking.listing import Memberships
from merchant_compliance.linking.normalise import MAINLAND
from merchant_compliance.linking.path import entry_with_path
from merchant_compliance.linking.records import Identified, identified
from merchant_compliance.linking.sparing import Spared
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.merchant.files import STANDARD_INPUT
from merchant_compliance.merchant.readers import Row, length_of, read_rows
from merchant_compliance.rulebook.rulebook import Rulebook

if TYPE_CHECKING:
    from merchant_compliance.linking.spark.finder import SparkFinder


@dataclass(frozen=True)
class FoundLinks:
    """What a search found; it can be sent to other processes."""

    found: dict[str, Entries]

    def __call__(self, merchant_id: str) -> Entries:
        return self.found.get(merchant_id, [])

    def digest(self) -> str:
        """A hash of all links, whatever order they were found in."""
        return digest(sorted(digest([merchant_id, entries]) for merchant_id, entries in self.found.items()))


def unknown_links(_merchant_id: str) -> None:
    """Nobody looked for links."""


def links_among(
    rulebook: Rulebook,
    index: Memberships | None,
    as_of: date,
    inputs: Sequence[str],
    history: Sequence[str] = (),
    allow_unknown: bool = False,
    country: str = MAINLAND,
    soft: bool = False,
) -> Links:
    """The links of the merchants of `inputs`, with `soft` those of look-alikes too.

    Unknown without lists, and for standard input, which can be read only once.
    """
    if index is None or _is_pipe(index, inputs):
        return unknown_links
    found: dict[str, Entries] = {}
    with searching(rulebook, index, as_of, inputs, history, allow_unknown, country=country) as finder:
        links = list(finder.links())
        if soft:
            links += soft_links(rulebook, index, as_of, inputs, history, links, allow_unknown, country)
        for link in links:
            found.setdefault(link.merchant_id, []).append(entry_with_path(link))
    return FoundLinks(found)


def links_of(
    merchant_id: str,
    rulebook: Rulebook,
    index: Memberships | None,
    as_of: date,
    inputs: Sequence[str],
    history: Sequence[str] = (),
    allow_unknown: bool = False,
    country: str = MAINLAND,
    soft: bool = False,
) -> tuple[Links, list[Spared]]:
    """The links of one merchant of the inputs, and what it shares with listed ones that is no link."""
    if index is None or _is_pipe(index, inputs):
        return unknown_links, []
    with searching(rulebook, index, as_of, inputs, history, allow_unknown, country=country) as finder:
        links = list(finder.links())
        if soft:
            links += soft_links(rulebook, index, as_of, inputs, history, links, allow_unknown, country)
        found = [entry_with_path(link) for link in links if link.merchant_id == merchant_id]
        return lambda _merchant_id: found, finder.spared(merchant_id)


def _is_pipe(index: Memberships, inputs: Sequence[str]) -> bool:
    """Whether links would have to be found in a pipe, which is told."""
    if len(index) and STANDARD_INPUT in inputs:
        typer.echo(
            tr(
                "标准输入只能读一遍，关联未知；写成文件即可查找关联",
                "standard input can be read only once: links stay unknown. Save it to a file to have them found.",
            ),
            err=True,
        )
        return True
    return False


@contextmanager
def searching(
    rulebook: Rulebook,
    index: Memberships,
    as_of: date,
    inputs: Sequence[str],
    history: Sequence[str] = (),
    allow_unknown: bool = False,
    hasher: Hasher | None = None,
    reject: Callable[[Row], None] = lambda _row: None,
    country: str = MAINLAND,
) -> Iterator[Finder]:
    """A finder that holds all merchants of the inputs and of the history. Without entries nothing is read."""
    with Finder(rulebook.link_paths(), index, as_of, country, hasher or hasher_of()) as finder:
        fill(finder, inputs, history, allow_unknown, reject)
        yield finder


def fill(
    finder: Finder | SparkFinder,
    inputs: Sequence[str],
    history: Sequence[str],
    allow_unknown: bool,
    reject: Callable[[Row], None],
) -> None:
    """All merchants of the files into a finder; wrong rows of the inputs to `reject`."""
    for files, wanted in ((inputs, True), (history, False)):
        for file in files if finder else ():
            if finder.add_file(file, wanted):
                continue
            for one in _watched(file, allow_unknown):
                if one.facts is not None:
                    finder.add(one.facts, wanted)
                elif one.row and wanted:
                    reject(one.row)


def check_columns(file: str, allow_unknown: bool) -> None:
    """Raises `InputError` where the file cannot be read or has columns that nobody knows."""
    if file != STANDARD_INPUT:
        next(read_rows(file, allow_unknown=allow_unknown), None)


def _watched(file: str, allow_unknown: bool) -> Iterator[Identified]:
    title = tr(f"查找关联 {file}", f"finding links {file}")
    return progress(identified(file, allow_unknown), title, length_of(file), lambda one: one.position)
