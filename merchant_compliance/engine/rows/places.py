"""Where decisions may be written: refused before anything is read, if it cannot be there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from merchant_compliance.engine.rows.aside import check_place
from merchant_compliance.engine.rows.layout import PART, rejected_beside, stems
from merchant_compliance.engine.rows.output import check_ending
from merchant_compliance.errors import wrong
from merchant_compliance.text import Text

SOME = 3
"""Names that an error lists."""
FOLDERS = Text("；以 / 结尾则为文件夹，每个输入一个文件", "; ending in / it is a folder, with a file for each input")


def is_folder(out: str) -> bool:
    """Whether parts are wanted: the name ends with a slash, or is that of a folder."""
    return out.endswith(tuple(mark for mark in (os.sep, os.altsep) if mark)) or Path(out).is_dir()


def parts_beside(out: Path) -> Path:
    """Where the parts of a file of several inputs are until it is there."""
    return out.with_name(f".{out.name}.parts")


def check_out(out: str, files: Sequence[str]) -> None:
    """Raises InputError where decisions cannot be written to, or would overwrite an input."""
    path = Path(out)
    if is_folder(out):
        _check_folder(path)
        check_apart([path / f"{stem}{PART}" for stem in stems(files)], files)
        return
    check_ending(path, FOLDERS)
    check_place(path)
    check_apart([path, rejected_beside(path)], files)


def _check_folder(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise wrong(
            "unwritable-output",
            Text(f"无法写入文件夹 {path}", f"cannot write to the folder {path}"),
            why=Text("这是一个文件", "it is a file"),
        )
    if not path.parent.is_dir():
        check_place(path)


def check_apart(finals: Iterable[Path], files: Sequence[str]) -> None:
    """Raises InputError where one of these files is an input."""
    given = {Path(file).resolve(): file for file in files}
    for final in finals:
        if (file := given.get(final.resolve())) is not None:
            raise wrong(
                "output-is-input",
                Text(f"输出会覆盖输入 {file}", f"the output would overwrite the input {file}"),
                mend=Text("换一个输出文件名", "choose another name for the output"),
            )


def check_no_others(folder: Path, parts: Iterable[str]) -> None:
    """Raises InputError where the folder has parts that are none of this run's: readers would take them as such."""
    mine = set(parts)
    there = (path.name for path in folder.glob(f"*{PART}") if not path.name.startswith((".", "_")))
    if others := sorted(set(there) - mine):
        more = "…" if len(others) > SOME else ""
        named = ", ".join(others[:SOME]) + more
        raise wrong(
            "other-parts",
            Text(f"文件夹 {folder} 中有不属于本次运行的文件：{named}", f"{folder} holds parts of no input: {named}"),
            why=Text(
                "读取该文件夹时会与本次结果混在一起", "whoever reads the folder would take them for part of this run"
            ),
            mend=Text("换一个文件夹，或先移走这些文件", "give another folder, or move them away first"),
        )
