"""What the report is put together from: tables, sections, headline figures, and how numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from merchant_compliance.errors import NOTHING
from merchant_compliance.linking.path import ShownPath
from merchant_compliance.lists.names import list_name
from merchant_compliance.report.charts import Chart
from merchant_compliance.report.vega import own_ids
from merchant_compliance.text import Language, Text

ROWS = 15
"""Bars in a chart and rows of the rule table; the whole ranking is in `--json`."""
MERCHANTS = Text("商家数", "Merchants")
SHARE = Text("占比", "Share")


class Meter(NamedTuple):
    """A bar in a cell: which part of the cell it fills, and its colour."""

    part: float
    colour: str

    @property
    def percent(self) -> str:
        return f"{self.part:.1%}"


class Code(NamedTuple):
    """Something to be read letter by letter, such as a condition or a name."""

    source: str


class Link(NamedTuple):
    """A way to another page, or to a place on one."""

    href: str
    said: Text


Cell = str | Text | Meter | Code | Link


@dataclass(frozen=True)
class Table:
    """`numeric` are the places of the columns that hold numbers."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[int] = frozenset()


EMPTY = Table((), ())


class Picture(NamedTuple):
    """A path of shared identifiers, drawn as boxes and arrows, with a line above it."""

    caption: Text
    path: ShownPath

    @property
    def end(self) -> Text:
        """What is known of the merchant at the end of the path."""
        name, since = list_name(self.path.list), self.path.since
        listed = Text(f"在{name.zh}上", f"on {name.en}")
        return Text(f"自 {since} 起{listed.zh}", f"{listed.en} since {since}") if since else listed


class Card(NamedTuple):
    """One finding or rule with what there is to say of it, label by label; `tag` and its colour say what follows.

    `anchors` are the names under which a link finds it.
    """

    id: str
    title: Text
    tag: Text
    colour: str
    lines: Sequence[tuple[Text, Sequence[Text | Code]]]
    anchors: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """One part of a page: what is shown of it stands in this order.

    `chart` draws in one language, and its table can be opened; without it the table itself is shown.
    """

    id: str
    title: Text
    note: Text = NOTHING
    table: Table = EMPTY
    chart: Callable[[Language], Chart] | None = None
    cards: Sequence[Card] = ()
    pictures: Sequence[Picture] = ()
    remarks: Sequence[Text] = ()

    @property
    def filled(self) -> bool:
        return bool(self.table.rows or self.cards or self.pictures or self.remarks)

    def drawn(self, language: Language, narrow: bool = False) -> str:
        """The chart as SVG whose ids are its own."""
        if self.chart is None:
            return ""
        return own_ids(self.chart(language).svg(narrow), f"{self.id}-{language}{'-narrow' if narrow else ''}")


@dataclass(frozen=True)
class Figure:
    """One headline number with what it counts."""

    value: str
    label: Text
    note: Text = NOTHING


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def counted(part: int, whole: int) -> str:
    return f"{part:,} ({share(part, whole)})"


def joined(texts: Sequence[Text]) -> Text:
    """Several words in a row, as each language separates them."""
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def same(text: str) -> Text:
    """What both languages write alike, such as an id."""
    return Text(text, text)
