"""`lists`: entries kept in the store, with validity and provenance. A file a command."""

from __future__ import annotations

import typer

from merchant_compliance.cli.lists import adding, ending, exporting, importing, showing
from merchant_compliance.cli.speech import help_text

app = typer.Typer(
    no_args_is_help=True,
    help=help_text(
        "名单库：导入、新增、结束、查看、导出。条目只结束，从不删除。",
        "Lists kept in the store: import, add, end, show, export. Entries are ended, never deleted.",
    ),
)
for command in (importing, adding, ending, showing, exporting):
    command.register(app)
