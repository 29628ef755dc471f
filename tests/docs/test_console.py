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

PAGES = (("en", ROOT / "README.md"), *GUIDES.items())
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


def replay(block: Block, folder: Path, language: str) -> str:
    """The block with every output replaced by what the command prints now."""
    commands = [line for line in block.text.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{run(command[2:], folder, language)}" for command in commands)


def comparable(text: str) -> list[str]:
    """Without spaces at line ends, and without how long it took."""
    return [re.sub(r"\d+\.\d s$", "… s", line.rstrip()) for line in text.splitlines()]


@pytest.mark.parametrize(("language", "file", "block"), CONSOLES, ids=[f"{f.stem}-{b.about}" for _, f, b in CONSOLES])
def test_a_console_shows_what_is_printed(language: str, file: Path, block: Block, tmp_path: Path) -> None:
    write_files(file, tmp_path)
    if block.about:
        spoil(tmp_path / block.about, SPOILED[block.about])
    assert comparable(block.text) == comparable(replay(block, tmp_path, language))
