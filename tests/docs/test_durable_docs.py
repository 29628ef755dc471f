"""The page on durable_rules names every refusal and every reproduction, in the words of the code."""

from __future__ import annotations

import ast
from pathlib import Path

from merchant_compliance.language.durable_refusals import UNFIT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "durable_rules.md").read_text(encoding="utf-8")


def row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def test_every_refusal_stands_on_the_page() -> None:
    for what, why, mend in UNFIT.values():
        assert row(what.en, why.en, mend.en) in PAGE.splitlines()


def test_every_reproduction_stands_on_the_page() -> None:
    tree = ast.parse((ROOT / "benchmarks" / "durable_repros.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    names = [node.args[0].id for node in calls if node.func.id == "Fault" and isinstance(node.args[0], ast.Name)]  # type: ignore[attr-defined]
    assert len(names) > 15
    assert [name for name in names if f"| `{name}` |" not in PAGE] == []
