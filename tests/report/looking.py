"""How a page is looked at in a browser: its widths, what is outside them, and what the browser said and asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK, TABLET, PHONE = 1280, 768, 360
PAPER, PAPER_HEIGHT = 680, 1009
"""CSS pixels of an A4 page without its margins of 15 mm."""
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  if (one.closest(".scroll, .quiet, svg") || !one.getClientRects().length) return false;
  const r = one.getBoundingClientRect();
  return r.left < -1 || r.right > innerWidth + 1 || (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
}).map((one) => one.tagName + "." + one.className + ": " + one.textContent.trim().slice(0, 60))"""
SHAPES = [(DESK, "screen"), (PHONE, "screen"), (PAPER, "print")]
Box = list[float]


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page with two more lists: `said`, messages and errors of the browser, and `asked`, the addresses it wanted."""
    page = browser.new_page()
    page.said, page.asked = [], []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.goto(address)
    yield page
    page.close()


def at(page: Page, width: int, language: str, media: str = "screen") -> Page:
    page.emulate_media(media=media)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("language => show(language)", language)
    return page


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share, in square pixels."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] - 1 and box[1] >= frame[1] - 1 and box[2] <= frame[2] + 1 and box[3] <= frame[3] + 1
