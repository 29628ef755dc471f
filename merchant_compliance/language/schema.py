"""The types that a condition sees, as protobuf descriptors for the official CEL type checker.

Scalars become wrapper messages, since they may be missing; dates become timestamps of which only the day counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, duration_pb2, timestamp_pb2, wrappers_pb2
from google.protobuf.descriptor_pool import DescriptorPool

from merchant_compliance.merchant.facts import FACTS, Type

PACKAGE = "merchant_compliance"
Field = descriptor_pb2.FieldDescriptorProto
WRAPPERS: dict[Type, str] = {
    "text": ".google.protobuf.StringValue",
    "whole": ".google.protobuf.Int64Value",
    "real": ".google.protobuf.DoubleValue",
    "flag": ".google.protobuf.BoolValue",
    "day": ".google.protobuf.Timestamp",
}
REPEATED: dict[Type, int] = {
    "text": Field.TYPE_STRING,
    "whole": Field.TYPE_INT64,
    "real": Field.TYPE_DOUBLE,
    "flag": Field.TYPE_BOOL,
}
PYTHON_TYPES: tuple[tuple[type, Type], ...] = (
    (bool, "flag"),
    (int, "whole"),
    (float, "real"),
    (str, "text"),
    (date, "day"),
)


@dataclass(frozen=True)
class Slot:
    """One field of a message: its type, and the message it holds where the type is `part`."""

    type: Type
    many: bool = False
    message: str = ""


ENTRIES: dict[str, dict[str, Slot]] = {
    "ListEntry": {
        **{name: Slot("text") for name in ("list", "category", "brand", "region", "reason")},
        "since": Slot("day"),
        "until": Slot("day"),
    },
    "Link": {
        "list": Slot("text"),
        "merchant_id": Slot("text"),
        "hops": Slot("whole"),
        "via": Slot("text", many=True),
        "confidence": Slot("real"),
    },
    "Identifier": {"kind": Slot("text"), "valid": Slot("flag"), "problem": Slot("text")},
    "Score": {
        "score": Slot("real"),
        "stars": Slot("real"),
        "rated": Slot("flag"),
        "dimensions": Slot("part"),
    },
}
"""What a condition sees besides the record; `dimensions` is a map from text to double."""


def message_of(path: str) -> str:
    """The name of the message of a part: `merchant.subject` is `Merchant_subject`."""
    return path.replace(".", "_").capitalize()


@cache
def messages() -> dict[str, dict[str, Slot]]:
    """All messages of the record and of the entries, by name."""
    found: dict[str, dict[str, Slot]] = {message_of("merchant"): {}}
    for path, fact in FACTS.items():
        parent, name = path.rsplit(".", 1)
        message = message_of(path) if fact.type == "part" else ""
        found.setdefault(message_of(parent), {})[name] = Slot(fact.type, fact.many, message)
    return found | ENTRIES


def slot_of(value: object) -> Slot:
    """The type of a parameter, from one of its values; lists are typed by their first element."""
    many = isinstance(value, (list, tuple))
    sample: Any = next(iter(value), "") if isinstance(value, (list, tuple)) else value
    kind: Type = next((kind for python, kind in PYTHON_TYPES if isinstance(sample, python)), "text")
    return Slot(kind, many)


def _add_field(message: descriptor_pb2.DescriptorProto, number: int, name: str, slot: Slot) -> None:
    label = Field.LABEL_REPEATED if slot.many else Field.LABEL_OPTIONAL
    field = message.field.add(name=name, number=number, label=label)
    if slot.many and slot.type in REPEATED:
        field.type = REPEATED[slot.type]  # type: ignore[assignment]
        return
    field.type = Field.TYPE_MESSAGE
    field.type_name = WRAPPERS.get(slot.type) or f".{PACKAGE}.{slot.message}"


def _add_map(message: descriptor_pb2.DescriptorProto, number: int, name: str, path: str) -> None:
    entry = message.nested_type.add(name=f"{name.capitalize()}Entry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=Field.TYPE_STRING, label=Field.LABEL_OPTIONAL)
    entry.field.add(name="value", number=2, type=Field.TYPE_DOUBLE, label=Field.LABEL_OPTIONAL)
    message.field.add(
        name=name,
        number=number,
        label=Field.LABEL_REPEATED,
        type=Field.TYPE_MESSAGE,
        type_name=f"{path}.{entry.name}",
    )


def _file(name: str, shapes: Mapping[str, Mapping[str, Slot]]) -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name=name, package=PACKAGE, syntax="proto3")
    file.dependency.extend(("google/protobuf/wrappers.proto", "google/protobuf/timestamp.proto"))
    for message_name, slots in shapes.items():
        message = file.message_type.add(name=message_name)
        for number, (field, slot) in enumerate(slots.items(), 1):
            if slot.type == "part" and not slot.message:
                _add_map(message, number, field, f".{PACKAGE}.{message_name}")
            else:
                _add_field(message, number, field, slot)
    return file


@cache
def _base() -> tuple[bytes, ...]:
    known = (wrappers_pb2, timestamp_pb2, duration_pb2)
    serialized = [module.DESCRIPTOR.serialized_pb for module in known]
    return (*serialized, _file("merchant_compliance/record.proto", messages()).SerializeToString())


def pool_with(shapes: Mapping[str, Mapping[str, Slot]]) -> DescriptorPool:
    """A descriptor pool with the record, the entries and these messages, such as `Params`."""
    pool = DescriptorPool()
    for serialized in _base():
        pool.AddSerializedFile(serialized)
    pool.AddSerializedFile(_file("merchant_compliance/params.proto", shapes).SerializeToString())
    return pool
