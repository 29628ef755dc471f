"""The table of functions and operators that conditions may call, by CEL name, with the semantics all targets share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from merchant_compliance.language import operators as ops
from merchant_compliance.language import texts
from merchant_compliance.language.conversions import day, days, to_bool, to_double, to_int, to_string
from merchant_compliance.language.truth import Undefined


def _texts(function: Callable[..., Any], *kinds: type) -> Callable[..., Any]:
    """A function that refuses other types than text (and then `kinds`) for its arguments."""

    def checked(*arguments: Any) -> Any:
        wanted = (str, *kinds)
        for value, kind in zip(arguments, wanted, strict=False):
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                raise Undefined("no such function of these types")
        return function(*arguments)

    return checked


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "_==_": ops.equal,
    "_!=_": lambda a, b: not ops.equal(a, b),
    "_<_": ops.ordering(lambda a, b: a < b),
    "_<=_": ops.ordering(lambda a, b: a <= b),
    "_>_": ops.ordering(lambda a, b: a > b),
    "_>=_": ops.ordering(lambda a, b: a >= b),
    "@in": ops.contained,
    "_+_": ops.add,
    "_-_": ops.subtract,
    "_*_": ops.multiply,
    "_/_": ops.divide,
    "_%_": ops.remainder,
    "-_": ops.negate,
    "_[_]": ops.item_at,
    "size": ops.size,
    "int": to_int,
    "double": to_double,
    "bool": to_bool,
    "string": to_string,
    "days": days,
    "date": day,
    "matches": _texts(texts.matches, str),
    "contains": _texts(lambda text, part: part in text, str),
    "startsWith": _texts(str.startswith, str),
    "endsWith": _texts(str.endswith, str),
    "charAt": _texts(texts.char_at, int),
    "indexOf": _texts(texts.index_of, str, int),
    "lastIndexOf": _texts(texts.last_index_of, str, int),
    "substring": _texts(texts.substring, int, int),
    "replace": _texts(texts.replace, str, str, int),
    "split": _texts(texts.split, str, int),
    "join": texts.join,
    "trim": _texts(lambda text: text.strip(texts.WHITE)),
    "lowerAscii": _texts(lambda text: text.translate(texts.LOWER)),
    "upperAscii": _texts(lambda text: text.translate(texts.UPPER)),
    "reverse": _texts(lambda text: text[::-1]),
    "same_name": _texts(texts.same_name, str),
    "contains_any": _texts(texts.contains_any, (list, tuple), (list, tuple)),  # type: ignore[arg-type]
}
"""By CEL name. Arguments are values, never unknown."""
