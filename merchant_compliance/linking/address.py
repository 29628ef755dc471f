"""Addresses in one spelling: a key for comparing, not for reading or sending mail.

What differs between two spellings of one place, and what becomes of it here:
- provinces: left out when a city follows; names of municipalities stay, since they are the city;
- 市, 区, 县, 旗 behind names of cities and counties: left out, for whoever writes 深圳南山 means 深圳市南山区;
- Chinese numerals become digits, so that 三号楼 is 3号楼 and 八一路 is 81路, on both sides of a comparison;
- 号楼, 幢, 座 become 栋; 层 becomes 楼; 单元 becomes 门; 室 or 房 at the end goes; `3-2-1201` at the end is building,
  unit and room, `3-1201` building and room;
- punctuation, white space, widths and traditional characters.

What is not done, so that no link is made up: a city that is left out is not guessed, nor are streets corrected. Such
likeness is for soft links. An address without a number, or shorter than a street with a number in a named place,
names nobody.
"""

from __future__ import annotations

import re

from merchant_compliance.linking.letters import FOLDED, MODERN, NUMBERS, NUMERALS, TRADITIONAL
from merchant_compliance.linking.steps import Ban, Either, Map, Need, Only, Own, Recipe, Sub, Swap, quoted

LEAST = 8
"""Characters of a canonical address: city or county, street and house number."""
PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾"
)
REGIONS = "内蒙古 广西壮族 广西 西藏 宁夏回族 宁夏 新疆维吾尔 新疆"
MUNICIPALITIES = "北京 上海 天津 重庆"
TITLED = (
    *(f"{name}省" for name in PROVINCES.split()),
    *(f"{name}自治区" for name in REGIONS.split()),
)
BARE = (*PROVINCES.split(), *REGIONS.split())
OWN_CITY = "市州县区盟路街道"
"""Behind the bare name of a province they say that something else is meant: 吉林市, 海南州, 河南路."""

ADMIN = "市区县旗"
STREET = "路街道巷弄号村镇乡场民里府委政"
"""Where an address names a street, the part that names cities and counties is over. Behind 市, 区 or 县 these make
another word: 市场路, 县政府, 新市里."""
ZONE = re.compile(f"[^{STREET}0-9]{{0,10}}")
NAME = 2
"""Characters that a place has at least: the 市 of 市南区 is part of its name."""


def _without_province(text: str) -> str:
    for name in TITLED:
        if text.startswith(name):
            return text[len(name) :]
    for name in BARE:
        if text.startswith(name) and text[len(name) : len(name) + 1] not in OWN_CITY:
            return text[len(name) :]
    return text


def _by_length(names: tuple[str, ...], more: str = "") -> str:
    """A SQL case: names by their length, so that each row is compared with a few sets of names."""
    lengths = sorted({len(name) for name in names}, reverse=True)
    cases = []
    for length in lengths:
        chosen = ", ".join(quoted(name) for name in names if len(name) == length)
        rest = f"substr({{x}}, {length + 1})"
        cases.append(f"WHEN substr({{x}}, 1, {length}) IN ({chosen}){more.format(at=length + 1)} THEN {rest}")
    return " ".join(cases)


_NOT_OWN = f" AND NOT contains({quoted(OWN_CITY)}, substr({{{{x}}}}, {{at}}, 1))"
PROVINCE = Own(_without_province, f"CASE {_by_length(TITLED)} {_by_length(BARE, _NOT_OWN)} ELSE {{x}} END")


def _without_titles(text: str) -> str:
    """Without 市, 区, 县 and 旗 in the part before the street, but for the last one where a street makes it a word."""
    head, rest = text[:NAME], text[NAME:]
    found = ZONE.match(rest)
    zone = found[0] if found else ""
    behind = rest[len(zone) :]
    kept = zone[-1:] if behind and behind[0] in STREET and zone[-1:] in tuple(ADMIN) else ""
    for title in ADMIN:
        zone = zone.replace(title, "")
    return head + zone + kept + behind


def _titles_sql() -> str:
    """`_without_titles` as one expression; DuckDB computes what is repeated in it once."""
    head, rest = f"substr({{x}}, 1, {NAME})", f"substr({{x}}, {NAME + 1})"
    zone = f"regexp_extract({rest}, {quoted('^' + ZONE.pattern)})"
    behind = f"substr({rest}, length({zone}) + 1)"
    short = zone
    for title in ADMIN:
        short = f"replace({short}, {quoted(title)}, '')"
    last = f"substr({zone}, length({zone}), 1)"
    street = f"{behind} <> '' AND contains({quoted(STREET)}, substr({behind}, 1, 1))"
    kept = f"CASE WHEN {street} AND {zone} <> '' AND contains({quoted(ADMIN)}, {last}) THEN {last} ELSE '' END"
    return f"{head} || {short} || {kept} || {behind}"


TITLES = Own(_without_titles, _titles_sql())
ADMINISTRATION: Recipe = (
    Sub("^(?:中国|中华人民共和国)", hint="中"),
    PROVINCE,
    Swap("市辖区"),
    TITLES,
    *(Sub(f"^{name}{name}", name, hint=name + name) for name in MUNICIPALITIES.split()),
)
"""A municipality is often named twice, as a province and as its city."""
TENS = (
    Sub("([0-9])百([0-9])十([0-9])", r"\1\2\3", hint="百"),
    Sub("([0-9])百([0-9])十", r"\1\20", hint="百"),
    Sub("([0-9])百0([0-9])", r"\10\2", hint="百0"),
    Sub("([0-9])百", r"\100", hint="百"),
    Sub("([0-9])十([0-9])", r"\1\2", hint="十"),
    Sub("([0-9])十", r"\10", hint="十"),
    Sub("十([0-9])", r"1\1", hint="十"),
    Swap("十", "10"),
)
"""Up to 999. Names such as 第一百货 change too, in the same way on both sides."""
ROOM = Sub("([0-9A-Z])号?室$", r"\1", hint="室")
BUILDING: Recipe = (
    *(Swap(word, "栋") for word in ("号楼", "号栋", "号幢", "幢", "座")),
    Swap("栋楼", "栋"),
    Swap("层", "楼"),
    Swap("单元", "门"),
    Swap("房间", "房"),
    ROOM,
    Sub("([0-9A-Z])号?房$", r"\1", hint="房"),
    Sub("([0-9A-Z]+)-([0-9]+)-([0-9]+[A-Z]?)$", r"\1栋\2门\3", hint="-"),
    Sub("([0-9A-Z]+)-([0-9]+[A-Z]?)$", r"\1栋\2", hint="-"),
)
DASHES = (
    Sub("([0-9０-９A-Za-z])[ \u3000,，、/.]+([0-9０-９])", r"\1-\2"),
    Map("—–－‐‑−_~", "--------"),
    Sub("-+", "-"),
)
"""What stands between two numbers keeps them apart: 8 81 is not 88 1."""
PUNCTUATION = (
    Map("#", "号"),
    Sub(r"[!-,./:-@\[-`{-~·、，。；：（）「」『』《》【】“”‘’…]+"),
    Sub("(^|[^0-9A-Z])-", r"\1", hint="-"),
    Sub("-([^0-9A-Z]|$)", r"\1", hint="-"),
)
UNTIDY = f"[^0-9A-Z一-鿿]|[{TRADITIONAL}]"
"""Anything but plain characters, capitals and digits."""
PLACEHOLDERS = "测试|暂无|未知|不详|同上|保密|没有|XXX|TEST|UNKNOWN"

ENOUGH: Recipe = (
    Own(lambda text: text if len(text) >= LEAST else None, f"CASE WHEN length({{x}}) >= {LEAST} THEN {{x}} END"),
    Need("(?s:.*[0-9].*)"),
)
WHOLE: Recipe = (
    Only(UNTIDY, (*DASHES, *FOLDED, *MODERN, *PUNCTUATION)),
    Ban(PLACEHOLDERS),
    *ADMINISTRATION,
    Only(f"[{NUMERALS}十百]", (NUMBERS, *TENS)),
    *BUILDING,
    *ENOUGH,
)
SPECIAL = "|".join(
    (
        UNTIDY,
        f"[{NUMERALS}十百幢座层房]",
        PLACEHOLDERS,
        "^中|市辖区|号[楼栋室]",
        f"单[{ADMIN}]*元|栋[{ADMIN}]*楼",
        *(f"{name}[{ADMIN}]*{name}" for name in MUNICIPALITIES.split()),
    )
)
"""What any step acts upon but those of `SHORT`; a title between two characters may go and join them."""
_AT_ROOM = "ends_with({x}, '室') AND contains('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr({x}, -2, 1))"
PLAIN_ROOM = Own(
    lambda text: text[:-1] if text[-1] == "室" and text[-2:-1].isascii() and text[-2:-1].isalnum() else text,
    f"CASE WHEN {_AT_ROOM} THEN left({{x}}, -1) ELSE {{x}} END",
)
"""`ROOM` for plain characters and without 号 before 室, at a third of the cost."""
SHORT: Recipe = (PROVINCE, TITLES, PLAIN_ROOM, *ENOUGH)
ADDRESS: Recipe = (Either(SPECIAL, WHOLE, SHORT),)
"""Most addresses need four steps of forty."""
