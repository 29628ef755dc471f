"""What a condition can read, for the generators: fields by the type that CEL gives them, derived from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from merchant_compliance.merchant.facts import FACTS, Fact

SCALARS = {"text": "string", "whole": "int", "real": "double", "flag": "bool", "day": "date"}


@dataclass(frozen=True)
class Field:
    """A field relative to the part that holds it: `subject.kind` of `merchant`, `status` of a qualification.

    Its type is bool, int, double, string, enum, date, one of these in `list<…>`, `part:PATH` or `list<part:PATH>`.
    """

    name: str
    type: str
    values: tuple[str, ...] = ()


def _type(fact: Fact) -> str:
    bare = f"part:{fact.path}" if fact.type == "part" else "enum" if fact.values else SCALARS[fact.type]
    return f"list<{bare}>" if fact.many else bare


def _owner(path: str) -> str:
    """The nearest list of parts above a path, else `merchant`."""
    above = path.rpartition(".")[0]
    while above != "merchant" and not FACTS[above].many:
        above = above.rpartition(".")[0]
    return above


ENTRIES: dict[str, tuple[Field, ...]] = {
    "lists": (
        *(Field(name, "string") for name in ("list", "category", "brand", "region", "reason")),
        *(Field(name, "date") for name in ("since", "until")),
    ),
    "links": (
        *(Field(name, "string") for name in ("list", "merchant_id")),
        Field("hops", "int"),
        Field("via", "list<string>"),
        Field("confidence", "double"),
    ),
    "identifiers": (
        Field("kind", "enum", ("uscc", "phone")),
        Field("valid", "bool"),
        Field("problem", "string"),
    ),
    "score": (Field("score", "double"), Field("stars", "double"), Field("rated", "bool")),
    "params": (
        *(Field("limit", "int"), Field("rate", "double"), Field("since", "date"), Field("name", "string")),
        *(Field("strict", "bool"), Field("words", "list<string>"), Field("numbers", "list<int>")),
        Field("rates", "list<double>"),
    ),
    "dimensions": (Field("product", "double"), Field("service", "double")),
}


@cache
def fields() -> dict[str, tuple[Field, ...]]:
    """The fields of `merchant` and of the elements of every list, by the path of the list."""
    found: dict[str, list[Field]] = {}
    for path, fact in FACTS.items():
        owner = _owner(path)
        found.setdefault(owner, []).append(Field(path.removeprefix(f"{owner}."), _type(fact), fact.values))
    return {**{owner: tuple(held) for owner, held in found.items()}, **ENTRIES}


def element_of(kind: str) -> str:
    """The type of the elements of a list."""
    return kind.removeprefix("list<").removesuffix(">")


def fits(kind: str, wanted: str) -> bool:
    """Whether a field of this type serves: as itself, as any list, as a list of parts, or for `has`."""
    if wanted in KINDS_OF_LIST:
        return kind.startswith(KINDS_OF_LIST[wanted])
    return kind == wanted


KINDS_OF_LIST = {"range": "list<", "parts": "list<part:"}


@cache
def readable(name: str, held: Field, wanted: str) -> tuple[tuple[Field, ...], ...]:
    """What can be read of the wanted type from a variable: itself, or its fields by their full text.

    In groups by their first step, so that the 110 metrics weigh no more than the subject.
    """
    if not held.type.startswith("part:"):
        return ((Field(name, held.type, held.values),),) if fits(held.type, wanted) else ()
    groups: dict[str, list[Field]] = {}
    for field in fields()[held.type.removeprefix("part:")]:
        if wanted == "present" or fits(field.type, wanted):
            full = Field(f"{name}.{field.name}", field.type, field.values)
            groups.setdefault(field.name.split(".")[0], []).append(full)
    return tuple(map(tuple, groups.values()))
