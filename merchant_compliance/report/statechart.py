"""A lifecycle as a picture: states from top to bottom, beside each what leads out of it, and a rail to every state.

A row stands for a transition: its event, its condition, a dot where it joins the rail of the state that it leads to.
Each rail has the colour of its state and ends in an arrow at it. There is nothing to lay out but rows and rails, so
that no line ever runs through a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from merchant_compliance.engine.lifecycle.wording import event_text
from merchant_compliance.rulebook.lifecycle import Lifecycle, Transition
from merchant_compliance.text import Language, Text

ROW, ENTRY, GAP, MARGIN, HEAD = 20, 18, 16, 16, 34
BOX, BOX_TEXT, RAIL = 150, 9, 14
LETTER = 6.6
"""Pixels of a narrow letter at the size of the rows; a wide one has twice as many."""
LONGEST = 90
"""Letters of a row; what is longer is cut, and whole in the tooltip."""
COLOURS = (
    *("#2563eb", "#c2410c", "#15803d", "#9333ea", "#be123c", "#0e7490", "#a16207", "#4338ca"),
    *("#b91c1c", "#047857", "#7c3aed", "#475569", "#db2777", "#65a30d"),
)
PREFIX = re.compile(r"\b(?:event|history|params)\.")
STYLE = (
    "text{font-family:'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;font-size:12px;"
    "fill:#1f2937}.t{font-size:15px;font-weight:600}.s{font-size:13px;font-weight:600}.i{fill:#6b7280;font-size:11px}"
    ".w{fill:#6b7280}"
)
STAYS = Text("（状态不变）", "(stays)")


class Block(NamedTuple):
    """A state with the rows of its transitions; `top` is where its incoming rail arrives."""

    state: str
    top: float
    rows: tuple[tuple[Transition, float], ...]
    height: float


def statechart_svg(lifecycle: Lifecycle, language: Language) -> str:
    """The picture as an SVG document that stands for itself: no script, no font, no link."""
    blocks = list(_blocks(lifecycle))
    texts = {t.id: _label(t, lifecycle, language) for block in blocks for t, _ in block.rows}
    left = MARGIN + BOX + 24
    rails_at = left + max((_width(text) for text in texts.values()), default=0) + 84
    rails = {state: rails_at + RAIL * place for place, state in enumerate(_entered(lifecycle))}
    width = rails_at + RAIL * len(rails) + MARGIN
    height = blocks[-1].top + blocks[-1].height + MARGIN
    colours = {state: COLOURS[place % len(COLOURS)] for place, state in enumerate(lifecycle.shape.states)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(lifecycle.shape.title.text.say(language))}">',
        f"<style>{STYLE}</style>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 12}" class="t">{escape(lifecycle.shape.title.text.say(language))}</text>',
        *_rails(blocks, rails, colours),
    ]
    for block in blocks:
        parts += _state(block, lifecycle, language, colours[block.state])
        parts += _rows(block, left, rails, colours, texts, language)
    return "\n".join([*parts, "</svg>\n"])


def _blocks(lifecycle: Lifecycle) -> Iterator[Block]:
    top: float = MARGIN + HEAD
    for state in lifecycle.shape.states:
        leaving = [t for t in lifecycle.transitions if state in t.sources]
        rows = tuple((t, top + ENTRY + ROW * (place + 0.5)) for place, t in enumerate(leaving))
        height = ENTRY + max(ROW * len(leaving), 14)
        yield Block(state, top, rows, height)
        top += height + GAP


def _entered(lifecycle: Lifecycle) -> list[str]:
    targets = {t.target for t in lifecycle.transitions}
    return [state for state in lifecycle.shape.states if state in targets]


def _label(transition: Transition, lifecycle: Lifecycle, language: Language) -> str:
    """Event and condition; where fields, counts and figures come from goes without saying in a picture."""
    event = event_text(lifecycle.shape, transition.on).say(language)
    when = f"  [{PREFIX.sub('', transition.wording)}]" if transition.wording else ""
    stays = f" {STAYS.say(language)}" if transition.target is None else ""
    return event + stays + when


def _width(text: str) -> float:
    """Pixels, by the widths that letters have at most."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text[:LONGEST])
    return LETTER * (min(len(text), LONGEST) + wide * 0.9)


def _rails(blocks: list[Block], rails: dict[str, float], colours: dict[str, str]) -> Iterator[str]:
    """From the highest row that joins it to the lowest, and from there to its state."""
    for block in blocks:
        if block.state not in rails:
            continue
        x, arrives = rails[block.state], block.top + ENTRY / 2
        joins = [y for other in blocks for t, y in other.rows if t.target == block.state]
        line = f'stroke="{colours[block.state]}" stroke-width="2" fill="none"'
        yield f'<path d="M{x:.0f} {min([*joins, arrives]):.1f}V{max([*joins, arrives]):.1f}" {line}/>'
        end = MARGIN + BOX + 7
        yield f'<path d="M{x:.0f} {arrives:.1f}H{end}" {line} stroke-opacity=".55"/>'
        yield f'<path d="M{end - 6} {arrives:.1f}l9 -4v8z" fill="{colours[block.state]}"/>'


def _state(block: Block, lifecycle: Lifecycle, language: Language, colour: str) -> Iterator[str]:
    """A box; a final state has a second border, the initial one a dot before its name."""
    title = lifecycle.shape.states[block.state].title.text.say(language)
    box = f'x="{MARGIN}" y="{block.top:.1f}" width="{BOX}" height="{block.height:.1f}" rx="7"'
    yield f'<rect {box} fill="{colour}" fill-opacity=".1" stroke="{colour}" stroke-width="1.5"/>'
    if block.state in lifecycle.finals:
        inner = f'x="{MARGIN + 3}" y="{block.top + 3:.1f}" width="{BOX - 6}" height="{block.height - 6:.1f}" rx="5"'
        yield f'<rect {inner} fill="none" stroke="{colour}"/>'
    middle = block.top + block.height / 2
    begins = block.state == lifecycle.initial
    if begins:
        yield f'<circle cx="{MARGIN + 13}" cy="{middle:.1f}" r="5" fill="#1f2937"/>'
    x = MARGIN + BOX_TEXT + (16 if begins else 0)
    for line, shift in zip(lines := _broken(title), (-7, 9) if len(lines) > 1 else (4.5,), strict=True):
        yield f'<text x="{x}" y="{middle + shift:.1f}" class="s">{escape(line)}</text>'


def _broken(title: str) -> list[str]:
    """On two lines where it would not fit on one."""
    if sum(2 if east_asian_width(letter) in "WF" else 1 for letter in title) <= 18 or " " not in title:
        return [title]
    spaces = [place for place, letter in enumerate(title) if letter == " "]
    middle = min(spaces, key=lambda place: abs(place - len(title) / 2))
    return [title[:middle], title[middle + 1 :]]


def _rows(
    block: Block,
    left: float,
    rails: dict[str, float],
    colours: dict[str, str],
    texts: dict[str, str],
    language: Language,
) -> Iterator[str]:
    for transition, y in block.rows:
        text = texts[transition.id]
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        notify = transition.do.notify.text.say(language) if transition.do.notify else ""
        tip = escape(" · ".join(part for part in (transition.id, transition.wording, notify) if part))
        yield f'<text x="{left}" y="{y + 4:.1f}" class="i">{escape(transition.id)}<title>{tip}</title></text>'
        yield f'<text x="{left + 62}" y="{y + 4:.1f}">{escape(shown)}<title>{tip}</title></text>'
        if transition.target is not None:
            x, colour = rails[transition.target], colours[transition.target]
            start = left + 62 + _width(text) + 4
            yield f'<path d="M{start:.0f} {y:.1f}H{x:.0f}" stroke="{colour}" stroke-dasharray="1 3" fill="none"/>'
            yield f'<circle cx="{x:.0f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
