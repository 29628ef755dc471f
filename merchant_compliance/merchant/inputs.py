"""What a user names as input: files, patterns such as `data/*.parquet`, tables of databases, `-` for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from glob import glob, has_magic
from pathlib import Path

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.merchant.databases.address import hidden, is_address
from merchant_compliance.merchant.files import STANDARD_INPUT
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.text import Text

NUMBER = re.compile(r"(\d+)")
LISTED = 5
"""Names in a folder that an error lists."""


def expanded(inputs: Iterable[str]) -> list[str]:
    """The inputs with each pattern replaced by the files it matches, and no password in any address.

    `**` matches folders below folders. Files come in natural order: part-2 before part-10. A file that really has
    the name of a pattern is meant itself. Raises `InputError` for a pattern that matches no file.
    """
    return [name for given in inputs for name in _meant(given)]


def _meant(given: str) -> list[str]:
    if is_address(given):
        return [hidden(given)]
    if given == STANDARD_INPUT or not has_magic(given) or Path(given).exists():
        return [given]
    found = [name for name in glob(given, recursive=True) if Path(name).is_file()]
    if not found:
        raise _nothing(given)
    return sorted(found, key=_natural)


def _natural(name: str) -> list[tuple[int, str]]:
    """Numbers in a name count by their value, folder by folder; the name itself where they are equal."""
    pieces = (NUMBER.split(part) for part in Path(name).parts)
    return [(int(piece) if piece.isdecimal() else -1, piece) for part in pieces for piece in (*part, "")]


def _nothing(pattern: str) -> InputError:
    folder, name = _folder(Path(pattern))
    where = Text(f"文件夹 {folder}", f"the folder {folder}")
    if not folder.is_dir():
        near = nearest(folder.name, [other.name for other in _inside(folder.parent) if other.is_dir()])
        why = Text(f"没有{where.zh}", f"there is no {where.en.removeprefix('the ')}")
    else:
        names = sorted((other.name for other in _inside(folder)), key=_natural)
        endings = {f"{Path(name).stem}{Path(other).suffix}" for other in names}
        near, why = nearest(name, [*names, *sorted(endings - {name})]), _listed(where, names)
    return InputError(
        Problem(
            "no-match",
            Text(f"没有文件符合 {pattern}", f"no file matches {pattern}"),
            why,
            Text("改正路径；** 表示各级子文件夹", "correct the path; ** stands for folders at any depth"),
            near,
        )
    )


def _folder(pattern: Path) -> tuple[Path, str]:
    """The folder before the first piece that is a pattern, and that piece."""
    parts = pattern.parts
    first = next(place for place, part in enumerate(parts) if has_magic(part))
    return Path(*parts[:first]), parts[first]


def _inside(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if not one.name.startswith(".")] if folder.is_dir() else []


def _listed(where: Text, names: list[str]) -> Text:
    if not names:
        return Text(f"{where.zh} 是空的", f"{where.en} is empty")
    zh, en = "、".join(names[:LISTED]), ", ".join(names[:LISTED])
    more = len(names) - LISTED
    rest = Text(f" 等 {len(names)} 个", f" and {more} more") if more > 0 else Text("", "")
    return Text(f"{where.zh} 中有 {zh}{rest.zh}", f"in {where.en} there are {en}{rest.en}")
