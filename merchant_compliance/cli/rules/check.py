"""`rules check`: everything that is wrong with a rulebook, in one run."""

from __future__ import annotations

import typer

from merchant_compliance.cli.frame import Code
from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.rules.common import Folder, print_json
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr


def register(app: typer.Typer) -> None:
    app.command(
        "check",
        help=help_text(
            "检查规则库，一次列出全部错误和警告；有错误时退出码为 1。",
            "Check a rulebook and list all errors and warnings at once; exits with 1 if there are errors.",
        ),
        epilog=examples("rules check", "rules check rules --json"),
    )(check)


def check(folder: Folder = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`."""
    from merchant_compliance.cli.folders import rules_folder
    from merchant_compliance.errors import errors_of
    from merchant_compliance.rulebook.load import inspect

    speak(lang)
    path = rules_folder(folder)
    rulebook, problems = inspect(path)
    errors = len(errors_of(problems))
    if json:
        sha256 = rulebook.sha256 if rulebook else None
        print_json({"folder": str(path), "sha256": sha256, "problems": [problem.data() for problem in problems]})
    else:
        for problem in problems:
            typer.echo(problem.say(language()))
        rules = len(rulebook.rules) if rulebook else None
        typer.echo(_closing(str(path), errors, len(problems) - errors, rules))
    raise typer.Exit(Code.FOUND if errors else Code.DONE)


def _closing(path: str, errors: int, warnings: int, rules: int | None) -> str:
    """The last line: how many of each, and whether the rulebook can be used."""
    if rules is None:
        return tr(
            f"{path}：{errors} 个错误，{warnings} 个警告；规则库不能使用",
            f"{path}: {errors} errors, {warnings} warnings; this rulebook cannot be used",
        )
    return tr(
        f"{path}：{rules} 条规则，{warnings} 个警告，没有错误", f"{path}: {rules} rules, {warnings} warnings, no errors"
    )
