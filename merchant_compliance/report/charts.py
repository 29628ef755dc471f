"""Charts of bars, each in two shapes: as wide as the page, and narrow for a telephone, with labels above the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from merchant_compliance.report.vega import drawn, width_of

WIDE, NARROW = 840, 360
"""Pixels: of a whole chart with its labels."""
ROW, NARROW_ROW = 30, 44
"""Pixels: of one bar with its gap, and with its label above it."""
LABELS = 340
"""Pixels: the most that labels beside the bars may take."""
KEY = 32
"""Pixels: the square before a name in a legend, and the gap after the name."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its segments as (name, value, colour), and the words at its end."""

    label: str
    segments: Sequence[tuple[str, int, str]]
    note: str

    @property
    def total(self) -> int:
        return sum(value for _, value, _ in self.segments)


class Chart(Protocol):
    """What a section shows: it can draw itself as wide as the page, or narrow."""

    def svg(self, narrow: bool = False) -> str: ...


@dataclass(frozen=True)
class Horizontal:
    """Bars to the right, in the given order, with words at each end; stacked where a bar has several segments."""

    bars: Sequence[Bar]
    legend: bool = False
    order: Sequence[str] = ()
    """The names of segments as the legend has them."""

    def svg(self, narrow: bool = False) -> str:
        room = 0 if narrow else self._room()
        width = (NARROW if narrow else WIDE) - room
        y = {"field": "label", "type": "nominal", "sort": [bar.label for bar in self.bars], "axis": self._axis(room)}
        x = {"field": "value", "type": "quantitative", "scale": self._scale(width), "axis": None}
        layers = [self._marks(x, y, narrow), self._notes(x, y)]
        layers += [self._labels(y)] if narrow else []
        return drawn({"width": width, "height": {"step": NARROW_ROW if narrow else ROW}, "layer": layers})

    def _room(self) -> int:
        return min(LABELS, max((width_of(bar.label) for bar in self.bars), default=0) + 8)

    def _axis(self, room: int) -> dict[str, Any] | None:
        """Labels beside the bars; none where they stand above them."""
        if not room:
            return None
        return {"minExtent": room, "maxExtent": room, "labelLimit": room, "labelPadding": 8}

    def _scale(self, width: int) -> dict[str, Any]:
        """The longest bar ends where its words still fit."""
        longest = max((bar.total for bar in self.bars), default=1) or 1
        notes = max((width_of(bar.note) for bar in self.bars), default=0) + 10
        return {"domain": [0, longest * width / (width - min(notes, width - 120))], "nice": False}

    def _marks(self, x: dict[str, Any], y: dict[str, Any], narrow: bool) -> dict[str, Any]:
        return {
            "data": {"values": _data(self.bars)},
            "mark": {
                "type": "bar",
                "height": 14 if narrow else 18,
                "cornerRadiusEnd": 0 if self.legend else 3,
                "yOffset": 8 if narrow else 0,
            },
            "encoding": {
                "y": y,
                "x": x | {"stack": "zero"},
                "color": _colour(self.bars, self.order, self._legend(narrow)),
                "order": {"field": "order", "type": "quantitative"},
            },
        }

    def _legend(self, narrow: bool) -> dict[str, Any] | None:
        """As many columns as the longest name leaves room for."""
        if not self.legend:
            return None
        longest = max((width_of(name) for bar in self.bars for name, _, _ in bar.segments), default=0) + KEY
        return {"columns": max(1, (NARROW if narrow else WIDE - LABELS) // longest), "labelLimit": 0}

    def _notes(self, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
        offset = 8 if y["axis"] is None else 0
        return {
            "data": {"values": _ends(self.bars)},
            "mark": {"type": "text", "align": "left", "dx": 6, "yOffset": offset},
            "encoding": {"y": y, "x": x, "text": {"field": "note", "type": "nominal"}},
        }

    def _labels(self, y: dict[str, Any]) -> dict[str, Any]:
        return {
            "data": {"values": _ends(self.bars)},
            "mark": {"type": "text", "align": "left", "dx": 0, "yOffset": -10, "limit": NARROW},
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "label", "type": "nominal"}},
        }


@dataclass(frozen=True)
class Columns:
    """Columns from left to right in the given order, each with its words on top."""

    bars: Sequence[Bar]

    def svg(self, narrow: bool = False) -> str:
        step = min(58, NARROW // max(1, len(self.bars))) if narrow else 84
        labels = [bar.label for bar in self.bars]
        x = {"field": "label", "type": "nominal", "sort": labels, "axis": {"labelAngle": 0, "labelPadding": 8}}
        y = {"field": "value", "type": "quantitative", "axis": None}
        marks = {
            "data": {"values": _data(self.bars)},
            "mark": {"type": "bar", "width": round(step * 0.65), "cornerRadiusEnd": 3},
            "encoding": {"x": x, "y": y, "color": _colour(self.bars, (), None)},
        }
        notes = {
            "data": {"values": _ends(self.bars)},
            "mark": {"type": "text", "baseline": "bottom", "dy": -4},
            "encoding": {"x": x, "y": y, "text": {"field": "note", "type": "nominal"}},
        }
        return drawn({"width": {"step": step}, "height": 170, "layer": [marks, notes]})


def _data(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    return [
        {"label": bar.label, "row": row, "part": name, "value": value, "order": place}
        for row, bar in enumerate(bars)
        for place, (name, value, _) in enumerate(bar.segments)
        if value
    ]


def _ends(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    return [{"label": bar.label, "value": bar.total, "note": bar.note} for bar in bars]


def _colour(bars: Sequence[Bar], order: Sequence[str], legend: dict[str, Any] | None) -> dict[str, Any]:
    colours = {name: colour for bar in bars for name, _, colour in bar.segments}
    names = [name for name in order if name in colours] or list(colours)
    scale = {"domain": names, "range": [colours[name] for name in names]}
    return {"field": "part", "type": "nominal", "scale": scale, "legend": legend}
