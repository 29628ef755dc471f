"""The usual slips of YAML, each recognised on the author's own line and answered with that line spelled right.

A slip is looked for only where libyaml has already found an error, so that a line which YAML accepts is never
blamed. The table `SLIPS` is tried from the top.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.lines import LINE_LIMIT, mend_flow, quoted, split
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.source_messages import MESSAGES

QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(.*)$""")
WIDE_KEY = re.compile(r"^(\s*(?:-[ ]+)*[A-Za-z_][\w-]*)：\s*")
CLOSED_KEY = re.compile(r"^(\s*(?:-[ ]+)*[a-z_]+):(?=[^\s:/])")
KEY_ONLY = re.compile(r"^\s*(?:-[ ]+)*[\w.-]+:\s*$")
BLOCK_HEADER = re.compile(r"[|>][+-]?\d?[+-]?\s*(#.*)?$")


@dataclass(frozen=True)
class Slip:
    """A recognised slip: what to tell the author, and the line (from 1) as it should stand, if that is known."""

    problem: Problem
    line: int
    mended: str | None


def _in_quotes(line: str) -> str:
    prefix, value, comment = split(line)
    return f"{prefix}{quoted(value)}{comment}"


def _quote_opens(line: str) -> bool:
    value = split(line)[1]
    found = QUOTED.match(value)
    return bool(found and found[2] and found[2][0] not in ",}]:#")


def _starts(*characters: str) -> Callable[[str], bool]:
    return lambda line: split(line)[1].startswith(characters)


def _plain(line: str) -> str:
    """The value where it is plain text, else nothing."""
    value = split(line)[1]
    return "" if value[:1] in tuple("\"'[{|>#") else value


def _has_ternary(line: str) -> bool:
    _, mark, rest = _plain(line).partition("?")
    return bool(mark and re.search(r":(\s|$)", rest))


def _has_colon(line: str) -> bool:
    value = _plain(line)
    bare_key = KEY_ONLY.match(line) is not None
    return not bare_key and bool(re.search(r":(\s|$)", value))


def _bracket_opens(line: str) -> bool:
    """A flow list or map that closes before the value ends: `["a"].exists(…)`."""
    value = split(line)[1]
    if value[:1] not in ("[", "{"):
        return False
    depth, bare = 0, re.sub(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""", lambda m: "_" * len(m[0]), value)
    for at, character in enumerate(bare):
        depth += (character in "[{") - (character in "]}")
        if depth == 0:
            return bool(bare[at + 1 :].strip())
    return False


def _block_opens(line: str) -> bool:
    value = split(line)[1]
    return value[:1] in ("|", ">") and not BLOCK_HEADER.match(value)


def _flow_breaks(line: str) -> bool:
    return mend_flow(line) is not None


def _tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]


def _without_tab(line: str) -> str:
    bare = line.lstrip()
    return line[: len(line) - len(bare)].replace("\t", "  ") + bare


SLIPS: tuple[tuple[str, Callable[[str], bool], Callable[[str], str | None]], ...] = (
    ("tab", _tab, _without_tab),
    ("wide-colon", lambda line: bool(WIDE_KEY.match(line)), lambda line: WIDE_KEY.sub(r"\1: ", line)),
    ("quote-then-text", _quote_opens, _in_quotes),
    ("tag", _starts("!"), _in_quotes),
    ("reserved-start", _starts("@", "`", "%", "&", "*"), _in_quotes),
    ("bracket-then-text", _bracket_opens, _in_quotes),
    ("block-then-text", _block_opens, _in_quotes),
    ("ternary", _has_ternary, _in_quotes),
    ("colon-in-text", _has_colon, _in_quotes),
    ("flow-map", _flow_breaks, mend_flow),
    ("closed-key", lambda line: bool(CLOSED_KEY.match(line)), lambda line: CLOSED_KEY.sub(r"\1: ", line)),
)


def find_slip(file: str, text: str, error: yaml.MarkedYAMLError) -> Slip | None:
    """The slip behind a syntax error: on its line, else on the line before, else where its context began."""
    lines = text.split("\n")
    if error.problem_mark is None:
        return None
    if error.context_mark and "end of stream" in str(error.problem) and "quoted" in str(error.context):
        place = Place(file, error.context_mark.line + 1, error.context_mark.column + 1)
        return Slip(MESSAGES["open-quote"].at(place), place.line, None)
    if "unknown escape" in str(error.problem):
        return _escape_slip(file, lines, error.problem_mark.line)
    for number in _candidates(lines, error):
        slip = _slip_on(file, lines, number)
        if slip:
            return slip
    return None


def _escape_slip(file: str, lines: list[str], number: int) -> Slip | None:
    """A backslash inside double quotes, mostly of a regular expression: single quotes leave it alone."""
    prefix, value, comment = split(lines[number])
    if not re.fullmatch(r'"(?:[^"\\]|\\.)*"', value):
        return None
    inner = value[1:-1].replace('\\"', '"').replace("'", "''")
    new = f"{prefix}'{inner}'{comment}"
    place = Place(file, number + 1, len(prefix) + 1)
    return Slip(MESSAGES["escape"].at(place, line=lines[number].strip(), new=new.strip()), number + 1, new)


def _candidates(lines: list[str], error: yaml.MarkedYAMLError) -> list[int]:
    """Line indexes, likeliest first."""
    at = min(error.problem_mark.line, len(lines) - 1) if error.problem_mark else 0
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), at)
    context = error.context_mark.line if error.context_mark else at
    return list(dict.fromkeys((at, before, min(context, len(lines) - 1))))


def _slip_on(file: str, lines: list[str], number: int) -> Slip | None:
    line = lines[number]
    if not line.strip() or len(line) > LINE_LIMIT:
        return None
    for code, test, mend in SLIPS:
        new = mend(line) if test(line) else None
        if new is not None and new != line:
            column = len(split(line)[0]) + 1
            problem = MESSAGES[code].at(Place(file, number + 1, column), line=line.strip(), new=new.strip())
            return Slip(problem, number + 1, new)
    return None


def tag_slip(text: str, place: Place) -> Problem:
    """A `!` that YAML took for a tag."""
    old = text.split("\n")[place.line - 1]
    value = split(old)[1]
    if value.startswith("!") and not value.startswith("!!"):
        return MESSAGES["tag"].at(place, line=old.strip(), new=_in_quotes(old).strip())
    return MESSAGES["tag-inside"].at(place, line=old.strip()[:LINE_LIMIT])


def comma_slip(text: str, place: Place, before: str, key: str) -> Problem:
    """A key without a value in a flow map: mostly the rest of a text with a comma in it."""
    new = mend_flow(text.split("\n")[place.line - 1])
    if "：" in key and new:
        return MESSAGES["wide-colon"].at(place, new=new.strip())
    if not before:
        return MESSAGES["key-without-value"].at(place, key=key)
    return MESSAGES["comma"].at(place, key=key[:LINE_LIMIT], new=new.strip() if new else quoted(f"{before}, {key}"))


def indentation_slip(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem | None:
    """A line that stands deeper than the value above it, or in line with nothing above it."""
    lines, mark = text.split("\n"), error.problem_mark
    if mark is None or mark.line == 0 or mark.line >= len(lines):
        return None
    line, above = lines[mark.line], next((x for x in reversed(lines[: mark.line]) if x.strip()), "")
    indent = len(line) - len(line.lstrip())
    outer = {len(x) - len(x.lstrip(" -")) for x in lines[: mark.line]} | {
        len(x) - len(x.lstrip()) for x in lines[: mark.line]
    }
    deeper = "mapping values" in str(error.problem) and indent > len(above) - len(above.lstrip())
    astray = "did not find expected" in str(error.problem) and mark.column == indent and indent not in outer
    if not (deeper or astray):
        return None
    return MESSAGES["indentation"].at(
        Place(file, mark.line + 1, indent + 1), line=line.strip()[:LINE_LIMIT], above=above.strip()[:LINE_LIMIT]
    )
