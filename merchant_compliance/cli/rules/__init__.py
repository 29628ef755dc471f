"""`rules`: what a rule author does with a rulebook. A file a command."""

from __future__ import annotations

import typer

from merchant_compliance.cli.rules import check, docs, durable, listing, new, schema, search, show
from merchant_compliance.cli.speech import help_text

app = typer.Typer(
    no_args_is_help=True,
    help=help_text("检查、查看、新建规则。", "Check, look up and start rules."),
)
for command in (check, listing, show, search, schema, new, docs, durable):
    command.register(app)
