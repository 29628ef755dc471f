"""How what a scenario gives is laid over what it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

Layer = Mapping[str, Any]


def merged(*layers: Layer) -> dict[str, Any]:
    """The layers on top of each other: maps merge, other values and whole lists replace, null takes a value away.

    INVARIANT: associative, and no layer is changed.
    """
    return _without_null(reduce(_over, layers, {}))


def _over(under: Layer, over: Layer) -> dict[str, Any]:
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        result[key] = _over(below, value) if both else value  # type: ignore[arg-type]
    return result


def _without_null(layer: Layer) -> dict[str, Any]:
    return {
        key: _without_null(value) if isinstance(value, Mapping) else value
        for key, value in layer.items()
        if value is not None
    }
