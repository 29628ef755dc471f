"""Events as files and services give them → checked events, or all that is wrong with them.

An event is an object of `event_id`, `merchant_id`, `event`, `occurred_on`, perhaps `seq`, and `data` with the fields
that a lifecycle declares for events of its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NotRequired, Required

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator
from typing_extensions import TypedDict

from merchant_compliance.engine.lifecycle.complaints import problems_of, too_early, unknown_event
from merchant_compliance.engine.lifecycle.event import Event
from merchant_compliance.errors import Problem
from merchant_compliance.merchant.fact import OMITTING, TEXT_LIMIT, Day, Flag, Real, Whole, Words
from merchant_compliance.merchant.files import Layout
from merchant_compliance.merchant.quick import NullIsMissing
from merchant_compliance.rulebook.lifecycle.shape import FieldShape, FieldType, LifecycleShape

KINDS: dict[str, Any] = {"text": Words, "whole": Whole, "real": Real, "flag": Flag, "day": Day}
Id = Annotated[Words, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
"""Without the null character, which PostgreSQL cannot keep."""
NULLABLE = NullIsMissing()
ENVELOPE: dict[str, Any] = {
    "event_id": Required[Id],
    "merchant_id": Required[Id],
    "event": Required[Id],
    "occurred_on": Required[Day],
    "seq": NotRequired[Annotated[Whole, NULLABLE]],
    "data": NotRequired[Annotated[dict[str, Any], NULLABLE]],
}
HEAD_TYPES: dict[str, FieldType] = {"occurred_on": "day", "seq": "whole"}
HEAD = {name: FieldShape(type=HEAD_TYPES.get(name, "text")) for name in ENVELOPE}
PLAIN: dict[str, type] = {"text": str, "whole": int, "real": float, "flag": bool}
REQUIRED = ("event_id", "merchant_id", "event", "occurred_on")
NEVER: tuple[dict[str, Any], frozenset[str]] = ({}, frozenset(("",)))
MOST = 2**63
EARLIEST = date(1900, 1, 1)
"""No event is earlier: windows of up to a hundred years must not reach back beyond the calendar."""
Checked = Event | list[Problem]


class Intake:
    """Checks events against what the lifecycles declare. INVARIANT: no field that was not declared passes."""

    def __init__(self, lifecycles: Iterable[LifecycleShape]) -> None:
        self.fields: dict[str, dict[str, FieldShape]] = {}
        for shape in lifecycles:
            for name, event in shape.events.items():
                self.fields.setdefault(name, {}).update(event.fields)
        self._envelope = _validator("Event", ENVELOPE)
        self._plain = {name: _plainly(fields) for name, fields in self.fields.items()}
        self._data = {name: _validator(name, _kinds(fields)) for name, fields in self.fields.items()}

    @property
    def layout(self) -> Layout:
        """The columns of an event file; in CSV a field is a column such as `data.kind`."""
        names = dict.fromkeys(name for fields in self.fields.values() for name in fields)
        columns = dict.fromkeys(ENVELOPE, False) | {"data": True} | {f"data.{name}": False for name in names}
        return Layout(columns, frozenset(columns), REQUIRED)

    def event(self, raw: object) -> Checked:
        """The event of one record, or its problems, none of which repeats a value of a field that is not known."""
        try:
            found = self._envelope.validate_python(raw)
        except ValidationError as error:
            return problems_of(error.errors(include_url=False), HEAD)
        name = found["event"]
        if name not in self._data:
            return [unknown_event(name, self.fields)]
        try:
            data = self._data[name].validate_python(found.get("data", {}), context=OMITTING)
        except ValidationError as error:
            return problems_of(error.errors(include_url=False), self.fields[name], name)
        if found["occurred_on"] < EARLIEST:
            return [too_early(EARLIEST)]
        return Event(found["event_id"], found["merchant_id"], name, found["occurred_on"], found.get("seq", 0), data)

    def plain(self, name: str, data: dict[str, Any]) -> bool:
        """Whether fields are as JSON writes them when all is well: then they need no other check, and no change."""
        kinds, needed = self._plain.get(name, NEVER)
        for field, value in data.items():
            kind = kinds.get(field)
            if value.__class__ is not kind and (kind.__class__ is not frozenset or value not in kind):
                return False
            if kind is int and not -MOST <= value < MOST:
                return False
            if kind is float and value != value:
                return False
            if kind is str and len(value) > TEXT_LIMIT:
                return False
        return needed <= data.keys()


def _plainly(fields: Mapping[str, FieldShape]) -> tuple[dict[str, Any], frozenset[str]]:
    """By field its type, or the words that it may be; and the fields that must be there."""
    kinds = {name: frozenset(f.one_of) if f.one_of else PLAIN.get(f.type) for name, f in fields.items()}
    return kinds, frozenset(name for name, field in fields.items() if not field.optional)


def _kinds(fields: Mapping[str, FieldShape]) -> dict[str, Any]:
    return {name: _kind(field) for name, field in fields.items()}


def _kind(field: FieldShape) -> Any:
    kind = Literal[field.one_of] if field.one_of else KINDS[field.type]
    return NotRequired[Annotated[kind, NULLABLE]] if field.optional else Required[kind]


def _validator(name: str, fields: dict[str, Any]) -> SchemaValidator | Any:
    make: Any = TypedDict
    shape = make(name, fields)
    shape.__pydantic_config__ = ConfigDict(extra="forbid", hide_input_in_errors=True)
    return TypeAdapter(shape).validator


def as_record(event: Event) -> dict[str, Any]:
    """The event as a file would have it."""
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in event.data.items()}
    head = {"event_id": event.id, "merchant_id": event.merchant_id, "event": event.name}
    return {**head, "occurred_on": event.on.isoformat(), "seq": event.seq, "data": data}
