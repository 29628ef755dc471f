"""Identifiers of one merchant in canonical form, quickly: most are typed so, which one pattern sees."""

from __future__ import annotations

import re

from merchant_compliance.linking.normalise import BIRTH, MAINLAND, canonical

PLAIN: dict[str, re.Pattern[str]] = {
    "uid": re.compile("([1-9][0-9]{0,18})"),
    "id_number": re.compile(f"([1-9][0-9]{{5}}{BIRTH}[0-9]{{3}}[0-9X])"),
    "uscc": re.compile(r"[0-9A-Z]{8}((?!([0-9X])\2{8}|0123|1234|9876)[0-9A-Z]{8}[0-9X])[0-9A-Z]"),
    "phone": re.compile(r"((?!13800138000)1[3-9][0-9](?!([0-9])\2{7})[0-9]{8})"),
    "bank_account": re.compile(r"((?!([0-9])\2*$|0123|1234|9876)[0-9]{8,32})"),
}
"""INVARIANT: where the whole text matches, the first group is its canonical form, in the mainland."""
MATCHERS = {kind: pattern.fullmatch for kind, pattern in PLAIN.items()}


def quickly(kind: str, text: str, country: str = MAINLAND) -> str | None:
    """The same as `canonical`."""
    if country == MAINLAND and (matches := MATCHERS.get(kind)) and (match := matches(text)):
        return match[1]
    return canonical(kind, text, country)
