"""The entry point: every command under one root. Nothing heavy is imported until a command runs."""

from __future__ import annotations

import sys
import warnings
from typing import Annotated

import typer

from merchant_compliance import __version__
from merchant_compliance.cli import db, demo, evaluate, explain, generate, lifecycle, links, lists, rules, scenarios
from merchant_compliance.cli.frame import Commands
from merchant_compliance.cli.options import Lang
from merchant_compliance.cli.speech import examples, help_text, speak, tr

app = typer.Typer(
    name="merchant-compliance",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("demo", "evaluate merchants.jsonl -o decisions.parquet", "explain merchants.jsonl m1"),
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"merchant-compliance {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", callback=_version, is_eager=True, help=help_text("显示版本。", "Show the version.")),
]


@app.callback(
    help=help_text(
        "商家合规规则：一套规则库，处处同一答案，每个判定都说明理由。",
        "Merchant compliance rules: one rulebook, the same answer everywhere, every decision explained.",
    )
)
def root(version: Version = False, lang: Lang = None) -> None:  # noqa: ARG001 `--version` ends while it is parsed
    """Options before the command."""
    speak(lang)


demo.register(app)
evaluate.register(app)
explain.register(app)
app.add_typer(rules.app, name="rules")
app.add_typer(scenarios.app, name="scenarios")
app.add_typer(lists.app, name="lists")
app.add_typer(links.app, name="links")
app.add_typer(lifecycle.app, name="lifecycle")
app.add_typer(db.app, name="db")
generate.register(app)


def main() -> None:
    """Runs the command line. A terminal that cannot show a letter gets its escape instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    warnings.showwarning = _warn  # type: ignore[assignment]
    app()


def _warn(message: Warning | str, *_where: object) -> None:
    """Warnings are for the user: without the line of code that they come from."""
    typer.echo(f"{tr('警告', 'warning')}: {message}", err=True)
