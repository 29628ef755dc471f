"""Reading facts by their path: for evidence, for the texts of a finding, and for the names of targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from merchant_compliance.language.exact import Scope
from merchant_compliance.merchant.masking import is_personal, mask

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


def presenter(path: str) -> Callable[[Any], Any]:
    """A function that makes a value of this path fit to leave the process.

    It masks where the fact is personal, writes dates as text, and cuts long lists.
    """
    hide = partial(mask, path) if is_personal(path) else None

    def present(value: Any) -> Any:
        if value.__class__ is list:
            return [present(item) for item in value[:SHOWN_ELEMENTS]]
        if hide is not None:
            return hide(value)
        return value.isoformat() if isinstance(value, date) else value

    return present


def target_id(element: Any, position: int) -> str:
    """The element itself, or the first of its naming fields, else its position from 0."""
    if not isinstance(element, Mapping):
        return str(element)
    return str(next((element[name] for name in ID_FIELDS if name in element), position))
