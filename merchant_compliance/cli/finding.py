"""Finding one merchant in files of any size, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from merchant_compliance.cli.screen import progress
from merchant_compliance.errors import InputError, wrong
from merchant_compliance.merchant.readers import Row, length_of, read_rows
from merchant_compliance.merchant.record import Merchant
from merchant_compliance.text import Text


def find(sources: Sequence[str], merchant_id: str, allow_unknown: bool = False) -> Merchant:
    """The first row of this id. A rejected row of this id raises its own problems, an unknown id the nearest one."""
    likest = Likest(merchant_id)
    for row in chain.from_iterable(_rows(source, allow_unknown) for source in sources):
        found = row.merchant.merchant_id if row.merchant else _id_of(row.raw)
        if found == merchant_id:
            if row.merchant is None:
                raise InputError(row.problems)
            return row.merchant
        if isinstance(found, str):
            likest.see(found)
    count = len(sources)
    where = Text(sources[0], sources[0]) if count == 1 else Text(f"这 {count} 个文件", f"any of these {count} files")
    raise wrong(
        "unknown-merchant",
        Text(f"{where.zh} 中没有商家 {merchant_id}", f"there is no merchant {merchant_id} in {where.en}"),
        nearest=likest.name,
    )


def _rows(source: str, allow_unknown: bool) -> Iterator[Row]:
    rows = read_rows(source, allow_unknown=allow_unknown)
    return progress(rows, source, length_of(source), lambda row: row.position)


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
