"""The curve of the degree cap as a picture: recall and precision of interception, who is reviewed for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

FONT = "'Noto Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif"
INK, FAINT = "#2b3440", "#e3e0d8"
LINES = {
    "recall": ("recall: returners within reach who are intercepted", "#4c8c6b"),
    "precision": ("precision: intercepted merchants who are returners", "#a2423f"),
    "reviewed": ("others who are sent to a person for review", "#d8a050"),
}
SHIPPED = 100
LAST = 10_000
"""Where the point without a cap stands."""


def draw(points: Sequence[dict[str, float]], file: Path) -> None:
    """Writes the SVG."""
    import vl_convert

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(vl_convert.vegalite_to_svg(spec(points)), encoding="utf-8")


def spec(points: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Vega-Lite: shares over the cap, on a logarithmic axis whose last tick is `no cap`."""
    rows = [
        {"cap": min(point["cap"], LAST), "what": title, "share": point[name]}
        for point in points
        for name, (title, _) in LINES.items()
    ]
    titles, colours = zip(*LINES.values(), strict=True)
    x = {
        "field": "cap",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [2, LAST]},
        "axis": {
            "title": "cap: an identifier with more holders links nobody",
            "values": [2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, LAST],
            "labelExpr": f"datum.value == {LAST} ? 'none' : format(datum.value, ',')",
        },
    }
    y = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": None, "format": "%", "tickCount": 5},
    }
    colour = {"field": "what", "type": "nominal", "scale": {"domain": titles, "range": colours}}
    legend = {"title": None, "orient": "top", "columns": 1, "labelLimit": 500, "symbolType": "stroke"}
    return {
        "config": {
            "font": FONT,
            "background": "white",
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "titleColor": INK, "gridColor": FAINT, "domain": False, "ticks": False},
            "legend": {"labelColor": INK, "labelFontSize": 12},
        },
        "width": 640,
        "height": 260,
        "layer": [
            {
                "data": {"values": [{"cap": SHIPPED, "note": "shipped: 100"}]},
                "layer": [
                    {"mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]}, "encoding": {"x": x}},
                    {
                        "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
                        "encoding": {"x": x, "y": {"value": 130}, "text": {"field": "note", "type": "nominal"}},
                    },
                ],
            },
            {
                "data": {"values": rows},
                "mark": {"type": "line", "point": {"size": 30}, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour | {"legend": legend}},
            },
        ],
    }
