"""Names and addresses as words that can be compared: folded, without legal forms, shortened in one way.

Chinese and Japanese are written without spaces: there the words are all pairs of neighbouring characters, of which the
common ones (有限, 贸易) count little since many have them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from merchant_compliance.linking.address import PLACEHOLDERS, WHOLE
from merchant_compliance.linking.letters import SIMPLIFIED, TRADITIONAL
from merchant_compliance.linking.soft.vocabulary import (
    CHINESE_FORMS,
    FILLERS,
    LEGAL,
    NAME_WORDS,
    NOBODY,
    NUMBER_SIGNS,
    STREET_ENDINGS,
    STREETS,
    UNITS,
)
from merchant_compliance.linking.steps import cooked

LONGEST = 400
"""Characters of a text that are looked at."""
MOST = 24
"""Words of a text that are kept."""
HAN = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff々"
"""Characters written without spaces between words."""
RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
HAN_RUN = re.compile(f"[{HAN}]")
PIECE = re.compile(f"[0-9]+(?:-[0-9]+)*[a-z]?(?![^\\W_{HAN}])|[{HAN}]+|[^\\W_{HAN}]+")
NUMBER = re.compile("([0-9]+)(?:-[0-9-]+)?[a-z]?")
HOUSE = re.compile("([0-9]+)(?:-[0-9]+)*号")
EXTENDED = re.compile("[0-9]{5}-[0-9]{4}")
SHORTEST_CODE = 4
EASTERN_CODE = re.compile(
    "〒? ?[0-9]{3}-[0-9]{4}|(?:邮编|邮政编码)[:： ]*[0-9]{6}|^[0-9]{6}(?![0-9])|(?<![0-9])[0-9]{6}$"
)
DROPPED = dict.fromkeys(map(ord, "'’‘`´ʼ.·"))
SPELLED = str.maketrans("øłđðħŧıæœþ", "oldhhtiaot", "")
FOLDS = str.maketrans(TRADITIONAL, SIMPLIFIED)
PLACE_TITLES = re.compile("(?<=..)[省市区县]")
EARLY = 9
"""Characters of a Chinese name in which places stand: 深圳市南山区星辰贸易."""
SOFT_ADDRESS = WHOLE[:-2]
"""The recipe of exact addresses without its demands on length and number."""
UNNAMED = re.compile(PLACEHOLDERS)


class Place(NamedTuple):
    """`house` is the number of the house, or empty; `numbers` are all that may be one, `rooms` those of parts of the
    building; `words` are all others."""

    house: str = ""
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


def folded(text: str) -> str:
    """One width, small letters without marks, simplified characters; apostrophes and dots join what they stand in."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(DROPPED)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(FOLDS).translate(SPELLED)
        text = unicodedata.normalize(
            "NFC", "".join(c for c in text if not unicodedata.combining(c) or c in "\u3099\u309a")
        )
    return text


def pairs_of(run: str) -> list[str]:
    """The words of a run of Chinese characters."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


@lru_cache(maxsize=65_536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, in their order; empty for a placeholder."""
    text = folded(name)
    squeezed = "".join(RUN.findall(text))
    if len(squeezed) < 2 or squeezed in NOBODY or len(set(squeezed)) == 1:
        return ()
    found: list[str] = []
    for run in RUN.findall(text):
        found += pairs_of(_chinese(run)) if HAN_RUN.match(run) else [NAME_WORDS.get(run, run)]
    kept = [word for word in found if word not in LEGAL and word not in FILLERS]
    return tuple(dict.fromkeys(kept or found))[:MOST]


def _chinese(run: str) -> str:
    for form in CHINESE_FORMS:
        run = run.replace(form, "") or run
    return PLACE_TITLES.sub("", run[:EARLY]) + run[EARLY:]


@lru_cache(maxsize=65_536)
def squeezed_name(name: str) -> str:
    """The name without spaces and legal forms, for comparing it as a whole."""
    words = [word for run in RUN.findall(folded(name)) for word in ([_chinese(run)] if HAN_RUN.match(run) else [run])]
    return "".join([word for word in words if word not in LEGAL and word not in FILLERS] or words)


def person(name: str) -> str:
    """A person's name in whichever order it was written."""
    return " ".join(sorted(name_words(name)))


@lru_cache(maxsize=65_536)
def place_of(address: str) -> Place:
    """The parts of an address; all empty for a placeholder."""
    text = folded(address)
    if UNNAMED.search(text.upper()) or "".join(RUN.findall(text)) in NOBODY:
        return Place()
    return _chinese_place(text) if HAN_RUN.search(text) else _western_place(text)


def _chinese_place(text: str) -> Place:
    known = (cooked(SOFT_ADDRESS, EASTERN_CODE.sub(" ", text)) or "").casefold()
    found = HOUSE.search(known)
    words, numbers = [], []
    for piece in PIECE.findall(known):
        if HAN_RUN.match(piece):
            words += [pair for pair in pairs_of(piece.lstrip("号栋门楼")) if pair]
        elif number := NUMBER.fullmatch(piece):
            numbers.append(number[1].lstrip("0"))
        else:
            words.append(piece)
    house = found[1].lstrip("0") if found else (numbers[0] if numbers else "")
    inside = numbers[numbers.index(house) + 1 :] if house in numbers else []
    return Place(house, _once(numbers[: len(numbers) - len(inside)]), _once(words), _once(inside))


def _western_place(text: str) -> Place:
    """A number at the end that has four or more digits is a post code, unless it is all there is."""
    pieces = PIECE.findall(text.replace("#", " apt "))
    words: list[str] = []
    numbers: list[str] = []
    rooms: list[str] = []
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else ""
        number = NUMBER.fullmatch(piece)
        if number and before in UNITS:
            rooms.append(number[1].lstrip("0"))
        elif number and not _is_code(number[1], at, len(pieces), bool(numbers)):
            numbers.append(number[1].lstrip("0") or "0")
        elif piece not in NUMBER_SIGNS and piece not in UNITS:
            words.append(_code(piece) if number else _street_word(piece))
    return Place(numbers[0] if numbers else "", _once(numbers), _once(words), _once(rooms))


def _is_code(digits: str, at: int, count: int, have_number: bool) -> bool:
    """Whether a number is a post code: long, and at the end or behind the number of the house."""
    if len(digits) < SHORTEST_CODE:
        return False
    if have_number:
        return at == count - 1 or len(digits) > SHORTEST_CODE
    return at == count - 1 and (at > 0 or len(digits) > SHORTEST_CODE)


def _code(piece: str) -> str:
    """A post code without what some leave out: 91604-1234 is 91604, 01310-100 is 01310100."""
    return piece[:5] if EXTENDED.fullmatch(piece) else piece.replace("-", "")


def _street_word(piece: str) -> str:
    for ending, short in STREET_ENDINGS:
        if piece.endswith(ending) and piece != ending:
            return piece.removesuffix(ending) + short
    return STREETS.get(piece, piece)


def _once(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))[:MOST]
