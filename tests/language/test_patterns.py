"""Regular expressions that mean the same on every engine are taken, the rest is refused when the rulebook is loaded."""

from __future__ import annotations

import pytest

from merchant_compliance.language import ExpressionError
from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.patterns import unsafe_part

SAFE = (
    *("", "tea", "foo|bar", "gr(a|e)y", "(a|😀){2}", "^a.*b$", "[a-z]+", "[^a-z]{2,3}", "[一-龥]{2,}", "(?:ab)*?c"),
    *(
        r"\d{6}",
        r"\w+\s\S",
        r"a\.b",
        r"\[x\]",
        r"[\]\\]",
        "[]a]",
        "[^]a]",
        r"[\d\-]",
        r"\Aa\z",
        r"a\(b",
        "[(?]",
        "[[a]",
    ),
    *(r"\bx\B", r"￥ ?\d+", "[¥￥] ?[0-9]|[0-9]元($|[^素件旦宵])", "(a+)+$", "\n", r"\\d"),
)
UNSAFE = {
    r"(?i)tea": "(?i)",
    r"a(?=b)": "(?=b",
    r"a(?!b)": "(?!b",
    r"(?<=a)b": "(?<=",
    r"(?P<n>a)": "(?P<",
    r"\pL": r"\pL",
    r"x\p{Han}+": r"\p{H",
    r"\PN": r"\PN",
    r"(a)\1": r"\1",
    r"[[:alpha:]]": "[[:a",
    r"\Qa.b\E": r"\Qa.",
    r"\x41": r"\x41",
    r"[\pL]": r"[\pL",
    r"\C": r"\C",
}


@pytest.mark.parametrize("pattern", SAFE)
def test_a_pattern_that_is_the_same_everywhere_is_taken(pattern: str) -> None:
    assert unsafe_part(pattern) is None


@pytest.mark.parametrize(("pattern", "part"), UNSAFE.items())
def test_a_pattern_that_engines_read_differently_is_refused_at_load(pattern: str, part: str) -> None:
    assert unsafe_part(pattern) == part
    with pytest.raises(ExpressionError) as refusal:
        check(f'merchant.shop.name.matches(r"{pattern}")', Environment.of())
    assert refusal.value.problems[0].code == "bad-constant"


def test_a_long_pattern_is_looked_at_in_no_time() -> None:
    assert unsafe_part("[a" * 50_000) == "[a[a"
    assert unsafe_part("(a|" * 50_000) is None
