"""Reads the fenced blocks and tables of the guides, so that every example in them can be run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = {"en": DOCS / "rule-author-guide.md", "zh": DOCS / "规则编写指南.md"}
FENCE = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what else stands on the fence (a file, a `for_each`), and its text."""

    language: str
    about: str
    text: str


def blocks(file: Path, language: str) -> list[Block]:
    found = FENCE.findall(file.read_text(encoding="utf-8"))
    return [Block(*parts) for parts in found if parts[0] == language]


def write_files(file: Path, folder: Path) -> None:
    """Every block that names a file and is not a console, written below `folder`."""
    for language in ("yaml", "json", "csv"):
        for block in blocks(file, language):
            if "." not in block.about:
                continue
            target = folder / block.about
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")


def table(file: Path, section: str, width: int) -> list[list[str]]:
    """The rows of the tables of one section (its number) that have this many columns, without their heads."""
    text = file.read_text(encoding="utf-8")
    start = re.search(rf"^## {section}\. ", text, re.MULTILINE)
    assert start, f"{file.name} has no section {section}"
    part = text[start.start() :].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in CELL.split(line)[1:-1]] for line in part.splitlines() if line.startswith("|")]
    heads = [n for n, row in enumerate(rows) if set("".join(row)) <= set("-")]
    skipped = {n for head in heads for n in (head - 1, head)}
    return [row for n, row in enumerate(rows) if n not in skipped and len(row) == width]


def code(cell: str) -> str:
    """The code of a cell; a pipe is written `\\|` inside a table."""
    found = re.fullmatch(r"`` ?(.*?) ?``|`(.*)`", cell)
    assert found, f"no code: {cell}"
    return (found[1] or found[2]).replace("\\|", "|")


def expressions(block: Block) -> list[str]:
    """The conditions of a block, one a line; comment lines are for the reader."""
    return [line for line in block.text.splitlines() if line.strip() and not line.startswith("//")]
