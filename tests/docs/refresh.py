"""`make docs`: rewrites what README and guides show of the command line with what it prints now."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from guide import Block, blocks
from test_console import PAGES, README, comparable, excerpt, run, shown_in


def fence(block: Block, text: str) -> str:
    about = f" {block.about}" if block.about else ""
    return f"```{block.language}{about}\n{text}```"


def refresh(language: str, file: Path) -> None:
    page = file.read_text(encoding="utf-8")
    for block in blocks(file, "console"):
        with TemporaryDirectory() as folder:
            now = shown_in(file, block, Path(folder), language)
        if comparable(now) != comparable(block.text):
            page = page.replace(fence(block, block.text), fence(block, now))
    file.write_text(page, encoding="utf-8")


def refresh_demo() -> None:
    with TemporaryDirectory() as folder:
        now = excerpt(run("merchant-compliance demo", Path(folder), "en"))
    (block,) = blocks(README, "text")
    page = README.read_text(encoding="utf-8")
    README.write_text(page.replace(fence(block, block.text), fence(block, now)), encoding="utf-8")


if __name__ == "__main__":
    for language, file in PAGES:
        refresh(language, file)
    refresh_demo()
