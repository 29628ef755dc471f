"""What is said of a run that writes parts: what was kept, what is judged anew and why, where rejected rows are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from merchant_compliance.cli.linked import FoundLinks
from merchant_compliance.cli.screen import passing
from merchant_compliance.cli.speech import language, tr
from merchant_compliance.engine.rows.known import Links
from merchant_compliance.engine.rows.layout import rejected_beside
from merchant_compliance.engine.rows.part import REASONS, REJECTED
from merchant_compliance.engine.rows.places import is_folder
from merchant_compliance.engine.rows.summary import Summary
from merchant_compliance.engine.rows.terms import CHANGES, Digests
from merchant_compliance.engine.rows.working import Passing
from merchant_compliance.engine.rows.writing import Watch
from merchant_compliance.errors import InputError, wrong
from merchant_compliance.text import Text

if TYPE_CHECKING:
    from merchant_compliance.cli.loading import Index

NAMED = 3
"""Inputs that are named for a reason; the others are counted."""


class Told(Watch):
    """Says on standard error what a run with `--resume` does, and shows its progress."""

    def passing(self, files: Sequence[str]) -> Passing:
        return passing(files)

    def resumed(self, kept: int, parts: int, anew: Mapping[str, Sequence[str]]) -> None:
        typer.echo(tr(f"沿用 {kept} 个部分，共 {parts} 个", f"{kept} of {parts} parts are kept"), err=True)
        for reason, files in anew.items():
            why = (REASONS | CHANGES)[reason].say(language())
            more = len(files) - NAMED
            others = tr(f" 等 {len(files)} 个", f" and {more} more") if more > 0 else ""
            named = f"{', '.join(files[:NAMED])}{others}"
            typer.echo(tr(f"  重新判定 {named}：{why}", f"  judged anew: {named} ({why})"), err=True)

    def broken_off(self, done: int, parts: int) -> None:
        if done:
            zh = f"已完成 {done} 个部分，共 {parts} 个；同一命令加 --resume 可继续"
            en = f"{done} of {parts} parts are done; the same command with --resume goes on from there"
            typer.echo(tr(zh, en), err=True)


def known_of(index: Index | None, links: Links) -> Callable[[], Digests]:
    """Digests of the lists and of the links that were found, when they are asked for."""

    def known() -> Digests:
        found = links.digest() if isinstance(links, FoundLinks) else None
        return Digests(index.digest() if index is not None else None, found)

    return known


def tell_rejected(out: str | None, summary: Summary) -> None:
    """Where rejected rows were written to; nothing where they were told."""
    if out in (None, "-") or not summary.rejected:
        return
    place = Path(str(out)) / REJECTED.format("*") if is_folder(str(out)) else rejected_beside(Path(str(out)))
    count = f"{summary.rejected:,}"
    typer.echo(tr(f"{count} 行未通过校验，已写入 {place}", f"{count} rows rejected, written to {place}"), err=True)


def nothing_to_resume() -> InputError:
    return wrong(
        "nothing-to-resume",
        Text("--resume 需要输出文件或文件夹", "--resume needs an output file or a folder"),
        why=Text("没有写出的结果可沿用", "nothing was written that could be kept"),
        mend=Text("加 -o OUT 或 -o FOLDER/", "add -o OUT or -o FOLDER/"),
    )
