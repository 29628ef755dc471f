"""The frame: quick start, languages, signals and pipes, help for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_samples import Invoke, write_lines

from merchant_compliance import __version__
from merchant_compliance.cli.speech import asked_for, from_environment
from merchant_compliance.engine.rows.aside import Aside
from merchant_compliance.errors import InputError

HEAVY = (
    "pydantic",
    "duckdb",
    "pyarrow",
    "rich",
    "jinja2",
    "vl_convert",
    "faker",
    "cel_expr_python",
    "yaml",
    "rapidfuzz",
)
COMMANDS = [
    ["demo"],
    ["evaluate"],
    ["explain"],
    ["generate"],
    ["scenarios", "run"],
    *(["rules", name] for name in ("check", "list", "show", "search", "schema", "new")),
]


def python(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MERCHANT_COMPLIANCE_LANG": "en", **more}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=60, check=False
    )


def test_the_module_is_the_command() -> None:
    result = python("-m", "merchant_compliance", "--version")
    assert (result.returncode, result.stdout) == (0, f"merchant-compliance {__version__}\n")


def test_starting_imports_nothing_heavy() -> None:
    code = f"import sys, merchant_compliance.cli.main; print([n for n in {HEAVY!r} if n in sys.modules])"
    assert python("-c", code).stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples(cli: Invoke, command: list[str]) -> None:
    result = cli(*command, "--help")
    assert result.exit_code == 0
    assert f"$ merchant-compliance {' '.join(command)}" in result.stdout


def test_help_speaks_chinese() -> None:
    result = python("-m", "merchant_compliance", "evaluate", "--help", MERCHANT_COMPLIANCE_LANG="zh")
    assert "判定商家" in result.stdout
    assert "示例" in result.stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "MERCHANT_COMPLIANCE_LANG": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert from_environment(environment) == language


@pytest.mark.parametrize(
    ("arguments", "language"),
    [(["evaluate", "--lang", "zh"], "zh"), (["--lang=en"], "en"), (["evaluate"], "zh"), (["--lang"], "zh")],
)
def test_the_help_speaks_what_the_arguments_ask_for(arguments: list[str], language: str) -> None:
    assert asked_for(arguments, {"LANG": "zh_CN"}) == language


def test_an_unknown_command_exits_with_2_and_names_the_nearest(cli: Invoke) -> None:
    result = cli("evalute")
    assert result.exit_code == 2
    assert "evaluate" in result.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`… | head -1`: more output than a pipe holds, and nobody who reads it."""
    source = write_lines(tmp_path / "many.jsonl", [{"merchant_id": f"m{number}"} for number in range(3000)])
    command = [sys.executable, "-m", "merchant_compliance", "evaluate", str(source), "-o", "-", "--lists", "none"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 141
    assert b"Error" not in said
    assert b"Traceback" not in said


def test_files_set_aside_appear_together_or_not_at_all(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"

    def write(fail: bool) -> None:
        with Aside() as aside:
            aside.open(first).write_text("a", encoding="utf-8")
            if fail:
                raise KeyError
            aside.open(second).write_text("b", encoding="utf-8")

    with pytest.raises(KeyError):
        write(fail=True)
    assert list(tmp_path.iterdir()) == []
    write(fail=False)
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with Aside() as aside, pytest.raises(InputError, match="it is a folder"):
        aside.open(tmp_path)
