"""Conditions put together from checked clauses: the text that an author would write, and its tree.

What documents ask differs from one to the next only in a few clauses. Each clause is checked once, and the whole
is put together from them. INVARIANT: a clause's node is the tree that `check` gives of its text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import Macro, Node, both, either, negation

QUALIFICATIONS = "merchant.qualifications"
VARIABLE = "q"
_OUTSIDE = Environment.of()
_OF_QUALIFICATION = Environment.of(None, (VARIABLE, QUALIFICATIONS))


class Clause(NamedTuple):
    """`loose` says that the text needs brackets beside another operator."""

    text: str
    node: Node
    loose: bool = False


@lru_cache(maxsize=1024)
def clause(text: str) -> Clause:
    """A condition on one qualification, without `&&` or `||`."""
    return Clause(text, check(text, _OF_QUALIFICATION))


@lru_cache(maxsize=1)
def _range() -> Node:
    return check(QUALIFICATIONS, _OUTSIDE, result=None)


def all_of(*clauses: Clause) -> Clause:
    text = " && ".join(bracketed(each) if each.loose and "||" in each.text else each.text for each in clauses)
    return Clause(text, both(*(each.node for each in clauses)), len(clauses) > 1 or clauses[0].loose)


def any_of(*clauses: Clause) -> Clause:
    return Clause(" || ".join(bracketed(each) for each in clauses), either(*(each.node for each in clauses)), True)


def no(part: Clause) -> Clause:
    text = part.text if not part.loose and part.text.replace(".", "").isidentifier() else f"({part.text})"
    return Clause(f"!{text}", negation(part.node))


def exists(*clauses: Clause) -> Clause:
    """Whether the merchant has a qualification that fulfils all clauses."""
    body = all_of(*clauses)
    node = Macro("bool", "exists", _range(), VARIABLE, body.node)
    return Clause(f"{QUALIFICATIONS}.exists({VARIABLE}, {body.text})", node)


def without(part: Clause) -> Clause:
    """`!exists(…)`, which needs no brackets."""
    return Clause(f"!{part.text}", negation(part.node))


def bracketed(part: Clause) -> str:
    return f"({part.text})" if part.loose else part.text


def one_of(name: str, words: Sequence[str]) -> str:
    """`name == "word"`, or `name in […]`, with the words spelled as CEL texts."""
    if len(words) == 1:
        return f"{name} == {json.dumps(words[0], ensure_ascii=False)}"
    return f"{name} in {json.dumps(list(words), ensure_ascii=False)}"
