"""The Python of README and embedding guide runs, and prints what stands beside it; commands that are shown exist."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
from guide import DOCS, GUIDES, ROOT, blocks, write_files

from merchant_compliance.cli.main import app

README = ROOT / "README.md"
PAGES = [README, *sorted(DOCS.rglob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
EXPECTED = re.compile(r"^\s*print\(.*\)  # (.*)$")
COMMAND = re.compile(r"^(?:\$ )?(merchant-compliance .*?)(?:\s+#.*)?$|`(merchant-compliance [^`]*)`", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def promised(source: str) -> list[str]:
    """What the comments behind `print` say that it prints."""
    found = [EXPECTED.match(line) for line in source.splitlines()]
    return [match[1].strip() for match in found if match]


@pytest.mark.parametrize("page", [README, DOCS / "embedding.md"], ids=lambda page: page.name)
def test_the_python_of_a_page_prints_what_stands_beside_it(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {}
    sources = [block.text for block in blocks(page, "python")]
    assert sources
    for source in sources:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(source, page.name, "exec"), scope)
        assert printed.getvalue().splitlines() == promised(source)


def test_every_print_of_a_page_has_its_result_beside_it() -> None:
    for page in (README, DOCS / "embedding.md"):
        for block in blocks(page, "python"):
            calls = [n for n in ast.walk(ast.parse(block.text)) if isinstance(n, ast.Call)]
            prints = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
            assert len(promised(block.text)) == len(prints)


def commands_of(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [(a or b).strip() for a, b in COMMAND.findall(text) if "…" not in (a or b) and "|" not in (a or b)]


COMMANDS = sorted({(page.name, command) for page in PAGES if page.exists() for command in commands_of(page)})


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_that_is_shown_exists_with_its_options(page: str, command: str) -> None:
    words = shlex.split(re.sub(r"\s[<>&].*", "", command), posix=True)[1:]
    known: Any = typer.main.get_command(app)
    while hasattr(known, "commands"):  # a group; typer brings its own classes for these
        name = words.pop(0)
        assert name in known.commands, f"{page}: {command}: there is no command {name}"
        known = known.commands[name]
    options = {option for parameter in known.params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.split("=")[0] for word in words if word.startswith("-") and word != "-"}
    assert used <= options | {"--help", "-h"}, f"{page}: {command}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.exists()], ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_has_the_two_commands_as_they_are_promised() -> None:
    text = README.read_text(encoding="utf-8")
    assert "pip install . && merchant-compliance demo" in text
    assert 'pip install ".[test]" && pytest' in text


def test_both_guides_are_linked_from_the_readme() -> None:
    linked = LINK.findall(README.read_text(encoding="utf-8"))
    assert {f"docs/{guide.name}" for guide in GUIDES.values()} <= set(linked)
