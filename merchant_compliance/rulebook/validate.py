"""Data against a pydantic shape: every error becomes a `Problem` at the node it is about.

What can be mended in memory is, so that the conditions of a rule with a mistyped key are still checked in the
same run. A problem is never lost by it: a rulebook with any error is not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook.message import listing
from merchant_compliance.rulebook.shape_messages import MESSAGES, OTHER, SAME
from merchant_compliance.rulebook.spot import Source, Step

Model = TypeVar("Model", bound=BaseModel)
Context = Mapping[str, Any]
TAGS = frozenset({"text", "group", "word", "map"})
"""Which member of a union an error is about; pydantic puts it into the path."""
ABOUT: dict[str, tuple[Step, ...]] = {"unknown_default": ("default",), "outcome_twice": ("outcomes",)}
"""The key that an error about a whole shape is really about."""
SHOWN = 60
STAND_IN = "stand-in"
"""In place of an id that is missing or refused."""
STAND_IN_NAME = "stand_in"
BOTH = {"zh": "-", "en": "-"}


def shaped(model: type[Model], source: Source, context: Context | None = None) -> tuple[Model | None, list[Problem]]:
    """The data of a source in its shape, as far as it has it, and all that is wrong with it."""
    try:
        return model.model_validate(source.data, context=context), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = [problem for detail in details if (problem := _problem(model, source, detail))]
    return _mended(model, source, details, context), problems


def _problem(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Problem | None:
    path, of_key = _path(source, detail["loc"])
    path += ABOUT.get(detail["type"], ())
    kind = SAME.get(detail["type"], detail["type"])
    spot = source.spot(path)
    if spot.broken or (kind == "too_short" and spot.value):
        return None
    kind = "extra_forbidden" if of_key and kind == "literal_error" else _narrowed(kind, path)
    values = _values(model, kind, path, detail)
    place = source.place_of_key(path) if of_key or kind == "extra_forbidden" else source.place(path)
    if kind == "missing":
        place = source.place(path[:-1])
    wrong = path[-1] if kind == "extra_forbidden" or of_key else values["name"] or detail.get("input")
    near = nearest(wrong, values["known"]) if kind != "missing" else None
    return MESSAGES.get(kind, OTHER).at(place, near, **values)


def _narrowed(kind: str, path: tuple[Step, ...]) -> str:
    """A more telling message where the place says more than the type."""
    if kind == "dict_type" and path and path[-1] in ("title", "reason", "remedy"):
        return "text_not_given"
    if kind == "tuple_type" and len(path) == 2 and path[0] == "parameters":
        return "not_dated"
    return kind


def _values(model: type[BaseModel], kind: str, path: tuple[Step, ...], detail: ErrorDetails) -> dict[str, Any]:
    context = detail.get("ctx") or {}
    known = list(context.get("allowed", ())) or re.findall(r"'([^']*)'", str(context.get("expected", "")))
    if kind == "extra_forbidden" and not known:
        known = sorted(_keys_at(model, path[:-1]))
    wanted = next((step for step in reversed(path) if isinstance(step, str)), "")
    limit = next((context[name] for name in ("ge", "le", "gt", "lt") if name in context), "")
    return {
        "key": path[-1] if kind in ("extra_forbidden", "missing") else wanted,
        "value": shown(detail.get("input")),
        "raw": shown(detail.get("input")),
        "known": known,
        "allowed": listing(known),
        "limit": limit,
        "name": context.get("name", ""),
        "zh": context.get("zh", detail["msg"]),
        "en": context.get("en", detail["msg"]),
    }


def shown(value: object) -> str:
    """A value as its author wrote it, more or less, and cut short."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (list, dict)):
        return "[…]" if isinstance(value, list) else "{…}"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _path(source: Source, loc: tuple[Step, ...]) -> tuple[tuple[Step, ...], bool]:
    """The path of an error in the data, without the tags of unions, and whether it is about the key itself."""
    of_key = bool(loc) and loc[-1] == "[key]"
    steps: list[Step] = []
    spot = source.root
    for step in loc[:-1] if of_key else loc:
        if step in TAGS and step not in spot.children:
            continue
        steps.append(step)
        spot = spot.children.get(step, spot)
    return tuple(steps), of_key


def _keys_at(model: type[BaseModel], path: tuple[Step, ...]) -> set[str]:
    """The keys that a shape knows at a path."""
    here: list[Any] = [model]
    for step in path:
        here = [inner for kind in here for outer in _below(kind, step) for inner in _members(outer)]
    return {
        field.alias or name
        for kind in here
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, field in kind.model_fields.items()
    }


def _below(kind: Any, step: Step) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                yield field.annotation
    elif get_origin(kind) is dict:
        yield get_args(kind)[1]
    elif get_origin(kind) in (tuple, list):
        yield get_args(kind)[0]


def _members(kind: Any) -> Iterator[Any]:
    """The members of a union and what stands inside Annotated, flattened."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in (dict, tuple, list) or not get_args(kind):
        yield kind
    else:
        for member in get_args(kind):
            yield from _members(member)


def _mended(model: type[Model], source: Source, details: list[ErrorDetails], context: Context | None) -> Model | None:
    """The data with stand-ins for what is wrong; failing that, with whole items replaced; else None."""
    data = deepcopy(source.data)
    for attempt in (_stand_in, _replace_item):
        for detail in details:
            path, _ = _path(source, detail["loc"])
            attempt(data, path, detail["type"])
        try:
            return model.model_validate(data, context=context)
        except ValidationError as error:
            details = error.errors(include_url=False)
    return None


STAND_INS: dict[str, Any] = {
    "policy": STAND_IN,
    "id": STAND_IN,
    "title": BOTH,
    "outcome": "notice",
    "kind": STAND_IN,
    "value": "",
    "rows": {STAND_IN: {}},
    "all": ["true"],
    "any": ["true"],
    "none": ["true"],
    "when": "true",
    "require": "true",
}
ITEMS: dict[str, Any] = {
    "rules": {"id": STAND_IN, "title": BOTH, "when": "true", "outcome": "notice"},
    "documents": {"id": STAND_IN, "title": BOTH, "kind": STAND_IN, "outcome": "notice"},
    "transitions": {"id": STAND_IN, "from": STAND_IN_NAME, "event": STAND_IN_NAME},
    "decision_tables": {"id": STAND_IN, "rows": {STAND_IN: {"title": BOTH, "when": "true", "outcome": "notice"}}},
}


def _stand_in(data: Any, path: tuple[Step, ...], kind: str) -> None:
    if not path:
        return
    parent = _walk(data, path[:-1])
    last = path[-1]
    if isinstance(parent, list) and isinstance(last, int):
        parent[last] = "true"
    elif isinstance(parent, dict):
        if kind != "extra_forbidden" and last in STAND_INS:
            parent[last] = deepcopy(STAND_INS[last])
        else:
            parent.pop(last, None)


def _replace_item(data: Any, path: tuple[Step, ...], _kind: str) -> None:
    """The whole rule, table or document; a section that is no list goes."""
    if not path:
        return
    section = data.get(path[0]) if isinstance(data, dict) else None
    if len(path) > 1 and isinstance(section, list) and path[0] in ITEMS and isinstance(path[1], int):
        section[path[1]] = deepcopy(ITEMS[str(path[0])])
    elif isinstance(data, dict):
        data.pop(path[0], None)


def _walk(data: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
