"""Reading facts by their path: for evidence, for the texts of a finding, and for the names of targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from merchant_compliance.language.exact import Scope
from merchant_compliance.merchant.masking import shown

ID_FIELDS = ("product_id", "trademark_number", "number", "name", "kind")
SHOWN_ELEMENTS = 20
ABSENT = object()
Reader = Callable[[Scope], Any]


def reader(path: str, variable: str = "", span: str = "") -> Reader:
    """A function that reads `path` from a scope: ABSENT where it is missing, a list where it goes through one.

    With `variable` and `span`, the path of a `for_each` list, paths below the list are read from the element.
    """
    if span and (path == span or path.startswith(f"{span}.")):
        root, steps = variable, tuple(path.removeprefix(span).split(".")[1:])
    else:
        root, *rest = path.split(".")
        steps = tuple(rest)
    return lambda scope: _walk(scope.get(root, ABSENT), steps)


def _walk(value: Any, steps: tuple[str, ...]) -> Any:
    for number, step in enumerate(steps):
        if value.__class__ is list:
            return [found for item in value if (found := _walk(item, steps[number:])) is not ABSENT]
        value = value.get(step, ABSENT) if value.__class__ is dict else ABSENT
    return value


def presentable(path: str, value: Any) -> Any:
    """A value as it may leave the process: masked where it is personal, dates as text, long lists cut."""
    if isinstance(value, list):
        return [presentable(path, item) for item in value[:SHOWN_ELEMENTS]]
    if isinstance(value, date):
        value = value.isoformat()
    return shown(path, value)


def target_id(element: Any, position: int) -> str:
    """The element itself, or the first of its naming fields, else its position from 0."""
    if not isinstance(element, Mapping):
        return str(element)
    return str(next((element[name] for name in ID_FIELDS if name in element), position))
