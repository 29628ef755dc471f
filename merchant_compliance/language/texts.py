"""Functions on text, with the semantics of CEL and its strings extension: characters are code points.

They raise `Undefined` for an index out of range or a pattern that is none. Patterns are RE2's on every engine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import ahocorasick
import re2

from merchant_compliance.language.patterns import unsafe_part
from merchant_compliance.language.truth import Undefined

AUTOMATON_BYTES = 1 << 28


def compiled(text: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = AUTOMATON_BYTES
    return re2.compile(text, options)


@lru_cache(maxsize=4096)
def pattern(text: str) -> Any:
    """A compiled RE2 expression: it matches in linear time, whatever the pattern.

    Raises Undefined for what is no pattern, or does not mean the same on every engine.
    """
    try:
        made = compiled(text)
    except re2.error as problem:
        message = problem.args[0]
        shown = message.decode() if isinstance(message, bytes) else str(message)
        raise Undefined(f"not a regular expression: {shown}") from None
    unsafe = unsafe_part(text)
    if unsafe:
        raise Undefined(f"not the same regular expression on every engine: {unsafe}")
    return made


def matches(text: str, regex: str) -> bool:
    return pattern(regex).search(text) is not None


def _text(*values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise Undefined("no such function of these types")


def _position(index: object, limit: int) -> int:
    if type(index) is not int or not 0 <= index <= limit:
        raise Undefined(f"index out of range: {index}")
    return index


def char_at(text: str, index: int) -> str:
    return text[_position(index, len(text)) :][:1]


def index_of(text: str, part: str, start: int = 0) -> int:
    if part == "":
        return _position(start, len(text))
    return text.find(part, _position(start, max(len(text), 0)))


def last_index_of(text: str, part: str, start: int | None = None) -> int:
    if start is None:
        return text.rfind(part)
    return text.rfind(part, 0, _position(start, len(text)) + len(part))


def substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else _position(end, len(text))
    if _position(start, len(text)) > stop:
        raise Undefined(f"index out of range: {start}")
    return text[start:stop]


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    return text.replace(old, new, count if count >= 0 else -1)


def split(text: str, separator: str, count: int = -1) -> list[str]:
    if count == 0:
        return []
    if count == 1 or text == "":
        return [text]
    if separator == "":
        parts = list(text)
        return parts if count < 0 or count >= len(parts) else [*parts[: count - 1], "".join(parts[count - 1 :])]
    return text.split(separator, count - 1 if count > 0 else -1)


def join(items: Sequence[str], separator: str = "") -> str:
    _text(*items)
    return separator.join(items)


WHITE = "\t\n\v\f\r \u0085\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
UPPER = {low: low - 32 for low in range(ord("a"), ord("z") + 1)}
LOWER = {high: high + 32 for high in range(ord("A"), ord("Z") + 1)}


BRACKETS = str.maketrans("（）【】［］〔〕", "()[][][]")


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """A name without what spelling adds: width, spaces, and the kind of brackets."""
    narrow = unicodedata.normalize("NFKC", name).translate(BRACKETS)
    return "".join(narrow.split())


def same_name(a: str, b: str) -> bool:
    return plain_name(a) == plain_name(b)


def contains_any(text: str, words: Sequence[str], harmless: Sequence[str] = ()) -> bool:
    """Whether any of the words stands in the text; harmless phrases are blanked out before."""
    return bool(word_search(tuple(words), tuple(harmless))(text))


@lru_cache(maxsize=1024)
def word_search(words: tuple[str, ...], harmless: tuple[str, ...] = ()) -> Callable[[str], bool]:
    """A search for any of the words: one Aho-Corasick automaton, linear in the text whatever their number.

    Phrases are blanked from left to right, of those that begin at one place the longest. That is only done for a
    text with a hit, since blanking makes none.
    """
    found = _finder(words)
    phrases = longest_first(harmless)
    if not phrases:
        return found
    blank = compiled(alternation(phrases)).sub
    if any(BLANK in word for word in words):
        return lambda text: found(blank(BLANK, text))
    return lambda text: found(text) and found(blank(BLANK, text))


def longest_first(phrases: Sequence[str]) -> list[str]:
    """The phrases as they are tried at one place; an empty one blanks nothing out."""
    return sorted(filter(None, phrases), key=len, reverse=True)


def _finder(words: tuple[str, ...]) -> Callable[[str], bool]:
    if not words or "" in words:
        return lambda _text: bool(words)
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, True)
    automaton.make_automaton()
    return lambda text: next(automaton.iter(text), None) is not None


BLANK = "\x1f"
"""The unit separator: no two words meet across it."""


def alternation(words: Sequence[str]) -> str:
    return "|".join(map(re2.escape, words)) if words else NOTHING


NOTHING = "[^\\x00-\\x{10FFFF}]"
"""A pattern that never matches."""
