"""The files of a rulebook folder, and the hash of their content, which is the rulebook's version."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from merchant_compliance.errors import NOTHING, InputError
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.text import Text

HEADER = "rulebook.yaml"
ENDINGS = (".yaml", ".yml")
MODEL = "look-alikes.json"
"""The one file of a rulebook that is no YAML: the kept model of look-alikes."""
TWO_MODELS = Message(
    "two-models",
    Text(
        "规则库里有两个相似模型：{first} 和 {path}。",
        "A rulebook has one model of look-alikes, not {first} and {path}.",
    ),
    Text("两次运行可能用到不同的模型。", "It would not be clear which one a confidence comes from."),
    Text("请只保留一个 look-alikes.json。", "Keep one look-alikes.json."),
)
MISSING = Message(
    "no-rulebook",
    Text("没有规则库目录 {path}。", "There is no rulebook folder {path}."),
    NOTHING,
    Text("请检查路径，或用 --rules 指定目录。", "Check the path, or name the folder with --rules."),
)
NOT_A_FOLDER = Message(
    "no-rulebook",
    Text("{path} 是文件，规则库应是目录。", "{path} is a file; a rulebook is a folder."),
    NOTHING,
    Text("请给出文件所在的目录。", "Give the folder that it lies in."),
)
EMPTY = Message(
    "empty-rulebook",
    Text("目录 {path} 里没有 YAML 文件。", "There are no YAML files in the folder {path}."),
    NOTHING,
    Text("请用 rules new 新建一项制度，或检查路径。", "Make a policy with `rules new`, or check the path."),
)
UNREADABLE = Message(
    "unreadable",
    Text("无法读取 {path}：{error}。", "{path} cannot be read: {error}."),
)


class File(NamedTuple):
    """`name` is relative to the folder, with forward slashes; `shown` is how messages name it."""

    name: str
    shown: str
    content: bytes


def gather(folder: Path) -> list[File]:
    """All YAML files below a folder, by name; hidden ones are left out. Raises InputError."""
    if not folder.exists():
        raise InputError(MISSING.at(Place(""), path=folder))
    if not folder.is_dir():
        raise InputError(NOT_A_FOLDER.at(Place(""), path=folder))
    paths = _below(folder, ENDINGS)
    if not paths:
        raise InputError(EMPTY.at(Place(""), path=folder))
    return sorted(_file(folder, path) for path in paths)


def model_in(folder: Path) -> File | None:
    """The kept model of look-alikes of a rulebook, if it has one. Raises InputError where it has two."""
    paths = sorted(path for path in _below(folder, (MODEL,)) if path.name == MODEL)
    if len(paths) > 1:
        raise InputError(TWO_MODELS.at(Place(str(paths[1])), first=paths[0], path=paths[1]))
    return _file(folder, paths[0]) if paths else None


def _below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(parent, name) for name in names if name.endswith(endings) and not name.startswith(".")]
    return paths


def _file(folder: Path, path: Path) -> File:
    try:
        return File(path.relative_to(folder).as_posix(), str(path), path.read_bytes())
    except OSError as error:
        raise InputError(UNREADABLE.at(Place(str(path)), path=path, error=error.strerror)) from None


def content_hash(files: Iterable[File]) -> str:
    """SHA-256 over the names and bytes of all files, each with its length, so that no two rulebooks share one."""
    digest = sha256()
    for file in sorted(files):
        name = file.name.encode()
        digest.update(b"%d:%s:%d:" % (len(name), name, len(file.content)))
        digest.update(file.content)
    return digest.hexdigest()


def shipped_rules() -> Path:
    """The rulebook that comes with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"
