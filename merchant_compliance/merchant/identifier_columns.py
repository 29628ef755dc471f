"""The identifiers of many merchants at once: what `check_identifiers` says, from columns instead of records.

Texts of an ordinary shape are judged together; of all others each distinct one is asked for once.
INVARIANT: the findings are those of `check_identifiers`, in its order, whatever the texts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.identifiers import CHECKS, Finding, check_identifiers
from merchant_compliance.merchant.plain_shapes import NUMBERS, SHAPES, Columns, Numbers, Path
from merchant_compliance.merchant.text_columns import Rows, Texts

BESIDES: tuple[Path, ...] = (("subject", "kind"), ("subject", "id_kind"))
"""What checks read besides the identifiers."""
CHECKED: tuple[Path, ...] = (*(check[:2] for check in CHECKS), *BESIDES)
NONE, UNSURE = -1, -2


class Found(NamedTuple):
    """How many identifiers each record has, and for all of them in turn the number of the finding."""

    counts: NDArray[np.int64]
    numbers: Numbers
    findings: list[Finding]


def check_columns(columns: Columns) -> Found:
    """The findings of records, of which `columns` has every path of `CHECKED` as a column of text."""
    known = {finding: int(number) for finding, number in NUMBERS.items()}
    judged = np.stack([_judged(check[:2], columns, known) for check in CHECKS], axis=1)
    there = judged != NONE
    return Found(there.sum(axis=1), judged[there], list(known))


def _judged(path: Path, columns: Columns, known: dict[Finding, int]) -> Numbers:
    """The number of the finding of each row, or NONE. New findings are added to the known ones."""
    column = columns[path]
    if column.null_count == len(column):
        return np.full(len(column), NONE, np.int32)
    texts = Texts(column)
    found = np.where(texts.sizes > 0, np.int32(UNSURE), np.int32(NONE))
    if shape := SHAPES.get(path):
        for rows, numbers in shape(texts, columns):
            found[rows] = numbers
    unsure = np.flatnonzero(found == UNSURE)
    if len(unsure):
        found[unsure] = _asked(path, unsure, columns, known)
    return found


def _asked(path: Path, rows: Rows, columns: Columns, known: dict[Finding, int]) -> list[int]:
    """What the check says of these rows, asked once for all that look the same to it."""
    texts, kinds, id_kinds = (columns[each].take(pa.array(rows)).to_pylist() for each in (path, *BESIDES))
    answers: dict[tuple[str, str | None, str | None], int] = {}
    alike = list(zip(texts, kinds, id_kinds, strict=True))
    for each in set(alike):
        finding = _finding(path, *each)
        answers[each] = known.setdefault(finding, len(known))
    return [answers[each] for each in alike]


def _finding(path: Path, text: str, kind: str | None, id_kind: str | None) -> Finding:
    part, name = path
    subject = {"kind": kind, "id_kind": id_kind}
    facts: Facts = {"subject": {field: value for field, value in subject.items() if value is not None}}
    facts.setdefault(part, {})[name] = text
    (found,) = check_identifiers(facts)
    return found["kind"], found["valid"], found["problem"]
