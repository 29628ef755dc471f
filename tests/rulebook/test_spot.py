"""A column inside a condition is a column of the file, however the condition is quoted or folded."""

from __future__ import annotations

import pytest

from merchant_compliance.rulebook.source import read

# `X` marks the character that is looked for.
TEXTS = [
    "a: merchant.X > 1\n",
    "a: 'merchant.X > 1'\n",
    "a: 'y == ''b'' && X'\n",
    'a: "y == \\"b\\" && X"\n',
    'a: "\\u4e00\\u4e8c X"\n',
    'a: "b.matches(\\"\\\\\\\\d\\") X"\n',
    'a: "one \\\n  two X"\n',
    "a: 高风险 X\n",
    "a: |\n  one\n    two X\n",
    "a: |-\n\n  one\n  X\n",
    "a: >-\n  one\n  two\n\n  X\n",
    "a: one\n  two\n   X\n",
    'a: "one\n  two\n  X"\n',
    "a:   one  two   X\n",
    "a: [b, one X]\n",
    "a: {b: one X}\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_place_in_a_value_is_found_in_the_file(text: str) -> None:
    source, problems = read("f.yaml", text.encode())
    assert source is not None
    assert problems == []
    spot = source.spot(("a",))
    while spot.children:
        spot = list(spot.children.values())[-1]
    before = spot.value[: spot.value.index("X")]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    lines = text.split("\n")
    wanted = next((number, row.index("X")) for number, row in enumerate(lines) if "X" in row)
    assert source.within(spot, line, column) == ("f.yaml", wanted[0] + 1, wanted[1] + 1)


def test_a_place_behind_the_end_is_the_end() -> None:
    source, _ = read("f.yaml", b"a: abc\n")
    assert source is not None
    assert source.within(source.spot(("a",)), 1, 99) == ("f.yaml", 1, 7)
    assert source.within(source.spot(("a",)), 9, 1).line == 1
