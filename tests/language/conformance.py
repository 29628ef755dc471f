"""The cases of the CEL conformance suite, and the judge of one answer to a case.

The suite is google/cel-spec `tests/simple` (Apache-2.0). It lies beside the project and is not part of it.
Its values are in protobuf's JSON form: `{"int64Value": "1"}` is the int 1, `{"doubleValue": "NaN"}` a double.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from merchant_compliance.language import UNKNOWN, ExpressionError

SUITE = Path(__file__).parents[3] / "shared" / "data" / "cel_conformance.jsonl"


@dataclass(frozen=True)
class Opaque:
    """A value that the language has no form for (types, uints): equal to no answer of an evaluator."""

    kind: str
    text: str


class Judgement(Enum):
    """What one answer is worth. WRONG must never happen, with whatever case."""

    PASSED = "passed"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Case:
    """One case: `fails` says that evaluation must end in an error, else it must end in `value`."""

    name: str
    expression: str
    bindings: dict[str, Any]
    value: Any
    fails: bool

    @property
    def outside(self) -> str | None:
        """The part of CEL outside the language of conditions that the case needs, or None."""
        bare = STRING_LITERAL.sub("''", self.expression)
        return next((name for name, sign in OUTSIDE.items() if sign.search(bare)), None)


STRING_LITERAL = re.compile(r"""(?<![bB])[rR]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
OUTSIDE = {
    "uint": re.compile(r"\b(0x)?[0-9a-fA-F]+[uU]\b|\buint\("),
    "bytes": re.compile(r"\b[bB][\"']|\bbytes\("),
    "dyn": re.compile(r"\bdyn\("),
    "time": re.compile(r"\b(timestamp|duration)\("),
    "type": re.compile(r"\btype\(|^(int|uint|double|string|bool|bytes|list|map|type|null_type)$"),
    "null": re.compile(r"\bnull\b"),
    "format": re.compile(r"\.format\("),
    "quote": re.compile(r"\bstrings\.quote\("),
    "optional": re.compile(r"\boptional\.|\.\?|\[\?"),
}

SCALARS: dict[str, Callable[[Any], Any]] = {
    "int64Value": int,
    "doubleValue": float,  # also reads "NaN", "Infinity" and "-Infinity"
    "stringValue": str,
    "boolValue": bool,
    "nullValue": lambda _: None,
    "bytesValue": base64.b64decode,
    "uint64Value": lambda text: Opaque("uint", text),
    "typeValue": lambda text: Opaque("type", text),
}


def decode(value: dict[str, Any]) -> Any:
    """A Python value of a value in protobuf's JSON form."""
    ((kind, held),) = value.items()
    if kind == "listValue":
        return [decode(item) for item in held.get("values", [])]
    if kind == "mapValue":
        return {decode(entry["key"]): decode(entry["value"]) for entry in held.get("entries", [])}
    return SCALARS[kind](held)


def cases() -> Iterator[Case]:
    """Every case of the suite; one without a value and without an error expects `true`."""
    for line in SUITE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Case(
            name="/".join((row["file"], row["section"], row["name"])),
            expression=row["expr"],
            bindings={name: decode(bound["value"]) for name, bound in row.get("bindings", {}).items()},
            value=decode(row.get("value", {"boolValue": True})),
            fails="evalError" in row,
        )


def same(left: Any, right: Any) -> bool:
    """Equal in type and value, all the way down: 1 is neither 1.0 nor true, NaN is NaN, 0.0 is not -0.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return (left != left and right != right) or struct.pack("d", left) == struct.pack("d", right)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return _same_maps(left, right)
    return bool(left == right)


def _same_maps(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    typed = [{(type(key), key): value for key, value in side.items()} for side in (left, right)]
    return typed[0].keys() == typed[1].keys() and all(same(typed[0][key], typed[1][key]) for key in typed[0])


def judge(case: Case, evaluate: Callable[[str, dict[str, Any]], Any]) -> tuple[Judgement, str]:
    """INVARIANT: right is the value of the case, UNKNOWN where the case fails, or a refusal; all else is wrong.

    The second part is the answer, or the code of the refusal.
    """
    try:
        answer = evaluate(case.expression, case.bindings)
    except ExpressionError as refusal:
        return (Judgement.PASSED if case.fails else Judgement.REFUSED), refusal.problems[0].code
    right = answer is UNKNOWN if case.fails else answer is not UNKNOWN and same(answer, case.value)
    return (Judgement.PASSED if right else Judgement.WRONG), repr(answer)
