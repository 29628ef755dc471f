"""Charts as inline SVG: Vega-Lite specifications, rendered without a browser and without the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

FONT = "'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"
INK, FAINT = "#2b3440", "#e3e0d8"
WIDTH, ROW = 840, 30
"""Pixels: of a whole chart with its labels, and of one bar with its gap."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its segments as (name, value, colour), and the words at its end."""

    label: str
    segments: Sequence[tuple[str, int, str]]
    note: str

    @property
    def total(self) -> int:
        return sum(value for _, value, _ in self.segments)


@cache
def width_of(text: str, size: int = 13) -> int:
    """An estimate in pixels that does not depend on installed fonts: full width for CJK, 0.58 em for the rest."""
    return int(sum(size if ord(letter) > 0x2E7F else 0.58 * size for letter in text)) + 1


def _config() -> dict[str, Any]:
    axis = {"labelColor": INK, "domain": False, "ticks": False, "labelFontSize": 13, "title": None}
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": INK, "labelFontSize": 13, "title": None, "symbolType": "square", "orient": "top"},
        "text": {"color": INK, "fontSize": 13},
    }


def _data(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    return [
        {"label": bar.label, "row": row, "part": name, "value": value, "order": place}
        for row, bar in enumerate(bars)
        for place, (name, value, _) in enumerate(bar.segments)
        if value
    ]


def _colours(bars: Sequence[Bar]) -> dict[str, str]:
    return {name: colour for bar in bars for name, _, colour in bar.segments}


def _colour(bars: Sequence[Bar], order: Sequence[str], legend: bool) -> dict[str, Any]:
    colours = _colours(bars)
    names = [name for name in order if name in colours] or list(colours)
    scale = {"domain": names, "range": [colours[name] for name in names]}
    extra = {"columns": 5, "labelLimit": 220} if legend else None
    return {"field": "part", "type": "nominal", "scale": scale, "legend": extra}


def horizontal(bars: Sequence[Bar], *, legend: bool = False, order: Sequence[str] = ()) -> str:
    """Bars to the right, in the given order, with words at each end; stacked where a bar has several segments."""
    labels = [bar.label for bar in bars]
    room = min(340, max(map(width_of, labels), default=0) + 8)
    longest = max((bar.total for bar in bars), default=1) or 1
    notes = max((width_of(bar.note) for bar in bars), default=0) + 10
    width = WIDTH - room
    scale = {"domain": [0, longest * width / (width - min(notes, width - 120))], "nice": False}
    y = {
        "field": "label",
        "type": "nominal",
        "sort": labels,
        "axis": {"minExtent": room, "maxExtent": room, "labelLimit": room, "labelPadding": 8},
    }
    x = {"field": "value", "type": "quantitative", "scale": scale, "axis": None}
    ends = [{"label": bar.label, "value": bar.total, "note": bar.note} for bar in bars]
    return _svg(
        {
            "width": width,
            "height": {"step": ROW},
            "layer": [
                {
                    "data": {"values": _data(bars)},
                    "mark": {"type": "bar", "height": 18, "cornerRadiusEnd": 0 if legend else 3},
                    "encoding": {
                        "y": y,
                        "x": x | {"stack": "zero"},
                        "color": _colour(bars, order, legend),
                        "order": {"field": "order", "type": "quantitative"},
                    },
                },
                {
                    "data": {"values": ends},
                    "mark": {"type": "text", "align": "left", "dx": 6},
                    "encoding": {"y": y, "x": x, "text": {"field": "note", "type": "nominal"}},
                },
            ],
        }
    )


def columns(bars: Sequence[Bar]) -> str:
    """Columns from left to right in the given order, each with its words on top."""
    labels = [bar.label for bar in bars]
    x = {"field": "label", "type": "nominal", "sort": labels, "axis": {"labelAngle": 0, "labelPadding": 8}}
    y = {"field": "value", "type": "quantitative", "axis": None}
    ends = [{"label": bar.label, "value": bar.total, "note": bar.note} for bar in bars]
    return _svg(
        {
            "width": {"step": 58},
            "height": 170,
            "layer": [
                {
                    "data": {"values": _data(bars)},
                    "mark": {"type": "bar", "width": 38, "cornerRadiusEnd": 3},
                    "encoding": {"x": x, "y": y, "color": _colour(bars, (), legend=False)},
                },
                {
                    "data": {"values": ends},
                    "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                    "encoding": {"x": x, "y": y, "text": {"field": "note", "type": "nominal"}},
                },
            ],
        }
    )


def _svg(spec: dict[str, Any]) -> str:
    """The chart as SVG, without descriptions of single marks: the page describes it as a whole and has its table."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({"config": _config(), **spec})
    return re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)


def own_ids(svg: str, prefix: str) -> str:
    """The chart with ids that no other chart of a page has; they are numbered anew, so that a page is reproducible."""
    for number, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        own = f"{prefix}-{number}"
        svg = svg.replace(f'id="{name}"', f'id="{own}"').replace(f"url(#{name})", f"url(#{own})")
    return svg
