"""YAML text → plain data with a position for every node, from the events of libyaml.

Only the plain part of YAML is taken: no anchors and aliases (of which bombs are made), no tags, no duplicate keys,
one document a file. What is refused becomes a `Problem`, and reading goes on, so that one run shows all of them.
"""

from __future__ import annotations

import re

import yaml

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.slips import Slip, find_slip, indentation_slip
from merchant_compliance.rulebook.source_messages import MESSAGES
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.tree import DEPTH_LIMIT, TooDeep, TreeBuilder

SIZE_LIMIT = 1_000_000
"""Bytes of one file."""
SLIP_LIMIT = 20
"""After so many slips in one file it is taken to be something else than YAML."""
FORBIDDEN = re.compile("[^\t\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read(file: str, content: bytes, *, strict: bool = True) -> tuple[Source | None, list[Problem]]:
    """The source, as far as it can be read, and all that is wrong with it.

    `strict` is for rulebook files: empty values and keys such as `no` are refused. Scenario files hold records, in
    which null is a missing value and `on` a field. A line with a known slip is mended in memory and reading goes
    on behind it; the problem stays.
    """
    text, problem = _decode(file, content)
    if problem:
        return None, [problem]
    problems: list[Problem] = []
    for _ in range(SLIP_LIMIT):
        builder = TreeBuilder(file, text, strict)
        slip = None
        try:
            root = builder.document()
            return (Source(file, text, root) if root else None), [*problems, *builder.problems]
        except TooDeep as deep:
            return None, [*problems, MESSAGES["too-deep"].at(deep.place, limit=DEPTH_LIMIT)]
        except yaml.MarkedYAMLError as error:
            slip = find_slip(file, text, error)
            found = slip.problem if slip else indentation_slip(file, text, error) or _syntax_problem(file, error)
        except yaml.YAMLError as error:
            found = _unreadable(file, text, error)
        problems.append(found)
        if slip is None or slip.mended is None:
            break
        text = _replaced(text, slip)
    return None, [*problems, *builder.problems]


def _decode(file: str, content: bytes) -> tuple[str, Problem | None]:
    if len(content) > SIZE_LIMIT:
        return "", MESSAGES["too-large"].at(Place(file), size=len(content), limit=SIZE_LIMIT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        return "", MESSAGES["not-utf-8"].at(Place(file, line, column), byte=f"0x{content[error.start]:02x}")
    return text.replace("\r\n", "\n"), None if text.strip() else MESSAGES["empty-file"].at(Place(file))


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    if "nesting depth" in str(error.problem):
        return MESSAGES["too-deep"].at(place, limit=DEPTH_LIMIT)
    context = ""
    if error.context and error.context_mark:
        context = f" ({error.context}, line {error.context_mark.line + 1})"
    return MESSAGES["yaml-syntax"].at(place, error=f"{error.problem}{context}")


def _unreadable(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """Characters that YAML does not permit: control characters, mostly."""
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if FORBIDDEN.match(character):
                return MESSAGES["control-character"].at(Place(file, number, column), code=f"U+{ord(character):04X}")
    return MESSAGES["yaml-syntax"].at(Place(file), error=str(error).splitlines()[0])


def _replaced(text: str, slip: Slip) -> str:
    lines = text.split("\n")
    lines[slip.line - 1] = slip.mended or ""
    return "\n".join(lines)
