"""The terminal: one console, plain tables, bars made of letters, and a progress bar that pipes never see."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from merchant_compliance.cli.speech import tr

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Styled

    from merchant_compliance.engine.rows.working import Answer

T = TypeVar("T")
PIPE_WIDTH = 1000
"""Wide enough that nothing wraps where a program reads line by line."""
BAR = 30
STEP = 50
"""Items between two movements of the progress bar."""


def console(*, err: bool = False) -> Console:
    """Writes to the terminal in its width; into a pipe without colours and with a fixed width."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(file=stream, highlight=False, markup=False, width=None if stream.isatty() else PIPE_WIDTH)


def grid(heads: Sequence[str], rows: Iterable[Sequence[str | Styled]], right: Sequence[int] = ()) -> Table:
    """A table without lines; `right` are the places of number columns. Cells are text, never markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=any(heads), header_style="dim", padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in right else "left", no_wrap=place in right, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return table


def heading(screen: Console, text: str) -> None:
    """The title of a section, behind an empty line."""
    screen.print()
    screen.print(text, style="bold underline")


def bar(part: int, whole: int, colour: str = "") -> Styled:
    """A bar of up to BAR letters; whatever is not nothing shows."""
    from rich.text import Text

    eighths = max(1, round(part / whole * BAR * 8)) if part and whole else 0
    letters = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    return Text(letters, style=colour)


def progress(
    items: Iterable[T], title: str, total: float | None, position: Callable[[T], float] | None = None
) -> Iterator[T]:
    """The same items, with a progress bar on standard error if that is a terminal.

    `position` says how far of `total` an item is; by default items are counted.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    how_far = TaskProgressColumn() if position else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), how_far, TimeRemainingColumn())
    with Progress(*columns, console=console(err=True), transient=True) as shown:
        task = shown.add_task(title, total=total)
        for number, item in enumerate(items, 1):
            yield item
            if position or number % STEP == 0:
                shown.update(task, completed=position(item) if position else number)


def passing(files: Sequence[str]) -> Callable[[Iterator[Answer]], Iterator[Answer]]:
    """Answers to the rows of these files pass by under a progress bar."""
    title = files[0] if len(files) == 1 else tr(f"{len(files)} 个文件", f"{len(files)} files")
    return lambda answers: progress(answers, title, len(files), lambda answer: answer.done)
