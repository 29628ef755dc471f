"""YAML text → plain data with a position for every node, from the events of libyaml.

Only the plain part of YAML is taken: no anchors and aliases (of which bombs are made), no tags, no duplicate keys,
one document a file. What is refused becomes a `Problem`, and reading goes on, so that one run shows all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.scalars import WORDS, YES_AND_NO, BadScalar, resolve
from merchant_compliance.rulebook.slips import Slip, comma_slip, find_slip, indentation_slip, tag_slip
from merchant_compliance.rulebook.source_messages import MESSAGES
from merchant_compliance.rulebook.spot import Source, Spot, Style

SIZE_LIMIT = 1_000_000
"""Bytes of one file."""
DEPTH_LIMIT = 40
SLIP_LIMIT = 20
"""After so many slips in one file it is taken to be something else than YAML."""
FORBIDDEN = re.compile("[^\t\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        builder = _Builder(file, text, strict)
        slip = None
        try:
            root = builder.document()
            return (Source(file, text, root) if root else None), [*problems, *builder.problems]
        except _TooDeep as deep:
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


class _TooDeep(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place


class _Builder:
    """Builds the nodes of one document; collects problems and goes on."""

    def __init__(self, file: str, text: str, strict: bool) -> None:
        self.file = file
        self.text = text
        self.strict = strict
        self.problems: list[Problem] = []
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)

    def document(self) -> Spot | None:
        root: Spot | None = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                if root:
                    self.say(MESSAGES["second-document"], event)
                    return root
                root = self.node(event, 0)
        if root is None:
            self.problems.append(MESSAGES["empty-file"].at(Place(self.file)))
        elif root.style != "map":
            self.say_at(MESSAGES["not-a-mapping"], root)
            return None
        return root

    def say(self, message: Message, event: yaml.Event, **values: object) -> None:
        mark = event.start_mark
        self.problems.append(message.at(Place(self.file, mark.line + 1, mark.column + 1), **values))

    def say_at(self, message: Message, spot: Spot, **values: object) -> None:
        self.problems.append(message.at(Place(self.file, spot.line, spot.column), **values))

    def node(self, event: yaml.NodeEvent, depth: int) -> Spot:
        if depth > DEPTH_LIMIT:
            raise _TooDeep(Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1))
        if isinstance(event, yaml.ScalarEvent):
            spot = self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            spot = self.mapping(event, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            spot = self.sequence(event, depth)
        else:
            spot = _spot(event, None, "plain")
        self.refuse_anchor(event, spot)
        return spot

    def refuse_anchor(self, event: yaml.NodeEvent, spot: Spot) -> None:
        if event.anchor is not None:
            kind = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
            spot.broken = True
            self.say(MESSAGES[kind], event, name=event.anchor)
        elif getattr(event, "tag", None) is not None:
            spot.broken = True
            self.problems.append(tag_slip(self.file, self.text, event.start_mark.line, event.start_mark.column))

    def scalar(self, event: yaml.ScalarEvent) -> Spot:
        spot = _spot(event, event.value, event.style or "plain")
        if spot.style != "plain" or event.tag is not None:
            return spot
        try:
            spot.value = resolve(event.value)
        except BadScalar as bad:
            spot.broken = True
            self.say(MESSAGES[bad.code], event, text=event.value[:40], suggestion=bad.suggestion)
        return spot

    def sequence(self, event: yaml.NodeEvent, depth: int) -> Spot:
        spot = _spot(event, [], "list")
        for inner in self.events:
            if isinstance(inner, yaml.SequenceEndEvent):
                spot.end = inner.end_mark.index
                break
            child = self.node(inner, depth + 1)
            self.refuse_empty(child, "-")
            spot.children[len(spot.value)] = child
            spot.value.append(child.value)
        return spot

    def mapping(self, event: yaml.MappingStartEvent, depth: int) -> Spot:
        spot = _spot(event, {}, "map")
        last = ""
        for key in self.events:
            if isinstance(key, yaml.MappingEndEvent):
                spot.end = key.end_mark.index
                break
            if not isinstance(key, yaml.ScalarEvent):
                self.node(key, depth + 1)
                self.say(MESSAGES["complex-key"], key)
            child = self.node(next(self.events), depth + 1)
            if not isinstance(key, yaml.ScalarEvent):
                continue
            if event.flow_style and child.style == "plain" and child.text == "" and not child.broken:
                self.comma(spot, last, key)
                continue
            self.entry(spot, key, child)
            last = key.value
        return spot

    def comma(self, spot: Spot, last: str, key: yaml.ScalarEvent) -> None:
        """A key without a value: the rest of the text before it, to which it is given back."""
        place = Place(self.file, key.start_mark.line + 1, key.start_mark.column + 1)
        before = spot.children.get(last)
        self.problems.append(comma_slip(self.file, self.text, place, before.text if before else "", key.value))
        spot.broken = True
        if before and isinstance(before.value, str):
            before.value = spot.value[last] = f"{before.value}, {key.value}"

    def entry(self, spot: Spot, key: yaml.ScalarEvent, child: Spot) -> None:
        name = key.value
        if key.anchor is not None or key.tag is not None:
            self.refuse_anchor(key, child)
        if name in spot.keys:
            line, column = spot.keys[name]
            self.say(MESSAGES["duplicate-key"], key, key=name, line=line, column=column)
            return
        if self.strict and not key.style and (name in YES_AND_NO or name in WORDS):
            self.say(MESSAGES["ambiguous-key"], key, key=name)
        self.refuse_empty(child, name)
        spot.keys[name] = (key.start_mark.line + 1, key.start_mark.column + 1)
        spot.children[name] = child
        spot.value[name] = child.value

    def refuse_empty(self, child: Spot, key: str) -> None:
        if self.strict and child.value is None and child.style == "plain" and not child.broken:
            child.broken = True
            self.say_at(MESSAGES["empty-value"], child, key=key)


def _spot(event: yaml.NodeEvent, value: object, style: Style) -> Spot:
    start = event.start_mark
    text = event.value if isinstance(event, yaml.ScalarEvent) else ""
    return Spot(value, start.line + 1, start.column + 1, style, start.index, event.end_mark.index, text)
