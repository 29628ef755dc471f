"""Charts of bars, each in two shapes: as wide as the page, and narrow for a telephone, with labels above the bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from merchant_compliance.report.vega import drawn, width_of, wrapped

WIDE, NARROW = 840, 360
"""Pixels: of a whole chart with its labels."""
ROW, NARROW_ROW, LINE = 32, 48, 15
"""Pixels: of one bar with its gap, with its label above it, and of a second line of such a label."""
ABOVE, BELOW = -13, 9
"""Pixels: from the middle of a narrow row to the middle of the label's last line, and of the bar."""
LABELS = 340
"""Pixels: the most that labels beside the bars may take."""
KEY = 32
"""Pixels: the square before a name in a legend, and the gap after the name."""

Spec = dict[str, Any]


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
        labels = [wrapped(bar.label, room or NARROW) for bar in self.bars]
        lines = max(map(len, labels), default=1)
        step = NARROW_ROW + LINE * (lines - 1) if narrow else ROW + (LINE // 2) * (lines - 1)
        y = {"field": "label", "type": "nominal", "sort": ["\n".join(label) for label in labels], "axis": None}
        x = {"field": "value", "type": "quantitative", "scale": self._scale(width), "axis": None}
        shift = BELOW + LINE * (lines - 1) // 2 if narrow else 0
        bars = [Bar("\n".join(label), bar.segments, bar.note) for label, bar in zip(labels, self.bars, strict=True)]
        layers = [self._marks(bars, x, y, shift, narrow), _notes(bars, x, y, shift)]
        layers += [_labels_above(bars, y, ABOVE + shift - BELOW)] if narrow else [_labels_beside(bars, y), _room(room)]
        return drawn({"width": width, "height": {"step": step}, "layer": layers})

    def _room(self) -> int:
        return min(LABELS, max((width_of(bar.label) for bar in self.bars), default=0) + 12)

    def _scale(self, width: int) -> Spec:
        """The longest bar ends where its words still fit."""
        longest = max((bar.total for bar in self.bars), default=1) or 1
        notes = max((width_of(bar.note) for bar in self.bars), default=0) + 10
        return {"domain": [0, longest * width / (width - min(notes, width - 120))], "nice": False}

    def _marks(self, bars: Sequence[Bar], x: Spec, y: Spec, shift: int, narrow: bool) -> Spec:
        round_end = 0 if self.legend else 3
        return {
            "data": {"values": _data(bars)},
            "mark": {"type": "bar", "height": 14 if narrow else 18, "cornerRadiusEnd": round_end, "yOffset": shift},
            "encoding": {
                "y": y,
                "x": x | {"stack": "zero"},
                "color": _colour(bars, self.order, self._legend(narrow)),
                "order": {"field": "order", "type": "quantitative"},
            },
        }

    def _legend(self, narrow: bool) -> Spec | None:
        """As many columns as the longest name leaves room for."""
        if not self.legend:
            return None
        longest = max((width_of(name) for bar in self.bars for name, _, _ in bar.segments), default=0) + KEY
        return {"columns": max(1, (NARROW if narrow else WIDE - LABELS) // longest), "labelLimit": 0, "rowPadding": 6}


def _notes(bars: Sequence[Bar], x: Spec, y: Spec, shift: int) -> Spec:
    return {
        "data": {"values": _ends(bars)},
        "mark": {"type": "text", "align": "left", "dx": 6, "yOffset": shift},
        "encoding": {"y": y, "x": x, "text": {"field": "note", "type": "nominal"}},
    }


def _labels_above(bars: Sequence[Bar], y: Spec, shift: int) -> Spec:
    """The last line of each label stands just above its bar."""
    return _labels(bars, y, {"value": 0}, "left", lambda lines: shift - LINE * (lines - 1))


def _labels_beside(bars: Sequence[Bar], y: Spec) -> Spec:
    """The middle of each label stands beside the middle of its bar."""
    return _labels(bars, y, {"value": -8}, "right", lambda lines: -(LINE - 1) / 2 * (lines - 1))


def _labels(bars: Sequence[Bar], y: Spec, x: Spec, align: str, rise: Callable[[int], float]) -> Spec:
    """Labels whose first line stands `rise` pixels below the middle of the row."""
    values = [end | {"rise": rise(end["label"].count("\n") + 1)} for end in _ends(bars)]
    mark = {"type": "text", "align": align, "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE - 1}
    return {
        "data": {"values": values},
        "mark": mark | {"limit": LABELS + 20, "yOffset": {"expr": "datum.rise"}},
        "encoding": {"y": y, "x": x, "text": {"field": "label", "type": "nominal"}},
    }


def _room(width: int) -> Spec:
    """Nothing to see: it keeps the room for labels, so that all charts of a page have one scale."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "opacity": 0},
        "encoding": {"x": {"value": -width}, "x2": {"value": 0}, "y": {"value": 0}},
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


def _data(bars: Sequence[Bar]) -> list[Spec]:
    return [
        {"label": bar.label, "row": row, "part": name, "value": value, "order": place}
        for row, bar in enumerate(bars)
        for place, (name, value, _) in enumerate(bar.segments)
        if value
    ]


def _ends(bars: Sequence[Bar]) -> list[Spec]:
    return [{"label": bar.label, "value": bar.total, "note": bar.note} for bar in bars]


def _colour(bars: Sequence[Bar], order: Sequence[str], legend: Spec | None) -> Spec:
    colours = {name: colour for bar in bars for name, _, colour in bar.segments}
    names = [name for name in order if name in colours] or list(colours)
    scale = {"domain": names, "range": [colours[name] for name in names]}
    return {"field": "part", "type": "nominal", "scale": scale, "legend": legend}
