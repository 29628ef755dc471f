"""Reasons and remedies: `{path}` is filled from the scope, masked where it is personal."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

from merchant_compliance.engine.lookup import ABSENT, Reader, presentable, reader
from merchant_compliance.language.exact import Scope
from merchant_compliance.text import Language, Text

MISSING = Text("（缺失）", "(missing)")
SEPARATOR = Text("、", ", ")
FLAGS = {True: Text("是", "yes"), False: Text("否", "no")}
Filler = Callable[[Scope], dict[Language, str]]


def filler(text: Text, variable: str, span: str) -> Filler:
    """A function that gives both languages of a text for one scope; a text without places is made once."""
    if "{" not in text.zh + text.en:
        both: dict[Language, str] = {"zh": text.zh, "en": text.en}
        return lambda _scope: both
    zh, en = _template(text.zh, "zh", variable, span), _template(text.en, "en", variable, span)
    return lambda scope: {"zh": zh(scope), "en": en(scope)}


def _template(text: str, language: Language, variable: str, span: str) -> Callable[[Scope], str]:
    parts = [
        (literal, _place(name, variable, span) if name else None) for literal, name, _, _ in Formatter().parse(text)
    ]

    def fill(scope: Scope) -> str:
        return "".join(
            literal + (spoken(presentable(place[0], place[1](scope)), language) if place else "")
            for literal, place in parts
        )

    return fill


def _place(name: str, variable: str, span: str) -> tuple[str, Reader]:
    """The fact path of a name, which decides on masking, and how to read it."""
    root, _, rest = name.partition(".")
    path = f"{span}.{rest}".rstrip(".") if variable and root == variable else name
    return path, reader(path, variable, span)


def spoken(value: Any, language: Language) -> str:
    """A value in a sentence: 5,000,000 rather than 5000000.0."""
    if value is ABSENT:
        return MISSING.say(language)
    if isinstance(value, bool):
        return FLAGS[value].say(language)
    if isinstance(value, (list, tuple)):
        return SEPARATOR.say(language).join(spoken(item, language) for item in value)
    if isinstance(value, (int, float)):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return str(value)
