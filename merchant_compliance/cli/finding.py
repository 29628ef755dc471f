"""Finding one merchant in a file of any size, row by row."""

from __future__ import annotations

from collections.abc import Mapping

from merchant_compliance.cli.screen import progress
from merchant_compliance.errors import InputError, wrong
from merchant_compliance.merchant.readers import length_of, read_rows
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.text import Text


def find(source: str, merchant_id: str, allow_unknown: bool = False) -> Merchant:
    """The first row of this id. A rejected row of this id raises its own problems, an unknown id the nearest one."""
    likest = Likest(merchant_id)
    rows = read_rows(source, allow_unknown=allow_unknown)
    for row in progress(rows, source, length_of(source), lambda row: row.position):
        found = row.merchant.merchant_id if row.merchant else _id_of(row.raw)
        if found == merchant_id:
            if row.merchant is None:
                raise InputError(row.problems)
            return row.merchant
        if isinstance(found, str):
            likest.see(found)
    raise wrong(
        "unknown-merchant",
        Text(f"{source} 中没有商家 {merchant_id}", f"there is no merchant {merchant_id} in {source}"),
        nearest=likest.name,
    )


def _id_of(raw: object) -> object:
    return raw.get("merchant_id") if isinstance(raw, Mapping) else None


class Likest:
    """The name most like `wanted` among those seen, kept in constant memory; below 60 of 100 none is."""

    def __init__(self, wanted: str) -> None:
        from rapidfuzz import fuzz

        self._wanted, self._ratio = wanted, fuzz.ratio
        self.name: str | None = None
        self._score = 60.0

    def see(self, name: str) -> None:
        score = self._ratio(self._wanted, name, score_cutoff=self._score)
        if score > self._score:
            self.name, self._score = name, score
