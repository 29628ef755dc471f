"""Runs through lists in DuckDB's SQL, exact for unknown elements, and truth values as bits.

SQL's own aggregates skip NULL, where `exists` over a list with an unknown element is unknown unless one is true.
"""

from __future__ import annotations

from sqlglot import exp

from merchant_compliance.language.sql_functions import call, cast, negation, number

FOUND, OPEN = 1, 2
"""Bits of a truth value: it is true of some element; it is unknown of some element."""


def identity() -> exp.Expression:
    return exp.Lambda(this=exp.column("v"), expressions=[exp.to_identifier("v")], colon=True)


def whole(values: exp.Expression, span: exp.Expression) -> exp.Expression:
    """No element is unknown; NULL for a missing list."""
    return exp.EQ(this=call("list_count", values), expression=call("len", span))


def quantified(span: exp.Expression, body: exp.Expression, wanted: bool) -> exp.Expression:
    """`exists` looks for a true element, `all` for a false one; without it an unknown element decides.

    Every element becomes 0, FOUND or OPEN, and the bits of all together tell; of no elements they are 0.
    """
    looked_for = body if wanted else _opposite(body)
    found = call("list_bit_or", call("list_transform", span, _coded(looked_for)))
    bits = call("coalesce", found, cast(call("len", span), "TINYINT"))
    decided = _is_found(call("nullif", bits, number(OPEN)))
    return decided if wanted else negation(decided)


def _is_found(bits: exp.Expression) -> exp.Expression:
    one = exp.BitwiseAnd(this=bits, expression=number(FOUND))
    return exp.Paren(this=exp.EQ(this=exp.Paren(this=one), expression=number(FOUND)))


def _coded(body: exp.Expression) -> exp.Expression:
    """The lambda's truth value as bits: 0 for false, FOUND for true, OPEN for unknown."""
    bits = call("coalesce", cast(exp.Paren(this=body.this), "TINYINT"), number(OPEN))
    return exp.Lambda(this=bits, expressions=body.expressions, colon=True)


def _opposite(body: exp.Expression) -> exp.Expression:
    return exp.Lambda(this=negation(body.this), expressions=body.expressions, colon=True)
