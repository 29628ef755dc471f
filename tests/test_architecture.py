"""The shape of the code: imports run downward only, every module says what it is for, files stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "merchant_compliance"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
"""Lines, of a function without its signature. CONTRIBUTING.md aims at 100 and 10."""
LONGER = {
    "merchant_compliance/language/python.py": 350,  # one method a kind of node
    "merchant_compliance/language/sql_functions.py": 350,  # one function an operator of CEL
}
"""The two targets, whose parts belong together."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_imports_run_downward_only() -> None:
    """The layers stand in pyproject.toml. Exhaustive: a new package must be given its place."""
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    if source.strip():  # an empty __init__.py has nothing to say
        docstring = ast.get_docstring(ast.parse(source))
        assert docstring, f"{name_of(file)} has no docstring"
        assert docstring[0].isupper() or docstring[0] == "`", docstring


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_files_and_functions_stay_short(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGER.get(name_of(file), LONGEST_FILE)
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    sizes = {f.name: (f.end_lineno or 0) - f.body[0].lineno + 1 for f in functions}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_importing_the_package_imports_none_of_its_parts() -> None:
    code = "import sys, merchant_compliance; print([m for m in sys.modules if m.startswith('merchant_compliance.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import merchant_compliance

    for name in merchant_compliance.__all__:
        assert getattr(merchant_compliance, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Enginee'"):
        _ = merchant_compliance.Enginee
