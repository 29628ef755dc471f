"""`rules new`: a policy and its scenarios, written together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from merchant_compliance.cli.options import Json, Lang
from merchant_compliance.cli.rules.common import print_json
from merchant_compliance.cli.speech import examples, help_text, speak, tr

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help=help_text(
            "制度名称，可带目录，如 marketing/banned-words。", "The policy's name, such as marketing/banned-words."
        ),
    ),
]
Into = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        show_default=False,
        help=help_text("规则库文件夹；默认 ./rules。", "Folder of the rulebook; ./rules by default."),
    ),
]
Scenarios = Annotated[
    Path | None,
    typer.Option(
        "--scenarios",
        metavar="DIR",
        help=help_text("场景文件夹；默认在规则库旁边。", "Folder of the scenarios; beside the rulebook by default."),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "new",
        help=help_text("新建一项制度及其场景。", "Start a policy and its scenarios."),
        epilog=examples("rules new marketing/banned-words", "rules new deposits my-rules --scenarios my-scenarios"),
    )(new)


def new(name: Name, folder: Into = None, scenarios: Scenarios = None, json: Json = False, lang: Lang = None) -> None:
    """The help text is in `register`. Never writes into the shipped rulebook unless that folder is named."""
    from merchant_compliance.cli.folders import RULES
    from merchant_compliance.rulebook.scaffold import new_policy

    speak(lang)
    made = new_policy(folder or RULES, name, scenarios)
    if json:
        print_json({"policy": str(made.policy), "scenarios": str(made.scenarios)})
        return
    typer.echo(tr(f"已写入 {made.policy}", f"written: {made.policy}"))
    typer.echo(tr(f"已写入 {made.scenarios}", f"written: {made.scenarios}"))
    typer.echo(
        tr(
            "接下来：修改这两个文件，再运行 merchant-compliance rules check 和 scenarios run",
            "next: edit both, then run `merchant-compliance rules check` and `merchant-compliance scenarios run`",
        )
    )
