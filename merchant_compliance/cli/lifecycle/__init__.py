"""`lifecycle`: what happened to merchants, where they stand, and what the lifecycles of the rulebook are."""

from __future__ import annotations

import typer

from merchant_compliance.cli.lifecycle import appending, drawing, listing, replaying, showing
from merchant_compliance.cli.speech import help_text

app = typer.Typer(
    no_args_is_help=True,
    help=help_text(
        "生命周期：从申请到退出。列出流程、查看时间线、批量重放、写入事件、绘制状态图。",
        "Lifecycles from application to exit: list them, show a merchant's timeline, replay event files, append to the "
        "event log, draw statecharts.",
    ),
)
for command in (listing, showing, replaying, appending, drawing):
    command.register(app)
