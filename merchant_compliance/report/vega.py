"""Vega-Lite specifications as SVG, drawn without a browser and without the network."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

MEASURED = "sans-serif"
"""The font in which texts are measured while a chart is drawn: to look through a list of fonts takes twice as long.

A page shows them in the font that its style gives to charts."""
INK = "#2b3440"
TEXT = 13
"""Pixels of every text in a chart."""
KEPT = 256
"""Drawings kept, since a page that is made again, or in the other language, repeats some."""


@lru_cache(maxsize=KEPT)
def width_of(text: str, size: int = TEXT) -> int:
    """An estimate in pixels that does not depend on installed fonts: full width for CJK, 0.58 em for the rest."""
    return int(sum(size if ord(letter) > 0x2E7F else 0.58 * size for letter in text)) + 1


def wrapped(text: str, width: int) -> list[str]:
    """A label on two lines if it is wider than `width`: broken between words, or between letters without spaces."""
    if width_of(text) <= width:
        return [text]
    parts = re.findall(r"[\u2e80-\uffff]\s*|[^\s\u2e80-\uffff]+\s*", text)
    first = ""
    while parts and width_of(first + parts[0].rstrip()) <= width:
        first += parts.pop(0)
    return [first.rstrip(), "".join(parts)] if first else [text]


def drawn(spec: dict[str, Any]) -> str:
    """The chart as SVG, without fonts and descriptions of single marks: the page has its style, and a table of it."""
    return _drawn(json.dumps({"config": _config(), **spec}, ensure_ascii=False))


@lru_cache(maxsize=KEPT)
def _drawn(spec: str) -> str:
    import vl_convert

    return re.sub(r' (?:aria-[a-z]+|role|font-family)="[^"]*"', "", vl_convert.vegalite_to_svg(spec))


def _config() -> dict[str, Any]:
    axis = {"labelColor": INK, "domain": False, "ticks": False, "labelFontSize": TEXT, "title": None}
    return {
        "font": MEASURED,
        "background": None,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": INK, "labelFontSize": TEXT, "title": None, "symbolType": "square", "orient": "top"},
        "text": {"color": INK, "fontSize": TEXT},
    }


def own_ids(svg: str, prefix: str) -> str:
    """The chart with ids that no other chart of a page has; they are numbered anew, so that a page is reproducible."""
    for number, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        own = f"{prefix}-{number}"
        svg = svg.replace(f'id="{name}"', f'id="{own}"').replace(f"url(#{name})", f"url(#{own})")
    return svg
