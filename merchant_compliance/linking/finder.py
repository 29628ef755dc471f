"""Links between merchants and lists, from records: collect them all, then search once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import TracebackType
from typing import Any, cast

import pyarrow as pa

from merchant_compliance.linking.columns import BROKEN, Columns, broken, columns_of
from merchant_compliance.linking.edges import Graph, graph_of
from merchant_compliance.linking.intake import Intake
from merchant_compliance.linking.listing import FileListing, Memberships, entry_name, listing_of
from merchant_compliance.linking.normalise import MAINLAND, canonical
from merchant_compliance.linking.places import identifiers_of
from merchant_compliance.linking.search import search
from merchant_compliance.linking.shape import CODES, Link, LinkPath, kinds_of
from merchant_compliance.linking.sparing import Spared, spared
from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.lists.hashing import Hasher
from merchant_compliance.merchant.facts import Facts

BATCH = 20_000
"""Merchants that are collected before DuckDB takes them."""
MERCHANT_TYPES = {
    "row": pa.int32(),
    "merchant_id": pa.string(),
    "role": pa.string(),
    "wanted": pa.bool_(),
    "entry": pa.bool_(),
}
IDENTIFIER_TYPES = {"row": pa.int32(), "value": pa.string()}
LISTED_TYPES = {"row": pa.int32(), "list": pa.string(), "since": pa.date32()}
EXEMPTED_TYPES = {"kind": pa.uint8(), "value": pa.string()}
DEFAULT_ROLE = "merchant"
"""A record that does not say what it is, is a merchant."""


class Finder:
    """Takes merchants one by one, then finds all links. A context: its tables are dropped at the end.

    `wanted` merchants get links; the others, a history, only take part in paths. A wanted merchant may stand in the
    history too: it is one merchant with the identifiers of both.
    """

    def __init__(
        self,
        paths: Sequence[LinkPath],
        index: Memberships,
        as_of: date,
        country: str = MAINLAND,
        hasher: Hasher | None = None,
    ) -> None:
        self._paths = paths
        self._listing = listing_of(index, as_of, {path.list for path in paths})
        self._kinds = kinds_of(paths)
        self._intake = Intake(country=country, hasher=hasher)
        self._country, self._rows = country, 0
        self._exempt: set[tuple[str, str]] = set()
        self._graph: Graph | None = None
        self.hashed_kinds: list[str] = []
        self.count = 0
        self._clear()

    def __bool__(self) -> bool:
        """False where nobody can be listed, so that there is nothing to find."""
        return bool(self._listing)

    def __enter__(self) -> Finder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._intake.close()

    def add(self, facts: Facts, wanted: bool = True) -> None:
        """One merchant. Without valid entries nobody can be linked, and nothing is kept."""
        self.count += wanted
        if not self._listing:
            return
        row = self._row(facts["merchant_id"], facts.get("role", DEFAULT_ROLE), wanted)
        for kind, value in identifiers_of(facts, self._kinds):
            self._typed[kind].append((row, value))
        self._listed += [(row, *on) for on in self._listing.lists_of(facts)]
        self._exempt.update(self._listing.exempt_of(facts))
        if self._listing.excuses(facts):
            self._excused.append((row,))
        if len(self._merchants) >= BATCH:
            self._flush()

    def add_file(self, file: str, wanted: bool = True) -> bool:
        """All merchants of a Parquet file at once; False, and nothing added, where rows have to be added one by one.

        Raises `InputError` for a file that is damaged.
        """
        if not isinstance(self._listing, FileListing):
            return False
        self._flush()
        columns = columns_of(file, self._intake.connection, self._rows)
        if columns is None:
            return False
        try:
            self._add_columns(columns, self._listing, wanted)
        except BROKEN as error:
            raise broken(file, error) from error
        return True

    def _add_columns(self, columns: Columns, listing: FileListing, wanted: bool) -> None:
        count = self._intake.add_columns(columns, self._kinds, wanted, DEFAULT_ROLE)
        self._rows += count
        self.count += count if wanted else 0
        for row, kind, key in self._intake.keys_of(columns, listing.key_kinds):
            self._listed += [(row, *on) for on in listing.lists_by(cast("KeyKind", kind), key)]
        if listing.excuses_any:
            ids = self._intake.keys_of(columns, ("merchant",))
            self._excused += [(row,) for row, _, merchant_id in ids if listing.excuses_id(merchant_id)]

    def links(self) -> Iterator[Link]:
        """All links, by merchant id, list, hops and listed merchant. Nothing can be added afterwards."""
        if not self._listing:
            return
        for number, entry in self._listing.nameless():
            row = self._row(entry_name(number), "", False, entry=True)
            self._typed.setdefault(entry.key_kind, []).append((row, entry.key))
            self._listed.append((row, entry.list, entry.since))
        self._flush()
        self._take_exemptions()
        self.hashed_kinds = self._intake.hash_plain()
        self._graph = graph_of(self._intake.connection)
        yield from search(self._graph, self._paths)

    def spared(self, merchant_id: str) -> list[Spared]:
        """What a merchant shares with listed ones without being linked by it; once `links` have been found."""
        return spared(self._graph, self._paths, merchant_id) if self._graph else []

    def _row(self, merchant_id: str, role: str, wanted: bool, entry: bool = False) -> int:
        self._rows += 1
        self._merchants.append((self._rows, merchant_id, role, wanted, entry))
        return self._rows

    def _take_exemptions(self) -> None:
        typed = sorted(self._exempt.union(self._listing.exempt()))
        forms = [(CODES[kind], form) for kind, key in typed if (form := canonical(kind, key, self._country))]
        self._intake.exempt(_table(forms, EXEMPTED_TYPES))

    def _flush(self) -> None:
        self._intake.add_merchants(_table(self._merchants, MERCHANT_TYPES))
        for kind, typed in self._typed.items():
            if typed:
                self._intake.add_identifiers(kind, _table(typed, IDENTIFIER_TYPES))
        self._intake.add_listed(_table(self._listed, LISTED_TYPES))
        self._intake.excuse(_table(self._excused, {"row": pa.int32()}))
        self._clear()

    def _clear(self) -> None:
        self._merchants: list[tuple[int, str, str, bool, bool]] = []
        self._typed: dict[str, list[tuple[int, str]]] = {kind: [] for kind in self._kinds}
        self._listed: list[tuple[int, str, date | None]] = []
        self._excused: list[tuple[int]] = []


def _table(rows: Sequence[tuple[Any, ...]], types: dict[str, pa.DataType]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    return pa.table({name: pa.array(column, kind) for (name, kind), column in zip(types.items(), columns, strict=True)})
