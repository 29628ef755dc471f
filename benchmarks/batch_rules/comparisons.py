"""A comparison of a field with a constant, as CEL for the rulebook and as an expression of zen-engine.

zen knows no third truth value, so there a comparison says itself what it is where the field is missing: false in
`sure`, which holds where the comparison is true; true in `maybe`, which holds where it is true or unknown. `bare`
leaves that to zen's errors where a field of the merchant is compared by size: a row of its decision table in error does
not match. Dates are days since 1970 there, as in `one_merchant.zen_engine`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sign = Literal["==", "in", "<", ">=", ">", "is", "not", "starts", "has", "lacks"]
Value = str | float | int | tuple[str, ...] | None
BIG = 10**15
"""Beyond every number of a record."""


@dataclass(frozen=True)
class Comparison:
    """`value` is in days from as_of where `is_day`."""

    path: str
    sign: Sign
    value: Value = None
    is_day: bool = False

    def cel(self) -> str:
        match self.sign:
            case "is" | "not":
                return self.path if self.sign == "is" else f"!{self.path}"
            case "has" | "lacks":
                return f"has({self.path})" if self.sign == "has" else f"!has({self.path})"
            case "starts":
                return f'{self.path}.startsWith("{self.value}")'
            case "<" | ">=" | ">":
                return f"{self.path} {self.sign} {self._shifted('days({})') if self.is_day else _number(self.value)}"
        return f"{self.path} {self.sign} {_texts(self.value, chr(34))}"

    def bare(self, element: str = "") -> str:
        """Where it is missing, false or an error; `element` is how zen calls the list's element, if it is of one."""
        name = self._name(element)
        match self.sign:
            case "is" | "not":
                return f"{name} == {'true' if self.sign == 'is' else 'false'}"
            case "has" | "lacks":
                return f"{name} {'!=' if self.sign == 'has' else '=='} null"
            case "starts":
                return f"startsWith({name}, '{self.value}')"
        return self._compared(name)

    def sure(self, element: str = "") -> str:
        """False where the field is missing, and never an error."""
        name = self._name(element)
        if self.sign == "starts":
            return f"startsWith({name} ?? '', '{self.value}')"
        beyond = {"<": BIG, ">": -BIG, ">=": -BIG}.get(self.sign)
        return self.bare(element) if beyond is None else self._compared(f"({name} ?? {beyond})")

    def maybe(self, element: str = "") -> str:
        """True where the field is missing."""
        name = self._name(element)
        match self.sign:
            case "has" | "lacks":
                return self.bare(element)
            case "starts":
                return f"startsWith({name} ?? '{self.value}', '{self.value}')"
            case "is" | "not":
                wanted = "true" if self.sign == "is" else "false"
                return f"({name} ?? {wanted}) == {wanted}"
            case "==" | "in":
                first = self.value if isinstance(self.value, str) else next(iter(self.value))  # type: ignore[arg-type]
                return self._compared(f"({name} ?? '{first}')")
        return self._compared(f"({name} ?? {-BIG if self.sign == '<' else BIG})")

    def _name(self, element: str) -> str:
        if not element:
            return self.path
        return element + self.path[self.path.index(".") :] if "." in self.path else element

    def _compared(self, name: str) -> str:
        if self.sign in ("==", "in"):
            return f"{name} {self.sign} {_texts(self.value, chr(39))}"
        return f"{name} {self.sign} {self._shifted('{}') if self.is_day else _number(self.value)}"

    def _shifted(self, days: str) -> str:
        assert isinstance(self.value, int)
        amount = days.format(abs(self.value))
        return f"as_of {'-' if self.value < 0 else '+'} {amount}" if self.value else "as_of"


def cel(comparisons: Sequence[Comparison], joint: str = "&&") -> str:
    return f" {joint} ".join(each.cel() for each in comparisons)


def _number(value: Value) -> str:
    assert isinstance(value, int | float)
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _texts(value: Value, mark: str) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(mark + each + mark for each in value)}]"
    return f"{mark}{value}{mark}"
