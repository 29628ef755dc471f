"""`scenarios run`: the rule author's tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.frame import Code
from merchant_compliance.cli.options import Json, Lang, Rules
from merchant_compliance.cli.speech import examples, help_text, speak

app = typer.Typer(
    no_args_is_help=True,
    help=help_text("场景：规则作者的测试。", "Scenarios: the rule author's tests."),
)
Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        show_default=False,
        help=help_text(
            "场景文件或文件夹；默认 ./scenarios，没有则用自带场景。",
            "Scenario file or folder; ./scenarios if there, else the shipped ones.",
        ),
    ),
]
Coverage = Annotated[
    bool,
    typer.Option(
        "--coverage",
        help=help_text("列出每条规则缺少哪些判定的场景。", "List which verdicts of which rules no scenario shows."),
    ),
]


@app.callback()
def scenarios() -> None:
    """Keeps `run` a command of its own while it is the only one."""


@app.command(
    "run",
    help=help_text(
        "运行场景并与期望比较；有场景不符时退出码为 1。",
        "Run scenarios and compare them with what they expect; exits with 1 if one fails.",
    ),
    epilog=examples("scenarios run", "scenarios run scenarios/high_risk --rules rules", "scenarios run --coverage"),
)
def run(
    folder: Folder = None, rules: Rules = None, coverage: Coverage = False, json: Json = False, lang: Lang = None
) -> None:
    """The help text is in the decorator."""
    from merchant_compliance.cli.scenario_run import print_json, print_results, run_all

    speak(lang)
    done = run_all(folder, rules, coverage)
    print_json(done) if json else print_results(done)
    raise typer.Exit(Code.DONE if done.passed else Code.FOUND)
