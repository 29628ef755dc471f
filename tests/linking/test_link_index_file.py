"""The file of an index: what is refused, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from link_worlds import ANY, DAY, merchant

from merchant_compliance.errors import InputError
from merchant_compliance.linking.index import LinkIndex
from merchant_compliance.lists.hashing import Hasher


def saved(folder: Path, hasher: Hasher | None = None) -> Path:
    index = LinkIndex((ANY,), DAY, hasher=hasher)
    index.put(merchant("a", phone="13812345678"))
    index.save(folder / "index")
    return folder / "index"


DAMAGES: dict[str, Callable[[str], str]] = {
    "cut off": lambda text: text[: text.rindex("\n", 0, -1) + 1],
    "half a line": lambda text: text[:-9],
    "a merchant less": lambda text: "\n".join(line for line in text.split("\n") if '"a"' not in line),
    "empty": lambda _: "",
    "something else": lambda _: json.dumps({"merchant_id": "a"}),
    "not a table": lambda text: text.replace('["m"', '["m",1'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = saved(tmp_path)
    path.write_text(DAMAGES[damage](path.read_text()))
    with pytest.raises(InputError) as raised:
        LinkIndex.load(path, (ANY,))
    assert (raised.value.problems[0].code, raised.value.problems[0].file) == ("damaged-index", str(path))


@pytest.mark.parametrize(("kept", "asked"), [(None, b"a"), (b"a", None), (b"a", b"b")])
def test_an_index_of_another_key_is_refused(tmp_path: Path, kept: bytes | None, asked: bytes | None) -> None:
    path = saved(tmp_path, Hasher(kept) if kept else None)
    with pytest.raises(InputError, match="another hash key"):
        LinkIndex.load(path, (ANY,), Hasher(asked) if asked else None)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        LinkIndex.load(tmp_path / "nothing", (ANY,))
