"""Which of many merchants can be on a list at all: keys looked up by the column, before anybody is asked for entries.

INVARIANT: whoever has a key that is listed is among them. Nobody else has to be left out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merchant_compliance.lists.entry import KeyKind
from merchant_compliance.lists.keys import KEYS, SPELLINGS, Listed
from merchant_compliance.merchant.text_columns import Rows, Texts

ASCII = r"\A[!-~]+\z"
CHINESE = r"\A[!-~\x{4E00}-\x{9FFF}]+\z"
LETTERS = r"\A[0-9A-Za-z]+\z"
PLAIN: dict[KeyKind, str] = {
    "merchant": ASCII,
    "uid": ASCII,
    "id_number": r"\A[0-9A-Za-z]{18}\z",
    "uscc": ASCII,
    "phone": r"\A1[0-9]{10}\z",
    "address": CHINESE,
    "device": ASCII,
    "bank_account": LETTERS,
    "trademark": CHINESE,
}
"""Texts that are their own spelling but for small letters: no space, nothing that NFKC changes, nothing cut out."""
AS_TYPED: frozenset[KeyKind] = frozenset({"merchant"})
"""Keys whose small letters stay."""


def spelled(kind: KeyKind, texts: pa.Array) -> list[str]:
    """Every text of a column without nulls in the one spelling of keys of this kind."""
    plain = Texts(texts).match(PLAIN[kind])
    found: list[str] = (texts if kind in AS_TYPED else pc.ascii_upper(texts)).to_pylist()
    for row in np.flatnonzero(~plain):
        found[row] = SPELLINGS[kind](texts[int(row)].as_py())
    return found


def rows_listed(column: Callable[[tuple[str, ...]], pa.Array], listed: Listed) -> Rows:
    """The rows with a listed key, in order. `column` gives the texts, or lists of texts, at the path of a key."""
    found = [_rows(kind, column(path), listed[kind]) for kind, path, _ in KEYS if kind in listed]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.intp)


def _rows(kind: KeyKind, column: pa.Array, is_listed: Callable[[str], bool]) -> Rows:
    """A missing text in a list of them is none of our business: whoever has one is asked for."""
    if column.null_count == len(column):
        return np.zeros(0, np.intp)
    many = pa.types.is_list(column.type)
    texts = pc.list_flatten(column) if many else column
    rows = np.asarray(pc.list_parent_indices(column)) if many else np.arange(len(column))
    given = np.asarray(texts.is_valid())
    if not given.all():
        texts = texts.drop_null()
    hits = np.fromiter(map(is_listed, spelled(kind, texts)), np.bool_, len(texts))
    return np.concatenate((rows[given][hits], rows[~given] if many else rows[:0])).astype(np.intp)
