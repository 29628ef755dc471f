"""Entries of lists and links as an embedding service hands them in: checked, and in the form that conditions see.

A misspelt field would otherwise be a fact that silently never matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from merchant_compliance.errors import NOTHING, InputError, Problem
from merchant_compliance.language.schema import ENTRIES
from merchant_compliance.merchant.facts import Facts
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

Entry = Mapping[str, Any]
EMPTY = {"category": "", "brand": "", "region": "", "reason": ""}
LISTS = frozenset(ENTRIES["ListEntry"])
UNSEEN = frozenset(("key_kind", "key", "source"))
"""Columns of a list file that a condition does not see; they may be handed in and are left out."""
LINKS = frozenset(ENTRIES["Link"]) | {"path", "steps", "listed_since"}
"""A link may carry its path, in words and step by step, which reviewers see and conditions do not."""
DATES = ("since", "until")


class Links(Protocol):
    """Where an engine finds the links of a record, such as `linking.index.LinkIndex`; any thread may ask."""

    def lookup(self, facts: Facts, *, as_of: date, explained: bool) -> list[dict[str, Any]] | None:
        """The links of a merchant at a date, as conditions see them; None where they are unknown.

        `explained`, they carry their paths too, for people (`linking.path.ShownPath.data`).
        """


def list_entries(entries: Sequence[Entry], as_of: date) -> list[dict[str, Any]]:
    """Memberships valid at a date; empty text stands for what an entry does not say."""
    given = [_checked(entry, "lists", LISTS) for entry in _sequence(entries, "lists")]
    return [{**EMPTY, **entry} for entry in given if _valid(entry, as_of)]


def link_entries(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    links = [_checked(entry, "links", LINKS) for entry in _sequence(entries, "links")]
    for link in links:
        if not isinstance(link.get("via", []), (list, tuple)):
            raise _refused(
                "links", Text("via 应为列表", "`via` must be a list"), Text('例如 ["phone"]', 'such as ["phone"]')
            )
    return links


def day_of(as_of: date | None) -> date:
    """The date of a decision; today where none is given."""
    if as_of is None:
        return date.today()
    if isinstance(as_of, datetime) or not isinstance(as_of, date):
        what = Text("as_of 应为 datetime.date", "as_of must be a datetime.date")
        raise _refused("as_of", what, Text("例如 date(2021, 12, 31)", "such as date(2021, 12, 31)"))
    return as_of


def _sequence(entries: Any, name: str) -> Sequence[Entry]:
    if isinstance(entries, (list, tuple)) and all(isinstance(entry, Mapping) for entry in entries):
        return entries
    what = Text(f"{name} 应为条目的列表，未知时为 None", f"{name} must be a list of entries, or None for unknown")
    raise _refused(name, what, Text("没有名单时用 []", "use [] for none"))


def _checked(entry: Entry, name: str, known: frozenset[str]) -> dict[str, Any]:
    """The entry as facts are: without what is missing, and with dates where JSON had text."""
    given = {field: value for field, value in entry.items() if value is not None and field not in UNSEEN}
    if not given.keys() <= known:
        field = next(field for field in given if field not in known)
        what = Text(f"{name} 的条目没有字段 {field}", f"an entry of {name} has no field `{field}`")
        listed = ", ".join(sorted(known))
        mend = Text(f"可用的字段：{listed}", f"known fields: {listed}")
        raise _refused(name, what, mend, nearest(field, known))
    for field in DATES:
        if isinstance(given.get(field), str):
            given[field] = _day(field, given[field])
    return given


def _day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = Text(f"名单条目的 {field} 不是日期：{text}", f"`{field}` of a list entry is not a date: {text}")
        raise _refused("lists", what, Text("例如 2021-02-28", "such as 2021-02-28")) from None


def _valid(entry: Entry, as_of: date) -> bool:
    since, until = entry.get("since"), entry.get("until")
    return (since is None or since <= as_of) and (until is None or as_of < until)


def _refused(name: str, what: Text, mend: Text, near: str | None = None) -> InputError:
    return InputError(Problem(f"bad-{name}", what, NOTHING, mend, near))
