"""Each usual slip is answered with the author's own line spelled right, and reading goes on behind it."""

from __future__ import annotations

import pytest

from merchant_compliance.rulebook.source import read

SLIPS = [
    # the file, the code, line and column, the right spelling, what is read all the same
    ('when: "a" in x\n', "quote-then-text", 1, 7, """when: '"a" in x'""", {"when": '"a" in x'}),
    ("when: 'a' in x\n", "quote-then-text", 1, 7, '''when: "'a' in x"''', {"when": "'a' in x"}),
    ('a:\n  - "a" in x\n  - y\n', "quote-then-text", 2, 5, """- '"a" in x'""", {"a": ['"a" in x', "y"]}),
    ('when: "a" in x  # why\n', "quote-then-text", 1, 7, """when: '"a" in x'  # why""", {"when": '"a" in x'}),
    ("""when: "a" in x && y == 'b'\n""", "quote-then-text", 1, 7, """when: "\\"a\\" in x && y == 'b'\"""", None),
    ("when: !x\n", "tag", 1, 7, 'when: "!x"', None),
    ("when: !has(merchant.shop)\n", "tag", 1, 7, 'when: "!has(merchant.shop)"', None),
    ("when: !x && y\n", "tag", 1, 7, 'when: "!x && y"', {"when": "!x && y"}),
    ("when: !(a || b)\n", "tag", 1, 7, 'when: "!(a || b)"', {"when": "!(a || b)"}),
    ('when: !(a == "b")\n', "tag", 1, 7, """when: '!(a == "b")'""", None),
    ("when: a ? b : c\n", "ternary", 1, 7, 'when: "a ? b : c"', {"when": "a ? b : c"}),
    ("zh: 高风险: 类目\n", "colon-in-text", 1, 5, 'zh: "高风险: 类目"', {"zh": "高风险: 类目"}),
    (
        "t: {zh: 你好, 世界, en: x}\n",
        "comma",
        1,
        13,
        't: {zh: "你好, 世界", en: x}',
        {"t": {"zh": "你好, 世界", "en": "x"}},
    ),
    ("t: {zh: 甲, en: Yes, no}\n", "comma", 1, 21, 't: {zh: 甲, en: "Yes, no"}', {"t": {"zh": "甲", "en": "Yes, no"}}),
    ("t: {zh: a: b, en: c}\n", "flow-map", 1, 4, 't: {zh: "a: b", en: c}', {"t": {"zh": "a: b", "en": "c"}}),
    (
        "r: {a: {when: x in [f(y)]}}\n",
        "flow-map",
        1,
        4,
        'r: {a: {when: "x in [f(y)]"}}',
        {"r": {"a": {"when": "x in [f(y)]"}}},
    ),
    (
        'r: {applies: t in ["a", "b"], require: c >= 3}\n',
        "flow-map",
        1,
        4,
        """r: {applies: 't in ["a", "b"]', require: "c >= 3"}""",
        {"r": {"applies": 't in ["a", "b"]', "require": "c >= 3"}},
    ),
    ("t: {zh：你好，en：x}\n", "wide-colon", 1, 5, "t: {zh: 你好, en: x}", None),
    ("t：x\nb: 1\n", "wide-colon", 1, 1, "t: x", {"t": "x", "b": 1}),
    ("a:\n\tb: 1\n", "tab", 2, 5, "b: 1", {"a": {"b": 1}}),
    ("a:b\nc: d\n", "closed-key", 1, 1, "a: b", {"a": "b", "c": "d"}),
    (
        "a: [1, 2].exists(x, x > 1)\n",
        "bracket-then-text",
        1,
        4,
        'a: "[1, 2].exists(x, x > 1)"',
        {"a": "[1, 2].exists(x, x > 1)"},
    ),
    ("a: @x\n", "reserved-start", 1, 4, 'a: "@x"', {"a": "@x"}),
    ("a: %x\n", "reserved-start", 1, 4, 'a: "%x"', {"a": "%x"}),
    ("a: > 3\n", "block-then-text", 1, 4, 'a: "> 3"', {"a": "> 3"}),
    ('a: "\\d+"\n', "escape", 1, 4, "a: '\\d+'", {"a": "\\d+"}),
]
OTHERS = [
    ("no: 1\n", "ambiguous-key", 1, 1, '"no":'),
    ("a: {yes: 1}\n", "ambiguous-key", 1, 5, '"yes":'),
    ("on: 1\n", "ambiguous-key", 1, 1, '"on":'),
    ("true: 1\n", "ambiguous-key", 1, 1, '"true":'),
    ("a: 0755\n", "leading-zero", 1, 4, '"0755"'),
    ("a: 5,000,000\n", "thousands-separator", 1, 4, "5000000"),
    ("a: 2021-02-30\n", "no-such-day", 1, 4, "2021-02-28"),
    ("a: 1\na: 2\n", "duplicate-key", 2, 1, "Delete or rename"),
    ("a: &x 1\n", "anchor", 1, 4, "quotes"),
    ("a: *x\n", "alias", 1, 4, "quotes"),
    ("a: !!python/object/apply:os.system [x]\n", "tag-inside", 1, 4, "quotes"),
    ("a: !!str 1\n", "tag-inside", 1, 4, "quotes"),
    ("a:\n", "empty-value", 1, 3, "delete a"),
    ("a: null\n", "empty-value", 1, 4, "delete a"),
    ("a:\n  -\n", "empty-value", 2, 4, "delete -"),
    ("x: {a, b: c}\n", "key-without-value", 1, 5, "a: value"),
    ("? [a]\n: b\n", "complex-key", 1, 3, "quotes"),
    ("a: 1\n  b: 2\n", "indentation", 2, 3, "one column"),
    ("a:\n  b: 1\n c: 2\n", "indentation", 3, 2, "one column"),
    ('a: "abc\nb: 2\n', "open-quote", 1, 4, "Close it"),
    ("a: 1\n---\nb: 2\n", "second-document", 3, 1, "---"),
    ("[1]\n", "not-a-mapping", 1, 1, "policy: name"),
    ("a: \x01\n", "control-character", 1, 4, "Delete"),
    ("a: [1, 2\nb: 3\n", "yaml-syntax", 2, 2, "above"),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "right", "data"), SLIPS)
def test_a_slip_is_shown_spelled_right(
    text: str, code: str, line: int, column: int, right: str, data: dict[str, object] | None
) -> None:
    source, problems = read("f.yaml", text.encode())
    assert [(p.code, p.line, p.column) for p in problems] == [(code, line, column)]
    assert problems[0].mend.en.endswith(right)
    assert problems[0].mend.zh.endswith(right)
    if data is not None:
        assert source is not None
        assert source.data == data


@pytest.mark.parametrize(("text", "line", "right", "data"), [(slip[0], slip[2], *slip[4:]) for slip in SLIPS])
def test_the_right_spelling_is_right(text: str, line: int, right: str, data: dict[str, object] | None) -> None:
    lines = text.rstrip("\n").split("\n")
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())].replace("\t", "  ")
    lines[line - 1] = indent + right
    source, problems = read("f.yaml", ("\n".join(lines) + "\n").encode())
    assert problems == []
    assert source is not None
    assert data is None or source.data == data


@pytest.mark.parametrize(("text", "code", "line", "column", "right"), OTHERS)
def test_what_is_not_plain_yaml_is_refused_at_its_place(
    text: str, code: str, line: int, column: int, right: str
) -> None:
    _, problems = read("f.yaml", text.encode())
    assert [(p.code, p.line, p.column) for p in problems] == [(code, line, column)]
    assert right in problems[0].mend.en
    assert problems[0].what.zh
    assert problems[0].mend.zh


FINE = [
    'a: "x"  # a comment\n',
    "a: 'it''s'\n",
    '"a b": 1\n',
    '"no": 1\n',
    "a: http://example.com/x?y=1\n",
    "a: x?y\n",
    "a: {b: [1, 2], c: {d: e}}\n",
    "a: 12:30\n",
    "a: b#c\n",
    "a: |\n  x: y\n  \tz\n",
    'a: merchant.shop.type == "flagship"\n',
    "a: >-\n  x ? y : z\n",
    "440000: x\n",
    "a: yes\n",
    "\ufeffa: 1\n",
    "a: 1\r\nb: 2\r\n",
]


@pytest.mark.parametrize("text", FINE)
def test_what_yaml_accepts_is_never_blamed(text: str) -> None:
    source, problems = read("f.yaml", text.encode())
    assert problems == []
    assert source is not None
    assert source.data


def test_several_slips_of_one_file_are_found_in_one_run() -> None:
    text = 'a: "x" in y\nb: c ? d : e\nc: !f\nno: 1\nt: {zh: 一, 二, en: x}\nb: 2\n'
    _, problems = read("f.yaml", text.encode())
    assert sorted((p.line, p.code) for p in problems) == [
        (1, "quote-then-text"),
        (2, "ternary"),
        (3, "tag"),
        (4, "ambiguous-key"),
        (5, "comma"),
        (6, "duplicate-key"),
    ]


def test_a_file_of_nothing_but_slips_ends() -> None:
    source, problems = read("f.yaml", b"".join(b'k%d: "a" b\n' % n for n in range(99)))
    assert source is None
    assert len(problems) == 20


HOSTILE = [
    "a: " + "'" * 2001 + '"' + " b\n",
    "a: " + "'" * 1501 + '"' + " b\n",
    'a: "x"' + " " * 500_000 + "y\n",
    "a: " + "?" * 500_000 + ": b\n",
    "a: {" + "b: c, " * 100_000 + "\n",
    "a: " + "- " * 300_000 + "\n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_line_comes_to_an_end(text: str) -> None:
    _, problems = read("f.yaml", text.encode())
    assert problems
    assert all(len(p.say()) < 20_000 for p in problems)
