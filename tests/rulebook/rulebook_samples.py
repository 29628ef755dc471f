"""Rulebooks of a few lines for the loader's tests, and the problems that it finds in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.load import inspect, load
from merchant_compliance.rulebook.rulebook import Rulebook

TODAY = date(2021, 6, 1)
HEADER = "rulebook: test\nversion: 1.10\n"
TEXTS = """\
title: {zh: 标题, en: Title}
reason: {zh: 原因, en: Reason}
remedy: {zh: 补救, en: Remedy}
citations: [a source]
"""


def indented(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line if line else line for line in dedent(text).strip().split("\n"))


def item(text: str) -> str:
    """A rule, table or document as an item of a list, with the texts that every rule should have."""
    return "  - " + indented(f"{dedent(text).strip()}\n{TEXTS}", 4).lstrip() + "\n"


def policy(*rules: str, name: str = "test", head: str = "", tables: str = "", documents: str = "") -> str:
    """A policy file of these rules; `head` are further keys, `tables` and `documents` single items."""
    sections = (("rules", rules), ("decision_tables", (tables,)), ("documents", (documents,)))
    text = f"policy: {name}\ntitle: {{zh: 制度, en: Policy}}\n{dedent(head).strip()}\n".replace("\n\n", "\n")
    for key, items in sections:
        if any(items):
            text += f"{key}:\n" + "".join(item(each) for each in items if each)
    return text


def write(folder: Path, **files: str) -> Path:
    """A rulebook folder with these files (by name, `__` for a slash); a header is added."""
    for name, text in {"rulebook": HEADER, **files}.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, **files: str) -> Rulebook:
    return load(write(folder, **files), TODAY)


def problems(folder: Path, **files: str) -> list[Problem]:
    return inspect(write(folder, **files), TODAY)[1]


def told(found: list[Problem]) -> list[tuple[str, int, int, str | None]]:
    """What matters of problems in a table of cases: code, place and nearest name."""
    return [(problem.code, problem.line, problem.column, problem.nearest) for problem in found]
