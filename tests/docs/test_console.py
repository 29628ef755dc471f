"""What README and guides show of the command line is what it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from guide import GUIDES, ROOT, Block, blocks, write_files

README = ROOT / "README.md"
PAGES = (("en", README), *GUIDES.items())
EXCERPT = ("Outcomes", "Against the ground truth")
"""The parts of the demo that the README shows, beside its first two lines."""
SPOILED = {
    "rules/tea/tea.yaml": {
        'applies: category == "tea"': 'applies: categry == "tea"',
        'require: merchant.subject.kind in ["enterprise"': 'require: merchant.subject.kind in ["company"',
    },
    "scenarios/tea/tea.yaml": {"undetermined: [TEA-001]": "undetermined: []"},
}
"""How a file is changed for a block that names it: to show what mistakes look like."""
CONSOLES = [(language, file, block) for language, file in PAGES for block in blocks(file, "console")]


def spoil(file: Path, changes: dict[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def run(command: str, folder: Path, language: str) -> str:
    environment = os.environ | {"MERCHANT_COMPLIANCE_LANG": language, "COLUMNS": "120", "PYTHONUTF8": "1"}
    program, *words = shlex.split(command)
    if program == "cat":
        return "".join((folder / word).read_text(encoding="utf-8") for word in words)
    words = [sys.executable, "-m", "merchant_compliance", *words]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def shown_in(file: Path, block: Block, folder: Path, language: str) -> str:
    """The block with every output replaced by what its commands print now, among the files of its page."""
    write_files(file, folder)
    if block.about:
        spoil(folder / block.about, SPOILED[block.about])
    commands = [line for line in block.text.splitlines() if line.startswith("$ ")]
    shown = "".join(f"{command}\n{run(command[2:], folder, language)}" for command in commands)
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def comparable(text: str) -> list[str]:
    """Without how long it took."""
    return [re.sub(r"\d+\.\d s$", "… s", line) for line in text.splitlines()]


@pytest.mark.parametrize(("language", "file", "block"), CONSOLES, ids=[f"{f.stem}-{b.about}" for _, f, b in CONSOLES])
def test_a_console_shows_what_is_printed(language: str, file: Path, block: Block, tmp_path: Path) -> None:
    """Where this fails and the new output is right, `make docs` writes it into the page."""
    assert comparable(block.text) == comparable(shown_in(file, block, tmp_path, language))


def parts_of(printed: str) -> list[list[str]]:
    return [part.splitlines() for part in printed.split("\n\n")]


def excerpt(printed: str) -> str:
    """The first lines of the demo and the parts named in `EXCERPT`, without the note below the last table."""
    first, *parts = parts_of(printed)
    chosen = [
        first,
        *([line for line in part if line == part[0] or "  " in line] for part in parts if part[0] in EXCERPT),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in chosen) + "\n"


def test_the_readme_shows_parts_of_the_demo_that_it_prints(tmp_path: Path) -> None:
    printed = run("merchant-compliance demo --count 300", tmp_path, "en")
    (block,) = blocks(README, "text")
    assert [part[0] for part in parts_of(block.text)][1:] == list(EXCERPT)
    assert set(EXCERPT) <= {part[0] for part in parts_of(printed) if part}
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert (tmp_path / "decisions.jsonl").read_text(encoding="utf-8").count("\n") == 300
