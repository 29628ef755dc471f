"""One line of YAML as people write it: its prefix, value and comment; quoting; and one-line flow maps mended."""

from __future__ import annotations

import re

LINE_LIMIT = 2000
"""Characters; a longer line was not typed by a person, and is not searched for slips."""
PREFIX = re.compile(r"""^(\s*(?:-[ ]+)*(?:(?:[\w.-]+|"[^"]*"|'[^']*')\s*:[ ]+)?)(\S.*)$""")
"""What stands before a value (indentation, list dashes, a key), and the value."""
FLOW_KEY = re.compile(r"""(?:^|,)\s*([A-Za-z_][\w-]*)\s*:\s+""")


def quoted(value: str) -> str:
    """The value in quotes, in the kind that needs the fewest changes."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def split(line: str) -> tuple[str, str, str]:
    """Prefix, value and trailing comment of a line."""
    found = PREFIX.match(line.rstrip()) if len(line) <= LINE_LIMIT else None
    if not found:
        return line, "", ""
    value = found[2]
    cut = _comment(value)
    return found[1], value[:cut].rstrip(), value[len(value[:cut].rstrip()) :]


def _comment(value: str) -> int:
    """Where a comment begins: at a `#` behind a space and outside of quotes; else the end."""
    quote = ""
    for at, character in enumerate(value):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#" and at and value[at - 1].isspace():
            return at
    return len(value)


def mend_flow(line: str) -> str | None:
    """A one-line flow map with its plain values in quotes where they need them; None if nothing changes."""
    prefix, value, comment = split(line)
    if not (value.startswith("{") and value.endswith("}")):
        return None
    new = f"{prefix}{_flow_map(value)}{comment}"
    return None if new == line.rstrip() else new


def _flow_map(text: str) -> str:
    body = text[1:-1]
    if "：" in body:
        body = body.replace("：", ": ").replace("，", ", ")
    keys = list(FLOW_KEY.finditer(body))
    if not keys or body[: keys[0].start()].strip():
        return text
    if body[keys[0].end() :].lstrip().startswith("{") and body.endswith("}") and _one_pair(body[keys[0].end() :]):
        keys = keys[:1]
    ends = [*(key.start() for key in keys[1:]), len(body)]
    pairs = [(key[1], body[key.end() : end].strip()) for key, end in zip(keys, ends, strict=True)]
    return "{" + ", ".join(f"{key}: {_flow_value(value)}" for key, value in pairs) + "}"


def _one_pair(text: str) -> bool:
    """Whether the map that begins the text is all of it: `{a: {b: 1, c: 2}}` has one pair."""
    depth = 0
    for at, character in enumerate(text.strip()):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at == len(text.strip()) - 1
    return False


def _flow_value(text: str) -> str:
    if text.startswith("{") and text.endswith("}"):
        return _flow_map(text)
    if re.fullmatch(r"""\[.*\]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", text):
        return text
    return quoted(text) if re.search(r"""[,:{}\[\]"'#?&*!|>%@`]""", text) else text
