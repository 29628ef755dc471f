"""Addresses in one spelling: a key for comparing, not for reading or sending mail.

What differs between two spellings of one place, and what becomes of it here:
- provinces: left out when a city follows; names of municipalities stay, since they are the city;
- 市, 区, 县, 旗 behind names of cities and counties: left out, for whoever writes 深圳南山 means 深圳市南山区;
- Chinese numerals become digits, so that 三号楼 is 3号楼 and 八一路 is 81路, on both sides of a comparison;
- 号楼, 幢, 座 become 栋; 层 and 楼 behind a number become 层; 室 or 房 at the end goes; `3-2-1201` at the end is
  building, unit and room, `3-1201` building and room;
- punctuation, white space, widths and traditional characters.

What is not done, so that no link is made up: a city that is left out is not guessed, nor are streets corrected. Such
likeness is for soft links. An address without a number, or shorter than a street with a number in a named place,
names nobody.
"""

from __future__ import annotations

from merchant_compliance.linking.letters import FOLDED, MODERN, NUMBERS
from merchant_compliance.linking.steps import Ban, Map, Need, Recipe, Sub

LEAST = 8
"""Characters of a canonical address: city or county, street and house number."""
PROVINCES = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|"
    "广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
)
REGIONS = "内蒙古|广西壮族|广西|西藏|宁夏回族|宁夏|新疆维吾尔|新疆"
MUNICIPALITIES = "北京|上海|天津|重庆"

STREET = "路街道巷弄号村镇乡场民里府委政"
"""Behind 市, 区 or 县 they make it part of another word: 市场路, 县政府, 新市里."""
COUNTY = Sub(f"^([^{STREET}0-9]{{2,10}}?)(?:市|区|县|旗)([^{STREET}])", r"\1\2")
"""The first of them within the part of an address that names no street yet. Applied thrice: city, county, zone."""

ADMINISTRATION = (
    Sub("^(?:中国|中华人民共和国)"),
    Sub(f"^(?:{PROVINCES})省(.)", r"\1"),
    Sub(f"^(?:{REGIONS})自治区(.)", r"\1"),
    Sub(f"^(?:{PROVINCES}|{REGIONS})([^市州县区盟路街道])", r"\1"),
    Sub(f"^({MUNICIPALITIES})市?(?:(?:{MUNICIPALITIES})市|市辖区|市辖县)", r"\1"),
    Sub("市辖区"),
    COUNTY,
    COUNTY,
    COUNTY,
)
TENS = (
    Sub("([0-9])百([0-9])十([0-9])", r"\1\2\3"),
    Sub("([0-9])百([0-9])十", r"\1\20"),
    Sub("([0-9])百0([0-9])", r"\10\2"),
    Sub("([0-9])百", r"\100"),
    Sub("([0-9])十([0-9])", r"\1\2"),
    Sub("([0-9])十", r"\10"),
    Sub("十([0-9])", r"1\1"),
    Sub("十", "10"),
)
"""Up to 999. Names such as 第一百货 change too, in the same way on both sides."""
BUILDING = (
    Sub("([0-9A-Z])(?:号楼|号栋|号幢|栋楼|幢|座|号院栋)", r"\1栋"),
    Sub("([0-9])(?:楼|层)", r"\1层"),
    Sub("([0-9])(?:门|单元)", r"\1单元"),
    Sub("([0-9A-Z])(?:号室|号房间|号房|室|房间|房)$", r"\1"),
    Sub("([0-9A-Z]+)-([0-9]+)-([0-9]+[A-Z]?)$", r"\1栋\2单元\3"),
    Sub("([0-9A-Z]+)-([0-9]+[A-Z]?)$", r"\1栋\2"),
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
    Sub("(^|[^0-9A-Z])-", r"\1"),
    Sub("-([^0-9A-Z]|$)", r"\1"),
)
PLACEHOLDERS = "测试|暂无|未知|不详|同上|保密|没有|XXX|TEST|UNKNOWN"

ADDRESS: Recipe = (
    *DASHES,
    *FOLDED,
    MODERN,
    *PUNCTUATION,
    Ban(PLACEHOLDERS),
    *ADMINISTRATION,
    NUMBERS,
    *TENS,
    *BUILDING,
    Need(f"(?s:.{{{LEAST},}})"),
    Need("(?s:.*[0-9].*)"),
)
