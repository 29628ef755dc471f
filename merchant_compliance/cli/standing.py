"""What stands against a shop, told to its merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from merchant_compliance.cli.screen import grid, heading
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.standing import Standing
from merchant_compliance.report.parts import Table
from merchant_compliance.report.standing import TITLE, Held, held, window
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from rich.console import Console


def tell_standing(screen: Console, standing: Standing) -> None:
    """Three tables; each says "none" only where it is known that there is nothing."""
    heading(screen, TITLE.say(language()))
    screen.print(f"  {window(standing).say(language())}", style="dim")
    for part in held(standing):
        _tell(screen, part)


def _tell(screen: Console, part: Held) -> None:
    title = part.title.say(language())
    if part.nothing:
        screen.print(f"\n  {title}{tr('：', ': ')}{part.nothing.say(language())}", style="bold")
    elif part.table:
        screen.print(f"\n  {title}", style="bold")
        screen.print(_grid(part.table))


def _grid(table: Table) -> object:
    """The table in this run's language, moved to the right below its title."""
    heads = [head.say(language()) for head in table.heads]
    rows = [[cell.say(language()) if isinstance(cell, Text) else str(cell) for cell in row] for row in table.rows]
    return grid([f"    {heads[0]}", *heads[1:]], [[f"    {row[0]}", *row[1:]] for row in rows])
