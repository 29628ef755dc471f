"""Conditions as functions of a few dicts: for guards that are asked one at a time, outside a rulebook's judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from merchant_compliance.language.blocks import Block, chains_in
from merchant_compliance.language.expression import Literal, Node
from merchant_compliance.language.judging import Module
from merchant_compliance.language.python import test

Guard = Callable[..., bool]
Choose = Callable[..., int]
NONE = -1
ALWAYS = Literal("bool", True)


def compile_guard(node: Node, names: Sequence[str]) -> Guard:
    """A function of these names, in their order: facts as plain dicts, `as_of` a date.

    INVARIANT: it is true exactly where the exact evaluator says true; where a fact is missing it is false.
    """
    return _compiled((node,), names, lambda tests: [f"return {tests[0]}"])


def compile_choice(nodes: Sequence[Node | None], names: Sequence[str]) -> Choose:
    """The place of the first guard that is true, -1 where none is; None is a guard that always holds.

    All guards are one function, which reads each fact once.
    """
    guards = [node or ALWAYS for node in nodes]
    return _compiled(
        guards, names, lambda tests: [*(f"if {t}: return {place}" for place, t in enumerate(tests)), f"return {NONE}"]
    )


def compile_mask(nodes: Sequence[Node | None], names: Sequence[str]) -> Choose:
    """Which of the guards are true, as bits: the first is 1, the second 2, the third 4."""
    guards = [node or ALWAYS for node in nodes]
    return _compiled(
        guards, names, lambda tests: ["return " + " | ".join(f"({1 << n} if {t} else 0)" for n, t in enumerate(tests))]
    )


def _compiled(
    nodes: Sequence[Node], names: Sequence[str], answer: Callable[[list[str]], list[str]]
) -> Callable[..., Any]:
    module = Module()
    block = Block(module.constants, module.counter, {name: name for name in names}, chains_in(nodes))
    answers = answer([test(block, node, True, True) for node in nodes])
    body = [*block.lines(), *answers]
    if any("(scope)" in line for line in body):  # the exact evaluator takes a part over
        body.insert(0, f"scope = {{{', '.join(f'{name!r}: {name}' for name in names)}}}")
    module.define("guard", ", ".join(names), body)
    guard: Callable[..., Any] = module.build()["guard"]
    return guard
