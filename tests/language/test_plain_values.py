"""`evaluate_expression` over plain Python values: against the official evaluator, and at its edges."""

from __future__ import annotations

import enum
from collections import Counter, OrderedDict
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import oracle
import pytest
from conformance import same
from oracle import Oracle
from pools import NAMES, PATTERNS, palette
from productions import PRODUCTIONS, Production

from merchant_compliance.language import UNKNOWN, ExpressionError, evaluate_expression
from merchant_compliance.language.check import Environment
from merchant_compliance.language.values import known_values, type_of

VARIABLES = ("x", "y", "z", "u")
SCALARS = frozenset(("bool", "int", "double", "string", "date", "duration"))
EVERYTHING_ROUNDS, RARE_ROUNDS = 10, 100
SHARE_OF_MISSING = 0.15


class Colour(enum.StrEnum):
    RED = "red"


def _bare(kind: str) -> str:
    """The type of an argument, where plain values can stand for it, else nothing."""
    plain = {"small": "int", "count": "int", "day": "string", "name": "string", "pattern": "string"}
    bare = plain.get(kind, kind.rstrip("~!"))
    return bare if bare.removeprefix("list<").removesuffix(">") in SCALARS else ""


def _plain_productions() -> list[Production]:
    """Those over scalars and lists of them. An int variable is never added to a double one: that is refused."""
    return [
        production
        for production in PRODUCTIONS
        if "{v}" not in production.template
        and all(map(_bare, production.arguments))
        and not (production.result == "double" and any(kind.endswith("!") for kind in production.arguments))
    ]


def _value(random: Random, kind: str, colours: dict[str, tuple[Any, ...]]) -> Any:
    pool = {"pattern": PATTERNS, "name": NAMES, "small": (0, 1, 2, 3, -1), "day": ("2021-02-28", "x")}.get(kind)
    bare = _bare(kind)
    if pool is None and bare.startswith("list<"):
        held = colours[bare[5:-1]]
        return [random.choice(held) for _ in range(random.randint(1, 3))]
    return random.choice(pool or colours[bare])


def _compare(production: Production, values: dict[str, Any]) -> str:
    text = production.template.format(*VARIABLES[: len(production.arguments)])
    missing = [name for name in VARIABLES[: len(production.arguments)] if name not in values]
    types = {name: type_of(value) for name, value in known_values(values).items()}
    typed = Environment(loose=types | dict.fromkeys(missing, oracle.T.DYN))
    theirs = oracle.evaluate(PLAIN.expression(typed.compile(text)), PLAIN.activation(values))
    mine = evaluate_expression(text, values)
    known = not isinstance(theirs, oracle.Unknown)
    assert same(mine, theirs) if known else mine is UNKNOWN, f"{text} with {values}: {mine!r}, not {theirs!r}"
    return "known" if known else "unknown"


PLAIN = Oracle(VARIABLES)


def _lacking(seen: Counter[tuple[str, str]], productions: list[Production]) -> list[Production]:
    return [p for p in productions if not (seen[p.name, "known"] and seen[p.name, "unknown"])]


def test_plain_values_get_the_answer_of_the_official_evaluator() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    productions = _plain_productions()
    for seed in range(EVERYTHING_ROUNDS + RARE_ROUNDS):
        random = Random(seed)
        colours = palette(random)
        for production in productions if seed < EVERYTHING_ROUNDS else _lacking(seen, productions):
            values = {
                name: _value(random, kind, colours)
                for name, kind in zip(VARIABLES, production.arguments, strict=False)
                if random.random() > SHARE_OF_MISSING
            }
            seen[production.name, _compare(production, values)] += 1
    assert len(productions) > 120
    assert not [production.name for production in _lacking(seen, productions)]


@pytest.mark.parametrize(
    ("text", "values", "answer"),
    [
        ("x > 1 || y", {"x": 2}, True),
        ("x > 1 || y", {"x": 0}, UNKNOWN),
        ("x > 1 && y", {"x": 0}, False),
        ("x == x", {"x": float("nan")}, UNKNOWN),
        ("x", {"x": None}, UNKNOWN),
        ("has(x.a)", {}, False),
        ("has(x.a)", {"x": {"a": None}}, False),
        ("has(x.a.b)", {"x": {"a": {"b": float("nan")}}}, False),
        ("x.a > 1", {"x": {"b": 2}}, UNKNOWN),
        ("x.a > 1", {"x": OrderedDict(a=2)}, True),
        ("x.exists(i, i.a > 1)", {"x": [{}, {"a": 2}]}, True),
        ("x.exists(i, i.a > 1)", {"x": [{}, {"a": 1}]}, UNKNOWN),
        ("x == [1, 2]", {"x": (1, 2)}, True),
        ("x[1]", {"x": ["a", "b"]}, "b"),
        ("x[2]", {"x": ["a", "b"]}, UNKNOWN),
        ('x == "red"', {"x": Colour.RED}, True),
        ("x + days(1)", {"x": date(2021, 2, 28)}, date(2021, 3, 1)),
        ("x > days(1)", {"x": timedelta(days=2)}, True),
        ("x + 1", {"x": 2**63 - 1}, UNKNOWN),
        ("x < y", {"x": 2**63 - 1, "y": 2.0**63}, False),
        ("x == y", {"x": 2**53 + 1, "y": 2.0**53}, True),
        ("x in y", {"x": 2**53 + 1, "y": [2.0**53]}, True),
        ("x / 2", {"x": 7}, 3),
        ("x / 2", {"x": 7.0}, 3.5),
        ("size(x)", {"x": "a\0é"}, 3),
        ('merchant.subject.kind == "x"', {"merchant": {"subject": {"kind": "x"}}}, True),
        ("lists.size()", {"lists": "abc"}, 3),
    ],
)
def test_an_expression_over_plain_values(text: str, values: dict[str, Any], answer: Any) -> None:
    got = evaluate_expression(text, values)
    assert got is UNKNOWN if answer is UNKNOWN else same(got, answer)


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        -(2**63) - 1,
        b"a",
        {1, 2},
        Decimal(1),
        datetime(2021, 1, 1),
        timedelta(hours=1),
        [1, None],
        {"a": {"b": object()}},
        "\ud800",
        1j,
    ],
)
def test_a_value_without_a_form_in_conditions_is_refused_by_name(value: Any) -> None:
    with pytest.raises(ExpressionError) as refusal:
        evaluate_expression("x == x", {"x": value})
    assert refusal.value.problems[0].code == "value"
    assert "x" in refusal.value.say("zh")


@pytest.mark.parametrize("text", ["x + y", "x - y", "x * y", "y / x"])
def test_arithmetic_of_an_int_and_a_double_variable_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="double"):
        evaluate_expression(text, {"x": 1, "y": 2.0})


def test_an_unknown_target_names_the_known_ones() -> None:
    with pytest.raises(ExpressionError, match="python"):
        evaluate_expression("true", {}, target="cobol")
