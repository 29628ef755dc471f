"""A browser, where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
ALONE = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by playwright; tests that want it are skipped, and say why, where one of them is absent."""
    play = pytest.importorskip("playwright.sync_api", reason="browser: playwright is not installed")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"browser: none of {', '.join(NAMES)} is installed (Debian: apt install chromium)")
    with play.sync_playwright() as playing:
        launched = playing.chromium.launch(executable_path=found, args=list(ALONE))
        yield launched
        launched.close()
