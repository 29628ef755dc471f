"""Reasons and remedies: `{path}` is filled from the scope, masked where it is personal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from merchant_compliance.engine.lookup import ABSENT, Reader, presenter, reader
from merchant_compliance.language.exact import Scope
from merchant_compliance.text import Language, Text

MISSING = Text("（缺失）", "(missing)")
SEPARATOR = Text("、", ", ")
FLAGS = {True: Text("是", "yes"), False: Text("否", "no")}
Filler = Callable[[Scope], dict[Language, str]]


def filler(text: Text, variable: str, span: str, params: Mapping[str, object]) -> Filler:
    """A function that gives both languages of a text for one scope; a text without places is made once."""
    names = list(dict.fromkeys(name for part in text for name in _names(part)))
    zh, en = (_numbered(part, names) for part in text)
    if not names:
        both: dict[Language, str] = {"zh": zh.format(), "en": en.format()}
        return lambda _scope: both
    places = [_place(name, variable, span, params) for name in names]

    def fill(scope: Scope) -> dict[Language, str]:
        values = [_shown(read(scope), present) for read, present in places]
        return {
            "zh": zh.format(*[spoken(value, "zh") for value in values]),
            "en": en.format(*[spoken(value, "en") for value in values]),
        }

    return fill


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def _numbered(text: str, names: list[str]) -> str:
    """The template with numbers for names, as `str.format` fills fastest; a format after a colon is not ours."""
    parts = Formatter().parse(text)
    return "".join(_escaped(literal) + (f"{{{names.index(name)}}}" if name else "") for literal, name, _, _ in parts)


def _escaped(literal: str) -> str:
    return literal.replace("{", "{{").replace("}", "}}")


def _place(name: str, variable: str, span: str, params: Mapping[str, object]) -> tuple[Reader, Callable[[Any], Any]]:
    """How to read a name, and how to show it, which depends on the path of the fact."""
    root, _, rest = name.partition(".")
    if root == "params":
        value = params.get(rest, ABSENT)
        return (lambda _scope: list(value) if isinstance(value, tuple) else value), presenter(name)
    path = f"{span}.{rest}".rstrip(".") if variable and root == variable else name
    return reader(path, variable, span), presenter(path)


def _shown(value: Any, present: Callable[[Any], Any]) -> Any:
    return value if value is ABSENT else present(value)


def spoken(value: Any, language: Language) -> str:
    """A value in a sentence: 5,000,000 rather than 5000000.0."""
    if value.__class__ is str:
        return str(value)
    if value is ABSENT:
        return MISSING.say(language)
    if isinstance(value, bool):
        return FLAGS[value].say(language)
    if isinstance(value, (list, tuple)):
        return SEPARATOR.say(language).join(spoken(item, language) for item in value)
    if isinstance(value, (int, float)):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return str(value)
