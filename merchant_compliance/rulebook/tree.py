"""The nodes of one YAML document, from the events of libyaml; what is refused is collected, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import yaml

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.message import Message, Place
from merchant_compliance.rulebook.scalars import WORDS, YES_AND_NO, BadScalar, resolve
from merchant_compliance.rulebook.slips import comma_slip, tag_slip
from merchant_compliance.rulebook.source_messages import MESSAGES
from merchant_compliance.rulebook.spot import Spot, Step, Style

DEPTH_LIMIT = 40
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooDeep(Exception):
    """A node nested deeper than any rulebook needs."""

    def __init__(self, place: Place) -> None:
        self.place = place


class _Entries:
    """What a map holds so far."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot
        self.children: dict[Step, Spot] = {}
        self.keys: dict[str, tuple[int, int]] = {}
        self.last = ""
        spot.children, spot.keys = self.children, self.keys

    def add(self, name: str, child: Spot, place: tuple[int, int]) -> None:
        self.keys[name] = place
        self.children[name] = child
        self.spot.value[name] = child.value
        self.last = name


class TreeBuilder:
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

    def place(self, event: yaml.Event) -> Place:
        mark = _start(event)
        return Place(self.file, mark.line + 1, mark.column + 1)

    def say(self, message: Message, event: yaml.Event, **values: str | int) -> None:
        self.problems.append(message.at(self.place(event), **values))

    def say_at(self, message: Message, spot: Spot, **values: str | int) -> None:
        self.problems.append(message.at(Place(self.file, spot.line, spot.column), **values))

    def node(self, event: yaml.NodeEvent, depth: int) -> Spot:
        if depth > DEPTH_LIMIT:
            raise TooDeep(self.place(event))
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
            self.problems.append(tag_slip(self.text, self.place(event)))

    def scalar(self, event: yaml.ScalarEvent) -> Spot:
        spot = _spot(event, event.value, cast(Style, event.style or "plain"))
        if spot.style != "plain" or event.tag is not None:
            return spot
        try:
            spot.value = resolve(event.value)
        except BadScalar as bad:
            spot.broken = True
            self.say(MESSAGES[bad.code], event, text=event.value[:40], suggestion=bad.suggestion)
        return spot

    def sequence(self, event: yaml.NodeEvent, depth: int) -> Spot:
        values: list[Any] = []
        children: dict[Step, Spot] = {}
        spot = _spot(event, values, "list")
        spot.children = children
        for inner in self.events:
            if isinstance(inner, yaml.SequenceEndEvent):
                spot.end = _end(inner)
                break
            child = self.node(cast(yaml.NodeEvent, inner), depth + 1)
            self.refuse_empty(child, "-")
            children[len(values)] = child
            values.append(child.value)
        return spot

    def mapping(self, event: yaml.MappingStartEvent, depth: int) -> Spot:
        spot = _spot(event, {}, "map")
        entries = _Entries(spot)
        for key in self.events:
            if isinstance(key, yaml.MappingEndEvent):
                spot.end = _end(key)
                break
            if not isinstance(key, yaml.ScalarEvent):
                self.node(cast(yaml.NodeEvent, key), depth + 1)
                self.say(MESSAGES["complex-key"], key)
            child = self.node(cast(yaml.NodeEvent, next(self.events)), depth + 1)
            if not isinstance(key, yaml.ScalarEvent):
                continue
            if event.flow_style and child.style == "plain" and child.text == "" and not child.broken:
                self.comma(entries, key)
            else:
                self.entry(entries, key, child)
        return spot

    def comma(self, entries: _Entries, key: yaml.ScalarEvent) -> None:
        """A key without a value: the rest of the text before it, to which it is given back."""
        before = entries.children.get(entries.last)
        self.problems.append(comma_slip(self.text, self.place(key), before.text if before else "", key.value))
        entries.spot.broken = True
        if before and isinstance(before.value, str):
            before.value = entries.spot.value[entries.last] = f"{before.value}, {key.value}"

    def entry(self, entries: _Entries, key: yaml.ScalarEvent, child: Spot) -> None:
        name = key.value
        if key.anchor is not None or key.tag is not None:
            self.refuse_anchor(key, child)
        if name in entries.keys:
            line, column = entries.keys[name]
            self.say(MESSAGES["duplicate-key"], key, key=name, line=line, column=column)
            return
        if self.strict and not key.style and (name in YES_AND_NO or name in WORDS):
            self.say(MESSAGES["ambiguous-key"], key, key=name)
        self.refuse_empty(child, name)
        entries.add(name, child, self.place(key)[1:])

    def refuse_empty(self, child: Spot, key: str) -> None:
        if self.strict and child.value is None and child.style == "plain" and not child.broken:
            child.broken = True
            self.say_at(MESSAGES["empty-value"], child, key=key)


def _start(event: yaml.Event) -> Any:
    """Where an event begins; libyaml always says."""
    assert event.start_mark is not None
    return event.start_mark


def _end(event: yaml.Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index


def _spot(event: yaml.NodeEvent, value: object, style: Style) -> Spot:
    start = _start(event)
    text = event.value if isinstance(event, yaml.ScalarEvent) else ""
    return Spot(value, start.line + 1, start.column + 1, style, start.index, _end(event), text)
