"""Random well-typed conditions over the real record.

The generator puts a wanted production at the root of an expression, so that each can be watched, and random ones
below it. Variables of macros may hide one another and a root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from pools import COUNTS, DATES, DAYS, NAMES, PATTERNS, Palette, literal
from productions import BY_RESULT, PRODUCTIONS, Production
from shapes import Field, element_of, fields, readable

PARAMS: dict[str, Any] = {
    "limit": 5,
    "rate": 0.5,
    "since": DAYS[0],
    "name": "tea",
    "strict": True,
    "words": ["茶", "tea"],
    "numbers": [1, 2, 7],
    "rates": [0.5, 2.0],
    "pattern": "^te",
}
SCORES = ('scores["experience-stars"]', "scores.other")
ROOTS: dict[str, Field] = {
    "merchant": Field("merchant", "part:merchant"),
    "params": Field("params", "part:params"),
    "as_of": Field("as_of", "date"),
    **{score: Field(score, "part:score") for score in SCORES},
    f"{SCORES[0]}.dimensions": Field("", "part:dimensions"),
    **{name: Field(name, f"list<part:{name}>") for name in ("lists", "links", "identifiers")},
}
VARIABLES = ("q", "p", "x", "lists")
"""Names of macro variables; the last hides a root."""
FIXED: dict[str, tuple[Any, ...]] = {
    "small": (0, 1, 2, 3, 5, -1, 40),
    "name": NAMES,
    "day": DATES,
    "count": COUNTS,
    "score": ("experience-stars", "other", "none"),
}
"""Literals by kind of argument; those of types come from the palette."""
LITERAL_ONLY = frozenset(("day", "count", "score", "int!", "double!", "list<int>!"))
FIELD_ONLY = ("enum", "list<enum>", "parts", "present", "range")
FIELD_KINDS = {"name": "string", "small": "int"}
EXACT_KINDS = ("int!", "list<int>!")
EXACT = 2**53
SHARE_OF_LEAVES, SHARE_OF_FIELDS, SHARE_OF_LOGIC = 0.3, 0.65, 0.35
LOGIC = tuple(p for p in PRODUCTIONS if p.name in ("&&", "||", "!", "? : bool", "has", "exists", "all"))


@dataclass(frozen=True)
class Made:
    """An expression: its production (or `field`, `literal`), the macro variables it needs, its enum's values."""

    text: str
    type: str
    name: str
    parts: tuple[Made, ...] = ()
    needs: frozenset[str] = frozenset()
    values: tuple[str, ...] = ()

    def walk(self) -> Iterator[Made]:
        yield self
        for part in self.parts:
            yield from part.walk()


def made_literal(value: Any, kind: str) -> Made:
    return Made(literal(value), kind, "literal")


class Generator:
    """Makes expressions. `variable` is the name of a `for_each` variable and the path of its list."""

    def __init__(self, random: Random, colours: Palette, variable: tuple[str, str] | None = None) -> None:
        self.random = random
        self.palette = colours
        self.scope = dict(ROOTS)
        self.bound: tuple[str, ...] = ()
        if variable:
            held = next(f for f in fields()["merchant"] if f"merchant.{f.name}" == variable[1])
            self.scope[variable[0]] = Field(variable[0], element_of(held.type), held.values)

    def root(self, production: Production, depth: int) -> Made:
        """An expression of this production, with arguments up to this depth below it."""
        build = self._macro if any(kind.endswith("@") for kind in production.arguments) else self._operation
        return build(production, depth)

    def make(self, kind: str, depth: int) -> Made:
        """An expression of a type, or of one of the kinds of argument that productions name."""
        if kind in SPECIAL:
            return SPECIAL[kind](self, depth)
        productions = BY_RESULT.get(kind, ())
        if depth <= 0 or not productions or self.random.random() < SHARE_OF_LEAVES:
            return self.leaf(kind)
        if kind == "bool" and self.random.random() < SHARE_OF_LOGIC:
            productions = LOGIC
        return self.root(self.random.choice(productions), depth)

    def leaf(self, kind: str) -> Made:
        if kind.endswith("~"):
            return self.field(kind[:-1])
        kind_of_field = FIELD_KINDS.get(kind, kind)
        wants_field = kind in FIELD_ONLY or self.random.random() < SHARE_OF_FIELDS
        if kind not in LITERAL_ONLY and wants_field and self._groups(kind_of_field):
            return self.field(kind_of_field)
        return made_literal(self._value(kind), kind)

    def _value(self, kind: str) -> Any:
        """A literal: of a type from the palette, of another kind of argument from its own pool."""
        if kind in FIXED:
            return self.random.choice(FIXED[kind])
        bare = kind.removesuffix("!")
        pool = [v for v in self.palette[element_of(bare)] if kind not in EXACT_KINDS or abs(v) <= EXACT]
        if bare.startswith("list<"):
            return self.random.sample(pool, self.random.randint(0, min(3, len(pool))))
        return self.random.choice(pool)

    def field(self, kind: str) -> Made:
        """A field of a kind, sooner of a macro variable than of a root."""
        group = self.random.choice(self._groups(kind))
        field = self.random.choice(group)
        needs = frozenset((field.name.split(".")[0],)) & frozenset(self.bound)
        return Made(field.name, field.type, "field", (), needs, field.values)

    def _groups(self, kind: str) -> list[tuple[Field, ...]]:
        outer: list[tuple[Field, ...]] = []
        inner: list[tuple[Field, ...]] = []
        for name, held in self.scope.items():
            (inner if name in self.bound else outer).extend(readable(name, held, kind))
        return inner if inner and self.random.random() < 0.7 else inner + outer

    def _operation(self, production: Production, depth: int) -> Made:
        """An operator or a function. Literals beside an enum field are made of its values."""
        kinds = production.arguments
        enum = next((self.field(kind[:-1]) for kind in kinds if kind.endswith("=")), None)
        parts = []
        for kind in kinds:
            if enum and kind.endswith("="):
                parts.append(enum)
            elif enum and kind.endswith(("value", "value>")):
                parts.append(self._values(enum, kind))
            else:
                parts.append(self.make(kind, depth - 1))
        text = production.template.format(*(part.text for part in parts))
        return Made(text, production.result, production.name, tuple(parts), needs_of(parts))

    def _values(self, enum: Made, kind: str) -> Made:
        if kind == "value":
            return made_literal(self.random.choice(enum.values), "string")
        some = self.random.sample(enum.values, self.random.randint(0, len(enum.values) - 1))
        return made_literal(some, "list<string>")

    def _macro(self, production: Production, depth: int) -> Made:
        ranged = self.make(production.arguments[0], depth - 1)
        name = self.random.choice(VARIABLES)
        outside = self.scope, self.bound
        inside = {key: held for key, held in self.scope.items() if key != name}
        self.scope = {**inside, name: Field(name, element_of(ranged.type), ranged.values)}
        self.bound = (*self.bound, name)
        bodies = [self.make(kind.removesuffix("@"), depth - 1) for kind in production.arguments[1:]]
        self.scope, self.bound = outside
        text = production.template.format(ranged.text, *(body.text for body in bodies), v=name)
        filtered = production.name.startswith("filter")
        return Made(
            text,
            ranged.type if filtered else production.result,
            production.name,
            (ranged, *bodies),
            ranged.needs | (needs_of(bodies) - {name}),
            ranged.values if filtered else (),
        )


def needs_of(parts: Iterable[Made]) -> frozenset[str]:
    return frozenset[str]().union(*(part.needs for part in parts))


def _range(generator: Generator, depth: int) -> Made:
    """Any list: nearly always of the record or the scope, else something computed."""
    if depth <= 0 or generator.random.random() < 0.75:
        return generator.field("range")
    kind = generator.random.choice(("parts", "list<string>", "list<int>", "list<double>", "list<date>"))
    return generator.make(kind, depth)


def _pattern(generator: Generator, _depth: int) -> Made:
    if generator.random.random() < 0.1:
        return Made("params.pattern", "string", "field")
    return Made(f"r{literal(generator.random.choice(PATTERNS))}", "string", "literal")


SPECIAL: dict[str, Callable[[Generator, int], Made]] = {"range": _range, "pattern": _pattern}
