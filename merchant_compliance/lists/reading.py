"""List files: CSV, JSON lines, JSON or Parquet. A wrong line is an error for the file, since a list is complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.lists.complaints import EMPTY_KEY, ENDS_FIRST, HASHED_KEY, problem_of
from merchant_compliance.lists.entry import HASHED, SHIPPED_LISTS, Entry
from merchant_compliance.lists.index import ListIndex
from merchant_compliance.lists.keys import SPELLINGS
from merchant_compliance.merchant.complaints import plain
from merchant_compliance.merchant.files import Layout, Raw
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.merchant.readers import raw_rows
from merchant_compliance.text import Text

NONE = "none"
"""Said instead of a file: there are no listed merchants at all."""
PROBLEM_LIMIT = 20
FIELDS = tuple(Entry.model_fields)
LISTS = Layout(dict.fromkeys(FIELDS, False), frozenset(FIELDS), ("list", "key_kind", "key"))


def read_list_file(path: str | Path) -> ListIndex:
    """The index of one file, or an empty one for `none`.

    Raises `InputError` with the first 20 wrong lines. INVARIANT: no text of a problem repeats a key.
    """
    if str(path) == NONE:
        return ListIndex()
    entries, problems = [], []
    for raw in raw_rows(path, LISTS):
        found = checked(raw) if not _is_hashed(raw) else [HASHED_KEY]
        if isinstance(found, Entry):
            entries.append(found)
        else:
            problems += [problem.at(str(path), raw.line, problem.column) for problem in found]
        if len(problems) >= PROBLEM_LIMIT:
            break
    if problems:
        raise InputError(problems)
    return ListIndex(entries)


def near_misses(index: ListIndex, path: str | Path = "") -> list[Problem]:
    """Warnings for list names that no shipped rule reads but that look like one that some rule does."""
    return near_names((entry.list for entry in index.entries), path)


def near_names(names: Iterable[str], path: str | Path = "") -> list[Problem]:
    """The same for the names alone, each once."""
    unknown = dict.fromkeys(name for name in names if name not in SHIPPED_LISTS)
    return [
        Problem(
            "unusual-list",
            Text(f"名单 {plain(name)} 不是内置名单", f"the list {plain(name)} is none of the shipped ones"),
            Text("内置规则不会读取它", "no shipped rule reads it"),
            Text("如系笔误请改正", "correct the name if it is a slip"),
            near,
            "warning",
            str(path),
        )
        for name in unknown
        if (near := nearest(name, SHIPPED_LISTS))
    ]


def _is_hashed(raw: Raw) -> bool:
    key = raw.value.get("key") if isinstance(raw.value, dict) else None
    return isinstance(key, str) and key.startswith(HASHED)


def checked(raw: Raw) -> Entry | list[Problem]:
    """The entry of one row, or all that is wrong with it."""
    if raw.problems:
        return list(raw.problems)
    try:
        entry = Entry.model_validate(raw.value)
    except ValidationError as error:
        return [problem_of(detail) for detail in error.errors(include_url=False)]
    return list(_faults(entry)) or entry


def _faults(entry: Entry) -> Iterator[Problem]:
    """What one field alone does not show."""
    if not SPELLINGS[entry.key_kind](entry.key):
        yield EMPTY_KEY
    if entry.since and entry.until and entry.until <= entry.since:
        yield ENDS_FIRST
