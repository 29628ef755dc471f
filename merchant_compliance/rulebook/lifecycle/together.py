"""What lifecycles say of each other: an event of one name is the same event in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook.lifecycle import messages as say
from merchant_compliance.rulebook.lifecycle.shape import FieldShape, LifecycleShape
from merchant_compliance.rulebook.message import Place
from merchant_compliance.rulebook.spot import Source


def events_differ(read: Iterable[tuple[LifecycleShape, Source]]) -> Iterator[Problem]:
    """Fields of one name in events of one name that differ in type, in the words they may be, or in being needed."""
    seen: dict[tuple[str, str], tuple[FieldShape, Place]] = {}
    for shape, source in read:
        for event, fields in shape.events.items():
            for field, item in fields.fields.items():
                place = source.place_of_key(("events", event, "fields", field))
                other, first = seen.setdefault((event, field), (item, place))
                if other != item:
                    values = {"here": _said(item), "there": _said(other), "first": first}
                    yield say.EVENTS_DIFFER.at(place, event=event, field=field, **values)


def _said(item: FieldShape) -> str:
    words = f" {list(item.one_of)}" if item.one_of else ""
    return f"{item.type}{' (optional)' if item.optional else ''}{words}"
